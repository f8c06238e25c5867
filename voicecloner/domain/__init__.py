"""The words of the field as frozen values. No I/O, no threads, numpy at most."""
