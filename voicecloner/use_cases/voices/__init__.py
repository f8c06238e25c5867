"""Making, keeping and rebuilding voices."""
