"""Cloning engines: one interface, one worker process."""
