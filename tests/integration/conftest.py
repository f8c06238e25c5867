"""Fixtures for tests against real devices and processes."""

from tests.support.virtual_microphone import virtual_microphone

__all__ = ["virtual_microphone"]
