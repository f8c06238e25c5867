"""Texts become sentences of words."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.text_lines import LINES
from voicecloner.domain.text import is_speakable
from voicecloner.speech.espeak import espeak
from voicecloner.speech.text import SENTENCE_PAUSE_S, read_text
from voicecloner.speech.text.blocks import HEADING_PAUSE_S, LINE_PAUSE_S, PARAGRAPH_PAUSE_S

SPEAKS = {"en": "en-us", "de": "de", "fr": "fr"}


def said(text, language="en", limit=400):
    return [sentence.text for sentence in read_text(text, language, limit).sentences]


@pytest.mark.parametrize(("language", "written", "words"), LINES)
def test_what_is_written_is_read_as_people_read_it(language, written, words):
    assert said(written, language) == [words]


@pytest.mark.parametrize(("language", "written", "words"), [line for line in LINES if line[0] in SPEAKS])
def test_the_phonemizer_gets_no_figures(language, written, words):
    (sentence,) = said(written, language)
    assert not any(character.isdigit() for character in sentence)
    spoken = espeak().speak(sentence, SPEAKS[language], 300)
    assert len(spoken.phonemes) > len(sentence.split())
    assert not any(character.isdigit() for phoneme in spoken.phonemes for character in phoneme.name)


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("en", "One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("en", "“Go!” he said. “Why?” She left.", ["“Go!” he said.", "“Why?”", "She left."]),
        ("en", "He left at 5 p.m. The end.", ["He left at five PM.", "The end."]),
        ("en", "It was 1990. Then he went.", ["It was nineteen ninety.", "Then he went."]),
        ("en", "Is it Plan B. Then go.", ["Is it Plan B.", "Then go."]),
        ("en", "hello there. how are you? i am fine.", ["hello there.", "how are you?", "i am fine."]),
        ("en", "Well... maybe. 3 came.", ["Well… maybe.", "Three came."]),
        ("en", "Capt. of the ship.", ["Capt. of the ship."]),
        ("de", "Er ist 12. Sie ist 13.", ["Er ist zwölf.", "Sie ist dreizehn."]),
        ("de", "Im Jahr 1990. Dann ging er.", ["Im Jahr neunzehnhundertneunzig.", "Dann ging er."]),
        ("fr", "Oui ! Non ? Bien.", ["Oui!", "Non?", "Bien."]),
        ("es", "¿Qué? ¡Hola!", ["¿Qué?", "¡Hola!"]),
        ("ja", "これは何ですか？猫です。", ["これは何ですか？", "猫です。"]),
        ("hi", "नमस्ते। आप कैसे हैं।", ["नमस्ते।", "आप कैसे हैं।"]),
        ("ru", "Это т. е. так. Он ушел.", ["Это т. е. так.", "Он ушел."]),
    ],
)
def test_a_sentence_is_a_sentence(language, text, sentences):
    assert said(text, language) == sentences


def pauses(text):
    return [(s.text, s.pause_after_s) for s in read_text(text, "en", 400).sentences]


def test_lists_headings_and_paragraphs_are_followed_by_a_pause():
    assert pauses("# Soup\nTake. Cook.\n\n- one\n- two\n\nEnd") == [
        ("Soup", HEADING_PAUSE_S),
        ("Take.", SENTENCE_PAUSE_S),
        ("Cook.", PARAGRAPH_PAUSE_S),
        ("one", LINE_PAUSE_S),
        ("two", PARAGRAPH_PAUSE_S),
        ("End", PARAGRAPH_PAUSE_S),
    ]


def test_a_line_that_the_page_ended_is_no_end():
    assert said("A heading\n\nThe first line\nof a paragraph.") == ["A heading", "The first line of a paragraph."]
    assert said("Milk\nEggs\nBread") == ["Milk", "Eggs", "Bread"]


def test_a_break_is_obeyed_and_other_tags_are_dropped_with_a_note():
    spoken = read_text('<speak>One<break time="1s"/>two <prosody rate="x">three</prosody></speak>', "en", 400)
    assert [(s.text, s.pause_after_s) for s in spoken.sentences] == [("One", 1.0), ("two three", PARAGRAPH_PAUSE_S)]
    assert spoken.notes == ("Tags that the program does not follow were left out: <prosody>.",)


@pytest.mark.parametrize(
    ("tag", "seconds"),
    [('time="250ms"', 0.25), ('time="99s"', 10.0), ('strength="none"', 0.0), ('strength="strong"', 0.7), ("", 0.4)],
)
def test_breaks_in_time_and_in_strength(tag, seconds):
    assert pauses(f"Hello. <break {tag}/> You.".replace(" />", "/>"))[0] == ("Hello.", seconds)


def test_comparisons_are_no_tags():
    assert said("a < b and c > d") == ["a less than b and c greater than d"]
    assert not read_text("x<y and y>z", "en", 400).notes


def test_a_word_is_not_torn_by_asterisks_in_it():
    assert said("Un*believ*able, *really*, f**k.") == ["Unbelievable, *really*, f k."]
    assert said("Das ist un*glaub*lich.", "de") == ["Das ist unglaublich."]


@pytest.mark.parametrize(
    ("language", "written", "words"),
    [
        ("en", "See *https://example.org/a*, **www.example.org** now.",
         ["See *example dot org slash a*, *W W W dot example dot org* now."]),
        ("en", "Mail *john@example.com* and *1,234* more.",
         ["Mail *john at example dot com* and *one thousand two hundred thirty-four* more."]),
        ("en", "3*4*5 = 60", ["Three times four times five equals sixty"]),
        ("en", "3 * 4 * 5 * 6", ["Three times four times five times six"]),
        ("de", "Das sind 3*4*5.", ["Das sind drei mal vier mal fünf."]),
        ("en", "Let a*b*c and x*y be.", ["Let a b c and x y be."]),
        ("en", "**B**ig and **b**old, super*fragil* and *fragil*istic", ["Big and bold, superfragil and fragilistic"]),
        ("en", "*one**two* **three** *four* *five*", ["*one two* *three* *four* *five*"]),
        ("en", "* one\n* *two*: good\n* **https://example.org**", ["one", "*two*: good", "*Example dot org*"]),
        ("en", "*One. Two.* 5* and dot **.** dot", ["One.", "Two.", "Five and dot . dot"]),
        ("de", "Lehrer*innen und Schüler*innen", ["Lehrer innen und Schüler innen"]),
        ("zh", "非*常*好，*很*好。", ["非*常*好，*很*好。"]),
        ("zh", "这**非常**好", ["这*非常*好"]),
        ("ja", "これは*とても*いい*", ["これは*とても*いい"]),
        ("en", "Hello*世界* and *世界*hello", ["Hello世界 and 世界hello"]),
    ],
)  # fmt: skip
def test_asterisks_are_read_as_people_mean_them(language, written, words):
    assert said(written, language) == words


def test_only_the_british_say_and_in_numbers():
    written = "The 101st of 1,234 in 2001, 105 km, $102."
    american = (
        "The one hundred first of one thousand two hundred thirty-four in two thousand one, "
        "one hundred five kilometers, one hundred two dollars."
    )
    british = (
        "The one hundred and first of one thousand two hundred and thirty-four in two thousand and one, "
        "one hundred and five kilometers, one hundred and two dollars."
    )
    assert said(written) == [american]
    assert said(written, "en-GB") == [british]


def test_entities_and_emphasis():
    assert said("Fish &amp; chips &lt; <emphasis>now</emphasis>&nbsp;5") == ["Fish and chips less than *now* five"]
    assert said("a * b *c") == ["a b c"]
    assert said("0A *§", limit=7) == ["Zero", "amperes", "section"]


def test_a_sub_is_read_by_its_alias():
    assert said('The <sub alias="World Wide Web">WWW</sub> grows.') == ["The World Wide Web grows."]


def test_an_alias_brings_no_break_and_nothing_unseen_along():
    assert said('The <sub alias="&#xE000;World&#x200B; Web">W</sub> grows.') == ["The World Web grows."]


def test_the_source_of_every_sentence_is_where_it_stands():
    text = "Dr. No paid $5.\n\nThen—he left. e\u0301t&amp;x"
    spoken = read_text(text, "en", 400)
    assert [text[s.source.start : s.source.end] for s in spoken.sentences] == [
        "Dr. No paid $5.",
        "Then—he left.",
        "e\u0301t&amp;x",
    ]


def test_a_number_is_not_cut():
    text = "He counted, all in all, 1,234,567 sheep."
    number = "one million two hundred thirty-four thousand five hundred sixty-seven"
    assert any(number in piece for piece in said(text, limit=len(number) + 2))


def test_a_long_sentence_is_cut_at_its_clauses_then_between_words():
    assert said("When the rain had stopped, they went out, and the sun came through.", limit=30) == [
        "When the rain had stopped,",
        "they went out,",
        "and the sun came through.",
    ]


@pytest.mark.parametrize("language", ["en", "de", "ja", "xx", ""])
def test_ten_thousand_characters_without_a_space(language):
    pieces = said("x" * 10_000, language)
    assert [len(piece) for piece in pieces] == [400] * 25
    assert "".join(said("1" * 10_000, "xx")) == "1" * 10_000


def test_emoji_are_named_in_the_language_or_dropped():
    assert said("😀😀", "de") == ["grinsendes gesicht"]
    assert said("Hi 😀", "sw") == ["Hi"]
    assert said("☃", "xx") == []


SPECIAL = st.sampled_from(
    [*"0123456789.,:;!?-–/*_#@&%$€£<>()[]{}'\"“”\n\r\t \u00a0\u00ad\u200b\u200d\u202e\ufeff",
     *"\x00\x1e\ue000\ud800😀👍🏽½²º",
     "Dr. ", "p.m. ", "12/05/2024", "$5.99", "z. B. ", "https://", "a@b.org", '<break time="1s"/>', "<p>", "&amp;",
     "XIV", "1,234", "I. ", "e\u0301", "- ", "\n\n", "的", "ا", "ไ", "۳", "ß", "ĳ", "Straße", "un "]
)  # fmt: skip
HOSTILE = st.lists(st.one_of(SPECIAL, st.text(max_size=8)), max_size=60).map("".join)
LANGUAGES = st.sampled_from(["en", "en-GB", "de", "fr", "es", "it", "pt-BR", "ja", "ar", "tlh", "", "x-y_z"])


def check(text, language, limit):
    spoken = read_text(text, language, limit)
    place = 0
    for sentence in spoken.sentences:
        assert 0 < len(sentence.text) <= limit
        assert is_speakable(sentence.text)
        assert sentence.text == sentence.text.strip()
        assert sentence.pause_after_s >= 0
        assert place <= sentence.source.start < sentence.source.end <= len(text)
        place = sentence.source.start


@given(HOSTILE, LANGUAGES, st.integers(min_value=1, max_value=200))
@settings(max_examples=300, deadline=None)
@example("See www.a²b.com/½.", "en", 100)
def test_hostile_texts(text, language, limit):
    check(text, language, limit)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@given(HOSTILE, LANGUAGES, st.integers(min_value=1, max_value=200))
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_hostile_texts(text, language, limit):
    check(text, language, limit)


@pytest.mark.parametrize(
    "unit", ["word ", "1", "1 ", "a.", "A. ", "“a", "<b ", "&a", "*a", "😀", "a\n", "a@", "[", "(", "!", "1/"]
)
def test_the_work_grows_with_the_length(unit, monkeypatch):
    """Counted, not timed: what the rules are asked for text ten times as long is at most eleven times as much."""
    from voicecloner.speech.text import rules

    asked = []
    original = rules._Choice.read

    def read(self, text, start):
        asked.append(1)
        return original(self, text, start)

    monkeypatch.setattr(rules._Choice, "read", read)
    counts = []
    for size in (300, 3000):
        asked.clear()
        pieces = said(unit * size)
        counts.append((len(asked), sum(map(len, pieces))))
    (few, short), (many, long) = counts
    assert many <= 11 * few + 11
    assert long <= 11 * short + 11
