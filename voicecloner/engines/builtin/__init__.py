"""The engine that needs no download: espeak-ng says the words, the user's own recorded frames give the voice."""
