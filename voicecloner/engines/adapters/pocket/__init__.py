"""Pocket TTS by Kyutai: a small neural engine that needs no graphics card."""
