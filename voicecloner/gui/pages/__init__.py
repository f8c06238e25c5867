"""The window's pages, one for each thing a user comes to do."""
