"""Whose voice it is: stating consent, and having it spoken."""
