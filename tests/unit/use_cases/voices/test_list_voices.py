"""Which voices are listed, and what is said of whether they can be used."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.fake_host import VOICE_DATA, fake_engine
from tests.support.library_makers import REVIEW, new_voice, sounding_reference
from voicecloner.domain.quality import Finding, Review, Severity
from voicecloner.errors import InvalidRequest
from voicecloner.sound.outline import THUMBNAIL_BARS
from voicecloner.use_cases.voices.list_voices import ListRequest, VoiceState

FAILED = Review(4.0, 1.0, (Finding("speech", Severity.FAIL, 1.0, "s", 3.0, "There is too little speech."),))


@pytest.fixture
def voices(app, tmp_path):
    """One in each state that is kept."""
    kinds: dict[str, dict[str, Any]] = {
        "Anna": {"engine_id": "basic", "engine_revision": "1", "language": "en", "tags": ("radio",)},
        "Bernd": {"engine_id": "basic", "engine_revision": "1", "review": FAILED},
        "Chloé": {"engine_id": "basic", "engine_revision": "0", "language": "fr"},
        "Dora": {"engine_id": "gone", "engine_revision": "1", "language": "fr"},
    }
    references = (sounding_reference(tmp_path),)
    return {
        name: app.library.create(new_voice(tmp_path, name, references=references, voice_data=VOICE_DATA, **changes))
        for name, changes in kinds.items()
    }


def names(listed) -> list[str]:
    return [row.voice.name for row in listed.first.rows]


def state_of(app, voice) -> tuple[VoiceState, tuple[str, ...]]:
    """As lists and as the voice itself tell it, which is the same."""
    number = app.library.lists.number_of(voice.id)
    whole = app.list_voices.whole(number)
    assert whole.voice == app.library.find(voice.id)
    assert [row.state for row in app.list_voices.rows([number]).rows] == [whole.state]
    return whole.state, whole.reasons


def test_the_state_says_what_keeps_a_voice_from_being_used(app, voices):
    listed = app.list_voices.find(ListRequest(order="name"))
    whole = app.list_voices.top(ListRequest(order="name")).voices
    assert [(each.voice.name, each.state, each.reasons) for each in whole] == [
        ("Anna", VoiceState.APPROVED, ()),
        ("Bernd", VoiceState.FAILED, ("There is too little speech.",)),
        ("Chloé", VoiceState.NEEDS_REBUILD, ("it was made with revision 0 of Test engine, and this is 1",)),
        ("Dora", VoiceState.NEEDS_REBUILD, ("its engine “gone” is gone",)),
    ]
    assert [(row.voice, row.state) for row in listed.first.rows] == [(each.voice.summary, each.state) for each in whole]
    assert [each.rebuild_reason for each in whole[1:3]] == ["", whole[2].reasons[0]]
    assert (listed.count, listed.quota, listed.rest) == (4, app.library.quota, None)


def test_a_voice_is_reviewing_while_it_is_looked_at_again(app, voices):
    request = ListRequest(state=VoiceState.REVIEWING)
    with app.under_review.during(voices["Anna"].id):
        (row,) = app.list_voices.find(request).first.rows
        assert (row.voice.name, row.state) == ("Anna", VoiceState.REVIEWING)
    assert names(app.list_voices.find(request)) == []
    assert state_of(app, voices["Anna"]) == (VoiceState.APPROVED, ())


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (VoiceState.APPROVED, ["Anna"]),
        (VoiceState.FAILED, ["Bernd"]),
        (VoiceState.NEEDS_REBUILD, ["Chloé", "Dora"]),
    ],
)
def test_voices_are_found_by_their_state(app, voices, state, found):
    assert names(app.list_voices.find(ListRequest(order="name", state=state))) == found


def test_an_engine_that_came_back_changes_what_is_found(app, voices, host):
    host.info = fake_engine("basic", "0")
    assert names(app.list_voices.find(ListRequest(order="name", state=VoiceState.APPROVED))) == ["Chloé"]


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (ListRequest("ann"), ["Anna"]),
        (ListRequest(language="fr", order="name"), ["Chloé", "Dora"]),
        (ListRequest(engine_id="gone"), ["Dora"]),
        (ListRequest(tag="radio"), ["Anna"]),
    ],
)
def test_voices_are_found_by_what_they_are(app, voices, request_, found):
    assert names(app.list_voices.find(request_)) == found
    assert request_.is_narrowed
    assert not ListRequest(order="name").is_narrowed


def test_a_voice_that_is_wanted_is_told(app, voices):
    listed = app.list_voices.find(ListRequest(), voices["Anna"].id)
    assert listed.wanted in listed.numbers
    assert app.list_voices.ids([listed.wanted]) == [voices["Anna"].id]
    assert app.list_voices.find(ListRequest(), "0" * 32).wanted is None


def test_the_first_of_a_list(app, voices):
    top = app.list_voices.top(ListRequest(order="name"), 2)
    assert ([each.voice.name for each in top.voices], top.count) == (["Anna", "Bernd"], 4)
    top = app.list_voices.top(ListRequest(order="name"))
    assert [each.voice.name for each in top.voices] == ["Anna", "Bernd", "Chloé", "Dora"]
    with pytest.raises(InvalidRequest, match="0 is not a possible number of voices"):
        app.list_voices.top(ListRequest(), 0)


def test_outlines_are_drawn_once_and_kept(app, voices):
    rows = app.list_voices.find(ListRequest()).first.rows
    assert [row.outline for row in rows] == [None] * 4
    drawn = app.list_voices.draw(rows)
    assert {len(outline) for outline in drawn.values()} == {THUMBNAIL_BARS}
    again = app.list_voices.find(ListRequest()).first.rows
    assert {row.number: row.outline for row in again} == drawn
    assert app.list_voices.draw(again) == {}


def test_a_recording_that_is_gone_has_no_outline(app, voices):
    anna = voices["Anna"]
    app.library.reference_path(anna, anna.references[0]).unlink()
    (row,) = app.list_voices.find(ListRequest("anna")).first.rows
    assert app.list_voices.draw([row]) == {row.number: b""}
    assert app.list_voices.rows([row.number]).rows[0].outline is None


def test_many_are_deleted_brought_back_and_tagged(app, voices):
    manage, ids = app.manage_voices, [voice.id for voice in voices.values()]
    assert [voice.name for voice in manage.delete_all([*ids[:2], "0" * 32, ids[0]])] == ["Anna", "Bernd"]
    assert [voice.name for voice in manage.list(order="name").voices] == ["Chloé", "Dora"]
    assert [voice.name for voice in manage.restore_all(ids)] == ["Anna", "Bernd"]
    assert manage.tag_all(ids[:2], "new") == 2
    assert manage.find("Anna").tags == ("radio", "new")
    assert names(app.list_voices.find(ListRequest(tag="new", order="name"))) == ["Anna", "Bernd"]


def test_choices_are_those_used_last_by_name_and_the_one_that_is_wanted(app, voices):
    app.library.touch(voices["Bernd"].id)
    assert [voice.name for voice in app.manage_voices.choices(2).voices] == ["Bernd", "Dora"]
    chosen = app.manage_voices.choices(2, (voices["Anna"].id, voices["Dora"].id))
    assert [voice.name for voice in chosen.voices] == ["Anna", "Bernd", "Dora"]
    assert chosen.count == 4


def test_a_review_that_is_worse_makes_another_state(app, voices):
    assert replace(voices["Anna"], review=REVIEW).review.verdict is Severity.WARN
    app.library.keep_review(voices["Anna"].id, FAILED)
    assert state_of(app, voices["Anna"]) == (VoiceState.FAILED, ("There is too little speech.",))
