"""Pocket TTS run by onnxruntime alone: six languages, without torch and without an account."""
