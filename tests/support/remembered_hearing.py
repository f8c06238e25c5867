"""Hears words as the program does, and those of the same sound only once."""

import hashlib
from collections.abc import Callable, Sequence

import pytest

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.listening import HeardWord
from voicecloner.domain.quality import Span
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.speech import recognizer
from voicecloner.speech.recognizer import hear_words

_Key = tuple[Callable[[], list[str]], bytes, int, tuple[Span, ...]]


class RememberedHearing:
    """For all tests of a session; where a test has put another program in the recognizer's place, that one is asked."""

    def __init__(self) -> None:
        self._heard: dict[_Key, tuple[tuple[HeardWord, ...], list[ProgressUpdate]]] = {}

    def hear_words(
        self, clip: AudioClip, pieces: Sequence[Span], *, progress: Progress, cancel: CancelToken
    ) -> tuple[HeardWord, ...]:
        """As `recognizer.hear_words`."""
        sound = hashlib.sha256(clip.samples.tobytes()).digest()
        key = (recognizer.child_command, sound, clip.sample_rate, tuple(pieces))
        if key not in self._heard:
            told: list[ProgressUpdate] = []
            self._heard[key] = hear_words(clip, pieces, progress=told.append, cancel=cancel), told
        words, told = self._heard[key]
        for update in told:
            progress(update)
            cancel.raise_if_cancelled()
        return words

    def forget(self) -> None:
        """The next sound is listened to, however often it was heard."""
        self._heard.clear()


@pytest.fixture(scope="session")
def remembered_hearing() -> RememberedHearing:
    return RememberedHearing()


@pytest.fixture
def hears_once(remembered_hearing: RememberedHearing, monkeypatch: pytest.MonkeyPatch) -> RememberedHearing:
    """From now on the program hears by way of it."""
    monkeypatch.setattr(recognizer, "hear_words", remembered_hearing.hear_words)
    return remembered_hearing
