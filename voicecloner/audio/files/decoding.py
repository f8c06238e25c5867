"""Decoding in a child process, bounded in time, memory and length: whatever a file does to it ends in one sentence."""

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.audio.files.decode_child import CHILD_FLAG
from voicecloner.audio.files.raw_sink import Decoded, Extent
from voicecloner.children.child import Child, Start
from voicecloner.children.environment import own_command
from voicecloner.children.packets import Packet
from voicecloner.children.patience import ChildGone, ChildSilent, Patience
from voicecloner.errors import StorageError, UnreadableAudio, VoiceClonerError
from voicecloner.jobs import CancelToken

MAX_DECODED_BYTES = 256 << 20
"""About 12 minutes of stereo at 48 kHz."""
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


@dataclass(frozen=True)
class DecodeOrder:
    """What a decoder is started for.

    Attributes:
        path: an existing file.
        extent: how much of it is wanted.
        cpu_s: how long it may compute.
        command: what to start instead of the program's own decoder.
    """

    path: Path
    extent: Extent
    cpu_s: int
    command: Sequence[str] = ()


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
        StorageError: the file may not be read, or the decoder cannot be started.
        Cancelled: `cancel` was set.
    """
    cancel.raise_if_cancelled()
    extent = Extent(limits.max_seconds, limits.max_bytes, limits.start_s)
    order = DecodeOrder(path, extent, int(limits.time_limit_s) + 5, command)
    patience = Patience(limits.time_limit_s, cancel)
    sound, facts = bytearray(), {}
    try:
        for head, content in decoder_messages(order, lambda: patience):
            if "sample_rate" in head:
                sound.clear()
            sound += content
            if len(sound) > limits.max_bytes:
                raise died(path, "It sent more than was asked for.")
            facts = head
    except ChildSilent:
        message = f"Reading “{printable_name(path)}” took longer than {limits.time_limit_s:g} s and was stopped."
        raise UnreadableAudio(message, "Convert the recording to WAV, then import that.") from None
    found = understand(facts["report"], path)
    return np.frombuffer(sound, np.float32).reshape(-1, found.channels), found


def decoder_messages(order: DecodeOrder, patience: Callable[[], Patience]) -> Generator[Packet]:
    """Everything a decoder says, its report last; see `voicecloner.audio.files.decode_child`.

    Close the iterator (or read it to its end) so that the child ends.

    Args:
        order: what to decode.
        patience: asked before each message.

    Raises:
        UnreadableAudio: the decoder died.
        StorageError: it cannot be started.
        ChildSilent, Cancelled: the patience ended.
    """
    extent = (order.extent.max_seconds, order.extent.max_bytes, order.extent.start_s)
    command = [*(order.command or child_command()), str(order.path.absolute()), *map(str, extent), str(order.cpu_s)]
    try:
        child = Child(Start(command))
    except OSError as error:
        raise StorageError("The decoder cannot be started.", "Install the program again.") from error
    with child:
        message = Packet({})
        while "report" not in message.head:
            try:
                message = child.receive(patience())
            except ChildGone:
                child.end()
                raise died(order.path, child.last_words()) from None
            yield message


def printable_name(path: Path) -> str:
    """The file's name as it can be shown and stored: no control characters, no broken UTF-8."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in path.name)


def child_command() -> list[str]:
    """How the decoder is started, from a frozen program and from Python."""
    return own_command(CHILD_FLAG, "voicecloner.audio.files.decode_child")


def died(path: Path, last_words: str) -> UnreadableAudio:
    """What the user reads of a decoder that died over a file; its last words go to the log."""
    _LOG.warning("The decoder died without a report. %s", last_words)
    return UnreadableAudio(_SENTENCES["died"].format(name=printable_name(path)), _HINTS["died"])


def understand(report: Mapping[str, Any], path: Path) -> Decoded:
    """What the child reported about a file.

    Raises:
        UnreadableAudio: it holds no sound.
        StorageError: the file may not be read.
    """
    if "refused" in report:
        raise _refusal(report, printable_name(path))
    return Decoded(**{field.name: report[field.name] for field in fields(Decoded)})


def _refusal(report: Mapping[str, object], name: str) -> VoiceClonerError:
    code = str(report["refused"])
    if code == "access":
        return StorageError(f"“{name}” could not be read from its disk.", "Check its permissions and its disk.")
    return UnreadableAudio(_SENTENCES[code].format(**{**report, "name": name}), _HINTS.get(code, ""))
