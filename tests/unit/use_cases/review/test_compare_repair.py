import numpy as np
import pytest
import soundfile

from tests.support.clips import silence
from tests.support.speech import espeak_speech, speech_file
from voicecloner.audio.repair import NOTHING, USUAL, RepairPlan
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.sound.levels import loudness_lufs
from voicecloner.use_cases.review.check_references import CheckRequest
from voicecloner.use_cases.review.compare_repair import CompareRequest


@pytest.fixture
def check(app):
    def call(*paths):
        return app.check_references(CheckRequest(paths))

    return call


def compare(app, checked, plan, cancel=None):
    request = CompareRequest(checked, plan)
    return app.compare_repair(request, progress=no_progress, cancel=cancel or CancelToken())


def loudness(clip):
    return loudness_lufs(clip.samples, clip.sample_rate)


@pytest.fixture
def quiet_path(tmp_path):
    """Quiet speech after two seconds of silence."""
    spoken = espeak_speech()
    made = tmp_path / "quiet.wav"
    lead = silence(2.0, spoken.sample_rate)
    soundfile.write(made, np.concatenate([lead, 0.1 * spoken.samples]), spoken.sample_rate)
    return made


def test_what_each_step_did_is_told_by_its_name(app, check, quiet_path):
    plan = RepairPlan(trim_edges=True, bring_to_level=True)
    comparison = compare(app, check(quiet_path), plan)
    assert comparison.done["trim_edges"].startswith("Cut off: ")
    assert comparison.done["bring_to_level"].startswith("Turned up by ")
    assert "limit_peak" not in comparison.done


def test_the_same_place_is_known_in_both(app, check, quiet_path):
    comparison = compare(app, check(quiet_path), RepairPlan(trim_edges=True))
    assert 1.5 < comparison.start_s < 2.0
    lost_s = comparison.before.seconds - comparison.after.seconds
    assert lost_s >= comparison.start_s
    assert compare(app, check(quiet_path), USUAL).start_s == 0.0


def test_both_can_be_heard_equally_loud(app, check, quiet_path):
    comparison = compare(app, check(quiet_path), RepairPlan(bring_to_level=True))
    assert loudness(comparison.after) - loudness(comparison.before) > 10
    assert loudness(comparison.matched_after) == pytest.approx(loudness(comparison.matched_before), abs=0.5)
    assert np.array_equal(comparison.matched_before.samples, comparison.before.samples)  # the quieter one stays


def test_several_files_are_told_apart(app, check, quiet_path, tmp_path):
    other = speech_file(tmp_path / "other.wav", seconds=12)
    comparison = compare(app, check(quiet_path, other), RepairPlan(bring_to_level=True))
    assert comparison.done["bring_to_level"].startswith("quiet.wav: Turned up by ")
    assert "other.wav: " in comparison.done["bring_to_level"]


def test_nothing_is_done_where_nothing_is_wanted(app, check, quiet_path):
    assert compare(app, check(quiet_path), NOTHING).done == {}


def test_it_can_be_stopped(app, check, quiet_path):
    cancel = CancelToken()
    checked = check(quiet_path)
    cancel.cancel()
    with pytest.raises(Cancelled):
        compare(app, checked, USUAL, cancel)
