from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.support.library_makers import CONSENT, new_voice
from voicecloner.domain.consent import Consent, ConsentKind, SpokenConsent, Use
from voicecloner.errors import ConsentRequired, StorageError
from voicecloner.library.consent_log import ConsentEvent, ConsentLog, EventKind, noted
from voicecloner.library.rows import CONSENT_RECORDING, consent_as_dict, consent_from_dict
from voicecloner.library.voice_record import VoiceRecord, record_bytes, record_from
from voicecloner.library.voices import VoiceLibrary

MADE = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SPOKEN = SpokenConsent("I agree.", "I agree", 0.91, CONSENT_RECORDING, MADE)
WHOLE = Consent(ConsentKind.GIVEN, MADE, "window", "Zoë", "in the safe", (Use.HTTP,), SPOKEN)


def event(name: str = "Anna") -> ConsentEvent:
    return ConsentEvent(MADE, EventKind.STATED, "a" * 32, name, "cli", WHOLE)


@pytest.fixture
def log(tmp_path):
    return ConsentLog(tmp_path / "data" / "consent-log.jsonl")


def test_events_are_kept_in_order_and_only_for_the_user(log, tmp_path):
    assert log.events() == ()
    log.add(event("Anna"))
    ConsentLog(tmp_path / "data" / "consent-log.jsonl").add(event("Jürgen\n“B”"))
    assert log.events() == (event("Anna"), event("Jürgen\n“B”"))
    assert (tmp_path / "data" / "consent-log.jsonl").stat().st_mode & 0o077 == 0


def test_a_line_that_was_cut_off_takes_nothing_with_it(log, tmp_path):
    log.add(event("Anna"))
    path = tmp_path / "data" / "consent-log.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    log.add(event("Bob"))
    assert [each.voice_name for each in log.events()] == ["Anna", "Bob"]


def test_of_an_erased_voice_only_ids_and_dates_stay(log, tmp_path):
    log.add(event("Anna"))
    other = replace(event("Bob"), voice_id="b" * 32)
    log.add(other)
    log.forget(["a" * 32, "c" * 32])
    log.forget(["a" * 32])
    first, second, erased = log.events()
    assert second == other
    assert [(each.kind, each.voice_id) for each in (first, erased)] == [
        (EventKind.STATED, "a" * 32),
        (EventKind.ERASED, "a" * 32),
    ]
    assert (first.at, first.consent, erased.consent) == (MADE, None, None)
    kept = (tmp_path / "data" / "consent-log.jsonl").read_text("utf-8")
    assert "Anna" not in kept
    assert kept.count("Zoë") == 1, "of the other voice"


def test_a_log_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "log").mkdir()
    log = ConsentLog(tmp_path / "log")
    with pytest.raises(StorageError):
        log.add(event())
    (note,) = noted(log, event())
    assert "log of consent" in note
    assert noted(None, event()) == ()


def test_all_of_a_consent_is_kept_with_its_voice(tmp_path):
    with VoiceLibrary(tmp_path / "library") as library:
        voice = library.create(new_voice(tmp_path, consent=WHOLE, consent_flac=b"fLaC reading"))
        assert library.get(voice.id).consent == WHOLE
        assert (tmp_path / "library" / "voices" / voice.id / CONSENT_RECORDING).read_bytes() == b"fLaC reading"
    assert record_from(record_bytes(VoiceRecord(voice))).voice.consent == WHOLE


def test_consent_of_earlier_versions_is_read():
    stored = consent_as_dict(CONSENT)
    for key in ("note", "uses", "spoken"):
        del stored[key]
    del stored["stated_by"]
    stored["who"] = stored.pop("speaker")
    assert consent_from_dict(stored) == replace(CONSENT, uses=None)


@pytest.mark.parametrize("place", ["../1.flac", "/etc/passwd", "original/1.wav"])
def test_a_recording_of_consent_lies_nowhere_else(place):
    stored = consent_as_dict(WHOLE)
    stored["spoken"]["recording"] = place
    with pytest.raises(ValueError, match="no recording"):
        consent_from_dict(stored)


def test_consent_that_somebody_gave_needs_a_name(tmp_path):
    nameless = Consent(ConsentKind.GIVEN, MADE, "cli", "  ")
    with VoiceLibrary(tmp_path / "library") as library:
        with pytest.raises(ConsentRequired, match="who"):
            library.create(new_voice(tmp_path, consent=nameless))
        voice = library.create(new_voice(tmp_path))
        with pytest.raises(ConsentRequired, match="who"):
            library.update(voice.id, consent=nameless)
        assert library.update(voice.id, consent=WHOLE).consent == library.get(voice.id).consent == WHOLE


@pytest.mark.parametrize(
    ("kind", "uses", "allowed"),
    [
        (ConsentKind.OWN, None, {Use.EXPORT, Use.HTTP}),
        (ConsentKind.PUBLIC_DOMAIN, None, {Use.EXPORT, Use.HTTP}),
        (ConsentKind.GIVEN, None, set()),
        (ConsentKind.GIVEN, (Use.EXPORT,), {Use.EXPORT}),
        (ConsentKind.OWN, (), set()),
    ],
)
def test_what_a_consent_allows(kind, uses, allowed):
    consent = Consent(kind, MADE, "cli", "Zoë", uses=uses)
    assert {use for use in Use if consent.allows(use)} == allowed


def test_what_is_own_elsewhere_is_somebody_elses_here():
    own = Consent(ConsentKind.OWN, MADE, "cli", uses=tuple(Use))
    assert own.is_users_own
    received = consent_from_dict(consent_as_dict(own.received()))
    assert not received.is_users_own
    assert not any(received.allows(use) for use in Use)
    assert not any(replace(received, uses=None).allows(use) for use in Use)
