"""A voice of each of many recordings: all are judged, named by their files, and made at once."""
