"""The English words in a recording, heard by a process of its own.

It is stopped at once, holds its memory only while it listens, and whatever befalls it befalls nothing else.
"""

import json
import logging
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, cast

import numpy as np

from voicecloner.audio.processing import resample
from voicecloner.children.environment import child_environment, own_command
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.listening import HeardWord
from voicecloner.domain.quality import Span
from voicecloner.errors import RecognizerError
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.speech.moonshine import RATE_HZ
from voicecloner.speech.recognizer_child import CHILD_FLAG

STAGE = "Listening to the words"
_POLL_S = 0.05
_START_S = 20.0
_SECONDS_PER_SECOND = 10.0
"""A busy machine may be this much slower than the recording is long before the recognizer is given up."""
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
    heard: list[HeardWord] = []
    with _child(_START_S + _SECONDS_PER_SECOND * clip.seconds, cancel) as child:
        _send(cast(IO[bytes], child.stdin), clip, pieces)
        answers = iter(cast(IO[bytes], child.stdout))
        for index, piece in enumerate(pieces):
            heard += _in_time(_answer(next(answers, b""), cancel), piece)
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


def _send(stdin: IO[bytes], clip: AudioClip, pieces: Sequence[Span]) -> None:
    sound = resample(clip.samples, clip.sample_rate, RATE_HZ)
    frames = [[round(piece.start_s * RATE_HZ), round(piece.end_s * RATE_HZ)] for piece in pieces]
    order = json.dumps({"pieces": frames}).encode() + b"\n"
    try:
        stdin.write(order + (np.clip(sound, -1.0, 1.0) * 32767).astype("<i2").tobytes())
        stdin.close()
    except OSError:  # it is gone already; the missing answer says so
        _LOG.warning("The recognizer ended before it had heard anything.")


def _answer(line: bytes, cancel: CancelToken) -> list[tuple[str, float]]:
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError:
        cancel.raise_if_cancelled()
        answer = {"failed": "it ended without a word"}
    if "failed" in answer:
        _LOG.warning("The recognizer failed: %s", answer["failed"])
        raise RecognizerError("The speech recognizer could not be used.")
    return cast("list[tuple[str, float]]", answer["heard"])


@contextmanager
def _child(time_limit_s: float, cancel: CancelToken) -> Iterator["subprocess.Popen[bytes]"]:
    """The recognizer's process, ended when it is cancelled, takes too long, or is not needed any more."""
    try:
        child = subprocess.Popen(
            child_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise RecognizerError("The speech recognizer could not be started.") from error
    is_over = threading.Event()
    watch = threading.Thread(target=_watch, args=(child, time_limit_s, cancel, is_over), name="recognizer-watch")
    watch.start()
    try:
        yield child
    finally:
        is_over.set()
        watch.join()
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):  # what it did not read any more cannot be handed over
                cast(IO[bytes], pipe).close()
        child.wait()


def _watch(
    child: "subprocess.Popen[bytes]", time_limit_s: float, cancel: CancelToken, is_over: threading.Event
) -> None:
    deadline_s = time.monotonic() + time_limit_s
    while not is_over.wait(_POLL_S):
        if cancel.is_cancelled or time.monotonic() > deadline_s:
            child.kill()
            return
