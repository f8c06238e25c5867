"""The mark as it is put into speech and heard again."""

import numpy as np
import pytest

from tests.support.sound_files import encode
from tests.support.speech import espeak_speech
from tests.support.speech_set import speech_set
from voicecloner.audio.files.encoding import read_audio
from voicecloner.audio.files.importing import import_audio
from voicecloner.domain.audio import AudioClip
from voicecloner.provenance.hearing import FOUND_FROM, MarkListener, MarkReading
from voicecloner.provenance.marking import Marker
from voicecloner.sound.levels import power_db, power_of
from voicecloner.sound.resampling import resample


def marked(clip: AudioClip, piece_s: float = 100.0) -> AudioClip:
    marker, step = Marker(clip.sample_rate), round(piece_s * clip.sample_rate)
    pieces = [marker.marked(clip.samples[start : start + step]) for start in range(0, clip.frames, step)]
    return AudioClip(np.concatenate(pieces), clip.sample_rate)


def heard(clip: AudioClip, block_s: float = 3.0) -> MarkReading:
    listener, step = MarkListener(clip.sample_rate), round(block_s * clip.sample_rate)
    for start in range(0, clip.frames, step):
        listener.push(clip.samples[start : start + step])
    return listener.reading()


@pytest.fixture(scope="module")
def speech() -> AudioClip:
    clip = espeak_speech()
    return AudioClip(clip.samples[: 5 * clip.sample_rate], clip.sample_rate)


@pytest.fixture(scope="module")
def marked_speech(speech) -> AudioClip:
    return marked(speech)


def test_it_is_heard_in_marked_speech_alone(speech, marked_speech):
    assert not heard(speech).is_found
    found = heard(marked_speech)
    assert found.is_found
    assert found.confidence > 0.9
    assert (found.spans[0].start_s, found.speed) == (0.0, 1.0)


@pytest.mark.parametrize("sample_rate", [16_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("piece_s", [0.45, 2.0])
def test_it_is_heard_whatever_the_rate_and_the_pieces(speech, sample_rate, piece_s):
    at_rate = AudioClip(resample(speech.samples, speech.sample_rate, sample_rate), sample_rate)
    assert heard(marked(at_rate, piece_s)).confidence > FOUND_FROM


def test_it_is_far_below_the_speech(speech, marked_speech):
    mark = marked_speech.samples - speech.samples
    assert -32 < power_db(power_of(mark)) - power_db(power_of(speech.samples)) < -22
    assert np.abs(marked_speech.samples).max() <= 1.0


def test_pieces_are_joined_without_a_click(speech):
    piece_s = 0.45
    mark = marked(speech, piece_s).samples - speech.samples
    step = round(piece_s * speech.sample_rate)
    at_joins = np.array([np.abs(mark[place - 2 : place + 2]).max() for place in range(step, speech.frames, step)])
    assert at_joins.max() < 0.002


@pytest.mark.parametrize("frames", [0, 1, 10, 100, 3_000])
def test_any_length_comes_back_as_it_went_in(speech, frames):
    marker = Marker(speech.sample_rate)
    for _ in range(2):
        piece = marker.marked(speech.samples[:frames])
        assert (len(piece), piece.dtype) == (frames, np.float32)


def test_silence_stays_silence():
    marker = Marker(24_000)
    assert not marker.marked(np.zeros(24_000, np.float32)).any()
    assert not heard(AudioClip(np.zeros(72_000, np.float32), 24_000)).is_found


@pytest.mark.parametrize(("codec", "container", "rate"), [("libmp3lame", "mp3", 24_000), ("libopus", "ogg", 24_000)])
def test_it_survives_lossy_formats(marked_speech, tmp_path, codec, container, rate):
    samples = resample(marked_speech.samples, marked_speech.sample_rate, rate)
    path = encode(tmp_path / "said", samples, rate, codec, container)
    assert heard(import_audio(path).clip).is_found


def test_it_is_heard_in_a_second_of_speech(marked_speech):
    start = 2 * marked_speech.sample_rate
    cut = marked_speech.samples[start : start + marked_speech.sample_rate]
    assert heard(AudioClip(cut, marked_speech.sample_rate)).is_found


@pytest.mark.parametrize("speed", [0.9, 1.07])
def test_it_is_heard_at_another_speed(marked_speech, speed):
    rate = marked_speech.sample_rate
    other = AudioClip(resample(marked_speech.samples, round(rate * speed), rate), rate)
    found = heard(other)
    assert found.is_found
    assert found.speed == pytest.approx(speed, abs=0.021)


def test_it_is_told_where_it_is(speech, marked_speech):
    """Marked speech between some that is not, as of somebody who puts words into another's mouth."""
    plain, gap = np.resize(speech.samples, 16 * speech.sample_rate), np.zeros(0, np.float32)
    middle = np.resize(marked_speech.samples, 8 * speech.sample_rate)
    found = heard(AudioClip(np.concatenate([plain, middle, gap, plain]), speech.sample_rate))
    (span,) = found.spans
    assert (span.start_s, span.end_s) == pytest.approx((16, 24))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_recording_of_a_person_carries_it():
    folder = speech_set()
    files = sorted([*folder.glob("pool/*.flac"), *folder.glob("good/*/clip1.flac")])
    assert len(files) > 10
    assert [path.name for path in files if heard(read_audio(path)).is_found] == []
