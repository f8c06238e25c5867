"""The engines of the package coqui-tts: XTTS, YourTTS, Tortoise, Bark, and voice conversion."""
