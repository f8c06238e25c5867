"""Qwen3-TTS by Alibaba: a large neural engine for ten languages, which wants a graphics card."""
