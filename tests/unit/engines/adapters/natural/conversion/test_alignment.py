import numpy as np
import pytest

from voicecloner.engines.adapters.natural.conversion.alignment import Sounding, aligned, sounding

NO_GAPS = np.zeros(0)


def words(frames: int, seed: int = 0) -> Sounding:
    """Speech whose spectra change from sound to sound, each ten frames long."""
    sounds = np.random.default_rng(seed).normal(size=(frames // 10, 24)).astype(np.float32) / np.sqrt(24)
    return Sounding(np.repeat(sounds, 10, axis=0), np.full(frames, -6.0, np.float32))


def at(speech: Sounding, frames: np.ndarray) -> Sounding:
    return Sounding(speech.shapes[frames], speech.level_db[frames])


def with_silence(speech: Sounding, place: int, frames: int) -> Sounding:
    """A rest before the frame `place`."""
    shapes = np.insert(speech.shapes, [place] * frames, 0.0, axis=0)
    return Sounding(shapes, np.insert(speech.level_db, [place] * frames, np.float32(-60.0)))


def test_the_same_speech_lies_beside_itself() -> None:
    said = words(200)
    found = aligned(said, said, NO_GAPS)
    np.testing.assert_allclose(found.places, np.arange(200), atol=10)
    assert found.cost < 0.1
    assert not found.is_pause.any()


@pytest.mark.parametrize("pace", [0.6, 0.8, 1.3, 1.7])
def test_speech_of_another_pace_is_followed(pace: float) -> None:
    said = words(300)
    frames = np.minimum((np.arange(round(300 / pace)) * pace).astype(int), 299)
    found = aligned(at(said, frames), said, NO_GAPS)
    assert (np.diff(found.places) >= 0).all()
    assert np.abs(found.places - frames).max() <= 10
    assert found.cost < 0.3


def test_a_rest_between_two_words_is_found_where_there_may_be_one() -> None:
    said = words(200)
    found = aligned(with_silence(said, 100, 60), said, np.array([49.5, 99.5, 149.5]))
    np.testing.assert_array_equal(np.flatnonzero(found.is_pause), np.arange(100, 160))
    assert np.abs(found.places[160:] - np.arange(100, 200)).max() <= 10


def test_weak_sounds_of_a_clean_recording_are_no_silence() -> None:
    level_db = np.full(200, -6.0, np.float32)
    level_db[:20] = -65.0
    level_db[60:80] = -34.0
    clean = Sounding(words(200).shapes, level_db)
    assert not clean.is_silent[20:].any()
    noisy = Sounding(clean.shapes, np.maximum(level_db, -36.0))
    assert noisy.is_silent[60:80].all(), "in a loud room they cannot be told from it"
    found = aligned(clean, clean, np.array([69.5]))
    assert not found.is_pause.any()


def test_other_words_cost_more() -> None:
    same, other = (aligned(words(200, 1), words(200, seed), NO_GAPS).cost for seed in (1, 2))
    assert other > 3 * same + 0.5


def test_what_is_compared_does_not_depend_on_the_level_or_the_microphone() -> None:
    random = np.random.default_rng(0)
    noises = [random.normal(0, 0.1, 2400) * np.cos(np.arange(2400) * hz / 24_000) for hz in (0, 9_000, 20_000, 40_000)]
    speech = np.concatenate(noises * 3).astype(np.float32)
    plain, quieter = sounding(speech), sounding(0.1 * speech)
    np.testing.assert_allclose(plain.shapes, quieter.shapes, atol=0.02)
    np.testing.assert_allclose(plain.level_db, quieter.level_db, atol=0.1)
    assert plain.frames == pytest.approx(len(speech) / 240, abs=1)
