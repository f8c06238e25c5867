import numpy as np
import pytest

from voicecloner.engines.adapters.natural.melody import Token, paced, pitch_range, stressed, sung
from voicecloner.engines.adapters.natural.model.network import Encoded
from voicecloner.engines.adapters.natural.voice import NaturalVoice, PitchRange

USUAL = PitchRange(200.0, 160.0, 250.0)


def voice(pitch: PitchRange, usual: PitchRange = USUAL) -> NaturalVoice:
    return NaturalVoice(np.zeros(128, np.float32), np.eye(54, dtype=np.float32)[0], pitch, usual)


def encoded(pitch_hz: np.ndarray, frames_per_token: list[int] | None = None) -> Encoded:
    """Features count the frames, energy the half frames."""
    frames = len(pitch_hz) // 2
    features = np.tile(np.arange(frames, dtype=np.float32), (512, 1))
    lengths = np.array(frames_per_token or [frames], np.int64)
    return Encoded(features, pitch_hz.astype(np.float32), np.arange(2 * frames, dtype=np.float32), lengths)


def sentence(median_hz: float = 200.0, spread: float = 0.45, frames: int = 1200) -> np.ndarray:
    """A falling course with movements on it, unvoiced in between; its percentiles lie `spread` apart."""
    course = np.linspace(1, -1, frames) + np.sin(np.arange(frames) / 9)
    low, middle, high = np.percentile(course, (10, 50, 90))
    pitch_hz = median_hz * np.exp((course - middle) * spread / (high - low))
    pitch_hz[::7] = 0.0
    return pitch_hz


@pytest.mark.parametrize(
    "pitch", [PitchRange(110.0, 95.0, 130.0), PitchRange(230.0, 180.0, 300.0)], ids=["low", "high"]
)
def test_the_melody_moves_to_the_users_range(pitch: PitchRange) -> None:
    own = pitch_range(sung(encoded(sentence()), voice(pitch)))
    assert own is not None
    assert 12 * abs(np.log2(own.median_hz / pitch.median_hz)) < 0.4
    spread = np.log(own.high_hz / own.low_hz) / np.log(pitch.high_hz / pitch.low_hz)
    assert spread == pytest.approx(0.92, abs=0.1)  # its lowest notes are left out


def test_unvoiced_frames_stay_unvoiced_and_the_course_is_kept() -> None:
    before = sentence()
    after = sung(encoded(before), voice(PitchRange(100.0, 80.0, 125.0)))
    np.testing.assert_array_equal(after > 0, before > 0)
    voiced = before > 0
    assert np.corrcoef(np.log(before[voiced]), np.log(after[voiced]))[0, 1] > 0.98
    assert (np.diff(np.log(after[voiced])) * np.diff(np.log(before[voiced])) >= 0).all()


def test_octave_errors_do_not_move_the_rest() -> None:
    pitch = PitchRange(120.0, 100.0, 145.0)
    clean, wild = sentence(), sentence()
    wild[100:130] *= 2.0
    moved = sung(encoded(wild), voice(pitch))
    voiced = np.flatnonzero(clean[200:]) + 200
    steps = np.log2(moved[voiced] / sung(encoded(clean), voice(pitch))[voiced])
    assert 12 * np.abs(steps).max() < 0.9
    assert moved.max() <= 2.2 * pitch.median_hz + 1


def test_a_monotone_user_does_not_lose_the_end_of_a_question() -> None:
    rising = sentence()
    rising[-32:] = np.linspace(200, 320, 32)
    speaker = voice(PitchRange(120.0, 116.0, 124.0))
    told, asked = (sung(encoded(rising), speaker, asks=asks) for asks in (False, True))
    np.testing.assert_array_equal(told[:-80], asked[:-80])
    assert asked[-1] > 1.15 * told[-1]


def test_a_whisper_has_no_melody() -> None:
    silent = np.zeros(80, np.float32)
    assert pitch_range(silent) is None
    np.testing.assert_array_equal(sung(encoded(silent), voice(USUAL)), silent)


def test_without_marks_and_at_the_users_pauses_nothing_changes() -> None:
    before = encoded(sentence(frames=80), [10, 20, 10])
    assert paced(before, [Token()] * 3) is before
    assert stressed(before, [Token()] * 3) is before


def test_an_emphasized_word_is_longer_higher_and_louder() -> None:
    before = encoded(np.full(120, 200.0), [20, 20, 20])
    tokens = [Token(), Token(is_emphasized=True), Token()]
    longer = paced(before, tokens)
    assert longer.frames_per_token.tolist() == [20, 26, 20]
    assert longer.frames == 66
    assert len(longer.pitch_hz) == len(longer.energy) == 132
    np.testing.assert_array_equal(longer.features[0, :20], before.features[0, :20])
    assert (np.diff(longer.features[0]) > 0).all(), "time goes on"
    after = stressed(longer, tokens)
    assert after.pitch_hz[66] > 1.1 * after.pitch_hz[10] == pytest.approx(220.0, rel=0.01)
    assert after.energy[66] > longer.energy[66] + 0.2
    assert after.energy[0] == longer.energy[0]
    assert np.abs(np.diff(np.log(after.pitch_hz))).max() < 0.04, "soft edges"


@pytest.mark.parametrize("pause", [0.6, 1.5])
def test_pauses_are_as_long_as_the_users(pause: float) -> None:
    before = encoded(sentence(frames=100), [10, 20, 20])
    after = paced(before, [Token(), Token(is_pause=True), Token()], pause)
    assert after.frames_per_token.tolist() == [10, round(20 * pause), 20]


def test_no_token_vanishes() -> None:
    after = paced(encoded(sentence(frames=20), [1, 0, 9]), [Token(is_pause=True)] * 3, 0.4)
    assert after.frames_per_token.tolist() == [1, 0, 4]


def test_far_below_the_users_low_notes_it_does_not_go() -> None:
    pitch = PitchRange(120.0, 100.0, 150.0)
    before = sentence().copy()
    before[-20:] = 0.45 * np.median(before[before > 0])
    after = sung(encoded(before), voice(pitch))
    assert 0.85 * pitch.low_hz < after[after > 0].min() < pitch.low_hz
