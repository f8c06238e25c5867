"""What is stated about consent, and what was ever stated, as people read it."""

from collections.abc import Iterator, Sequence

from voicecloner.api.voices import ConsentEvent
from voicecloner.domain.consent import Consent, ConsentKind, StatedBy, Use
from voicecloner.wording import day_and_time

_GROUNDS = {
    ConsentKind.OWN: "the user’s own",
    ConsentKind.GIVEN: "of somebody who agreed",
    ConsentKind.PUBLIC_DOMAIN: "in the public domain",
}
_GROUNDS_OF_EXPORTER = {**_GROUNDS, ConsentKind.OWN: "the voice of the one who exported it"}
_ERASED = "what was stated is erased with the voice"


def statement_text(consent: Consent) -> str:
    """Whose voice it is, and when that was stated by whom."""
    speaker = f"{consent.speaker}, " if consent.speaker else ""
    by = " by the one who exported it" if consent.stated_by is StatedBy.EXPORTER else ""
    return f"{speaker}{_ground(consent)}, as stated{by} on {day_and_time(consent.stated_at)}"


def consent_text(consent: Consent) -> str:
    """What is stated about consent, for people."""
    lines = [statement_text(consent), *(f"It may {use.words}." for use in Use if consent.allows(use))]
    if not any(map(consent.allows, Use)):
        lines.append("It is private: it may neither be given to others nor be used over HTTP.")
    if consent.spoken:
        lines.append(f"Spoken on {day_and_time(consent.spoken.spoken_at)}: “{consent.spoken.heard}”")
    return "\n".join([*lines, *filter(None, [consent.note])])


def log_lines(events: Sequence[ConsentEvent]) -> Iterator[str]:
    """A line for each event: what was stated at first, and from then on what changed."""
    before: dict[str, Consent | None] = {}
    for event in events:
        words = "; ".join(_changes(before.get(event.voice_id), event.consent)) or "nothing else than before"
        head = (day_and_time(event.at), event.kind.value, event.voice_name, event.voice_id, words)
        yield "  ".join(filter(None, head))
        before[event.voice_id] = event.consent


def _changes(before: Consent | None, after: Consent | None) -> list[str]:
    """What is stated now and was not before, without the date."""
    if after is None:
        return [_ERASED]
    if before is None:
        return [each for each in (_ground(after), _speaker(after), _uses(after), _note(after), _spoken(after)) if each]
    told = [
        (_ground(before) != _ground(after), _ground(after)),
        (before.speaker != after.speaker, _speaker(after) or "no speaker any more"),
        (_uses(before) != _uses(after), _uses(after)),
        (before.note != after.note, _note(after) or "no note any more"),
        (before.spoken != after.spoken, _spoken(after)),
    ]
    return [words for has_changed, words in told if has_changed]


def _ground(consent: Consent) -> str:
    return (_GROUNDS_OF_EXPORTER if consent.stated_by is StatedBy.EXPORTER else _GROUNDS)[consent.kind]


def _speaker(consent: Consent) -> str:
    return f"speaker: {consent.speaker}" if consent.speaker else ""


def _uses(consent: Consent) -> str:
    allowed = [use.words for use in Use if consent.allows(use)]
    return f"may {' and '.join(allowed)}" if allowed else "private"


def _note(consent: Consent) -> str:
    return f"note: “{consent.note}”" if consent.note else ""


def _spoken(consent: Consent) -> str:
    return f"spoken: “{consent.spoken.heard}”" if consent.spoken else ""
