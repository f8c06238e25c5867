"""The voice library: SQLite for facts, files for sound."""
