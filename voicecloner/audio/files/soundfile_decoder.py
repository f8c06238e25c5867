"""libsndfile as decoder: WAV, FLAC, OGG, Opus, MP3, AIFF. Runs in the child process."""

from dataclasses import replace
from typing import BinaryIO

import soundfile

from voicecloner.audio.files.content import lacks_ogg_end, ogg_description
from voicecloner.audio.files.lengths import LARGEST_BYTES, Lengths, lengths_of, mp3_is_whole
from voicecloner.audio.files.raw_sink import Decoded, RawSink, Refused, tags_from

_BLOCK_VALUES = 1 << 16
# libsndfile reports enormous numbers of frames where the header does not say.
_NO_LENGTH = 1 << 48

# libsndfile also takes science data and headerless formats for sound; those are left out.
_CONTAINERS = {
    "WAV": "WAV",
    "WAVEX": "WAV",
    "RF64": "WAV",
    "W64": "W64",
    "FLAC": "FLAC",
    "OGG": "OGG",
    "MP3": "MP3",
    "AIFF": "AIFF",
    "AU": "AU",
    "CAF": "CAF",
}


def read_with_soundfile(source: BinaryIO, sink: RawSink) -> Decoded:
    """Decode with libsndfile.

    Raises:
        Refused: it is no sound for libsndfile, it is damaged on the way, or no sound comes out.
    """
    source.seek(0)
    try:
        return _read(source, sink)
    except soundfile.LibsndfileError:
        raise Refused("not_sound") from None


def _read(source: BinaryIO, sink: RawSink) -> Decoded:
    lengths = lengths_of(source)
    if lengths and lengths.found > LARGEST_BYTES:
        raise Refused("not_sound")  # to libsndfile, which believes a WAV to end at 4 GB
    container, codec, frames, tags = _copied(lengths.view if lengths and lengths.view else source, sink)
    found = Decoded(container, codec, sink.sample_rate, sink.channels, sink.frames, 0, sink.overflowed)
    if container == "OGG" and "comment" not in tags:
        tags |= tags_from({"comment": ogg_description(source)})
    found = replace(found, lacks_end=container == "OGG" and lacks_ogg_end(source), tags=tags)
    if not sink.frames:
        raise Refused("nothing_decodable") if found.lacks_end and not sink.first_frame else sink.nothing()
    promised = frames if frames < _NO_LENGTH else 0
    return _by_chunk(found, promised, lengths) if lengths else _by_frames(found, promised, source, sink)


def _copied(source: BinaryIO, sink: RawSink) -> tuple[str, str, int, dict[str, str]]:
    """Give the sink what it asks for; returns container, codec, the number of frames that the file says it has, and its
    tags.
    """
    with soundfile.SoundFile(_from_start(source)) as sound:
        if sound.format not in _CONTAINERS:
            raise Refused("not_sound")
        sink.start(sound.samplerate, sound.channels)
        # Seeking beyond the end is an error to libsndfile; here it is a stretch without sound.
        if sink.first_frame < sound.frames or not sink.first_frame:
            _skip_to_start(sound, sink)
            _copy_blocks(sound, sink)
        return _CONTAINERS[sound.format], sound.subtype, sound.frames, tags_from(sound.copy_metadata())


def _by_chunk(found: Decoded, frames: int, lengths: Lengths) -> Decoded:
    """The length of a WAV or AIFF file as its header names it, from what libsndfile makes of its bytes."""
    if lengths.differ:
        return replace(found, stated_frames=max(1, round(frames * lengths.stated / lengths.found)))
    return replace(found, promised_frames=round(frames / lengths.part) if lengths.part else 0)


def _by_frames(found: Decoded, promised: int, source: BinaryIO, sink: RawSink) -> Decoded:
    """The length of any other file, as libsndfile has read it in its header."""
    if found.container == "MP3" and sink.reached_frame < promised and mp3_is_whole(source):
        return replace(found, stated_frames=promised)
    return replace(found, promised_frames=promised)


def _from_start(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _skip_to_start(sound: soundfile.SoundFile, sink: RawSink) -> None:
    """Seeking is exact to the sample in every format libsndfile reads, and far cheaper than decoding."""
    if sink.first_frame and sound.seekable():
        sound.seek(sink.first_frame)
        sink.jump_to(sink.first_frame)


def _copy_blocks(sound: soundfile.SoundFile, sink: RawSink) -> None:
    block_frames = _BLOCK_VALUES // sink.channels
    while not sink.overflowed:
        block = sound.read(block_frames, dtype="float32", always_2d=True)
        if not len(block):
            return
        sink.write(block)
