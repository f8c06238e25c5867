"""Cutting a stretch out of the sound of a take, and putting another one in its place, without changing the rest.

Samples are copied as they stand in the file, never by way of other numbers: what is put back is the same to the bit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from voicecloner.audio.capture.wav_part import tags_of
from voicecloner.audio.files.encoding import METADATA_KEYS, SoundWriter
from voicecloner.domain.audio import Samples
from voicecloner.errors import StorageError, UnreadableAudio

Exact = npt.NDArray[np.int16]
_BLOCK_FRAMES = 1 << 16


def cut_out(source: Path, target: Path, first: int, end: int) -> None:
    """Write a stretch of a take's sound as a file of its own.

    Args:
        source: 16-bit mono WAV.
        target: is replaced.
        first: frame the stretch begins with.
        end: the one after its last.

    Raises:
        StorageError, UnreadableAudio
    """
    with _opened(source) as sound, SoundWriter(target, sound.samplerate, _tags(source)) as writer:
        for block in _blocks(sound, first, end):
            writer.copy(block)


def put_together(source: Path, part: Path, target: Path, first: int, end: int) -> None:
    """Write a take's sound with another sound in the place of a stretch.

    Args:
        source: the take, 16-bit mono WAV.
        part: what comes into it, of the same kind.
        target: is replaced.
        first: frame the stretch begins with.
        end: the one after its last.

    Raises:
        StorageError, UnreadableAudio
    """
    with (
        _opened(source) as sound,
        _opened(part) as inner,
        SoundWriter(target, sound.samplerate, _tags(source)) as writer,
    ):
        for block in _blocks(sound, 0, first):
            writer.copy(block)
        for block in _blocks(inner, 0, inner.frames):
            writer.copy(block)
        for block in _blocks(sound, end, sound.frames):
            writer.copy(block)


def frames_of(path: Path) -> int:
    """How long a sound is, in frames.

    Raises:
        StorageError, UnreadableAudio
    """
    with _opened(path) as sound:
        return int(sound.frames)


def stretch_of(path: Path, first: int, end: int) -> Samples:
    """A stretch of a sound, float32, shape (frames,).

    Args:
        path: 16-bit mono WAV.
        first: frame the stretch begins with.
        end: the one after its last.

    Raises:
        StorageError, UnreadableAudio
    """
    with _opened(path) as sound:
        exact = [np.zeros(0, np.int16), *_blocks(sound, first, end)]
    return np.concatenate(exact).astype(np.float32) * np.float32(2.0**-15)


def _blocks(sound: soundfile.SoundFile, first: int, end: int) -> Iterator[Exact]:
    sound.seek(min(first, sound.frames))
    left = min(end, sound.frames) - first
    while left > 0:
        block = sound.read(min(left, _BLOCK_FRAMES), dtype="int16", always_2d=True)
        if not len(block):
            return
        left -= len(block)
        yield np.ascontiguousarray(block[:, 0])


def _tags(source: Path) -> dict[str, str]:
    return {key: text for key, text in tags_of(source).items() if key in METADATA_KEYS}


@contextmanager
def _opened(path: Path) -> Iterator[soundfile.SoundFile]:
    try:
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            yield sound
    except OSError as error:
        raise StorageError(f"“{path.name}” cannot be read.", "It may have been erased meanwhile.") from error
    except soundfile.LibsndfileError as error:
        raise UnreadableAudio(f"“{path.name}” is damaged and cannot be read.", "Say the sentence again.") from error
