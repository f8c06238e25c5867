"""What notebooks show of a voice and of its score: tables, with all text escaped."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from voicecloner.domain.language_names import language_name
from voicecloner.domain.scorecard_words import measured_words, verdict_on

if TYPE_CHECKING:
    from voicecloner.domain.scorecard import Scorecard
    from voicecloner.domain.voice import Voice


def voice_html(voice: "Voice") -> str:
    """A table: what it is called, whose it is, what it was made of, and how it came out."""
    recordings = ", ".join(f"{each.name} ({each.seconds:.1f} s)" for each in voice.references)
    rows = [
        ("Language", f"{language_name(voice.language)} ({voice.language})"),
        ("Consent", ", ".join(filter(None, (voice.consent.kind.value, voice.consent.speaker)))),
        ("Recording", recordings),
        ("Review", voice.review.verdict.value),
        ("Engine", f"{voice.engine_id}, revision {voice.engine_revision}"),
        ("Tags", ", ".join(voice.tags)),
        ("Made", f"{voice.created_at:%Y-%m-%d %H:%M}"),
        ("Id", voice.id),
    ]
    score = voice.scorecard
    if score:
        verdict = verdict_on(score, is_users_own=voice.consent.is_users_own)
        rows.insert(4, ("Score", f"{score.score} of 100. {verdict.sentence}."))
    return _table(voice.name, rows)


def scorecard_html(card: "Scorecard") -> str:
    """A table: the score, and what was measured."""
    return _table(f"{card.score} of 100", [("", line) for line in measured_words(card)])


def _table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(text)}</td></tr>' for name, text in rows if text)
    return f"<table><caption>{escape(title)}</caption>{''.join(lines)}</table>"
