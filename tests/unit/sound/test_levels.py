import numpy as np
import pytest

from tests.support.clips import noise, silence, syllables, tone
from voicecloner.sound.levels import (
    amplitude_db,
    hold_peaks,
    limit_peak,
    loudness_lufs,
    peak_of,
    power_db,
    power_of,
    remove_dc,
    rms_of,
    to_loudness,
)


class TestLevels:
    def test_offset_is_removed_and_the_rest_kept(self):
        sound = tone(1.0)
        assert remove_dc(sound + np.float32(0.2)) == pytest.approx(sound, abs=1e-6)
        assert len(remove_dc(silence(0.0))) == 0

    def test_limit_peak_turns_down_only_what_is_too_loud(self):
        assert np.max(np.abs(limit_peak(tone(amplitude=1.5), 0.99))) == pytest.approx(0.99)
        quiet = tone(amplitude=0.3)
        assert limit_peak(quiet, 0.99) is quiet


class TestLoudness:
    def test_agrees_with_the_standard(self):
        """BS.1770: a mono sine of 997 Hz at full scale reads -3.01 LKFS."""
        assert loudness_lufs(tone(5.0, 48_000, hz=997.0, amplitude=1.0), 48_000) == pytest.approx(-3.01, abs=0.05)

    @pytest.mark.parametrize("seconds", [0.001, 0.1, 0.4])
    def test_a_short_sound_reads_like_a_long_one(self, seconds):
        short, long = noise(seconds), noise(3.0)
        assert loudness_lufs(short, 16_000) == pytest.approx(loudness_lufs(long, 16_000), abs=2.5)

    @pytest.mark.parametrize("nothing", [silence(2.0), silence(0.0), noise(2.0, rms=1e-6)])
    def test_silence_has_none(self, nothing):
        assert loudness_lufs(nothing, 16_000) == -np.inf

    def test_brought_to_the_target(self):
        made = to_loudness(0.05 * syllables(3.0), 16_000, target_lufs=-23.0)
        assert loudness_lufs(made, 16_000) == pytest.approx(-23.0, abs=0.1)

    def test_never_beyond_the_ceiling(self):
        click = silence(2.0)
        click[::4000] = 0.1
        made = to_loudness(click, 16_000, target_lufs=-10.0, peak_ceiling_dbfs=-3.0)
        assert amplitude_db(peak_of(made)) == pytest.approx(-3.0, abs=0.01)

    def test_silence_stays(self):
        assert not np.any(to_loudness(silence(1.0), 16_000))


class TestHoldPeaks:
    @pytest.mark.parametrize("sample_rate", [8_000, 24_000])
    def test_only_the_surroundings_of_a_peak_change(self, sample_rate):
        sound = noise(1.0, sample_rate, rms=0.05)
        sound[sample_rate // 2] = 1.5
        held = hold_peaks(sound, sample_rate, ceiling_dbfs=-1.0)
        assert amplitude_db(peak_of(held)) == pytest.approx(-1.0, abs=0.01)
        changed = np.flatnonzero(np.abs(held - sound) > 1e-6)
        assert np.abs(changed - sample_rate // 2).max() <= 0.0105 * sample_rate

    def test_everything_too_loud_is_held(self):
        assert np.abs(hold_peaks(noise(1.0, rms=3.0), 16_000, -6.0)).max() <= 10 ** (-6 / 20)

    def test_a_peak_at_the_edge(self):
        sound = silence(0.1)
        sound[0] = sound[-1] = -2.0
        assert amplitude_db(peak_of(hold_peaks(sound, 16_000))) == pytest.approx(-1.0, abs=0.01)

    @pytest.mark.parametrize("quiet", [silence(0.0), silence(0.1), noise(0.1, rms=0.01)])
    def test_what_is_quiet_stays(self, quiet):
        assert hold_peaks(quiet, 16_000) is quiet


class TestNumbers:
    def test_decibels(self):
        assert [power_db(power) for power in (1.0, 0.01, 0.0)] == pytest.approx([0.0, -20.0, -200.0])
        assert amplitude_db(0.1) == pytest.approx(-20.0)
        assert amplitude_db(0.0) == -np.inf

    def test_power_peak_and_root(self):
        sound = np.array([0.0, -0.6, 0.0, 0.8], np.float32)
        assert peak_of(sound) == pytest.approx(0.8)
        assert peak_of(-sound) == pytest.approx(0.8)
        assert power_of(sound) == pytest.approx(0.25)
        assert rms_of(sound) == pytest.approx(0.5)

    def test_of_nothing(self):
        assert (peak_of(silence(0.0)), power_of(silence(0.0)), rms_of(silence(0.0))) == (0.0, 0.0, 0.0)
