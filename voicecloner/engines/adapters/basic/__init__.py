"""The basic engine: espeak-ng with the pitch, the formants, the spectrum and the pace of a person."""
