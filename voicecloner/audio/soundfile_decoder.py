"""libsndfile as decoder: WAV, FLAC, OGG, Opus, MP3, AIFF. Runs in the child process."""

from typing import BinaryIO

import soundfile

from voicecloner.audio.content import lacks_ogg_end, promised_part
from voicecloner.audio.raw_sink import Decoded, RawSink, Refused

_BLOCK_VALUES = 1 << 16
_NO_LENGTH = 1 << 48
"""libsndfile reports enormous numbers of frames where the header does not say."""

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
"""libsndfile also takes science data and headerless formats for sound; those are left out."""


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
    with soundfile.SoundFile(source) as sound:
        if sound.format not in _CONTAINERS:
            raise Refused("not_sound")
        sink.start(sound.samplerate, sound.channels)
        if sink.first_frame < sound.frames or not sink.first_frame:
            _skip_to_start(sound, sink)
            _copy_blocks(sound, sink)
        container, codec, frames = _CONTAINERS[sound.format], sound.subtype, sound.frames
    lacks_end = container == "OGG" and lacks_ogg_end(source)
    if not sink.frames:
        raise Refused("nothing_decodable") if lacks_end and not sink.first_frame else sink.nothing()
    return Decoded(
        container=container,
        codec=codec,
        sample_rate=sink.sample_rate,
        channels=sink.channels,
        frames=sink.frames,
        promised_frames=_promised_frames(frames, promised_part(source)),
        stopped_at_limit=sink.overflowed,
        lacks_end=lacks_end,
    )


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


def _promised_frames(frames: int, part: float) -> int:
    return round(frames / part) if part and frames < _NO_LENGTH else 0
