import numpy as np
import pytest

from tests.support.clips import noise, silence, syllables
from voicecloner.sound.channels import choose_channel


def columns(*channels):
    return np.stack(channels, axis=1)


class TestChooseChannel:
    def test_mono_needs_no_words(self):
        sound, note, _channel = choose_channel(syllables().reshape(-1, 1))
        assert np.array_equal(sound, syllables())
        assert note is None

    def test_first_channel_of_two_different(self):
        sound, note, _channel = choose_channel(columns(syllables(seed=1), syllables(seed=2)))
        assert np.array_equal(sound, syllables(seed=1))
        assert note == "Channel 1 of 2 is used."

    @pytest.mark.parametrize("left", [silence(2.0), noise(2.0, rms=1e-3), silence(2.0) + np.float32(0.3)])
    def test_second_where_the_first_is_silent(self, left):
        sound, note, _channel = choose_channel(columns(left, syllables()))
        assert np.array_equal(sound, syllables())
        assert note == "Channel 2 of 2 is used, because channel 1 is silent."

    def test_first_where_the_second_is_silent(self):
        sound, note, _channel = choose_channel(columns(syllables(), silence(2.0)))
        assert np.array_equal(sound, syllables())
        assert note == "Channel 1 of 2 is used, because channel 2 is silent."

    def test_the_same_on_both_is_mixed(self):
        left, right = (syllables() + noise(2.0, rms=0.002, seed=seed) for seed in (1, 2))
        sound, note, _channel = choose_channel(columns(left, right))
        assert sound == pytest.approx((left + right) / 2, abs=1e-6)
        assert note == "All 2 channels carry the same sound and were mixed into one."

    def test_opposite_phase_does_not_cancel(self):
        sound, note, _channel = choose_channel(columns(syllables(), -syllables()))
        assert np.array_equal(sound, syllables())
        assert "opposite phase" in note

    def test_the_loudest_of_many_where_the_first_is_silent(self):
        quiet = syllables(seed=1) * np.float32(0.1)
        sound, note, _channel = choose_channel(columns(silence(2.0), quiet, syllables(seed=2)))
        assert np.array_equal(sound, syllables(seed=2))
        assert note == "Channel 3 of 3 is used, because channel 1 is silent."

    def test_all_silent(self):
        sound, note, _channel = choose_channel(np.zeros((100, 2), np.float32))
        assert not np.any(sound)
        assert note == "Channel 1 of 2 is used."

    def test_wild_values_stay_finite(self):
        wild = columns(syllables(), syllables()) * np.float32(2.0**31)
        assert np.all(np.isfinite(choose_channel(wild)[0]))
