"""Speed, memory and quality, run by ``./dev bench``."""
