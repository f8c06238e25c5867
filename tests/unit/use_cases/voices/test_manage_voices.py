"""What can be done with saved voices."""

import pytest

from tests.support.library_makers import new_voice
from voicecloner.errors import VoiceNotFound


@pytest.fixture
def voice(app, keep_voice):
    return keep_voice(app)


def test_tags_and_notes_are_replaced_one_by_one(app, voice):
    manage = app.manage_voices
    assert manage.describe("Anna", tags=("family",)).tags == ("family",)
    described = manage.describe(voice.id, notes="Read in the kitchen.")
    assert (described.tags, described.notes) == (("family",), "Read in the kitchen.")
    assert manage.find("Anna") == described
    assert [found.name for found in manage.list("kitchen").voices] == ["Anna"]


def test_nothing_is_described_that_is_not_there(app):
    with pytest.raises(VoiceNotFound):
        app.manage_voices.describe("Anna", notes="?")


def test_what_still_lies_there_is_told(app, tmp_path):
    library = app.library
    library.delete(library.create(new_voice(tmp_path)).id)
    kept = app.folders.data / "library.damaged-2026-01-02-1.db"
    kept.write_bytes(b"damaged")
    (app.folders.data / "voices" / ("0" * 32)).mkdir()
    library.repair()
    assert app.manage_voices.erase("Anna").left == (kept,)
    assert app.manage_voices.empty_trash().left == (kept,)
    (app.folders.data / "voices" / ("0" * 32)).rmdir()
    library.repair()
    library.delete(library.create(new_voice(tmp_path)).id)
    emptied = app.manage_voices.empty_trash()
    assert (emptied.erased, emptied.left) == (1, ())
