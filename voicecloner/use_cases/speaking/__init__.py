"""What a voice says, and the takes of it."""
