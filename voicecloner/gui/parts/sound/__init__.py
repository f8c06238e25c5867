"""The picture of a sound: waveform, spectrogram and pitch over one time axis."""
