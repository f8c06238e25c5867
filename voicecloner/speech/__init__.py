"""What speech holds: where it is, who speaks, which words; and how a text is to be said."""
