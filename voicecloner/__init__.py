"""VoiceCloner: 10-60 seconds of speech become a voice that can say anything, on your own machine."""

__version__ = "0.1.0"
