"""VoxCPM2 by OpenBMB: a large neural engine for 30 languages that wants a graphics card."""
