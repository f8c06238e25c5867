"""Decoding in a child process, bounded in time, memory and length: whatever a file does to it ends in one sentence."""

import json
import logging
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from voicecloner.audio.decode_child import CHILD_FLAG, NO_ROOM, REPORT_NAME, SOUND_NAME
from voicecloner.audio.raw_sink import Decoded
from voicecloner.children.environment import child_environment, own_command
from voicecloner.errors import StorageError, UnreadableAudio, VoiceClonerError
from voicecloner.jobs import CancelToken
from voicecloner.scratch import scratch_folder, temporary_error

MAX_DECODED_BYTES = 256 << 20
"""About 12 minutes of stereo at 48 kHz."""
_POLL_S = 0.05
_LOG_NAME = "log.txt"
_LOGGED_LETTERS = 2000
_LOG = logging.getLogger(__name__)

_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "not_sound": "“{name}” holds no sound that can be read.",
        "unknown": "“{name}” holds no sound that can be read.",
        "picture": "“{name}” is a picture, not a sound file.",
        "text": "“{name}” is a text, not a sound file.",
        "archive": "“{name}” is an archive, not a sound file.",
        "document": "“{name}” is a document, not a sound file.",
        "cut_off_mp4": "“{name}” is cut off or damaged: its index cannot be read, and without it none of its sound.",
        "no_sound_track": "“{name}” has no sound track.",
        "unknown_codec": "The sound in “{name}” is in a format that cannot be read.",
        "no_samples": "“{name}” is a sound file without any sound in it.",
        "beyond_end": "“{name}” ends before the stretch that was chosen.",
        "no_place": "“{name}” does not say where in it the chosen stretch lies.",
        "nothing_decodable": "“{name}” is so damaged that nothing of its sound can be read.",
        "sample_rate": "“{name}” claims a sample rate of {sample_rate} Hz; 4000 to 384000 Hz can be read.",
        "channels": "“{name}” claims to have {channels} channels; 1 to 64 can be read.",
        "memory": "“{name}” needs more memory to be read than a recording should.",
        "died": "“{name}” is damaged in a way that stops the decoder.",
    }
)
_ANOTHER_COPY = "Choose another copy of the recording, or another recording."
_CONVERT = "Convert the recording to WAV, then choose that."
# what is not named here holds no sound or an odd kind of it, for which `UnreadableAudio` has its own words
_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "archive": "Unpack it first, then import the recordings in it.",
        "cut_off_mp4": _ANOTHER_COPY,
        "no_sound_track": _ANOTHER_COPY,
        "unknown_codec": _CONVERT,
        "no_samples": _ANOTHER_COPY,
        "beyond_end": "Choose an earlier start.",
        "no_place": _CONVERT,
        "nothing_decodable": _ANOTHER_COPY,
        "sample_rate": _CONVERT,
        "channels": "Save it with one or two channels, then choose that.",
        "memory": "Cut out the minutes you need, then import those.",
        "died": _ANOTHER_COPY,
    }
)


@dataclass(frozen=True)
class DecodeLimits:
    """How far the decoder may go.

    Attributes:
        max_seconds: how much of the sound is read.
        time_limit_s: how long it may take.
        max_bytes: how much memory the decoded sound may take.
        start_s: how much of the beginning is left out.
    """

    max_seconds: float = 600.0
    time_limit_s: float = 60.0
    max_bytes: int = MAX_DECODED_BYTES
    start_s: float = 0.0


def decode(
    path: Path, limits: DecodeLimits, cancel: CancelToken, command: Sequence[str] = ()
) -> tuple[npt.NDArray[np.float32], Decoded]:
    """Decode the sound of a file in a child process.

    Args:
        path: an existing file.
        limits: how far to go.
        cancel: ends the child when set.
        command: what to start instead of the program's own decoder.

    Returns:
        the sound, shape (frames, channels), possibly with non-finite values and beyond -1..1, and what was found.

    Raises:
        UnreadableAudio: it holds no sound, or the decoder died or took too long.
        StorageError: the temporary folder is full or cannot be used, or the file may not be read.
        Cancelled: `cancel` was set.
    """
    try:
        with scratch_folder() as folder:
            started = [*(command or child_command()), *_arguments(path, folder, limits)]
            with (folder / _LOG_NAME).open("wb") as log:
                exit_code = _run_child(started, log, limits, cancel)
            if exit_code == NO_ROOM:
                raise _refusal({"refused": "storage"}, printable_name(path))
            found = _read_report(folder, path)
            samples = np.fromfile(folder / SOUND_NAME, np.float32)
    except subprocess.TimeoutExpired:
        message = f"Reading “{printable_name(path)}” took longer than {limits.time_limit_s:g} s and was stopped."
        raise UnreadableAudio(message, "Convert the recording to WAV, then import that.") from None
    except OSError as error:
        raise temporary_error(error) from error
    return samples.reshape(-1, found.channels), found


def printable_name(path: Path) -> str:
    """The file's name as it can be shown and stored: no control characters, no broken UTF-8."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in path.name)


def child_command() -> list[str]:
    """How the decoder is started, from a frozen program and from Python."""
    return own_command(CHILD_FLAG, "voicecloner.audio.decode_child")


def _arguments(path: Path, folder: Path, limits: DecodeLimits) -> list[str]:
    extent = (limits.max_seconds, limits.max_bytes, int(limits.time_limit_s) + 5, limits.start_s)
    return [str(path.absolute()), str(folder), *map(str, extent)]


def _run_child(command: list[str], log: BinaryIO, limits: DecodeLimits, cancel: CancelToken) -> int:
    """Run the child to its end, or kill it when its time is over or nobody waits for it any more.

    Returns:
        its exit code.

    Raises:
        Cancelled: `cancel` was set.
        subprocess.TimeoutExpired: it took too long.
    """
    cancel.raise_if_cancelled()
    deadline = time.monotonic() + limits.time_limit_s
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        env=child_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        while not _has_ended(child):
            cancel.raise_if_cancelled()
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(command, limits.time_limit_s)
        return child.wait()
    finally:
        child.kill()
        child.wait()


def _has_ended(child: "subprocess.Popen[bytes]") -> bool:
    try:
        child.wait(_POLL_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def _read_report(folder: Path, path: Path) -> Decoded:
    try:
        report = (folder / REPORT_NAME).read_bytes()
    except FileNotFoundError:
        report = b""
    return understand(report, (folder / _LOG_NAME).read_bytes(), path)


def understand(report: bytes, log: bytes, path: Path) -> Decoded:
    """What the child reported about a file.

    Args:
        report: its last words, as JSON; empty or cut off if it died.
        log: what it and its libraries printed.
        path: the file.

    Raises:
        UnreadableAudio: it holds no sound, or the decoder died.
        StorageError: the temporary folder is full, or the file may not be read.
    """
    name = printable_name(path)
    try:
        facts = json.loads(report)
    except ValueError:
        _LOG.warning("The decoder died without a report. %s", log.decode(errors="replace")[-_LOGGED_LETTERS:])
        raise UnreadableAudio(_SENTENCES["died"].format(name=name), _HINTS["died"]) from None
    if "refused" in facts:
        raise _refusal(facts, name)
    return Decoded(**{field.name: facts[field.name] for field in fields(Decoded)})


def _refusal(report: Mapping[str, object], name: str) -> VoiceClonerError:
    code = str(report["refused"])
    if code == "storage":
        words = f"The disk that holds the temporary folder is full, so “{name}” could not be read."
        return StorageError(words, "Free some space there, then try again.")
    if code == "access":
        return StorageError(f"“{name}” could not be read from its disk.", "Check its permissions and its disk.")
    return UnreadableAudio(_SENTENCES[code].format(**{**report, "name": name}), _HINTS.get(code, ""))
