"""What is stated about consent, in words: who stated it, what it allows, and what changed when."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from voicecloner.cli.consent_text import consent_text, log_lines, statement_text
from voicecloner.domain.consent import Consent, ConsentKind, SpokenConsent, Use
from voicecloner.library.consent_log import ConsentEvent, EventKind
from voicecloner.wording import day_and_time

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OWN = Consent(ConsentKind.OWN, AT, "cli")
GIVEN = Consent(ConsentKind.GIVEN, AT, "cli", speaker="Zoë")
SPOKEN = SpokenConsent("I agree.", "I agree", 0.9, PurePosixPath("consent.flac"), AT)


def event(kind: EventKind, consent: Consent | None, voice_id: str = "a1") -> ConsentEvent:
    return ConsentEvent(AT, kind, voice_id, "Anna", "cli", consent)


def words_of(*events: ConsentEvent) -> list[str]:
    return [line.split("  ")[-1] for line in log_lines(events)]


def test_a_statement_tells_ground_and_time():
    assert statement_text(OWN) == f"the user’s own, as stated on {day_and_time(AT)}"
    assert statement_text(GIVEN) == f"Zoë, of somebody who agreed, as stated on {day_and_time(AT)}"


def test_an_exporters_own_voice_is_not_told_as_the_users():
    words = statement_text(OWN.received())
    assert words.startswith("the voice of the one who exported it, as stated by the one who exported it on ")
    assert "user" not in words


@pytest.mark.parametrize("kind", [ConsentKind.GIVEN, ConsentKind.PUBLIC_DOMAIN])
def test_who_stated_it_is_told_on_every_ground(kind):
    stated = replace(OWN, kind=kind)
    assert "by the one who exported it" in statement_text(stated.received())
    assert "exported" not in statement_text(stated)


def test_what_a_voice_may_be_used_for_stands_below():
    assert consent_text(OWN).splitlines()[1:] == ["It may be given to others as a file.", "It may be used over HTTP."]
    private = "It is private: it may neither be given to others nor be used over HTTP."
    assert consent_text(GIVEN).splitlines()[1:] == [private]
    assert consent_text(OWN.received()).splitlines()[1:] == [private]


def test_what_was_spoken_and_noted_stands_last():
    lines = consent_text(replace(GIVEN, spoken=SPOKEN, note="In the drawer.", uses=(Use.HTTP,))).splitlines()
    assert lines[1:] == ["It may be used over HTTP.", f"Spoken on {day_and_time(AT)}: “I agree”", "In the drawer."]


def test_the_log_tells_all_at_first_and_then_what_changed():
    noted = replace(GIVEN, note="In the drawer.")
    assert words_of(
        event(EventKind.STATED, GIVEN),
        event(EventKind.CHANGED, noted),
        event(EventKind.SPOKEN, replace(noted, spoken=SPOKEN)),
        event(EventKind.CHANGED, replace(noted, spoken=SPOKEN, uses=(Use.EXPORT,), note="", speaker="")),
        event(EventKind.CHANGED, replace(noted, spoken=SPOKEN, uses=(Use.EXPORT,), note="", speaker="")),
        event(EventKind.ERASED, None),
    ) == [
        "of somebody who agreed; speaker: Zoë; private",
        "note: “In the drawer.”",
        "spoken: “I agree”",
        "no speaker any more; may be given to others as a file; no note any more",
        "nothing else than before",
        "what was stated is erased with the voice",
    ]


def test_the_log_tells_the_voices_apart():
    assert words_of(event(EventKind.STATED, OWN), event(EventKind.STATED, GIVEN, "b2"))[1].startswith("of somebody")


def test_the_log_tells_that_the_user_stated_anew_what_an_exporter_had_stated():
    assert words_of(event(EventKind.STATED, OWN.received()), event(EventKind.CHANGED, OWN)) == [
        "the voice of the one who exported it; private",
        "the user’s own; may be given to others as a file and be used over HTTP",
    ]
