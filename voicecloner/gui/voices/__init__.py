"""The page Voices."""
