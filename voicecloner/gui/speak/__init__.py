"""The page Speak."""
