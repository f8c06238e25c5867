from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.library_makers import Clock
from voicecloner.library.voices import VoiceLibrary


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path, clock: Clock) -> Iterator[VoiceLibrary]:
    with VoiceLibrary(tmp_path / "library", clock=clock) as opened:
        yield opened
