"""Clones with Kokoro-82M, a neural network whose timbre is fitted to the user; see docs/natural-engine.md."""
