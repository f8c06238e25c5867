"""Recordings from anywhere: a file of any kind becomes clean mono sound, or one clear sentence why not."""

import hashlib
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecloner.audio.files.decoding import DecodeLimits, decode, printable_name
from voicecloner.audio.files.raw_sink import Decoded
from voicecloner.domain.audio import AudioClip, ImportedAudio, Samples, SourceInfo
from voicecloner.errors import InvalidRequest, StorageError, UnreadableAudio
from voicecloner.jobs import CancelToken
from voicecloner.sound.channels import ChosenChannel, choose_channel
from voicecloner.sound.levels import amplitude_db, limit_peak, peak_of
from voicecloner.wording import seconds_words

ChannelChooser = Callable[[npt.NDArray[np.float32], int], int | None]
"""Gets sound of shape (frames, channels) and its rate in Hz; tells which channel to use, counted from 0."""

# Twelve hours of stereo at 48 kHz and 24 bit.
_MAX_FILE_BYTES = 16 << 30
# Seconds of sound that the slowest format skips in one second.
_SKIPPED_PER_S = 50.0
_SHORTEST_S = 0.1
_HASH_BLOCK_BYTES = 1 << 20
# Float files may be scaled like 32-bit integers; anything beyond is damage, as NaN is.
_LARGEST_VALUE = 2.0**32
# Their headers count every frame; those of other formats round, and count what encoders add at both ends.
_EXACT_CONTAINERS = {"WAV", "FLAC", "AIFF"}
_EXACT_S = 0.1
# Lossy encoders add up to this much at both ends; headers count it or not.
_SAME_LENGTH_S = 0.3
# Lossy decoders overshoot full scale by a little as a matter of course.
_WORTH_TELLING_DB = 0.5


def import_audio(
    path: Path,
    *,
    start_s: float | None = None,
    max_seconds: float = 600.0,
    channel: int | ChannelChooser | None = None,
    time_limit_s: float = 60.0,
    cancel: CancelToken | None = None,
) -> ImportedAudio:
    """Read the sound of a file; its content decides what it is, never its name.

    Args:
        path: the file.
        start_s: where a chosen stretch begins, exact to the sample (WebM and Matroska round their times: to 2 ms) and
            found by seeking where the format allows that; None reads from the start and tells what is left out.
        max_seconds: of a longer recording only this much is read.
        channel: which channel to use, counted from 1; or a function that listens for it. None goes by the levels alone.
        time_limit_s: how long decoding may take, not counting the way to a late start.
        cancel: stops reading when set.

    Returns:
        mono sound at the file's own sample rate, finite, -1..1, with notes on everything that was done to it.

    Raises:
        UnreadableAudio: it holds no sound that can be read.
        InvalidRequest: there is no such channel.
        StorageError: it may not be read, or the decoder cannot be started.
        Cancelled: `cancel` was set.
    """
    token = cancel or CancelToken()
    shown_name = printable_name(path)
    size_bytes = recording_size_bytes(path)
    # Before decoding, of the bytes as they are: a review is bound to them.
    digest = _sha256(path, shown_name, token)
    limits = DecodeLimits(max_seconds, time_limit_s + (start_s or 0.0) / _SKIPPED_PER_S, start_s=start_s or 0.0)
    sound, found = decode(path, limits, token)
    clip, notes, used = _clean(sound, channel, found, shown_name)
    extent_note = _extent_note(found, is_stretch=start_s is not None)
    source = SourceInfo(
        name=shown_name,
        container=found.container,
        codec=found.codec,
        sample_rate=found.sample_rate,
        channels=found.channels,
        size_bytes=size_bytes,
        sha256=digest,
    )
    notes = (extent_note, *notes) if extent_note else notes
    return ImportedAudio(clip, source, notes, is_whole=not found.stopped_at_limit, channel=used)


def recording_size_bytes(path: Path) -> int:
    """The size of a file that may be a recording.

    Raises:
        UnreadableAudio: there is no such file, it is empty or far too large, or it is not a file.
        StorageError: it may not be looked at.
    """
    name = printable_name(path)
    try:
        facts = path.stat()
    except FileNotFoundError:
        raise UnreadableAudio(f"There is no file “{name}”.", "Check the name and the folder.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise StorageError(f"“{name}” cannot be opened.", "Check its permissions and those of its folder.") from error
    if stat.S_ISDIR(facts.st_mode):
        raise UnreadableAudio(f"“{name or path}” is a folder, not a sound file.", "Choose the recordings in it.")
    if not stat.S_ISREG(facts.st_mode):
        raise UnreadableAudio(f"“{name}” is a device or a pipe, not a sound file.")
    if not facts.st_size:
        raise UnreadableAudio(f"“{name}” is empty.")
    if facts.st_size > _MAX_FILE_BYTES:
        raise UnreadableAudio(f"“{name}” is larger than 16 GB.", "Cut out the minutes you need, then import those.")
    return facts.st_size


def _sha256(path: Path, name: str, cancel: CancelToken) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_HASH_BLOCK_BYTES):
                cancel.raise_if_cancelled()
                digest.update(block)
    except OSError as error:
        raise StorageError(f"“{name}” cannot be read.", "Check its permissions and its disk.") from error
    return digest.hexdigest()


def _one_channel(
    sound: npt.NDArray[np.float32], wanted: int | ChannelChooser | None, sample_rate: int, name: str
) -> ChosenChannel:
    if wanted is None:
        return choose_channel(sound)
    if not isinstance(wanted, int):
        chooser = wanted
        return choose_channel(sound, lambda: chooser(sound, sample_rate))
    channel = wanted
    if not 1 <= channel <= sound.shape[1]:
        raise InvalidRequest(f"“{name}” has no channel {channel}.", f"Choose 1 to {sound.shape[1]}.")
    return ChosenChannel(np.ascontiguousarray(sound[:, channel - 1]), None, channel)


def _clean(
    sound: npt.NDArray[np.float32], channel: int | ChannelChooser | None, found: Decoded, name: str
) -> tuple[AudioClip, tuple[str, ...], int | None]:
    """Decoded sound to a mono clip within -1..1, the notes in the order in which things were done, and the channel."""
    seconds = found.frames / found.sample_rate
    if seconds < _SHORTEST_S:
        raise UnreadableAudio(f"“{name}” holds less than a tenth of a second of sound.", "Choose a longer recording.")
    repair_note = _repair(sound, name)
    chosen = _one_channel(sound, channel, found.sample_rate, name)
    samples, peak_note = _within_full_scale(chosen.samples)
    notes = (repair_note, chosen.note, peak_note)
    return AudioClip(samples, found.sample_rate), tuple(note for note in notes if note), chosen.channel


def _extent_note(found: Decoded, *, is_stretch: bool) -> str | None:
    """What of the file was read, where that is not all of it or more than its header names; a stretch was asked for as
    such.
    """
    read_s, promised_s = found.frames / found.sample_rate, found.promised_frames / found.sample_rate
    if is_stretch:
        return "The file is damaged near this stretch; parts may be missing." if found.lost_packets else None
    if found.stopped_at_limit:
        whole = f"The recording is {seconds_words(promised_s)} long" if promised_s > read_s else "The recording is long"
        return f"{whole}; only its first {seconds_words(read_s)} are used."
    # Compressed formats name their length only nearly.
    tolerance_s = _EXACT_S if found.container in _EXACT_CONTAINERS else max(0.25, 0.02 * promised_s)
    if promised_s - read_s > tolerance_s:
        return f"The file is damaged: {seconds_words(read_s)} of {seconds_words(promised_s)} could be read."
    return _whole_note(found, read_s)


def _whole_note(found: Decoded, read_s: float) -> str | None:
    """What is worth telling of a file that has as much sound as it promises, or more."""
    if found.parts > 1:
        return _parts_note(found, read_s)
    stated_s = found.stated_frames / found.sample_rate
    if stated_s and abs(stated_s - read_s) > _SAME_LENGTH_S:
        stated, held = seconds_words(stated_s), seconds_words(read_s)
        return f"According to its header the file is {stated} long, but it holds {held}: all of it is used."
    if found.lost_packets:
        return f"The file is damaged: {seconds_words(read_s)} of it could be read."
    return f"The end of the file is missing: {seconds_words(read_s)} could be read." if found.lacks_end else None


def _parts_note(found: Decoded, read_s: float) -> str:
    note = f"The file is {found.parts} recordings one after the other: all {seconds_words(read_s)} are used."
    return f"{note} Parts of it are damaged." if found.lost_packets else note


def _repair(sound: npt.NDArray[np.float32], name: str) -> str | None:
    """Replace in place what is no sound value by silence; the note tells how much it was."""
    if max(np.max(sound), -np.min(sound)) <= _LARGEST_VALUE:  # False for NaN too
        return None
    with np.errstate(invalid="ignore"):
        bad = ~(np.abs(sound) <= _LARGEST_VALUE)
    count = int(np.count_nonzero(bad))
    # Some broken values can be silenced; where most are broken, it is no sound at all.
    if 2 * count > sound.size:
        raise UnreadableAudio(f"Most values in “{name}” are not numbers, so it holds no sound.")
    sound[bad] = 0.0
    return f"The file is damaged: {count} of its {sound.size} values are not numbers and were replaced by silence."


def _within_full_scale(samples: Samples) -> tuple[Samples, str | None]:
    peak = peak_of(samples)
    if peak <= 1.0:
        return samples, None
    over_db = amplitude_db(peak)
    note = f"The sound went {over_db:.1f} dB beyond full scale and was turned down by as much; nothing of it is lost."
    return limit_peak(samples, 1.0), note if over_db >= _WORTH_TELLING_DB else None
