"""Sound comes to the loudness that is wanted, as far as its peaks let it."""

import numpy as np
import pytest

from tests.support.clips import silence, syllables, tone
from voicecloner.errors import InvalidRequest
from voicecloner.sound.levelling import Level, Measured, level_for, level_notes, measured, written_below_limit

RATE = 24_000


def blocks_of(samples):
    return lambda: (block for block in np.array_split(samples, 5))


def brought_to(samples, wanted_lufs):
    level = level_for(blocks_of(samples), RATE, wanted_lufs)
    return level, np.concatenate(list(level.applied(blocks_of(samples)(), RATE)))


@pytest.mark.parametrize("wanted_lufs", [-23.0, -19.0, -16.0])
@pytest.mark.parametrize("amplitude", [0.02, 0.5, 2.0])
def test_a_loudness_is_reached(wanted_lufs, amplitude):
    level, sound = brought_to(syllables(5.0, RATE) * np.float32(amplitude), wanted_lufs)
    found = measured([sound], RATE)
    assert found.lufs == pytest.approx(wanted_lufs, abs=0.15)
    assert found.dbtp <= -1.0
    assert level_notes(level, found, wanted_lufs) == ()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("wanted_lufs", [-19.0, -16.0, -14.0])
def test_speech_with_high_peaks_reaches_it_by_turning_them_down_and_never_passes_it(seed, wanted_lufs):
    random = np.random.default_rng(seed)
    loudness = np.repeat(10 ** (random.normal(0, 7, 50) / 20), RATE // 10)[: 5 * RATE]
    sound = np.float32(0.02) * syllables(5.0, RATE, seed) * loudness.astype(np.float32)
    written = []

    def write(level):
        written.append(np.concatenate(list(level.applied(blocks_of(sound)(), RATE))))
        return measured([written[-1]], RATE)

    first = level_for(blocks_of(sound), RATE, wanted_lufs)
    level, found = written_below_limit(first, write)
    assert first.turned_down_db > 3.0
    assert found.dbtp <= -1.0
    assert found.lufs <= wanted_lufs + 0.3
    assert (
        found.lufs == pytest.approx(wanted_lufs, abs=0.3) or "instead of" in level_notes(level, found, wanted_lufs)[0]
    )


def test_a_gain_alone_where_no_peak_is_in_the_way():
    sound = syllables(5.0, RATE)
    level, louder = brought_to(sound, -30.0)
    assert level.turned_down_db == 0.0
    assert louder == pytest.approx(sound * 10 ** (level.gain_db / 20), abs=1e-6)


def test_a_click_is_turned_down_by_so_much_and_no_more_and_that_is_said():
    sound = np.float32(0.01) * syllables(5.0, RATE)
    sound[60_000] = 1.0
    level, louder = brought_to(sound, -16.0)
    found = measured([louder], RATE)
    assert level.turned_down_db == pytest.approx(12.0, abs=0.5)
    assert found.lufs < -17.0
    assert "LUFS instead of -16" in level_notes(level, found, -16.0)[0]


def test_much_turned_down_is_said():
    notes = level_notes(Level(10.0, turned_down_db=8.0), Measured(-16.1, -1.1), -16.0)
    assert "turning the loudest moments down by up to 8 dB" in notes[0]


def test_silence_stays_silent():
    level, sound = brought_to(silence(2.0, RATE), -16.0)
    assert not np.any(sound)
    assert level_notes(level, measured([sound], RATE), -16.0) == ("It is silent, and stays so.",)


def test_what_a_coder_adds_is_taken_from_the_limit():
    """A coder that adds 0.7 dB to every peak."""
    sound, written = tone(2.0, RATE, amplitude=0.9), []

    def write(level):
        written.append(np.concatenate(list(level.applied(iter([sound]), RATE))) * np.float32(10 ** (0.7 / 20)))
        return measured([written[-1]], RATE)

    level, found = written_below_limit(Level(0.0), write)
    assert found.dbtp <= -1.0
    assert level.ceiling_dbtp < -1.7


def test_what_a_coder_takes_from_the_loudness_is_given_back():
    """LAME makes speech half a dB quieter at some bit rates."""
    sound, written = syllables(4.0, RATE), []

    def write(level):
        written.append(np.concatenate(list(level.applied(iter([sound]), RATE))) * np.float32(0.95))
        return measured([written[-1]], RATE)

    _level, found = written_below_limit(level_for(blocks_of(sound), RATE, -23.0), write)
    assert len(written) == 2
    assert found.lufs == pytest.approx(-23.0, abs=0.05)


def test_a_coder_that_cannot_hold_any_limit_is_refused():
    with pytest.raises(InvalidRequest, match="cannot be kept below -1 dBTP"):
        written_below_limit(Level(0.0), lambda _level: Measured(-16.0, 0.5))
