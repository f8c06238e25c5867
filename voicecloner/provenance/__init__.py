"""Where sound comes from: the inaudible mark in it, and what its file says of itself."""
