"""What the program can do, one module each; every shell calls these."""
