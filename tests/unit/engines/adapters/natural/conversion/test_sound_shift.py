import numpy as np
import pytest

from tests.support.speech import espeak_speech
from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.colour import Colour, SoundClasses
from voicecloner.engines.adapters.natural.conversion.sound_shift import (
    Shift,
    VoiceHeard,
    found_shift,
    put_together,
    shifted,
    taken_apart,
)
from voicecloner.engines.adapters.natural.conversion.source_melody import Recorded, recorded
from voicecloner.engines.adapters.natural.fitting.colour_fit import Person
from voicecloner.engines.adapters.natural.fitting.reference import measured_pitch
from voicecloner.engines.adapters.natural.voice import PitchRange
from voicecloner.errors import Cancelled
from voicecloner.jobs import NEVER, CancelToken
from voicecloner.sound.resampling import resample

RATE = 24_000
HIGH = PitchRange(220.0, 190.0, 260.0)


@pytest.fixture(scope="module")
def speech() -> Recorded:
    said = espeak_speech()
    samples: Samples = resample(said.samples[: 3 * said.sample_rate], said.sample_rate, RATE)
    [found] = recorded([samples], NEVER)
    return found


def centroid_hz(samples: Samples) -> float:
    power = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.arange(len(power)) * RATE / len(samples)
    return float((power * hz)[hz < 4000].sum() / power[hz < 4000].sum())


def test_it_comes_back_as_long_as_it_was_at_the_voices_pitch(speech: Recorded) -> None:
    sound = put_together(taken_apart(speech, HIGH, NEVER), 1.0)
    assert sound.dtype == np.float32
    assert len(sound) == len(speech.samples)
    assert 12 * abs(np.log2(measured_pitch(sound).median_hz / 220.0)) < 0.5


def test_formants_are_moved(speech: Recorded) -> None:
    apart = taken_apart(speech, HIGH, NEVER)
    low, high = (centroid_hz(put_together(apart, factor)) for factor in (0.84, 1.19))
    assert high > 1.15 * low


@pytest.mark.parametrize("seconds", [0.1, 1.0])
def test_what_has_no_voice_stays_as_it_is_but_finite(seconds: float) -> None:
    hiss = np.random.default_rng(0).normal(0, 0.05, round(seconds * RATE)).astype(np.float32)
    [found] = recorded([hiss], NEVER)
    apart = taken_apart(found, HIGH, NEVER)
    sound = np.concatenate(list(shifted(apart, Shift(1.0, None))))
    assert len(sound) == len(hiss)
    assert np.isfinite(sound).all()


def test_in_digital_silence_nothing_is_lost(speech: Recorded) -> None:
    [found] = recorded([np.pad(speech.samples, (RATE, 0))], NEVER)
    sound = put_together(taken_apart(found, HIGH, NEVER), 1.09)
    assert np.isfinite(sound).all()
    assert np.abs(sound[: RATE // 2]).max() < 1e-3


def test_it_can_be_stopped(speech: Recorded) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        taken_apart(speech, HIGH, cancel)


def test_nobody_can_be_told_by_a_hiss() -> None:
    [found] = recorded([np.random.default_rng(0).normal(0, 0.05, RATE).astype(np.float32)], NEVER)
    apart = taken_apart(found, HIGH, NEVER)
    nobody = VoiceHeard(Person(np.zeros((1, 40)), 12_000.0, 220.0), np.zeros(256, np.float32), HIGH)
    assert not apart.can_tell
    shift = found_shift([apart], nobody, NEVER)
    assert (shift.formants, shift.colour) == (1.0, None)


def test_less_of_what_the_encoder_asked_for_lies_between_it_and_the_statistics() -> None:
    classes = SoundClasses(*(np.zeros(1, np.float32) for _ in range(6)))
    asked, plain = (Colour(classes, np.full((2, 40), gain_db, np.float32)) for gain_db in (8.0, 2.0))
    shift = Shift(1.09, asked, plain)
    for share, gain_db in ((1.0, 8.0), (0.5, 5.0), (0.0, 2.0)):
        less = shift.with_share(share)
        assert less.formants == 1.09
        assert less.colour is not None
        np.testing.assert_allclose(less.colour.gains_db, gain_db)
    assert Shift(1.0, None).with_share(0.5).colour is None
