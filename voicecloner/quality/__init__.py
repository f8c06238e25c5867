"""The judge of reference recordings: measures, limits, words."""
