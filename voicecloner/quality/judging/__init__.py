"""Judging sound in a process of its own."""
