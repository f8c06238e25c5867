import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clips import noise, silence, syllables, tone
from voicecloner.audio.processing import (
    choose_channel,
    hold_peaks,
    level_of,
    limit_peak,
    loudness_lufs,
    peak_pairs,
    remove_dc,
    resample,
    to_loudness,
)


def columns(*channels):
    return np.stack(channels, axis=1)


def level_at(samples, sample_rate, hz):
    """Amplitude of one frequency, by correlation over the middle of the sound."""
    middle = samples[len(samples) // 4 : 3 * len(samples) // 4]
    phase = np.exp(-2j * np.pi * hz * np.arange(len(middle)) / sample_rate)
    return 2 * abs(np.mean(middle * phase))


class TestResample:
    def test_keeps_a_tone(self):
        half = resample(tone(1.0, 48_000, hz=1000.0, amplitude=0.5), 48_000, 16_000)
        assert half.dtype == np.float32
        assert len(half) == 16_000
        assert level_at(half, 16_000, 1000.0) == pytest.approx(0.5, rel=1e-3)

    def test_folds_nothing_back(self):
        above = resample(tone(1.0, 48_000, hz=10_000.0), 48_000, 16_000)
        assert level_at(above, 16_000, 6_000.0) < 1e-5

    @pytest.mark.parametrize("samples", [silence(0.0), tone(0.1)])
    def test_same_rate_changes_nothing(self, samples):
        assert np.array_equal(resample(samples, 16_000, 16_000), samples)

    def test_nothing_stays_nothing(self):
        assert len(resample(silence(0.0), 16_000, 24_000)) == 0


class TestLevels:
    def test_offset_is_removed_and_the_rest_kept(self):
        sound = tone(1.0)
        assert remove_dc(sound + np.float32(0.2)) == pytest.approx(sound, abs=1e-6)
        assert len(remove_dc(silence(0.0))) == 0

    def test_limit_peak_turns_down_only_what_is_too_loud(self):
        assert np.max(np.abs(limit_peak(tone(amplitude=1.5), 0.99))) == pytest.approx(0.99)
        quiet = tone(amplitude=0.3)
        assert limit_peak(quiet, 0.99) is quiet

    def test_level_of_a_sine(self):
        level = level_of(tone(amplitude=0.5))
        assert level.peak_dbfs == pytest.approx(-6.02, abs=0.01)
        assert level.rms_dbfs == pytest.approx(-9.03, abs=0.01)
        assert not level.clipped

    @pytest.mark.parametrize("full", [1.0, -1.0, 32767 / 32768])
    def test_full_scale_counts_as_clipped(self, full):
        assert level_of(np.array([0.0, full], np.float32)).clipped

    @pytest.mark.parametrize("nothing", [silence(0.1), silence(0.0)])
    def test_silence_is_minus_infinity(self, nothing):
        level = level_of(nothing)
        assert level.peak_dbfs == level.rms_dbfs == -np.inf
        assert not level.clipped


class TestPeakPairs:
    def test_pairs_hold_the_extremes_of_their_stretch(self):
        samples = silence(0.2)
        samples[100], samples[900] = 0.7, -0.4
        pairs = peak_pairs(samples, 16_000, pair_ms=50.0)
        assert pairs.tolist() == pytest.approx(np.array([[0, 0.7], [-0.4, 0], [0, 0], [0, 0]]))

    @given(frames=st.integers(0, 5000), pair_ms=st.floats(0.01, 100.0))
    def test_every_sample_is_within_some_pair(self, frames, pair_ms):
        samples = noise(frames / 16_000, seed=frames)
        pairs = peak_pairs(samples, 16_000, pair_ms)
        assert len(pairs) == -(-len(samples) // max(1, round(16 * pair_ms)))
        if len(samples):
            assert pairs[:, 0].min() == samples.min()
            assert pairs[:, 1].max() == samples.max()


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
        assert level_of(made).peak_dbfs == pytest.approx(-3.0, abs=0.01)

    def test_silence_stays(self):
        assert not np.any(to_loudness(silence(1.0), 16_000))


class TestHoldPeaks:
    @pytest.mark.parametrize("sample_rate", [8_000, 24_000])
    def test_only_the_surroundings_of_a_peak_change(self, sample_rate):
        sound = noise(1.0, sample_rate, rms=0.05)
        sound[sample_rate // 2] = 1.5
        held = hold_peaks(sound, sample_rate, ceiling_dbfs=-1.0)
        assert level_of(held).peak_dbfs == pytest.approx(-1.0, abs=0.01)
        changed = np.flatnonzero(np.abs(held - sound) > 1e-6)
        assert np.abs(changed - sample_rate // 2).max() <= 0.0105 * sample_rate

    def test_everything_too_loud_is_held(self):
        assert np.abs(hold_peaks(noise(1.0, rms=3.0), 16_000, -6.0)).max() <= 10 ** (-6 / 20)

    def test_a_peak_at_the_edge(self):
        sound = silence(0.1)
        sound[0] = sound[-1] = -2.0
        assert level_of(hold_peaks(sound, 16_000)).peak_dbfs == pytest.approx(-1.0, abs=0.01)

    @pytest.mark.parametrize("quiet", [silence(0.0), silence(0.1), noise(0.1, rms=0.01)])
    def test_what_is_quiet_stays(self, quiet):
        assert hold_peaks(quiet, 16_000) is quiet


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
