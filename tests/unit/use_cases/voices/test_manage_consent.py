from typing import Any, cast

import pytest

from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.errors import ConsentRequired, InvalidRequest, VoiceNotFound, hint_on_command_line
from voicecloner.library.consent_log import EventKind
from voicecloner.use_cases.voices.manage_consent import ConsentChange, require_use


@pytest.fixture
def make(app, keep_voice):
    def made(kind=ConsentKind.GIVEN, **fields):
        return keep_voice(app, consent=kind, **{"speaker": "Zoë", **fields})

    return made


def test_the_note_and_the_uses_are_kept_and_logged(app, make):
    voice = make(consent_note=" by letter ", uses=(Use.EXPORT,))
    assert (voice.consent.speaker, voice.consent.note, voice.consent.uses) == ("Zoë", "by letter", (Use.EXPORT,))
    (event,) = app.manage_consent.events()
    assert (event.kind, event.voice_id, event.via) == (EventKind.STATED, voice.id, "python")
    assert event.consent.note == "by letter"


def test_somebody_elses_consent_needs_a_name_before_anything_is_cloned(host, make):
    with pytest.raises(ConsentRequired, match="who"):
        make(speaker=" ")
    assert not host.cloned


def test_a_change_is_kept_and_logged_and_leaves_the_rest(app, make):
    voice = make()
    with pytest.raises(ConsentRequired, match="may not be used over HTTP") as refused:
        require_use(voice, Use.HTTP)
    assert hint_on_command_line(refused.value.hint) == "Run: voicecloner consent set Anna --allow http"
    changed = app.manage_consent.change(ConsentChange("anna", uses=(Use.HTTP,), via="cli"))
    require_use(changed, Use.HTTP)
    with pytest.raises(ConsentRequired, match="given to others"):
        require_use(changed, Use.EXPORT)
    assert (changed.consent.speaker, changed.consent.stated_via) == ("Zoë", "cli")
    assert app.manage_voices.find("Anna") == changed
    assert [event.kind for event in app.manage_consent.events("anna")] == [EventKind.STATED, EventKind.CHANGED]
    assert app.manage_consent.events("Bob") == ()


def test_what_makes_no_sense_changes_nothing(app, make):
    voice = make()
    with pytest.raises(ConsentRequired):
        app.manage_consent.change(ConsentChange("Anna", speaker=""))
    with pytest.raises(VoiceNotFound):
        app.manage_consent.change(ConsentChange("Bob"))
    with pytest.raises(InvalidRequest):
        app.manage_consent.change(ConsentChange("Anna", uses=cast(Any, ("export",))))
    assert app.manage_voices.find("Anna") == voice


def test_ones_own_voice_may_be_used_as_one_likes(make):
    voice = make(ConsentKind.OWN, speaker="")
    for use in Use:
        require_use(voice, use)
