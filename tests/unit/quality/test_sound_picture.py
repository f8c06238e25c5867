"""What a sound looks like: where its tones lie, how high the voice is, and what it costs."""

import time

import numpy as np
import pytest

from tests.support.clips import clip, noise, tone
from tests.support.speech import espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken
from voicecloner.quality.sound_picture import BANDS, SoundPicture, columns_of, height_of, painted_levels, picture_of

GO_ON = CancelToken()


def loudest_height(picture: SoundPicture) -> float:
    return float((picture.levels.sum(axis=0).argmax() + 0.5) / BANDS)


@pytest.mark.parametrize("hz", [200.0, 440.0, 1000.0, 3000.0, 7000.0])
@pytest.mark.parametrize("sample_rate", [16_000, 44_100])
def test_a_tone_lies_at_its_height(hz: float, sample_rate: int) -> None:
    picture = picture_of(AudioClip(tone(1.0, sample_rate, hz), sample_rate), GO_ON)
    assert loudest_height(picture) == pytest.approx(height_of(hz), abs=0.025)


def test_heights_run_from_edge_to_edge() -> None:
    assert height_of(0.0) == 0.0
    assert height_of(8_000.0) == pytest.approx(1.0)


def test_columns_lie_where_the_sound_is() -> None:
    rate = 16_000
    sound = np.concatenate([np.zeros(rate, np.float32), tone(1.0, rate), np.zeros(rate, np.float32)])
    picture = picture_of(AudioClip(sound, rate), GO_ON, start_s=20.0)
    bright = np.flatnonzero(picture.levels.max(axis=1) > 128) * picture.column_s + picture.start_s
    assert bright[0] == pytest.approx(21.0, abs=0.04)
    assert bright[-1] == pytest.approx(22.0, abs=0.04)
    assert picture.end_s == pytest.approx(23.0, abs=0.01)


def test_a_long_sound_has_no_more_columns_and_no_click_is_lost() -> None:
    rate = 8_000
    sound = np.zeros(300 * rate, np.float32)
    sound[200 * rate : 200 * rate + 40] = 0.9
    picture = picture_of(AudioClip(sound, rate), GO_ON)
    assert 800 <= len(picture.levels) <= 1600
    assert picture.seconds == pytest.approx(300.0, abs=0.5)
    assert picture.levels.max(axis=1).argmax() * picture.column_s == pytest.approx(200.0, abs=0.4)


def test_ten_minutes_are_looked_at_and_no_more_in_a_few_seconds_of_a_core() -> None:
    sound = clip(np.tile(noise(10.0, 16_000), 61), 16_000)
    started = time.thread_time()
    picture = picture_of(sound, GO_ON)
    assert time.thread_time() - started < 6.0
    assert picture.seconds == pytest.approx(600.0, abs=0.5)
    assert len(picture.levels) <= 1600


def test_blocks_leave_no_seam() -> None:
    rate = 16_000
    whole = columns_of(tone(21.0, rate, 300.0))
    picture = picture_of(AudioClip(tone(21.0, rate, 300.0), rate), GO_ON)
    together = round(picture.column_s / 0.005)
    middle = picture.levels[5:-12]
    assert together >= 2
    assert np.ptp(middle.astype(int), axis=0).max() <= 2
    assert len(picture.levels) == -(-len(whole) // together)


def test_the_pitch_is_found_and_silence_and_noise_have_none() -> None:
    rate = 16_000
    voice = sum(tone(2.0, rate, 130.0 * number, 0.3 / number) for number in range(1, 9))
    sound = np.concatenate([voice, np.zeros(rate, np.float32), noise(2.0, rate)])
    picture = picture_of(AudioClip(sound.astype(np.float32), rate), GO_ON)
    at_s = (np.arange(len(picture.pitch_hz)) + 0.5) * picture.column_s
    voiced = picture.pitch_hz[(at_s > 0.1) & (at_s < 1.9)]
    assert np.isfinite(voiced).mean() > 0.95
    assert np.nanmedian(voiced) == pytest.approx(130.0, rel=0.01)
    assert np.isnan(picture.pitch_hz[at_s > 2.1]).mean() > 0.95
    assert picture.median_pitch_hz == pytest.approx(130.0, rel=0.02)


def test_the_line_of_pitch_never_jumps_by_an_octave_for_a_moment() -> None:
    picture = picture_of(espeak_speech("Good morning, the ferry leaves at seven, so please be there early."), GO_ON)
    semitones = 12 * np.log2(picture.pitch_hz)
    steps = np.abs(np.diff(semitones))
    assert np.isfinite(picture.pitch_hz).sum() > 50
    assert np.nanmax(steps) < 9.0


def test_nothing_and_silence_are_dark() -> None:
    nothing = picture_of(AudioClip(np.zeros(0, np.float32), 16_000), GO_ON)
    assert nothing.levels.shape == (0, BANDS)
    assert nothing.median_pitch_hz is None
    silence = picture_of(AudioClip(np.zeros(16_000, np.float32), 16_000), GO_ON)
    assert silence.levels.max() == 0
    assert painted_levels(np.zeros((0, BANDS), np.float32)).shape == (0, BANDS)


def test_quiet_and_loud_look_alike() -> None:
    quiet, loud = (picture_of(clip(tone(1.0, 16_000, amplitude=a), 16_000), GO_ON).levels for a in (0.05, 0.5))
    assert np.abs(quiet.astype(int) - loud).max() <= 3


def test_looking_is_stopped_between_blocks() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        picture_of(clip(tone(60.0)), cancel)
