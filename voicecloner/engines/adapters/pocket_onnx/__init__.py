"""Pocket TTS run by sherpa-onnx: the lightest of the neural engines, without torch and without an account."""
