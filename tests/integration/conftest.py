"""Fixtures for tests against real devices and processes."""

from tests.support.virtual_microphone import virtual_microphone
from tests.support.worker_hosts import host, quick_host, voice_file

__all__ = ["host", "quick_host", "virtual_microphone", "voice_file"]
