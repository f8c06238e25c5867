"""Recording in the terminal: which microphone, the flow of a recording, its level as a line."""
