"""Thousands of damaged sound files, and what becomes of each: it is read, or refused in one clear sentence.

Every file is imported as the program does it, except that the decoder's process is forked from this one, where all
decoders are loaded already, instead of being started anew: five milliseconds instead of two hundred. It is limited and
killed like the program's own.
"""

import os
import re
import select
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from unittest import mock

import numpy as np
import soundfile

from tests.support.clips import syllables
from tests.support.sound_files import encode
from voicecloner.audio.files import decode_child, decoding
from voicecloner.audio.files.importing import import_audio
from voicecloner.children import packets
from voicecloner.children.packets import Packet
from voicecloner.children.patience import ChildSilent
from voicecloner.errors import UnreadableAudio

TIME_LIMIT_S = 10.0
_BASE_S = 1.5
_LARGEST_BASE_BYTES = 600_000
_NUMBERS = (0, 1, 0x7F, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_HEADER_BYTES = 512
_NAME = "mutated.wav"

_ENCODED = (
    ("aac", "ipod"),
    ("alac", "ipod"),
    ("aac", "adts"),
    ("libopus", "webm"),
    ("flac", "matroska"),
    ("libmp3lame", "mp3"),
    ("wmav2", "asf"),
    ("aac", "mpegts"),
    ("pcm_s24le", "wav"),
    ("adpcm_ms", "wav"),
)
_WRITTEN = (
    ("WAV", "PCM_16"),
    ("WAV", "FLOAT"),
    ("WAV", "IMA_ADPCM"),
    ("RF64", "PCM_16"),
    ("W64", "PCM_16"),
    ("FLAC", "PCM_16"),
    ("AIFF", "PCM_16"),
    ("AU", "PCM_16"),
    ("CAF", "ALAC_16"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
)

_OTHER_SENTENCES = (
    "“{name}” is empty.",
    "“{name}” holds less than a tenth of a second of sound.",
    "Most values in “{name}” are not numbers, so it holds no sound.",
    "Reading “{name}” took longer than 10 s and was stopped.",
)


def bases(folder: Path, speech_formats: Path | None = None) -> dict[str, bytes]:
    """Whole files of every kind, by name.

    Args:
        folder: where they are made.
        speech_formats: a folder with further files, used as far as they are small.
    """
    sound = syllables(_BASE_S, 48_000)
    found = {}
    for codec, container in _ENCODED:
        found[f"{container}/{codec}"] = encode(folder / "base", sound, 48_000, codec, container).read_bytes()
    for container, subtype in _WRITTEN:
        soundfile.write(folder / "base", sound, 48_000, format=container, subtype=subtype)
        found[f"{container}/{subtype}"] = (folder / "base").read_bytes()
    stereo = np.stack([sound, syllables(_BASE_S, 48_000, seed=1)], axis=1)
    found["stereo/aac"] = encode(folder / "base", stereo, 48_000, "aac", "ipod").read_bytes()
    further = sorted(speech_formats.iterdir()) if speech_formats and speech_formats.is_dir() else []
    small = (path for path in further if path.is_file() and path.stat().st_size <= _LARGEST_BASE_BYTES)
    return {**found, **{f"speech/{path.name}": path.read_bytes() for path in small}}


class Mutator:
    """Damages files, always the same ones for the same seed.

    Args:
        files: the whole files.
        seed: of the draw.
    """

    def __init__(self, files: dict[str, bytes], seed: int) -> None:
        self._names = sorted(files)
        self._files = files
        self._seed = seed

    def mutated(self, number: int) -> tuple[str, bytes]:
        """What was done to which file, and the result; it does not depend on what was drawn before."""
        drawn = np.random.default_rng([self._seed, number])
        name, other = (self._names[i] for i in drawn.integers(len(self._names), size=2))
        kinds: list[Callable[[np.random.Generator, bytes, bytes], bytes]] = [
            flip_bits,
            flip_header_bits,
            cut_end,
            cut_out,
            splice,
            put_numbers,
            blank,
            repeat,
        ]
        kind = kinds[drawn.integers(len(kinds))]
        return f"{number}: {kind.__name__} {name} {other}", kind(drawn, self._files[name], self._files[other])


def flip_bits(drawn: np.random.Generator, content: bytes, _other: bytes) -> bytes:
    """One to 200 bits anywhere."""
    return _flipped(drawn, content, len(content))


def flip_header_bits(drawn: np.random.Generator, content: bytes, _other: bytes) -> bytes:
    """One to 200 bits near the start."""
    return _flipped(drawn, content, _HEADER_BYTES)


def cut_end(drawn: np.random.Generator, content: bytes, _other: bytes) -> bytes:
    """The first part."""
    return content[: _place(drawn, content)]


def cut_out(drawn: np.random.Generator, content: bytes, _other: bytes) -> bytes:
    """All but a part."""
    first, last = sorted((_place(drawn, content), _place(drawn, content)))
    return content[:first] + content[last:]


def splice(drawn: np.random.Generator, content: bytes, other: bytes) -> bytes:
    """The beginning of one file and the end of another."""
    return content[: _place(drawn, content)] + other[_place(drawn, other) :]


def put_numbers(drawn: np.random.Generator, content: bytes, _other: bytes) -> bytes:
    """Telling numbers of four bytes in one to eight places near the start."""
    changed = bytearray(content)
    for _ in range(drawn.integers(1, 9)):
        at = int(drawn.integers(min(_HEADER_BYTES, len(content))))
        order: Literal["little", "big"] = "little" if drawn.integers(2) else "big"
        changed[at : at + 4] = int(drawn.choice(_NUMBERS)).to_bytes(4, order)
    return bytes(changed)


def blank(drawn: np.random.Generator, content: bytes, _other: bytes) -> bytes:
    """A part overwritten with one value."""
    first, last = sorted((_place(drawn, content), _place(drawn, content)))
    return content[:first] + bytes([drawn.choice([0, 255, 65])]) * (last - first) + content[last:]


def repeat(drawn: np.random.Generator, content: bytes, _other: bytes) -> bytes:
    """A part that comes twice."""
    first, last = sorted((_place(drawn, content), _place(drawn, content)))
    return content[:last] + content[first:]


def _flipped(drawn: np.random.Generator, content: bytes, reach: int) -> bytes:
    changed = bytearray(content)
    for _ in range(int(2 ** drawn.uniform(0, 7.6))):
        changed[drawn.integers(min(reach, len(content)))] ^= 1 << int(drawn.integers(8))
    return bytes(changed)


def _place(drawn: np.random.Generator, content: bytes) -> int:
    """Near the start as often as anywhere."""
    return int(drawn.integers(min(_HEADER_BYTES, len(content)) if drawn.integers(2) else len(content)))


@dataclass
class Tally:
    """What became of the files.

    Attributes:
        outcomes: how often each came: ``read``, ``refused``, ``died``, ``too slow``.
        wrong: one line for each file that was neither read whole nor refused as it should be.
        remarkable: one line for each at which the decoder died or took too long.
        slowest_s: longest import.
        total_s: all imports.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    remarkable: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    total_s: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {**vars(self), "outcomes": dict(self.outcomes)}


def judge_all(mutator: Mutator, numbers: range, folder: Path) -> Tally:
    """Import each mutated file and say what became of it."""
    tally = Tally()
    with _forked_decoder():
        for number in numbers:
            what, content = mutator.mutated(number)
            (folder / _NAME).write_bytes(content)
            started = time.perf_counter()
            outcome, fault = _judge(folder / _NAME)
            seconds = time.perf_counter() - started
            if seconds > TIME_LIMIT_S + 2.0:
                fault = f"took {seconds:.1f} s"
            tally.outcomes[outcome] += 1
            tally.wrong += [f"{what}: {fault}"] if fault else []
            tally.remarkable += [f"{what}: {outcome}"] if outcome in {"died", "too slow"} else []
            tally.total_s += seconds
            tally.slowest_s = max(tally.slowest_s, seconds)
    return tally


def _judge(path: Path) -> tuple[str, str]:
    """Outcome, and what is wrong about it."""
    try:
        found = import_audio(path, time_limit_s=TIME_LIMIT_S)
    except UnreadableAudio as error:
        outcome = {"stops the decoder": "died", "took longer": "too slow"}
        known = [name for words, name in outcome.items() if words in error.message]
        return known[0] if known else "refused", _fault_of_sentence(error)
    except Exception as error:  # noqa: BLE001 - whatever else comes out is what is being looked for
        return "wrong", repr(error)
    sound = found.clip.samples
    if not len(sound) or not np.isfinite(sound).all() or np.abs(sound).max() > 1.0:
        return "read", "came out as no sound"
    return "read", next((f"note {note!r}" for note in found.notes if not _is_one_sentence(note)), "")


def _fault_of_sentence(error: UnreadableAudio) -> str:
    """Only the program's own words may be shown, in one line."""
    templates = (*decoding._SENTENCES.values(), *_OTHER_SENTENCES)
    is_known = any(re.fullmatch(_pattern(template), error.message) for template in templates)
    return "" if is_known and error.hint and "\n" not in error.hint else f"sentence {error.message!r}"


def _pattern(template: str) -> str:
    wild = {"name": re.escape(_NAME), "sample_rate": r"\d+", "channels": r"\d+"}
    return re.sub(r"\\{(\w+)\\}", lambda found: wild[found[1]], re.escape(template))


def _is_one_sentence(note: str) -> bool:
    return note.endswith(".") and "\n" not in note and note.replace("\u00a0", " ").isprintable() and len(note) < 200


@contextmanager
def _forked_decoder() -> Iterator[None]:
    """Imports fork their decoder, where the system can wait for a process and a clock at once."""
    if not hasattr(os, "pidfd_open"):
        yield
        return
    from voicecloner.audio.files import (
        pyav_decoder,  # noqa: F401 - loaded once, for all forks
        soundfile_decoder,  # noqa: F401 - loaded once, for all forks
    )

    with mock.patch.object(decoding, "decoder_messages", _messages_of_fork):
        yield


def _messages_of_fork(order: decoding.DecodeOrder, _patience: object) -> Iterator[Packet]:
    """In place of `decoding.decoder_messages`."""
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as log:
        pid = os.fork()
        if not pid:
            _decode_and_exit(order, writing, log)
        os.close(writing)
        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(_all_messages, reading)
            is_over = _ends_in_time(pid)
        yield from told.result()
        if not is_over:
            raise ChildSilent
        if not told.result() or "report" not in told.result()[-1].head:
            log.seek(0)
            raise decoding.died(order.path, log.read().decode(errors="replace"))


def _all_messages(pipe: int) -> list[Packet]:
    with os.fdopen(pipe, "rb") as file:
        return list(iter(lambda: packets.read(file), None))


def _ends_in_time(pid: int) -> bool:
    handle = os.pidfd_open(pid)
    try:
        ready, _, _ = select.select([handle], [], [], TIME_LIMIT_S)
        if not ready:
            os.kill(pid, signal.SIGKILL)
        return bool(ready)
    finally:
        os.close(handle)
        os.waitpid(pid, 0)


def _decode_and_exit(order: decoding.DecodeOrder, pipe: int, log: Any) -> None:
    """Never returns: what follows in this process belongs to the parent."""
    code = 1
    try:
        os.dup2(pipe, 1)
        os.dup2(log.fileno(), 2)
        extent = (order.extent.max_seconds, order.extent.max_bytes, order.extent.start_s)
        code = decode_child.main([str(order.path), *map(str, extent), str(order.cpu_s)])
    finally:
        os._exit(code)
