import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.support.library_makers import new_voice
from voicecloner.errors import InvalidRequest
from voicecloner.library.search import search_key
from voicecloner.library.voices import VoiceLibrary

NAMES = (
    "東京タワーの声",
    "王小明",
    "ﾃｽﾄ",
    "Jürgen Weiß",
    "ÅSA Øst",
    "Ольга Йорк",
    "דנה כהן",
    "👩‍🚀😀😃 crew",
    'quo"te',
    "50% off_*",
    "AND OR NOT",
    "Ιωάννης Σοφός",
)


@pytest.fixture(scope="module")
def full_library(tmp_path_factory):
    """A library that tests only read."""
    folder = tmp_path_factory.mktemp("full")
    with VoiceLibrary(folder / "library") as library:
        for name in NAMES:
            library.create(new_voice(folder, name, transcript=""))
        yield library


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("東京", "東京タワーの声"),
        ("声", "東京タワーの声"),
        ("タワーの", "東京タワーの声"),
        ("小", "王小明"),
        ("テスト", "ﾃｽﾄ"),
        ("jurgen", "Jürgen Weiß"),
        ("JÜRGEN", "Jürgen Weiß"),
        ("ju\u0308r", "Jürgen Weiß"),
        ("weiss", "Jürgen Weiß"),
        ("iß", "Jürgen Weiß"),
        ("weiß jür", "Jürgen Weiß"),
        ("Ａsa", "ÅSA Øst"),
        ("ольг", "Ольга Йорк"),
        ("דנה", "דנה כהן"),
        ("😃", "👩‍🚀😀😃 crew"),
        ('"', 'quo"te'),
        ('o"t', 'quo"te'),
        ("%", "50% off_*"),
        ("*", "50% off_*"),
        ("f_*", "50% off_*"),
        ("AND", "AND OR NOT"),
        ("or not", "AND OR NOT"),
        ("σοφοσ", "Ιωάννης Σοφός"),
        ("ιωαν", "Ιωάννης Σοφός"),
    ],
)
def test_a_part_of_the_name_finds_it(full_library, query, name):
    assert [voice.name for voice in full_library.list(query)] == [name]


@pytest.mark.parametrize(
    "query",
    [
        "xyzzy", "東京都", "か゛", "weiß olga", "NEAR(a b)", "name:anna", "-", "^", '" OR "', "') --", "__", "\\",
    ],
)  # fmt: skip
def test_nothing_is_found_where_nothing_fits(full_library, query):
    assert full_library.list(query) == ()


@pytest.mark.parametrize("query", ["", "   ", "\u3000", "\0", "\n"])
def test_a_query_without_words_finds_all(full_library, query):
    assert len(full_library.list(query)) == len(NAMES)


def test_every_word_is_looked_for_in_every_place(tmp_path, library):
    voice = library.create(
        new_voice(tmp_path, "Anna", tags=("Radio",), notes="leise", transcript="Der Fuchs ist schlau.")
    )
    library.create(new_voice(tmp_path, "Bernd", tags=("Radio",), transcript=""))
    for query in ("anna", "radio an", "LEISE", "fuchs", "chs ist", voice.id, voice.id[:4], "anna radio leise fuchs"):
        assert library.list(query) == (voice,), query
    assert library.list("bernd fuchs") == ()
    assert library.list("radiofuchs") == ()
    assert library.list(voice.id[1:9]) == library.list(voice.id[-6:]) == (voice,)
    assert library.list(voice.id[1:5]) == library.list(voice.id[:2] + "!") == ()


def test_the_random_digits_of_ids_are_not_found_by_short_words(tmp_path, library):
    for number in range(20):
        library.create(new_voice(tmp_path, f"Stimme {'x' * number}", transcript=""))
    assert [len(library.list(digit)) for digit in "0123456789abcdf"] == [0] * 15


def test_a_renamed_voice_is_found_by_its_new_name_only(tmp_path, library):
    voice = library.create(new_voice(tmp_path, "Before"))
    renamed = library.rename(voice.id, "Afterwards")
    assert library.list("before") == ()
    assert library.list("afterw") == (renamed,)


def test_marks_of_other_scripts_are_letters():
    assert search_key("が") != search_key("か")
    assert search_key("हिन्दी") != search_key("हन्द")
    assert search_key("É") == search_key("e") == search_key("E\u0301")


@given(st.text(max_size=200))
def test_the_search_key_of_a_key_is_itself(text):
    assert search_key(search_key(text)) == search_key(text)


ANY_LIBRARY = hypothesis_settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@ANY_LIBRARY
@given(st.text(max_size=60))
def test_no_query_is_refused(full_library, query):
    assert len(full_library.list(query)) <= len(NAMES)


@ANY_LIBRARY
@given(st.text(max_size=60))
def test_whatever_a_voice_is_called_its_name_finds_it(tmp_path, library, name):
    try:
        voice = library.create(new_voice(tmp_path, name))
    except InvalidRequest:
        return
    try:
        assert voice in library.list(name)
        assert library.find(name) == voice
    finally:
        library.delete(voice.id)


@ANY_LIBRARY
@given(st.text("abzäßÇжאで東京😀'\"%_*- ", min_size=1, max_size=20), st.data())
def test_any_piece_of_a_name_finds_it(tmp_path, library, name, data):
    try:
        voice = library.create(new_voice(tmp_path, name))
    except InvalidRequest:
        return
    start = data.draw(st.integers(0, len(voice.name) - 1))
    end = data.draw(st.integers(start + 1, len(voice.name)))
    try:
        assert voice in library.list(voice.name[start:end])
    finally:
        library.delete(voice.id)
