"""The neural engines' weights: what there is, how it is fetched, checked and kept."""
