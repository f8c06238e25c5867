"""Writing sound files, whole or not at all, with tags that say where the sound comes from."""

import contextlib
import io
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
import soundfile

from voicecloner import __version__
from voicecloner.atomic import full_disk, read_file, remove_file, storage_error, sync_file, sync_folder
from voicecloner.audio.files.aac_file import AAC_RATES, AacFile, NotWritten
from voicecloner.audio.files.id3 import id3_tag, put_before, tag_text
from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.errors import InvalidRequest, StorageError, UnreadableAudio
from voicecloner.sound.resampling import resampler

METADATA_KEYS = frozenset(
    {"title", "artist", "album", "comment", "copyright", "date", "genre", "software", "tracknumber"}
)
Finish = Callable[[Path], None]
"""What is done to a file that is whole, before it appears under its name, e.g. signing it."""
GONE = "It may have been moved or deleted; if it is there, check its permissions and its disk."
MAKE_AGAIN = "VoiceCloner wrote it itself: make it again."
_NOT_FINITE = "The sound to be written holds values that are not numbers."
_REFUSALS = (soundfile.LibsndfileError, NotWritten)
# libsndfile's Vorbis encoder keeps a block on the stack, so blocks stay small.
_BLOCK_FRAMES = 1 << 14


FLOAT_BITS = 32
"""Of formats that have it: numbers with a point, which lose nothing and do not end at full scale."""


@dataclass(frozen=True)
class SoundFormat:
    """How one kind of file is written: by libsndfile, M4A by FFmpeg.

    Attributes:
        title: what a file dialog calls it.
        container: libsndfile's name of the format.
        subtypes: its names of the encodings, by bits per sample.
        sample_rates: Hz, the only ones it knows; empty: any.
        kbit_per_s: the least and the most that can be asked for, at high rates; None: it cannot be chosen.
    """

    title: str
    container: str
    subtypes: Mapping[int, str]
    sample_rates: tuple[int, ...] = ()
    kbit_per_s: tuple[int, int] | None = None

    @property
    def is_lossy(self) -> bool:
        """Whether what is read from the file is not exactly what was written."""
        return self.container in {"OGG", "MP3", AAC}

    def kbit_range(self, sample_rate: int) -> tuple[int, int] | None:
        """The least and the most that can be asked for at a rate in Hz."""
        if self.kbit_per_s is None:
            return None
        least, most = self.kbit_per_s
        # by the tables of MPEG 2 and 2.5, and what a block of AAC holds
        at_rate = _MP3_KBIT_BELOW if self.container == "MP3" else ()
        bounds = next((bound for below, *bound in at_rate if sample_rate < below), [least, most])
        return (bounds[0], min(bounds[1], 6 * sample_rate // 1000) if self.container == AAC else bounds[1])

    def rate_in_file(self, sample_rate: int) -> int:
        """The rate itself in Hz, or the next higher one that the format knows."""
        if not self.sample_rates:
            return sample_rate
        return min((rate for rate in self.sample_rates if rate >= sample_rate), default=max(self.sample_rates))


AAC = "M4A"
_MP3_KBIT_BELOW = ((16_000, 8, 64), (32_000, 8, 160))


def _lossy(
    title: str, container: str, subtype: str, rates: tuple[int, ...] = (), kbit_per_s: tuple[int, int] | None = None
) -> SoundFormat:
    return SoundFormat(title, container, {16: subtype}, rates, kbit_per_s)


_MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_FORMATS: Mapping[str, SoundFormat] = MappingProxyType(
    {
        ".wav": SoundFormat("WAV sound", "WAV", {16: "PCM_16", 24: "PCM_24", FLOAT_BITS: "FLOAT"}),
        ".flac": SoundFormat("FLAC sound, smaller", "FLAC", {16: "PCM_16", 24: "PCM_24"}),
        ".ogg": _lossy("Ogg Vorbis sound", "OGG", "VORBIS"),
        ".opus": _lossy("Opus sound, smallest", "OGG", "OPUS", (8_000, 12_000, 16_000, 24_000, 48_000), (6, 256)),
        ".mp3": _lossy("MP3 sound", "MP3", "MPEG_LAYER_III", _MP3_RATES, (32, 320)),
        ".m4a": _lossy("M4A sound (AAC)", AAC, AAC, AAC_RATES, (16, 320)),
    }
)
KNOWN_SUFFIXES = tuple(_FORMATS)
"""What can be written, e.g. ``".wav"``, where libsndfile and FFmpeg are whole."""


@cache
def writable_suffixes() -> tuple[str, ...]:
    """What can be written, e.g. ``".wav"``; the libsndfile of a system may lack MP3 or Opus."""
    return tuple(suffix for suffix, found in _FORMATS.items() if _is_writable(found))


def _is_writable(found: SoundFormat) -> bool:
    return found.container == AAC or all(
        soundfile.check_format(found.container, subtype) for subtype in found.subtypes.values()
    )


def format_of(path: Path) -> SoundFormat:
    """The format the suffix of a file name stands for.

    Raises:
        InvalidRequest: no format that can be written has this suffix.
    """
    suffix = path.suffix.lower()
    if suffix in writable_suffixes():
        return _FORMATS[suffix]
    hint = f"Use a name that ends in one of {', '.join(writable_suffixes())}."
    if not suffix:
        raise InvalidRequest(f"“{path.name or path}” does not say in which format to save.", hint)
    raise InvalidRequest(f"Sound cannot be saved as “{suffix}”.", hint)


@dataclass(frozen=True)
class FileEncoding:
    """How the samples of a file are written.

    Attributes:
        bits: per sample: 16, or 24 or `FLOAT_BITS` where the format has them.
        kbit_per_s: of formats where it can be chosen; None: what is usual.
    """

    bits: int = 16
    kbit_per_s: int | None = None


USUAL = FileEncoding()


class SoundWriter:
    """A sound file that grows, and appears under its name only once it is complete.

    Used as context manager: leaving it publishes the file, leaving it with an error discards it, unless `part` says
    where it grows. The suffix decides the format. Where a format does not know the sample rate (Opus, MP3), the sound
    is resampled to the next higher one.

    Args:
        path: name of the file, ending in one of `writable_suffixes`; its folder exists. A file there is replaced.
        sample_rate: Hz, of what will be written.
        metadata: keys of `METADATA_KEYS`; ``software`` is filled in.
        encoding: how its samples are written.
        part: where it grows, beside `path`; left there when there is an error, see `wav_part`. By default a hidden file
            of which nothing is ever left.
        publishes: whether it gets its name in the end; otherwise it stays where it grew.

    Attributes:
        path: as given.
        frames: how many samples were written so far, at `sample_rate`.

    Raises:
        InvalidRequest: unknown suffix or key, or bits per sample or per second that the format does not have.
        StorageError: the folder cannot be written to; also from `write` and on leaving.
    """

    def __init__(
        self,
        path: Path,
        sample_rate: int,
        metadata: Mapping[str, str] | None = None,
        *,
        encoding: FileEncoding = USUAL,
        part: Path | None = None,
        publishes: bool = True,
    ) -> None:
        self.path = path
        self.frames = 0
        self._format = format_of(path)
        file_rate = self._format.rate_in_file(sample_rate)
        self._codec = codec_for(self._format, encoding, file_rate)
        self._publishes = publishes
        self._metadata = _checked(metadata or {})
        self._temporary = part or path.with_name(f".voicecloner-{secrets.token_hex(8)}{path.suffix}")
        self._leaves_part = part is not None
        self._resampler = None if file_rate == sample_rate else resampler(sample_rate, file_rate)
        self._file = self._create(file_rate)

    def write(self, samples: Samples) -> None:
        """Append samples of shape (frames,); what lies beyond -1..1 is clipped.

        Raises:
            InvalidRequest: a sample is not finite.
            StorageError: disk full or gone.
        """
        if not np.all(np.isfinite(samples)):
            raise InvalidRequest(_NOT_FINITE)
        self.frames += len(samples)
        self._append(samples if self._resampler is None else self._resampler.resample_chunk(samples))

    def copy(self, samples: npt.NDArray[np.int16]) -> None:
        """Append samples of another file of 16 bits to one of the same kind and rate, as they stand there.

        Args:
            samples: shape (frames,).

        Raises:
            StorageError: disk full or gone.
        """
        self.frames += len(samples)
        self._append(samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._publish()
        finally:
            self._close()
            if not self._leaves_part:
                remove_file(self._temporary)

    def _create(self, sample_rate: int) -> soundfile.SoundFile | AacFile:
        try:
            # Created by Python first: its error says what is wrong, libsndfile's only that something is.
            self._temporary.open("xb").close()
        except OSError as error:
            raise storage_error(error, self.path, stand_in=self._temporary) from error
        try:
            if self._format.container == AAC:
                return AacFile(self._temporary, sample_rate, self._codec.kbit_per_s, self._metadata)
            return self._create_by_libsndfile(sample_rate)
        except _REFUSALS as error:
            remove_file(self._temporary)
            raise _not_written(self.path) from error

    def _create_by_libsndfile(self, sample_rate: int) -> soundfile.SoundFile:
        how = self._codec
        file = soundfile.SoundFile(
            _native(self._temporary),
            "w",
            sample_rate,
            1,
            how.subtype,
            format=self._format.container,
            compression_level=how.compression,
            bitrate_mode=how.bitrate_mode,
        )
        try:
            self._tag(file)
        except soundfile.LibsndfileError:
            file.close()
            raise
        return file

    def _tag(self, file: soundfile.SoundFile) -> None:
        """MP3 files get their tags when they are whole."""
        if self._format.container != "MP3":
            for key, text in self._metadata.items():
                setattr(file, key, text)

    def _append(self, samples: Samples | npt.NDArray[np.int16]) -> None:
        try:
            for start in range(0, len(samples), _BLOCK_FRAMES):
                self._file.write(samples[start : start + _BLOCK_FRAMES])
        except _REFUSALS as error:
            raise _not_written(self.path) from error

    def _publish(self) -> None:
        if self._resampler is not None:
            self._append(self._resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        try:
            self._file.close()
        except _REFUSALS as error:
            raise _not_written(self.path) from error
        try:
            if self._format.container == "MP3":
                put_before(self._temporary, id3_tag(self._metadata))
            sync_file(self._temporary)
            if self._publishes:
                self._temporary.replace(self.path)
                sync_folder(self.path.parent)
        except OSError as error:
            raise storage_error(error, self.path, stand_in=self._temporary) from error

    def _close(self) -> None:
        """Close the temporary file, if it is still there; it matters no more whether it is complete."""
        with contextlib.suppress(*_REFUSALS):
            self._file.close()


def write_audio(
    path: Path,
    clip: AudioClip,
    *,
    metadata: Mapping[str, str] | None = None,
    encoding: FileEncoding = USUAL,
    part: Path | None = None,
) -> None:
    """Write a clip whole or not at all; the suffix decides the format; all arguments as of `SoundWriter`.

    Raises:
        InvalidRequest: unknown suffix or key, an encoding the format does not have, or samples that are not finite.
        StorageError: disk full, no permission, folder gone.
    """
    with SoundWriter(path, clip.sample_rate, metadata, encoding=encoding, part=part) as writer:
        writer.write(clip.samples)


def flac_bytes(clip: AudioClip) -> bytes:
    """A clip as the content of a 16-bit FLAC file.

    Raises:
        InvalidRequest: a sample is not finite.
    """
    if not np.all(np.isfinite(clip.samples)):
        raise InvalidRequest(_NOT_FINITE)
    file = io.BytesIO()
    soundfile.write(file, clip.samples, clip.sample_rate, subtype="PCM_16", format="FLAC")
    return file.getvalue()


def read_audio(path: Path) -> AudioClip:
    """Read a WAV or FLAC file this program wrote; files from elsewhere go through `import_audio`.

    Raises:
        StorageError: it is not there or may not be read.
        UnreadableAudio: it is damaged.
    """
    try:
        with io.BytesIO(read_file(path)) as file:
            samples, sample_rate = soundfile.read(file, dtype="float32", always_2d=True)
    except OSError as error:
        raise StorageError(f"“{path.name}” cannot be read.", GONE) from error
    except soundfile.LibsndfileError as error:
        raise UnreadableAudio(f"“{path.name}” is damaged and cannot be read.", MAKE_AGAIN) from error
    return AudioClip(np.ascontiguousarray(samples[:, 0]), int(sample_rate))


@dataclass(frozen=True)
class Codec:
    """What libsndfile and FFmpeg are told.

    Attributes:
        subtype: libsndfile's name.
        kbit_per_s: None: what is usual.
        compression: 0..1, by which libsndfile is told the bits per second.
        bitrate_mode: its name of it.
    """

    subtype: str
    kbit_per_s: int | None = None
    compression: float | None = None
    bitrate_mode: str | None = None


def codec_for(found: SoundFormat, encoding: FileEncoding, sample_rate: int) -> Codec:
    """How a format is written.

    Args:
        found: the format.
        encoding: what is asked for.
        sample_rate: Hz, in the file.

    Raises:
        InvalidRequest: the format does not have that.
    """
    bits, kbit_per_s = encoding.bits, encoding.kbit_per_s
    if bits not in found.subtypes:
        known = " or ".join(map(str, found.subtypes))
        raise InvalidRequest(f"{bits} bits per sample cannot be written to {_name_of(found)} files.", f"Use {known}.")
    if kbit_per_s is None:
        return Codec(found.subtypes[bits])
    bounds = found.kbit_range(sample_rate)
    if bounds is None:
        raise InvalidRequest(f"The bit rate of {_name_of(found)} files cannot be chosen.", "Leave it out.")
    least, most = bounds
    if not least <= kbit_per_s <= most:
        raise InvalidRequest(
            f"{kbit_per_s} kbit/s cannot be written to {_name_of(found)} files of {sample_rate} Hz.",
            f"Choose {least} to {most}, or a higher sample rate."
            if sample_rate < 48_000
            else f"Choose {least} to {most}.",
        )
    # libsndfile knows no numbers of bits: it takes a share of the way from the most to the least
    compression = None if found.container == AAC else (most - kbit_per_s) / (most - least)
    mode = "CONSTANT" if found.container == "MP3" else None
    return Codec(found.subtypes[bits], kbit_per_s, compression, mode)


def _name_of(found: SoundFormat) -> str:
    return "Opus" if "OPUS" in found.subtypes.values() else found.container


def _checked(metadata: Mapping[str, str]) -> dict[str, str]:
    if unknown := sorted(set(metadata) - METADATA_KEYS):
        raise InvalidRequest(f"Sound files have no field named “{unknown[0]}”.")
    texts = {"software": f"VoiceCloner {__version__}", **metadata}
    lines = {key: tag_text(text) for key, text in texts.items()}
    return {key: line for key, line in lines.items() if line}


def _native(path: Path) -> str | bytes:
    # soundfile encodes a str strictly, which fails for a folder whose name is not UTF-8; only Windows wants a str.
    return str(path) if os.name == "nt" else os.fsencode(path)


def _not_written(path: Path) -> StorageError:
    """libsndfile does not say why."""
    return full_disk(path) or StorageError(
        f"Nothing more can be written in {path.parent}: the disk is full or has gone away.",
        "Free some space on it, or choose another folder.",
    )
