"""Recordings said again in a natural voice."""
