"""What an engine is: all that its author needs to know."""
