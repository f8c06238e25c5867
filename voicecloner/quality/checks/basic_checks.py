"""The checks every recording has to pass first: enough speech, loud enough, clean enough."""

from dataclasses import replace

from voicecloner.domain.quality import Severity, Span
from voicecloner.quality.checks.outcome import BAD, GOOD, Outcome, Task, case, held_against, worse
from voicecloner.quality.measures import activity, level
from voicecloner.quality.measures.clipping import clipping, pile_up
from voicecloner.quality.profiles import Judgement


def duration(task: Task) -> Outcome:
    """How long the recording is."""
    seconds = task.recording.clip.seconds
    outcome = held_against(task.limits("duration"), seconds, "s")
    best = task.profile.best_seconds
    if outcome.judgement.severity is Severity.OK and best and not best[0] <= seconds <= best[1]:
        return replace(outcome, case="not-best", facts={"best_from": best[0], "best_to": best[1]})
    return outcome


def speech(task: Task) -> Outcome:
    """How much of it is speech, and where the profile asks for it, whether enough of that is continuous."""
    spans = task.recording.speech
    needed, longest = task.profile.min_continuous_s, activity.longest_continuous_s(spans)
    outcome = held_against(task.limits("speech"), activity.speech_seconds(spans), "s", {"longest": longest})
    if not spans and outcome.judgement.severity is Severity.FAIL:
        return replace(outcome, case="none")
    if outcome.judgement.severity is Severity.OK and needed is not None and longest < needed:
        broken = Judgement(Severity.WARN, needed, "low")
        return Outcome(longest, "s", broken, "broken", {"total": activity.speech_seconds(spans)})
    return outcome


def loudness(task: Task) -> Outcome:
    """How loud the speech is; too low a peak fails by itself."""
    peak = level.peak_dbfs(task.recording)
    if peak is None:
        return Outcome(None, "dBFS", BAD, "nothing")
    by_peak = task.limits("peak").judge(peak)
    if by_peak.severity is not Severity.OK:
        return Outcome(peak, "dBFS", by_peak, "faint")
    rms = level.speech_rms_dbfs(task.recording)
    if rms is None:
        return Outcome(peak, "dBFS", by_peak, "unspoken")
    return held_against(task.limits("level"), rms, "dBFS", {"peak": peak})


def clipped(task: Task) -> Outcome:
    """How much of it has its peaks cut off; spans are told only where that is worth a warning."""
    found = clipping(task.recording.clip)
    outcome = held_against(task.limits("clipping"), found.share_percent, "%")
    if outcome.judgement.severity is not Severity.OK:
        return replace(outcome, spans=found.spans)
    washed = task.limits("pile-up").judge(pile_up(task.recording.clip))
    if washed.severity is Severity.OK:
        return outcome
    return replace(outcome, judgement=replace(washed, limit=outcome.judgement.limit), case="washed")


def background(task: Task) -> Outcome:
    """How far the speech stands above the background; without speech, whether there is nothing but noise."""
    found = task.noise
    facts = {} if found.floor_dbfs is None else {"floor": found.floor_dbfs}
    if found.snr_db is not None and task.has_speech:
        steady = held_against(task.limits("noise"), found.snr_db, "dB", facts)
        return worse(steady, _in_bursts(task), _in_knocks(task))
    if found.floor_dbfs is not None:
        alone = task.limits("background").judge(found.floor_dbfs)
        if alone.severity is not Severity.OK:
            return Outcome(None, "dB", Judgement(alone.severity, task.limits("noise").aim, ""), "only", facts)
    return Outcome(None, "dB", GOOD, "unknown")


def _in_bursts(task: Task) -> Outcome | None:
    """Whether noise comes and goes between the words; None where that cannot be told or there is none."""
    heard = task.bursts
    return _if_bad(task, "bursts", heard.below_voice_db, "dB", heard.spans) if heard else None


def _in_knocks(task: Task) -> Outcome | None:
    """Whether something knocks, also into the words; None where it does not."""
    heard = task.knocks
    return _if_bad(task, "knocks", heard.per_minute, "/min", heard.spans) if heard else None


def _if_bad(task: Task, name: str, value: float, unit: str, spans: tuple[Span, ...]) -> Outcome | None:
    outcome = held_against(task.limits(name), value, unit)
    if outcome.judgement.severity is Severity.OK:
        return None
    return replace(outcome, case=f"{name}-{outcome.judgement.severity}", spans=spans)


def silence(task: Task) -> Outcome:
    """Whether anybody speaks at all, and how much of the recording is silence."""
    recording = task.recording
    seconds = recording.clip.seconds
    share = activity.silent_share(recording.speech, seconds)
    spans = activity.silent_spans(recording.speech, seconds)
    if not task.has_speech:
        limit = task.limits("silence").aim
        how = "digital" if recording.peak == 0 else "speechless"
        return Outcome(share, "%", Judgement(Severity.FAIL, limit, "high"), how, {}, spans)
    judgement = task.limits("silence").judge(share)
    return Outcome(share, "%", judgement, case(judgement), {}, spans)
