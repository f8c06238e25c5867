"""The checks of a review: each takes a measured recording and the profile's limits and says where it stands.

A new check is one measure, one row of limits in `profiles`, its sentences in `advice` and one function here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from voicecloner.domain.quality import Severity, Span
from voicecloner.quality.measures import activity, level
from voicecloner.quality.measures.clipping import clipping
from voicecloner.quality.measures.noise import noise
from voicecloner.quality.measures.recording import Recording
from voicecloner.quality.profiles import Judgement, Limits, Profile

_GOOD = Judgement(Severity.OK, None, "")
_BAD = Judgement(Severity.FAIL, None, "")
_LEAST_SPEECH_S = 0.5


@dataclass(frozen=True)
class Task:
    """What a check looks at.

    Attributes:
        recording: what was measured.
        profile: what is asked.
        min_seconds: shortest duration asked for instead of the profile's own.
    """

    recording: Recording
    profile: Profile
    min_seconds: float | None = None

    def limits(self, check: str) -> Limits:
        """The row of a check."""
        return self.profile.limits_for(check, self.min_seconds)

    @property
    def has_speech(self) -> bool:
        """Whether there is any speech to judge."""
        return activity.speech_seconds(self.recording.speech) >= _LEAST_SPEECH_S


@dataclass(frozen=True)
class Outcome:
    """Result of a check before it is put into words.

    Attributes:
        value: what was measured, in `unit`.
        unit: e.g. ``"dB"``.
        judgement: where the value stands.
        case: which sentence tells it.
        facts: further numbers the sentence may name.
        spans: where it is.
    """

    value: float | None
    unit: str
    judgement: Judgement
    case: str
    facts: Mapping[str, float] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


Check = Callable[[Task], Outcome | None]


def duration(task: Task) -> Outcome:
    """How long the recording is."""
    seconds = task.recording.clip.seconds
    outcome = _held_against(task.limits("duration"), seconds, "s")
    best = task.profile.best_seconds
    if outcome.judgement.severity is Severity.OK and best and not best[0] <= seconds <= best[1]:
        return replace(outcome, case="not-best", facts={"best_from": best[0], "best_to": best[1]})
    return outcome


def speech(task: Task) -> Outcome:
    """How much of it is speech, and where the profile asks for it, whether enough of that is continuous."""
    spans = task.recording.speech
    outcome = _held_against(task.limits("speech"), activity.speech_seconds(spans), "s")
    if not spans and outcome.judgement.severity is Severity.FAIL:
        return replace(outcome, case="none")
    needed, longest = task.profile.min_continuous_s, activity.longest_continuous_s(spans)
    if outcome.judgement.severity is Severity.OK and needed is not None and longest < needed:
        broken = Judgement(Severity.WARN, needed, "low")
        return Outcome(longest, "s", broken, "broken", {"total": activity.speech_seconds(spans)})
    return outcome


def loudness(task: Task) -> Outcome:
    """How loud the speech is; too low a peak fails by itself."""
    peak = level.peak_dbfs(task.recording)
    if peak is None:
        return Outcome(None, "dBFS", _BAD, "nothing")
    by_peak = task.limits("peak").judge(peak)
    if by_peak.severity is not Severity.OK:
        return Outcome(peak, "dBFS", by_peak, "faint")
    rms = level.speech_rms_dbfs(task.recording)
    if rms is None:
        return Outcome(peak, "dBFS", by_peak, "unspoken")
    return _held_against(task.limits("level"), rms, "dBFS", {"peak": peak})


def clipped(task: Task) -> Outcome:
    """How much of it has its peaks cut off; spans are told only where that is worth a warning."""
    found = clipping(task.recording.clip)
    outcome = _held_against(task.limits("clipping"), found.share_percent, "%")
    return outcome if outcome.judgement.severity is Severity.OK else replace(outcome, spans=found.spans)


def background(task: Task) -> Outcome:
    """How far the speech stands above the background; without speech, whether there is nothing but noise."""
    found = noise(task.recording)
    facts = {} if found.floor_dbfs is None else {"floor": found.floor_dbfs}
    if found.snr_db is not None and task.has_speech:
        return _held_against(task.limits("noise"), found.snr_db, "dB", facts)
    if found.floor_dbfs is not None:
        alone = task.limits("background").judge(found.floor_dbfs)
        if alone.severity is not Severity.OK:
            return Outcome(None, "dB", Judgement(alone.severity, task.limits("noise").aim, ""), "only", facts)
    return Outcome(None, "dB", _GOOD, "unknown")


def silence(task: Task) -> Outcome:
    """Whether anybody speaks at all, and how much of the recording is silence."""
    recording = task.recording
    seconds = recording.clip.seconds
    share = activity.silent_share(recording.speech, seconds)
    spans = activity.silent_spans(recording.speech, seconds)
    if not task.has_speech:
        limit = task.limits("silence").aim
        case = "digital" if recording.peak == 0 else "speechless"
        return Outcome(share, "%", Judgement(Severity.FAIL, limit, "high"), case, {}, spans)
    judgement = task.limits("silence").judge(share)
    return Outcome(share, "%", judgement, _case(judgement), {}, spans)


def bandwidth(task: Task) -> Outcome | None:
    """A sample rate below what the profile asks for; nothing is said where it is enough."""
    outcome = _held_against(task.limits("bandwidth"), task.recording.clip.sample_rate, "Hz")
    return None if outcome.judgement.severity is Severity.OK else outcome


def pauses(task: Task) -> Outcome | None:
    """A pause longer than the profile wants; nothing is said where there is none."""
    most = task.profile.max_pause_s
    outcome = _held_against(task.limits("pauses"), activity.longest_pause_s(task.recording.speech), "s")
    if outcome.judgement.severity is Severity.OK or most is None:
        return None
    return replace(outcome, spans=activity.pauses(task.recording.speech, most))


CHECKS: Mapping[str, Check] = {
    "duration": duration,
    "speech": speech,
    "level": loudness,
    "clipping": clipped,
    "noise": background,
    "silence": silence,
    "bandwidth": bandwidth,
    "pauses": pauses,
}
"""All checks in the order in which they are shown."""


def _held_against(limits: Limits, value: float, unit: str, facts: Mapping[str, float] | None = None) -> Outcome:
    judgement = limits.judge(value)
    return Outcome(value, unit, judgement, _case(judgement), facts or {})


def _case(judgement: Judgement) -> str:
    return f"{judgement.side}-{judgement.severity}" if judgement.side else "ok"
