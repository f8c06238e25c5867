"""Sound files of any kind, read and written."""
