"""Sound that is sent piece by piece can be read by others."""

import io
import struct

import av
import numpy as np
import pytest
import soundfile

from voicecloner.audio.files.stream_encoding import STREAM_FORMATS, SoundStream, whole_sound
from voicecloner.audio.files.tags import read_tags
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import NEVER

RATE = 24_000
TONE = (0.3 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)).astype(np.float32)
TAGS = {"title": "Good morning", "comment": "Synthetic speech", "artist": "Anna", "date": "2026-01-01"}


def streamed(name, rate=RATE):
    stream = SoundStream(name, rate, TAGS)
    pieces = [stream.push(TONE[start : start + 7_001]) for start in range(0, len(TONE), 7_001)]
    return [*pieces, stream.end()]


def read(name, sound):
    with av.open(io.BytesIO(sound), format="s16le" if name == "pcm" else None) as opened:
        tags = {**opened.metadata, **opened.streams.audio[0].metadata}
        frames = [frame.to_ndarray() for frame in opened.decode(audio=0)]
    return np.concatenate(frames, axis=1), {key.lower(): value for key, value in tags.items()}


@pytest.mark.parametrize("name", STREAM_FORMATS)
@pytest.mark.parametrize("rate", [RATE, 22_050])
def test_others_read_all_of_it(name, rate):
    for sound in (b"".join(streamed(name, rate)), whole_sound(name, TONE, rate, TAGS)):
        samples, tags = read(name, sound)
        sent_rate = {"opus": 48_000, "flac": rate, "wav": rate}.get(name, RATE)
        assert samples.shape[1] / sent_rate == pytest.approx(len(TONE) / rate, abs=0.12)
        if name not in {"pcm", "aac"}:  # which have no place for it
            assert (tags["title"], tags["comment"]) == ("Good morning", "Synthetic speech")


@pytest.mark.parametrize("name", ["mp3", "opus", "flac", "wav"])
def test_this_program_reads_what_they_say_of_themselves(tmp_path, name):
    for sound in (b"".join(streamed(name)), whole_sound(name, TONE, RATE, TAGS)):
        path = tmp_path / f"said.{name}"
        path.write_bytes(sound)
        assert read_tags(path, NEVER).items() >= TAGS.items()


@pytest.mark.parametrize("name", ["mp3", "opus", "aac", "flac", "wav", "pcm"])
def test_sound_is_sent_before_the_end(name):
    *pieces, _end = streamed(name)
    assert sum(map(len, pieces)) > 0.4 * len(whole_sound(name, TONE, RATE))


def test_a_whole_wav_says_how_long_it_is_and_one_on_its_way_the_most_there_is():
    assert soundfile.info(io.BytesIO(whole_sound("wav", TONE, RATE, TAGS))).frames == len(TONE)
    head = streamed("wav")[0]
    assert struct.unpack("<I", head[4:8]) == (0xFFFF_FFFF,)


def test_samples_are_16_bits_and_never_wrap():
    loud = np.array([0.0, 1.0, -1.0, 1.5, -2.0], np.float32)
    assert np.frombuffer(whole_sound("pcm", loud, RATE), "<i2").tolist() == [0, 32_767, -32_767, 32_767, -32_767]


def test_a_format_that_is_not_known_is_refused():
    with pytest.raises(InvalidRequest, match="midi"):
        SoundStream("midi", RATE)
