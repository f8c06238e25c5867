import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.library_makers import new_voice
from voicecloner.errors import InvalidRequest
from voicecloner.library.names import MAX_NAME_CHARACTERS, clean_name, clean_tags, clean_text, name_key

NAMES_OF_THE_WORLD = [
    "王小明",
    "東京の声",
    "👩\u200d🚀 Ada",
    "דנה כהן",
    "نگین\u200cآرا",
    "Zoë",
    "e\u0301toile",
    "Ольга",
    "ไทย",
    "हिन्दी",
    "0",
    "?",
]


@pytest.mark.parametrize("name", NAMES_OF_THE_WORLD)
def test_any_script_is_kept_and_found(tmp_path, library, name):
    voice = library.create(new_voice(tmp_path, f"  {name} "))
    assert voice.name == unicodedata.normalize("NFC", name)
    assert library.find(name) == voice
    assert library.find(unicodedata.normalize("NFD", name).upper()) == voice
    assert library.list(name) == (voice,)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u3000",
        "\u200d",
        "\ufeff",
        "two\nlines",
        "tab\there",
        "nul\0",
        "bell\x07",
        "\ud800",
        "a\u2028b",
        "\u202egnp.exe",
    ],
)
def test_names_that_cannot_be_shown_are_refused(name):
    with pytest.raises(InvalidRequest):
        clean_name(name)


def test_names_have_at_most_100_characters():
    assert len(clean_name("字" * MAX_NAME_CHARACTERS)) == 100
    assert len(clean_name("e\u0301" * MAX_NAME_CHARACTERS)) == 100  # composed before counting
    with pytest.raises(InvalidRequest, match="101"):
        clean_name("x" * 101)


@given(st.text(max_size=130))
def test_a_name_is_refused_or_kept_in_a_form_that_stays(name):
    try:
        clean = clean_name(name)
    except InvalidRequest:
        return
    assert clean_name(clean) == clean
    assert 1 <= len(clean) <= MAX_NAME_CHARACTERS
    assert clean.encode("utf-8").decode() == clean
    assert name_key(clean) == name_key(name) == name_key(unicodedata.normalize("NFD", clean))
    assert name_key(name_key(clean)) == name_key(clean)


@pytest.mark.parametrize(
    ("one", "other"), [("Anna", "Anne"), ("Müller", "Muller"), ("か", "が"), ("Anna 1", "Anna1"), ("👩", "👨")]
)
def test_different_names_have_different_keys(one, other):
    assert name_key(one) != name_key(other)


def test_tags():
    assert clean_tags(("  loud ", "LOUD", "", "\n", "a\tb", "laut")) == ("loud", "a b", "laut")


def test_text_that_no_file_can_hold_is_replaced():
    assert clean_text("caf\udce9 e\u0301") == "caf? é"
