"""The checks of what microphone, room and file did to the voice."""

from dataclasses import replace

from voicecloner.domain.quality import Severity
from voicecloner.quality.checks.outcome import GOOD, Outcome, Task, held_against, unknown
from voicecloner.quality.measures.bandwidth import bandwidth as measured_bandwidth
from voicecloner.quality.measures.dropouts import dropouts as found_dropouts
from voicecloner.quality.measures.level import offset_percent


def hum(task: Task) -> Outcome:
    """How far mains hum lies below the voice."""
    found = task.hum
    if found is None:
        return Outcome(None, "dB", GOOD, "none" if task.has_speech else "unknown")
    return held_against(task.limits("hum"), found.below_voice_db, "dB", {"mains": found.mains_hz})


def dc_offset(task: Task) -> Outcome:
    """How far the sound lies beside zero."""
    return held_against(task.limits("dc-offset"), offset_percent(task.recording.clip), "%")


def reverberation(task: Task) -> Outcome:
    """How quickly sounds die away."""
    if task.decay_s is None:
        return unknown("s")
    return held_against(task.limits(task.echo_row), task.decay_s, "s")


def bandwidth(task: Task) -> Outcome:
    """How far up the voice reaches; a sample rate below what the profile asks for is told unless that fails."""
    reach = _reach(task)
    rate = held_against(task.limits("sample-rate"), task.recording.clip.sample_rate, "Hz")
    if rate.judgement.severity is Severity.OK or reach.judgement.severity is Severity.FAIL:
        return reach
    return replace(rate, case="low-rate")


def _reach(task: Task) -> Outcome:
    found = measured_bandwidth(task.recording) if task.has_speech else None
    if found is None:
        return unknown("Hz")
    outcome = held_against(task.limits("bandwidth"), found.hz, "Hz")
    hidden = found.masked and outcome.judgement.severity is not Severity.OK
    return replace(outcome, judgement=GOOD, case="masked") if hidden else outcome


def dropouts(task: Task) -> Outcome:
    """How often the recording broke down while somebody spoke."""
    spans = found_dropouts(task.recording)
    outcome = replace(held_against(task.limits("dropouts"), len(spans), ""), spans=spans)
    return replace(outcome, case="one") if len(spans) == 1 else outcome
