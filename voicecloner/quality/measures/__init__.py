"""What can be measured on a recording. Pure functions on arrays; nothing here judges."""
