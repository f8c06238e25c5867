"""The checks every recording has to pass first: enough speech, loud enough, clean enough."""

from collections.abc import Mapping
from dataclasses import replace

from voicecloner.domain.quality import Severity, Span
from voicecloner.quality.checks.outcome import BAD, GOOD, CheckInput, Outcome, case, held_against, worse
from voicecloner.quality.measures import activity, level
from voicecloner.quality.measures.clipping import clipping, pile_up
from voicecloner.quality.profiles import Judgement

SENTENCES: Mapping[tuple[str, str], str] = {
    ("duration", "ok"): "The recording is {value:.1f} s long.",
    ("duration", "not-best"): "The recording is {value:.1f} s long; {best_from:.0f} to {best_to:.0f} s work best.",
    ("duration", "low-fail"): "The recording is only {value:.1f} s long: make it at least {limit:g} s.",
    ("duration", "high-warn"): "The recording is {value:.1f} s long: choose the best {limit:g} s of it or less.",
    ("speech", "ok"): "{value:.1f} s of it are speech; the longest stretch without a real stop is {longest:.1f} s.",
    ("speech", "none"): "No speech was found: speak for at least {limit:g} s.",
    ("speech", "low-fail"): "Only {value:.1f} s of speech were found: speak for at least {limit:g} s.",
    ("speech", "low-warn"): "Just {value:.1f} s of speech were found: {limit:g} s and more make a better voice.",
    ("speech", "broken"): "The longest stretch without a stop is {value:.1f} s of {total:.1f} s of speech: "
    "read whole sentences in one go, at least {limit:g} s at a time.",
    ("level", "ok"): "The level is good (speech {value:z.0f} dBFS, peak {peak:z.0f} dBFS).",
    ("level", "faint"): "The recording is very quiet (peak {value:z.0f} dBFS): move closer, about 10 cm from the "
    "microphone, or raise the input level.",
    ("level", "low-fail"): "The voice is far too quiet (speech {value:z.0f} dBFS): move closer, about 10 cm from the "
    "microphone, or raise the input level.",
    ("level", "low-warn"): "The voice is quiet (speech {value:z.0f} dBFS): move closer to the microphone or raise the "
    "input level a little.",
    ("level", "high-warn"): "The voice is very loud (speech {value:z.0f} dBFS): lower the input level or move back a "
    "little.",
    ("level", "nothing"): "There is no signal at all: check that the microphone is switched on and not muted.",
    ("level", "unspoken"): "The peak is {value:z.0f} dBFS; without speech there is no level to judge.",
    ("clipping", "ok"): "No peaks are cut off.",
    ("clipping", "high-warn"): "Some peaks are cut off ({value:.2f} % of the recording): lower the input level and "
    "record again if you can.",
    ("clipping", "high-fail"): "The recording is distorted, its peaks are cut off ({value:.1f} % of it): lower the "
    "input level or move back, then record again.",
    ("clipping", "washed"): "The loudest parts sound cut off, though the file was changed since: lower the input level "
    "and record again if you can.",
    ("noise", "ok"): "The background is quiet enough ({value:.0f} dB below the voice, floor {floor:z.0f} dBFS).",
    ("noise", "low-warn"): "There is audible noise, only {value:.1f} dB below the voice (floor {floor:z.0f} dBFS): "
    "switch off fans, close doors and windows, or move closer to the microphone.",
    ("noise", "low-fail"): "The background is too loud, only {value:.1f} dB below the voice (floor {floor:z.0f} dBFS): "
    "find a quieter room and move closer to the microphone.",
    ("noise", "bursts-warn"): "Noise comes and goes between the words, {value:.0f} dB below the voice: record without "
    "clicks, keys and dishes, or cut those pauses out.",
    ("noise", "bursts-fail"): "Loud noise comes and goes between the words, only {value:.0f} dB below the voice: keys, "
    "clicks or dishes are cloned with it; record again without them.",
    ("noise", "knocks-warn"): "Knocks are heard over the words, {value:.0f} times a minute and louder than the voice: "
    "record without clicks, keys and dishes.",
    ("noise", "knocks-fail"): "Knocks are heard over the words, {value:.0f} times a minute and louder than the voice: "
    "keys, clicks or dishes are cloned with it; record again without them.",
    ("noise", "only"): "There is sound at {floor:z.0f} dBFS but no voice in it: record speech in a quiet room.",
    ("noise", "unknown"): "Without speech there is nothing to compare the background with.",
    ("silence", "ok"): "There is little silence in it ({value:.0f} %).",
    ("silence", "high-warn"): "Much of the recording is silence ({value:.0f} %): cut it out, or read without long "
    "stops.",
    (
        "silence",
        "speechless",
    ): "All of it counts as silence: check that the right microphone is chosen, and that nothing muffles it.",
    ("silence", "digital"): "The recording is completely silent: the microphone may be muted, or the wrong one is "
    "chosen.",
}
"""What is told, by the check and the case it came out as."""


def duration(task: CheckInput) -> Outcome:
    """How long the recording is."""
    seconds = task.recording.clip.seconds
    outcome = held_against(task.limits("duration"), seconds, "s")
    best = task.profile.best_seconds
    if outcome.judgement.severity is Severity.OK and best and not best[0] <= seconds <= best[1]:
        return replace(outcome, case="not-best", facts={"best_from": best[0], "best_to": best[1]})
    return outcome


def speech(task: CheckInput) -> Outcome:
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


def loudness(task: CheckInput) -> Outcome:
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


def clipped(task: CheckInput) -> Outcome:
    """How much of it has its peaks cut off; spans are told only where that is worth a warning."""
    found = clipping(task.recording.clip)
    outcome = held_against(task.limits("clipping"), found.share_percent, "%")
    if outcome.judgement.severity is not Severity.OK:
        return replace(outcome, spans=found.spans)
    washed = task.limits("pile-up").judge(pile_up(task.recording.clip))
    if washed.severity is Severity.OK:
        return outcome
    return replace(outcome, judgement=replace(washed, limit=outcome.judgement.limit), case="washed")


def background(task: CheckInput) -> Outcome:
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


def _in_bursts(task: CheckInput) -> Outcome | None:
    """Whether noise comes and goes between the words; None where that cannot be told or there is none."""
    heard = task.bursts
    return _if_bad(task, "bursts", heard.below_voice_db, "dB", heard.spans) if heard else None


def _in_knocks(task: CheckInput) -> Outcome | None:
    """Whether something knocks, also into the words; None where it does not."""
    heard = task.knocks
    return _if_bad(task, "knocks", heard.per_minute, "/min", heard.spans) if heard else None


def _if_bad(task: CheckInput, name: str, value: float, unit: str, spans: tuple[Span, ...]) -> Outcome | None:
    outcome = held_against(task.limits(name), value, unit)
    if outcome.judgement.severity is Severity.OK:
        return None
    return replace(outcome, case=f"{name}-{outcome.judgement.severity}", spans=spans)


def silence(task: CheckInput) -> Outcome:
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
