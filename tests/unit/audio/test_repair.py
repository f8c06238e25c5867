import numpy as np
import pytest

from tests.support.clips import clip, noise, silence, syllables, tone
from voicecloner.audio.repair import (
    INTENTIONS,
    NOTHING,
    USUAL,
    RepairPlan,
    bring_to_level,
    high_pass,
    keep_below_full_scale,
    remove_offset,
    repair_reference,
    trim_edges,
)
from voicecloner.sound.levels import amplitude_db, loudness_lufs, peak_of


def change_db(before, after):
    """By how much the power changed, away from the ends."""
    middle = slice(len(before) // 4, 3 * len(before) // 4)
    return 10 * np.log10(np.mean(np.square(after[middle])) / np.mean(np.square(before[middle])))


class TestOffset:
    def test_is_removed_and_told(self):
        made, note = remove_offset(clip(syllables() + np.float32(0.25)))
        assert abs(np.mean(made.samples)) < 1e-6
        assert note.startswith("An offset of 2")

    def test_none_is_not_mentioned(self):
        assert remove_offset(clip(tone(hz=200.0)))[1] is None
        assert remove_offset(clip(silence(0.0)))[1] is None


class TestHighPass:
    @pytest.mark.parametrize(
        ("hz", "low_db", "high_db"),
        [
            (20, -100.0, -70.0),
            (50, -15.5, -13.0),
            (60, -6.3, -5.7),
            (85, -0.7, -0.3),
            (200, -0.05, 0.05),
            (3000, -0.05, 0.05),
        ],
    )
    def test_takes_away_what_lies_below_60_hz(self, hz, low_db, high_db):
        sound = tone(4.0, 24_000, hz=hz)
        made, _note = high_pass(clip(sound, 24_000))
        assert low_db <= change_db(sound, made.samples) <= high_db

    def test_does_not_delay(self):
        made, _note = high_pass(clip(syllables()))
        lags = np.correlate(made.samples, syllables()[200:-200], "valid")
        assert np.argmax(lags) == 200

    def test_tells_how_much_it_was(self):
        voice, rumble = syllables(), tone(2.0, hz=20.0, amplitude=0.2)
        assert high_pass(clip(voice))[1] == "Sound below 60 Hz was filtered out."
        assert "; it held 7" in high_pass(clip(voice + rumble))[1]

    @pytest.mark.parametrize("frames", [0, 1, 2, 50])
    def test_hardly_any_sound(self, frames):
        assert high_pass(clip(tone()[:frames]))[0].frames == frames


class TestTrim:
    def test_cuts_silence_at_both_ends(self):
        sound = np.concatenate([silence(1.5), syllables(3.0), silence(0.9)])
        made, note = trim_edges(clip(sound))
        assert made.seconds == pytest.approx(3.4, abs=0.1)
        assert note == "Cut off: 1.3 s of silence from the start and 0.7 s of silence from the end."

    def test_a_quiet_room_is_silence_too(self):
        sound = np.concatenate([silence(2.0), syllables(3.0)]) + noise(5.0, rms=2e-4)
        made, note = trim_edges(clip(sound))
        assert made.seconds == pytest.approx(3.2, abs=0.1)
        assert note.startswith("Cut off: 1.8 s of silence from the start")

    @pytest.mark.parametrize("sound", [syllables(), silence(2.0), silence(0.0), tone()[:3]])
    def test_nothing_to_cut(self, sound):
        made, note = trim_edges(clip(sound))
        assert np.array_equal(made.samples, sound)
        assert note is None


class TestLevel:
    def test_is_reached_and_told(self):
        made, note = bring_to_level(clip(syllables(3.0) * np.float32(0.05)))
        assert loudness_lufs(made.samples, 16_000) == pytest.approx(-23.0, abs=0.1)
        assert note.startswith("Turned up by ")
        assert note.endswith(" dB so that its loudness is about -23 LUFS.")

    def test_silence_has_none(self):
        assert bring_to_level(clip(silence(2.0)))[1] is None

    def test_peaks_stay_below_full_scale(self):
        made, note = keep_below_full_scale(clip(tone(amplitude=1.98)))
        assert amplitude_db(peak_of(made.samples)) == pytest.approx(-0.09, abs=0.01)
        assert note == "Turned down by 6.0 dB so that its peaks stay below full scale."

    def test_what_is_low_enough_stays(self):
        assert keep_below_full_scale(clip(tone()))[1] is None


class TestPlan:
    def test_the_usual_one(self):
        made = repair_reference(clip(tone(1.0, 48_000, amplitude=0.5) + np.float32(0.4), 48_000), 24_000)
        assert (made.after.sample_rate, made.after.frames) == (24_000, 24_000)
        assert abs(np.mean(made.after.samples)) < 1e-3
        assert amplitude_db(peak_of(made.after.samples)) == pytest.approx(-6.02, abs=0.3)
        assert made.notes == ("An offset of 40.00 % of full scale was removed.", "Sound below 60 Hz was filtered out.")

    def test_the_recording_stays_for_comparison(self):
        sound = syllables() + np.float32(0.1)
        made = repair_reference(clip(sound), 24_000)
        assert np.array_equal(made.before.samples, syllables() + np.float32(0.1))
        assert made.before.samples is sound

    def test_without_any_step_only_the_rate_changes(self):
        sound = syllables() + np.float32(0.1)
        made = repair_reference(clip(sound), 16_000, NOTHING)
        assert np.array_equal(made.after.samples, sound)
        assert made.notes == ()
        assert NOTHING.describe() == ()

    @pytest.mark.parametrize("name", list(vars(USUAL)))
    def test_each_step_can_be_switched_by_itself(self, name):
        sound = np.concatenate([silence(1.0), 2.2 * syllables(3.0) + np.float32(0.3)])
        alone = RepairPlan(**{**vars(NOTHING), name: True})
        made = repair_reference(clip(sound), 16_000, alone)
        assert len(alone.describe()) == len(made.notes) == 1
        assert not np.array_equal(made.after.samples, sound)

    def test_what_each_step_did_has_its_name(self):
        sound = np.concatenate([silence(1.0), 2.2 * syllables(3.0) + np.float32(0.3)])
        made = repair_reference(clip(sound), 24_000, RepairPlan(trim_edges=True))
        assert list(made.done) == ["remove_offset", "high_pass", "trim_edges", "limit_peak"]
        assert list(INTENTIONS) == list(vars(USUAL))

    def test_where_the_repaired_sound_begins_is_known(self):
        sound = np.concatenate([silence(1.0), syllables(3.0)])
        made = repair_reference(clip(sound), 24_000, RepairPlan(trim_edges=True))
        assert made.start_s == pytest.approx(0.8, abs=0.05)
        assert repair_reference(clip(sound), 24_000).start_s == 0.0

    def test_what_is_planned_is_told_in_order(self):
        everything = RepairPlan(trim_edges=True, bring_to_level=True)
        assert [sentence.split()[0] for sentence in everything.describe()] == ["A", "Sound", "Silence", "The", "Peaks"]
