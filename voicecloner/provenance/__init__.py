"""Where sound comes from: the inaudible mark in it, what its file says of itself, and who signed that."""
