"""Finding the timbre, the melody and the colour of a person."""
