"""Voices of a table: which lines can be made, and what each voice gets of its line. The engine is fake."""

import pytest

from tests.support.speech import speech_file
from voicecloner.domain.consent import ConsentKind
from voicecloner.errors import BadTable, ConsentRequired, StorageError
from voicecloner.use_cases.batch.clone_table import CloneTableRequest


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recordings")
    for name in ("anna", "ben"):
        speech_file(folder / f"{name}.wav", seconds=12)
    return folder


@pytest.fixture
def clone(app, recordings):
    def run(text, **fields):
        table = recordings / "voices.csv"
        table.write_text(text, "utf-8")
        return app.clone_table(CloneTableRequest(**{"table": table, "consent": ConsentKind.OWN} | fields))

    return run


def test_each_voice_gets_what_its_line_says_and_else_what_holds_for_all(clone, app):
    text = "file,name,speaker,transcript,tags,language\nanna.wav,Anna,Anna A.,Hello there.,family;book,de\nben.wav\n"
    done = clone(text, consent=ConsentKind.GIVEN, speaker="Ben B.", language="fr")
    assert done.failed == ()
    anna, ben = (app.library.find(name) for name in ("Anna", "ben"))
    assert [each.voice for each in done.created] == [anna, ben]
    assert (anna.tags, anna.language, anna.consent.speaker) == (("family", "book"), "de", "Anna A.")
    assert (ben.tags, ben.language, ben.consent.speaker) == ((), "fr", "Ben B.")


def test_all_lines_that_cannot_be_made_are_told_and_nothing_is_made(clone, app, host):
    with pytest.raises(BadTable) as refused:
        clone("file,name\nanna.wav,Anna\n,Nobody\nno.wav,Dora\nben.wav,ANNA\n")
    assert refused.value.faults == (
        "Line 3: it names no file.",
        "Line 4: there is no file “no.wav”.",
        "Line 5: the voice of line 2 has the name “ANNA” already.",
    )
    assert (host.cloned, app.library.list()) == ([], ())


def test_without_consent_nothing_is_made(clone, host):
    with pytest.raises(ConsentRequired):
        clone("file\nanna.wav\n", consent=None)
    assert host.cloned == []


def test_a_voice_whose_tags_cannot_be_kept_is_there_and_says_so(clone, app, monkeypatch):
    def refuse(*_arguments, **_more):
        raise StorageError("The disk is full.")

    monkeypatch.setattr(app.manage_voices, "describe", refuse)
    (made,) = clone("file,tags\nanna.wav,family\n").created
    assert made.voice == app.library.find("anna")
    assert made.notes[-1] == "“anna” did not get its tags: The disk is full."
