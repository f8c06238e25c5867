"""What is said in a recording, as far as a small recognizer that works offline can tell: words (English only), or the
single sounds of any language.

PocketSphinx with its own US English model. It is a weak recognizer: of clear, read speech it gets about 6 of 10 words
right. It is small (30 MB), comes with its model, and needs a quarter of the recording's time on one core; its sounds
need a twenty-fifth and are of use for every language, since most sounds are shared.
"""

import json
import logging
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import IO, Any, cast

import numpy as np

from voicecloner.audio.processing import resample
from voicecloner.audio.recognizer_child import CHILD_FLAG, RATE_HZ, SOUNDS, WORDS
from voicecloner.child_process import child_environment, own_command
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.listening import HeardSound, HeardWord
from voicecloner.domain.quality import Span
from voicecloner.errors import RecognizerError
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

STAGE = "Listening to the words"
_POLL_S = 0.05
_START_S = 20.0
_SECONDS_PER_SECOND = 10.0
"""A busy machine may be this much slower than the recording is long before the recognizer is given up."""
_LOG = logging.getLogger(__name__)

IPA: Mapping[str, str] = MappingProxyType(
    {
        "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "B": "b", "CH": "tʃ", "D": "d", "DH": "ð",
        "EH": "ɛ", "ER": "ɚ", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "IY": "i", "JH": "dʒ", "K": "k",
        "L": "l", "M": "m", "N": "n", "NG": "ŋ", "OW": "oʊ", "OY": "ɔɪ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ",
        "T": "t", "TH": "θ", "UH": "ʊ", "UW": "u", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
    }
)  # fmt: skip
"""The recognizer's names of sounds (those of the CMU dictionary) as IPA."""


def hear_words(
    clip: AudioClip, pieces: Sequence[Span], *, progress: Progress, cancel: CancelToken
) -> tuple[HeardWord, ...]:
    """The English words in a recording, in order.

    Args:
        clip: the recording, mono, any rate.
        pieces: stretches of it to listen to one by one, cut at pauses; of some seconds each.
        progress: told after each piece.
        cancel: ends the recognizer.

    Raises:
        RecognizerError: it is not installed, or it died.
        Cancelled: `cancel` was set.
    """
    heard = _listen(WORDS, clip, pieces, progress, cancel)
    # "was(2)" is another way to say "was"; "<s>", "[NOISE]" and "++UM++" are no words
    return tuple(HeardWord(n.partition("(")[0], start, end, c) for n, start, end, c in heard if n[:1].isalpha())


def hear_sounds(clip: AudioClip, *, progress: Progress, cancel: CancelToken) -> tuple[HeardSound, ...]:
    """The sounds of speech in a recording, in order; noises and silence are left out.

    Args:
        clip: the recording, mono, any rate, any language.
        progress: told at the end.
        cancel: ends the recognizer.

    Raises:
        RecognizerError: the recognizer is not installed, or it died.
        Cancelled: `cancel` was set.
    """
    heard = _listen(SOUNDS, clip, (Span(0.0, clip.seconds),), progress, cancel)
    return tuple(HeardSound(IPA[name], start, end) for name, start, end, _ in heard if name in IPA)


def child_command() -> list[str]:
    """How the recognizer is started, from a frozen program and from Python."""
    return own_command(CHILD_FLAG, "voicecloner.audio.recognizer_child")


def _listen(
    wanted: str, clip: AudioClip, pieces: Sequence[Span], progress: Progress, cancel: CancelToken
) -> list[tuple[str, float, float, float]]:
    cancel.raise_if_cancelled()
    progress(ProgressUpdate(STAGE, 0.0))
    heard: list[tuple[str, float, float, float]] = []
    with _child(_START_S + _SECONDS_PER_SECOND * clip.seconds, cancel) as child:
        _send(cast(IO[bytes], child.stdin), wanted, clip, pieces)
        answers = iter(cast(IO[bytes], child.stdout))
        for index in range(len(pieces)):
            heard += [(name, start, end, sure) for name, start, end, sure in _answer(next(answers, b""), cancel)]
            progress(ProgressUpdate(STAGE, (index + 1) / len(pieces)))
    return heard


def _send(stdin: IO[bytes], wanted: str, clip: AudioClip, pieces: Sequence[Span]) -> None:
    sound = resample(clip.samples, clip.sample_rate, RATE_HZ)
    frames = [[round(piece.start_s * RATE_HZ), round(piece.end_s * RATE_HZ)] for piece in pieces]
    order = json.dumps({"wanted": wanted, "pieces": frames}).encode() + b"\n"
    try:
        stdin.write(order + (np.clip(sound, -1.0, 1.0) * 32767).astype("<i2").tobytes())
        stdin.close()
    except OSError:  # it is gone already; the missing answer says so
        _LOG.warning("The recognizer ended before it had heard anything.")


def _answer(line: bytes, cancel: CancelToken) -> list[tuple[str, float, float, float]]:
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError:
        cancel.raise_if_cancelled()
        answer = {"failed": "it ended without a word"}
    if "failed" in answer:
        _LOG.warning("The recognizer failed: %s", answer["failed"])
        raise RecognizerError("The speech recognizer could not be used.")
    return cast("list[tuple[str, float, float, float]]", answer["heard"])


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
