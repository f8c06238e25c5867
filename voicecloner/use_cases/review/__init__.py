"""What is asked of a recording before it becomes a voice."""
