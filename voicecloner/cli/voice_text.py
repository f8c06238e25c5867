"""A voice as people read it."""

from voicecloner.cli.consent_text import statement_text
from voicecloner.domain.language_names import language_name
from voicecloner.domain.quality import Severity
from voicecloner.domain.scorecard_words import measured_words, verdict_on
from voicecloner.domain.text import recording_name
from voicecloner.domain.voice import StoredReference, Voice
from voicecloner.wording import day_and_time, seconds_words

_VERDICTS = {Severity.OK: "good", Severity.WARN: "can be used", Severity.FAIL: "not good enough"}


def voice_text(voice: Voice, rebuild_reason: str) -> str:
    """Everything about a voice, a line for each; `rebuild_reason` is empty where it need not be made anew."""
    named = ((f"{name}:" if name else "", value) for name, value in _facts(voice, rebuild_reason) if value)
    lines = [f"{name:<14} {value}" for name, value in named]
    return "\n".join([voice.name, *(f"  {line}" for line in lines)])


def _facts(voice: Voice, rebuild_reason: str) -> list[tuple[str, str]]:
    return [
        ("Needs rebuild", rebuild_reason),
        ("Language", f"{language_name(voice.language)} ({voice.language})"),
        ("Whose voice", statement_text(voice.consent)),
        *(("Recording", _recording(each)) for each in voice.references),
        *_review(voice),
        *_scorecard(voice),
        ("Transcript", " ".join(voice.transcript.split())),
        ("Tags", ", ".join(voice.tags)),
        ("Notes", " ".join(voice.notes.split())),
        ("Engine", f"{voice.engine_id}, revision {voice.engine_revision}, from {voice.mode.words}"),
        ("Made", day_and_time(voice.created_at)),
        ("Last used", day_and_time(voice.last_used_at) if voice.last_used_at else "never"),
        ("Id", voice.id),
    ]


def _recording(reference: StoredReference) -> str:
    channel = f", channel {reference.channel}" if (reference.channel or 1) > 1 else ""
    origin = reference.origin
    source = f", recorded with {reference.recorded_with}" if origin.microphone else ""
    made = f", on {day_and_time(origin.recorded_at)}" if origin.recorded_at else ""
    return f"{recording_name(reference.name)}, {seconds_words(reference.seconds)}{channel}{source}{made}"


def _review(voice: Voice) -> list[tuple[str, str]]:
    review = voice.review
    found = [finding for finding in review.findings if finding.severity is not Severity.OK]
    head = f"{_VERDICTS[review.verdict]}, {seconds_words(review.speech_seconds)} of speech"
    return [("Review", head), *((f"  {finding.check}", finding.message) for finding in found)]


def scorecard_lines(voice: Voice) -> list[str]:
    """How a voice came out, a line for each: the score and the verdict, what to do, what was measured."""
    card = voice.scorecard
    if card is None:
        return []
    verdict = verdict_on(card, is_users_own=voice.consent.is_users_own)
    return [
        f"{card.score} of 100. {verdict.sentence}.",
        *(f"{each}." for each in verdict.advice),
        *measured_words(card),
    ]


def _scorecard(voice: Voice) -> list[tuple[str, str]]:
    head, *rest = scorecard_lines(voice) or [""]
    return [("Score", head), *(("", line) for line in rest)]
