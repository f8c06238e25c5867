"""Books and other documents read aloud, and the lines of tables said into files."""
