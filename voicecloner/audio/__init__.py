"""Sound in and out: devices, recorder, player, files, processing."""
