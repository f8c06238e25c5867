"""Measuring a cloned voice beside the recording it was made of."""
