"""The English words in a recording, heard by a process of its own.

It is stopped at once, holds its memory only while it listens, and a crash in it ends nothing else.
"""

import logging
from collections.abc import Sequence
from typing import cast

import numpy as np

from voicecloner.children.child import Child, Start
from voicecloner.children.environment import own_command
from voicecloner.children.packets import Packet
from voicecloner.children.patience import ChildLost, Patience
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.listening import HeardWord
from voicecloner.domain.quality import Span
from voicecloner.errors import RecognizerError
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.sound.resampling import resample
from voicecloner.speech.moonshine import RATE_HZ
from voicecloner.speech.recognizer_child import CHILD_FLAG

STAGE = "Listening to the words"
_START_S = 20.0
# A busy machine may be this much slower than the recording is long before the recognizer is given up.
_SECONDS_PER_SECOND = 10.0
_LOG = logging.getLogger(__name__)


def hear_words(
    clip: AudioClip, pieces: Sequence[Span], *, progress: Progress, cancel: CancelToken
) -> tuple[HeardWord, ...]:
    """The English words in a recording, in order.

    Args:
        clip: the recording, mono, any rate.
        pieces: stretches of it to listen to one by one, cut at pauses; see `voicecloner.speech.pieces`.
        progress: told after each piece.
        cancel: ends the recognizer.

    Raises:
        RecognizerError: it is not installed, or it died.
        Cancelled: `cancel` was set.
    """
    cancel.raise_if_cancelled()
    progress(ProgressUpdate(STAGE, 0.0))
    patience = Patience(_START_S + _SECONDS_PER_SECOND * clip.seconds, cancel)
    heard: list[HeardWord] = []
    with _child() as child:
        child.send(*_order(clip, pieces))
        for index, piece in enumerate(pieces):
            heard += _in_time(_answer(child, patience), piece)
            progress(ProgressUpdate(STAGE, (index + 1) / len(pieces)))
    return tuple(heard)


def child_command() -> list[str]:
    """How the recognizer is started, from a frozen program and from Python."""
    return own_command(CHILD_FLAG, "voicecloner.speech.recognizer_child")


def _in_time(words: Sequence[tuple[str, float]], piece: Span) -> list[HeardWord]:
    """The network tells no times: a piece's words share its time by their letters, good to about half a second."""
    ends = np.cumsum([0, *(len(text) + 1 for text, _ in words)])
    times = piece.start_s + (piece.end_s - piece.start_s) * ends / max(1, ends[-1])
    return [
        HeardWord(text, float(start), float(end), confidence)
        for (text, confidence), start, end in zip(words, times[:-1], times[1:], strict=True)
    ]


def _order(clip: AudioClip, pieces: Sequence[Span]) -> Packet:
    sound = resample(clip.samples, clip.sample_rate, RATE_HZ)
    frames = [[round(piece.start_s * RATE_HZ), round(piece.end_s * RATE_HZ)] for piece in pieces]
    return Packet({"pieces": frames}, (np.clip(sound, -1.0, 1.0) * 32767).astype("<i2").tobytes())


def _child() -> Child:
    try:
        return Child(Start(child_command()))
    except OSError as error:
        raise RecognizerError("The speech recognizer could not be started.") from error


def _answer(child: Child, patience: Patience) -> list[tuple[str, float]]:
    try:
        answer = child.receive(patience).head
    except ChildLost:
        child.end()
        answer = {"failed": f"it ended without a message. {child.last_words()}"}
    if "heard" not in answer:
        _LOG.warning("The recognizer failed: %s", answer.get("failed"))
        raise RecognizerError("The speech recognizer could not be used.")
    return cast("list[tuple[str, float]]", answer["heard"])
