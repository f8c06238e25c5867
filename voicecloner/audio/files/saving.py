"""Sound that leaves the program as it was asked for: rate, bits, and as loud as other programs expect it."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from voicecloner.atomic import atomic_path, remove_file, storage_error, sync_folder
from voicecloner.audio.files.aac_file import coded_blocks
from voicecloner.audio.files.encoding import (
    GONE,
    MAKE_AGAIN,
    FileEncoding,
    Finish,
    SoundWriter,
    codec_for,
    format_of,
)
from voicecloner.domain.audio import Samples
from voicecloner.errors import InvalidRequest, StorageError, UnreadableAudio
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.sound.levelling import (
    CODED_CEILING_DBTP,
    LOUDNESS_RANGE_LUFS,
    PLAIN_CEILING_DBTP,
    Blocks,
    Level,
    Measured,
    level_for,
    level_notes,
    measured,
    written_below_limit,
)
from voicecloner.sound.resampling import resampled

RATE_RANGE_HZ = (8_000, 192_000)
"""What can be asked for, of formats that know any rate."""
_BLOCK_FRAMES = 1 << 17


@dataclass(frozen=True)
class SoundOptions:
    """How sound is written; which of it a format has, see `SoundFormat`.

    Attributes:
        bits: per sample: 16, 24, or 32 for numbers with a point; of formats that lose nothing.
        sample_rate: Hz; None: as it is, or the next higher one that the format knows.
        kbit_per_s: of formats that lose something; None: what is usual.
        loudness_lufs: integrated loudness after ITU-R BS.1770, in `LOUDNESS_RANGE_LUFS`; None: as it is.
        finish: what is done to the whole file before it appears under its name; None: nothing.
    """

    bits: int = 16
    sample_rate: int | None = None
    kbit_per_s: int | None = None
    loudness_lufs: float | None = None
    finish: Finish | None = None


AS_IT_IS = SoundOptions()


@dataclass(frozen=True)
class SourceSound:
    """Sound that can be read as often as needed.

    Attributes:
        sample_rate: Hz.
        frames: how many there are.
        blocks: the sound.
    """

    sample_rate: int
    frames: int
    blocks: Blocks

    def at_rate(self, sample_rate: int) -> "SourceSound":
        """The same at another rate in Hz."""
        frames = round(self.frames * sample_rate / self.sample_rate)
        return SourceSound(sample_rate, frames, lambda: resampled(self.blocks(), self.sample_rate, sample_rate))


@dataclass(frozen=True)
class SavedSound:
    """A file that was written.

    Attributes:
        path: where.
        loudness_lufs: as it was measured in the file; None where no loudness was asked for, and for silence.
        true_peak_dbtp: the same of its true peak.
        notes: what the user should know of it.
    """

    path: Path
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    notes: tuple[str, ...] = ()


MEASURING_PASS, WRITING_PASS, ONLY_PASS = 0.15, 0.85, 1.0
"""The part of what is left that a pass over a sound fills: seldom one has to be written twice."""


class Watch:
    """Tells how far the passes over a sound are, and stops them: how many there will be is not known at the beginning.

    Args:
        progress: gets the part that is done.
        cancel: ends the pass.
        stage: what the user reads.
    """

    def __init__(self, progress: Progress = no_progress, cancel: CancelToken = NEVER, stage: str = "Saving") -> None:
        self._progress, self._cancel, self._stage = progress, cancel, stage
        self._left = 1.0

    def passed(self, sound: SourceSound, part: float) -> Generator[Samples]:
        """All blocks of the sound once more.

        Args:
            sound: whose blocks.
            part: how much of what is left this pass fills, 0..1.
        """
        begun, filled, frames = 1.0 - self._left, self._left * part, 0
        self._left -= filled
        with closing(sound.blocks()) as blocks:
            for block in blocks:
                self._cancel.raise_if_cancelled()
                yield block
                frames += len(block)
                fraction = begun + filled * min(1.0, frames / max(1, sound.frames))
                self._progress(ProgressUpdate(self._stage, fraction))


def require_possible(path: Path, options: SoundOptions, sample_rate: int) -> None:
    """Refuse at once what `save_sound` would refuse.

    Args:
        path: whose suffix is the format.
        options: how it is to be written.
        sample_rate: Hz, of the sound.

    Raises:
        InvalidRequest: no known format, or it does not have this rate, these bits per sample or per second.
    """
    found, rate = format_of(path), options.sample_rate
    least, most = RATE_RANGE_HZ
    if rate is not None and rate not in (found.sample_rates or range(least, most + 1)):
        choice = ", ".join(map(str, found.sample_rates)) or f"{least} to {most}"
        raise InvalidRequest(f"Sound of {rate} Hz cannot be saved as “{path.suffix}”.", f"Choose {choice} Hz.")
    require_loudness(options.loudness_lufs)
    codec_for(found, _encoding(options), found.rate_in_file(rate or sample_rate))


def require_loudness(loudness_lufs: float | None) -> None:
    """See that speech can be brought to a loudness; None is any.

    Raises:
        InvalidRequest
    """
    least, most = LOUDNESS_RANGE_LUFS
    if loudness_lufs is not None and not least <= loudness_lufs <= most:
        raise InvalidRequest(
            f"Speech cannot be brought to {loudness_lufs:g} LUFS.",
            f"Choose {least:g} to {most:g}; usual are -23, -19 and -16.",
        )


def save_sound(
    path: Path,
    sound: SourceSound,
    options: SoundOptions = AS_IT_IS,
    *,
    metadata: Mapping[str, str] | None = None,
    part: Path | None = None,
    watch: Watch | None = None,
) -> SavedSound:
    """Write a sound whole or not at all; what is there is replaced.

    Args:
        path: whose suffix is the format.
        sound: what to write.
        options: how.
        metadata: keys of `METADATA_KEYS`.
        part: where the file grows, for the caller to remove where that fails; by default a hidden one beside it.
        watch: who watches.

    Raises:
        InvalidRequest: unknown format or key, options that it does not have, samples that are not numbers.
        StorageError: disk full, no permission, folder gone.
        Cancelled: stopped by the user.
    """
    require_possible(path, options, sound.sample_rate)
    rate = format_of(path).rate_in_file(options.sample_rate or sound.sample_rate)
    # measured and held at the rate that the file has: what changes the rate changes the peaks
    file = _File(path, sound.at_rate(rate), options, metadata or {}, watch or Watch())
    with growing(path, part) as grown:
        saved = file.write_levelled(grown, options.loudness_lufs) if options.loudness_lufs is not None else None
        if saved is None:
            file.write(grown, ONLY_PASS)
        if options.finish:
            options.finish(grown)
    return saved or SavedSound(path)


@dataclass(frozen=True)
class _File:
    """One sound on its way into a file, at the file's rate."""

    path: Path
    sound: SourceSound
    options: SoundOptions
    metadata: Mapping[str, str]
    watch: Watch

    def write(self, grown: Path, part: float, level: Level | None = None) -> None:
        """Write it; it stays where it grew."""
        rate, encoding = self.sound.sample_rate, _encoding(self.options)
        writer = SoundWriter(self.path, rate, self.metadata, encoding=encoding, part=grown, publishes=False)
        with writer, closing(self.watch.passed(self.sound, part)) as blocks:
            for block in level.applied(blocks, rate) if level else blocks:
                writer.write(block)

    def write_levelled(self, grown: Path, wanted_lufs: float) -> SavedSound:
        """Write it at a loudness, with no true peak above the limit."""

        def write(level: Level) -> Measured:
            remove_file(grown)
            self.write(grown, WRITING_PASS, level)
            return measured_file(grown)

        ceiling_dbtp = CODED_CEILING_DBTP if format_of(self.path).is_lossy else PLAIN_CEILING_DBTP
        rate, wanted = self.sound.sample_rate, wanted_lufs
        level = level_for(lambda: self.watch.passed(self.sound, MEASURING_PASS), rate, wanted, ceiling_dbtp)
        level, found = written_below_limit(level, write)
        return saved_at(self.path, level, found, wanted_lufs)


def file_sound(path: Path) -> SourceSound:
    """The sound of a WAV or FLAC file that this program wrote; its blocks raise the same.

    Raises:
        StorageError: it is not there or may not be read.
        UnreadableAudio: it is damaged.
    """
    with _own_file(path) as sound:
        return SourceSound(sound.samplerate, sound.frames, lambda: _blocks_of(path))


def saved_at(path: Path, level: Level, found: Measured, wanted_lufs: float) -> SavedSound:
    """A file that was brought to a loudness."""
    notes = level_notes(level, found, wanted_lufs)
    if not np.isfinite(found.lufs):  # JSON has no infinity
        return SavedSound(path, notes=notes)
    return SavedSound(path, found.lufs, found.dbtp, notes)


def measured_file(path: Path) -> Measured:
    """Loudness and true peak of a file that this program wrote.

    Raises:
        StorageError, UnreadableAudio: it cannot be read.
    """
    if format_of(path).is_lossy:  # libsndfile seeks after each block, which an MP3 does not survive without a click
        rate, blocks = coded_blocks(path)
    else:
        rate, blocks = file_sound(path).sample_rate, _blocks_of(path)
    with closing(blocks):
        return measured(blocks, rate)


def _blocks_of(path: Path) -> Generator[Samples]:
    with _own_file(path) as sound:
        for block in sound.blocks(_BLOCK_FRAMES, dtype="float32", always_2d=True):
            yield np.ascontiguousarray(block[:, 0])


@contextmanager
def _own_file(path: Path) -> Iterator[soundfile.SoundFile]:
    try:
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            yield sound
    except OSError as error:
        raise StorageError(f"“{path.name}” cannot be read.", GONE) from error
    except soundfile.LibsndfileError as error:
        raise UnreadableAudio(f"“{path.name}” is damaged and cannot be read.", MAKE_AGAIN) from error


def _encoding(options: SoundOptions) -> FileEncoding:
    return FileEncoding(options.bits, options.kbit_per_s)


@contextmanager
def growing(path: Path, part: Path | None) -> Iterator[Path]:
    """Where a file grows; what is there at the end of the block gets its name.

    Args:
        path: its name.
        part: where it grows; None: in a hidden file beside it, of which nothing is left if the block fails.

    Raises:
        StorageError
    """
    if part is None:
        with atomic_path(path) as temporary:
            yield temporary
        return
    yield part
    try:
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, path, stand_in=part) from error
