"""The checks of who is heard, and how they speak."""

from dataclasses import replace

from voicecloner.domain.quality import Severity
from voicecloner.quality.checks.outcome import GOOD, Outcome, Task, held_against, unknown, worse
from voicecloner.quality.measures import activity
from voicecloner.quality.measures.music import held_percent
from voicecloner.quality.measures.singing import sung_percent
from voicecloner.quality.measures.speakers import Voices, voices
from voicecloner.quality.measures.two_pitches import two_pitches_percent
from voicecloner.quality.measures.voicing import voiced_percent


def pauses(task: Task) -> Outcome:
    """The longest pause between words."""
    spans = task.recording.speech
    outcome = held_against(task.limits("pauses"), activity.longest_pause_s(spans), "s")
    limit = outcome.judgement.limit
    if outcome.judgement.severity is Severity.OK or limit is None:
        return outcome
    return replace(outcome, spans=activity.pauses(spans, limit))


def speakers(task: Task) -> Outcome:
    """Whether one and the same person speaks all the time: in two groups, in turn, or several at once."""
    found = voices(task.recording, task.encoder) if task.has_speech else None
    if found is None:
        return unknown("%")
    if task.echoing:
        # An echo mixes every sound with the one before: the finer figures would blame the room's one speaker.
        return _by_groups(task, found)
    groups, alike = _by_groups(task, found), _by_likeness(task, found)
    at_once = held_against(task.limits("speakers-at-once"), found.neighbours, "%")
    at_once = replace(at_once, case="at-once" if at_once.case != "ok" else "ok")
    worst = worse(groups, alike, at_once, _by_pitches(task))
    return alike if worst.judgement.severity is Severity.OK else worst


def _by_groups(task: Task, found: Voices) -> Outcome:
    """Whether the voices fall into two groups."""
    outcome = held_against(task.limits("speaker-groups"), found.groups, "%")
    return outcome if outcome.judgement.severity is Severity.OK else replace(outcome, spans=found.smaller_group)


def _by_likeness(task: Task, found: Voices) -> Outcome:
    """Whether the voice stays the same; where it also changes from one moment to the next, less is let pass."""
    is_steady = task.limits("steadiness").judge(found.neighbours).severity is Severity.OK
    outcome = held_against(task.limits("speakers" if is_steady else "speakers-unsteady"), found.alike, "%")
    return replace(outcome, case="mixed-fail") if outcome.judgement.severity is Severity.FAIL else outcome


def _by_pitches(task: Task) -> Outcome | None:
    """Whether two pitches are heard at once; None where that cannot be told."""
    mixed = two_pitches_percent(task.recording)
    if mixed is None:
        return None
    outcome = held_against(task.limits("two-pitches"), mixed, "%")
    return outcome if outcome.judgement.severity is Severity.OK else replace(outcome, case="two-pitches")


def music(task: Task) -> Outcome:
    """How much of the recording has notes held in it, by instruments or by the voice itself; an echoing room holds
    those of the voice, and is given more.
    """
    held = held_percent(task.recording, task.hum.mains_hz if task.hum else None)
    outcome = held_against(task.limits("music-in-echo" if task.echoing else "music"), held, "%")
    if outcome.judgement.severity is not Severity.OK:
        return outcome
    sung = sung_percent(task.recording, task.pitch)
    if sung is None:
        return outcome
    singing = held_against(task.limits("singing-in-echo" if task.echoing else "singing"), sung, "%")
    return outcome if singing.judgement.severity is Severity.OK else replace(singing, case="sung")


def whisper(task: Task) -> Outcome:
    """How much of the speech is voiced; in loud noise that cannot be told."""
    voiced = voiced_percent(task.recording, task.pitch)
    if voiced is None:
        return unknown("%")
    outcome = held_against(task.limits("whisper"), voiced, "%")
    snr_db = task.noise.snr_db
    drowned = snr_db is not None and task.limits("noise").judge(snr_db).severity is Severity.FAIL
    return replace(outcome, judgement=GOOD, case="drowned") if drowned else outcome
