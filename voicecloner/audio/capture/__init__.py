"""Microphones and what they record."""
