"""The checks of who is heard, and how they speak."""

from collections.abc import Mapping
from dataclasses import replace

from voicecloner.domain.quality import Severity
from voicecloner.quality.checks.outcome import GOOD, CheckInput, Outcome, held_against, unknown, worse
from voicecloner.quality.measures import activity
from voicecloner.quality.measures.marks import MARKED_FROM, heard_mark
from voicecloner.quality.measures.music import held_percent
from voicecloner.quality.measures.singing import sung_percent
from voicecloner.quality.measures.speakers import Voices, stretches_of_one, voices
from voicecloner.quality.measures.two_pitches import two_pitches
from voicecloner.quality.measures.voicing import voiced_percent
from voicecloner.quality.profiles import Limits

LIMITS: Mapping[str, Limits] = {
    "speakers": Limits(fail_below=57.0, warn_below=62.0),
    "speakers-unsteady": Limits(fail_below=60.0, warn_below=62.0),
    "steadiness": Limits(warn_below=71.5),
    "speaker-groups": Limits(fail_below=75.0, warn_below=82.0),
    "speakers-at-once": Limits(warn_below=67.5),
    "two-pitches": Limits(warn_above=3.2),
    "music": Limits(warn_above=12.0, fail_above=60.0),
    "music-in-echo": Limits(warn_above=45.0, fail_above=80.0),
    "singing": Limits(warn_above=12.0),
    "singing-in-echo": Limits(warn_above=35.0),
    "whisper": Limits(fail_below=20.0, warn_below=35.0),
    "synthetic": Limits(warn_above=100 * MARKED_FROM),
}
"""What only these checks hold anything against; what profiles and the live meter ask for stands in `profiles`."""

_NOBODY_LONG_ENOUGH = (
    "Nobody speaks alone for {needed:g} s in a row: record one person alone, or cut out what one person says, save it "
    "as several files, and open these together."
)
SENTENCES: Mapping[tuple[str, str], str] = {
    ("pauses", "ok"): "The longest pause is {value:.1f} s.",
    ("pauses", "high-warn"): "The longest pause is {value:.1f} s: read on after {limit:g} s at most, or cut it out.",
    ("speakers", "ok"): "One voice speaks all the time (likeness {value:.0f} %).",
    (
        "speakers",
        "low-warn",
    ): "The voice changes a lot (likeness {value:.0f} %), there may be more than one speaker: keep "
    "only the parts with one person.",
    ("speakers", "mixed-fail"): "More than one person speaks (likeness {value:.0f} %): keep only the parts with one "
    "person.",
    ("speakers", "low-fail"): "There is more than one speaker (likeness {value:.0f} %): keep only the parts with one "
    "person.",
    ("speakers", "low-warn-short"): "The voice changes a lot (likeness {value:.0f} %), there may be more than one "
    f"speaker. {_NOBODY_LONG_ENOUGH}",
    (
        "speakers",
        "mixed-fail-short",
    ): f"More than one person speaks (likeness {{value:.0f}} %). {_NOBODY_LONG_ENOUGH}",
    (
        "speakers",
        "low-fail-short",
    ): f"There is more than one speaker (likeness {{value:.0f}} %). {_NOBODY_LONG_ENOUGH}",
    (
        "speakers",
        "at-once",
    ): "Several voices may be speaking at once (likeness {value:.0f} %): record one person alone.",
    (
        "speakers",
        "two-pitches",
    ): "Two voices seem to speak at once (two pitches in {value:.0f} % of the speech): record one person alone.",
    ("speakers", "unknown"): "There is too little speech to tell voices apart.",
    ("music", "ok"): "There is no music in it ({value:.0f} % held notes).",
    ("music", "high-warn"): "There may be music or singing ({value:.0f} % held notes): switch it off and speak, or use "
    "a recording without it.",
    ("music", "high-fail"): "There is music in it ({value:.0f} % held notes): use speech without any music.",
    ("music", "sung"): "The words seem to be sung (the voice holds its pitch {value:.0f} % of the time): speak them.",
    ("whisper", "ok"): "The voice is voiced, not whispered ({value:.0f} %).",
    ("whisper", "low-warn"): "Much of the speech is whispered (only {value:.0f} % voiced): speak with your full voice.",
    ("whisper", "low-fail"): "The speech is whispered (only {value:.0f} % voiced): speak with your full voice.",
    ("whisper", "drowned"): "The background is too loud to tell whether the speech is whispered.",
    ("whisper", "unknown"): "There is too little speech to tell whether it is whispered.",
    ("synthetic", "ok"): "The recording carries no mark of synthetic speech that could be heard.",
    (
        "synthetic",
        "high-warn",
    ): "This recording is marked as synthetic speech ({value:.0f} % sure): a voice made from "
    "it copies what a machine said; record the person instead.",
    ("synthetic", "unknown"): "There is too little speech to listen for the mark of synthetic speech.",
}
"""What is told, by the check and the case it came out as."""
_OF_SHORT_TURNS = {"low-warn-short", "mixed-fail-short", "low-fail-short"}


def pauses(task: CheckInput) -> Outcome:
    """The longest pause between words."""
    spans = task.recording.speech
    outcome = held_against(task.limits("pauses"), activity.longest_pause_s(spans), "s")
    limit = outcome.judgement.limit
    if outcome.judgement.severity is Severity.OK or limit is None:
        return outcome
    return replace(outcome, spans=activity.pauses(spans, limit))


def speakers(task: CheckInput) -> Outcome:
    """Whether one and the same person speaks all the time: in two groups, in turn, or several at once."""
    found = voices(task.recording, task.encoder) if task.has_speech else None
    if found is None:
        return unknown("%")
    if task.echoing:
        # An echo mixes every sound with the one before: the finer figures would blame the room's one speaker.
        return _with_a_way_out(_by_groups(found), task)
    groups, alike = _by_groups(found), _by_likeness(found)
    at_once = held_against(LIMITS["speakers-at-once"], found.neighbours, "%")
    if at_once.judgement.severity is not Severity.OK:
        at_once = replace(at_once, case="at-once", spans=found.changes(at_once.judgement.limit or 0.0))
    worst = worse(groups, alike, at_once, _by_pitches(task))
    return alike if worst.judgement.severity is Severity.OK else _with_a_way_out(worst, task)


def _with_a_way_out(outcome: Outcome, task: CheckInput) -> Outcome:
    """Where people take turns, and nobody speaks alone for as long as is needed, to keep one part is no way out."""
    if (short := f"{outcome.case}-short") not in _OF_SHORT_TURNS:
        return outcome
    alone = stretches_of_one(outcome.spans, task.recording.clip.seconds)
    needed_s = task.profile.min_seconds
    if any(activity.is_worth_using(task.recording.speech, stretch, needed_s) for stretch in alone):
        return outcome
    return replace(outcome, case=short, facts={"needed": needed_s})


def _by_groups(found: Voices) -> Outcome:
    """Whether the voices fall into two groups."""
    outcome = held_against(LIMITS["speaker-groups"], found.groups, "%")
    return outcome if outcome.judgement.severity is Severity.OK else replace(outcome, spans=found.smaller_group)


def _by_likeness(found: Voices) -> Outcome:
    """Whether the voice stays the same; where it also changes from one moment to the next, less is let pass."""
    is_steady = LIMITS["steadiness"].judge(found.neighbours).severity is Severity.OK
    outcome = held_against(LIMITS["speakers" if is_steady else "speakers-unsteady"], found.alike, "%")
    if outcome.judgement.severity is Severity.OK:
        return outcome
    case = "mixed-fail" if outcome.judgement.severity is Severity.FAIL else outcome.case
    return replace(outcome, case=case, spans=found.smaller_group)


def _by_pitches(task: CheckInput) -> Outcome | None:
    """Whether two pitches are heard at once; None where that cannot be told."""
    mixed = two_pitches(task.recording)
    if mixed is None:
        return None
    outcome = held_against(LIMITS["two-pitches"], mixed.percent, "%")
    if outcome.judgement.severity is Severity.OK:
        return outcome
    return replace(outcome, case="two-pitches", spans=mixed.spans)


def music(task: CheckInput) -> Outcome:
    """How much of the recording has notes held in it, by instruments or by the voice itself; an echoing room holds
    those of the voice, and is given more.
    """
    held = held_percent(task.recording, task.hum.mains_hz if task.hum else None)
    outcome = held_against(LIMITS["music-in-echo" if task.echoing else "music"], held, "%")
    if outcome.judgement.severity is not Severity.OK:
        return outcome
    sung = sung_percent(task.recording, task.pitch)
    if sung is None:
        return outcome
    singing = held_against(LIMITS["singing-in-echo" if task.echoing else "singing"], sung, "%")
    return outcome if singing.judgement.severity is Severity.OK else replace(singing, case="sung")


def whisper(task: CheckInput) -> Outcome:
    """How much of the speech is voiced; in loud noise that cannot be told."""
    voiced = voiced_percent(task.recording, task.pitch)
    if voiced is None:
        return unknown("%")
    outcome = held_against(LIMITS["whisper"], voiced, "%")
    snr_db = task.noise.snr_db
    drowned = snr_db is not None and task.limits("noise").judge(snr_db).severity is Severity.FAIL
    return replace(outcome, judgement=GOOD, case="drowned") if drowned else outcome


def synthetic(task: CheckInput) -> Outcome:
    """Whether the recording carries the inaudible mark of synthetic speech; never more than a warning."""
    mark = heard_mark(task.recording)
    if mark is None:
        return unknown("%")
    return replace(held_against(LIMITS["synthetic"], mark.percent, "%"), spans=mark.spans)
