"""The checks of who is heard, and how they speak."""

from dataclasses import replace

from voicecloner.domain.quality import Severity
from voicecloner.quality.measures import activity
from voicecloner.quality.measures.music import held_percent
from voicecloner.quality.measures.singing import sung_percent
from voicecloner.quality.measures.speakers import voices
from voicecloner.quality.measures.two_pitches import two_pitches_percent
from voicecloner.quality.measures.voicing import voiced_percent
from voicecloner.quality.outcome import GOOD, Outcome, Task, held_against, unknown


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
    groups = held_against(task.limits("speaker-groups"), found.groups, "%")
    if groups.judgement.severity is not Severity.OK:
        return replace(groups, spans=found.smaller_group)
    if task.echoing:
        # An echo mixes every sound with the one before: the finer figures would blame the room's one speaker.
        return groups
    at_once = held_against(task.limits("speakers-at-once"), found.neighbours, "%")
    if at_once.judgement.severity is not Severity.OK:
        return replace(at_once, case="at-once")
    mixed = two_pitches_percent(task.recording)
    if mixed is not None:
        two_pitches = held_against(task.limits("two-pitches"), mixed, "%")
        if two_pitches.judgement.severity is not Severity.OK:
            return replace(two_pitches, case="two-pitches")
    return held_against(task.limits("speakers"), found.alike, "%")


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
