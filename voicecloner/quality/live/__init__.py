"""What is told while somebody records."""
