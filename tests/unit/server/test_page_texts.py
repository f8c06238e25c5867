"""The page is translated whole, and its texts can be found."""

import re

import pytest
from lxml import etree

from tests.support.page_texts import PAGE, calls_that_hide_their_text, page_texts, translations, unmarked_words
from voicecloner.gui.consent.words import CONSENT_WORDS
from voicecloner.gui.window.language import LANGUAGES as IN_WINDOW
from voicecloner.paths import resource
from voicecloner.server.language import asked_language

LANGUAGES = ("de", "es", "fr", "zh")
FIELD = re.compile(r"\{\w+\}")
SHOUTED = re.compile(r"[!！]")


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def test_every_language_that_can_be_chosen_has_its_texts():
    offered = dict(re.findall(r'(\w\w): \["(\w+)"', (PAGE / "language.js").read_text("utf-8")))
    assert offered == IN_WINDOW
    assert list(offered) == ["en", *LANGUAGES]
    assert [asked_language(each) for each in offered] == list(offered)
    assert sorted(path.name for path in PAGE.glob("texts.*")) == [f"texts.{each}.json" for each in LANGUAGES]


def test_nothing_is_missing_and_nothing_is_left_over(language):
    known = translations(language)
    assert page_texts() - set(known) == set()
    assert set(known) - page_texts() == set()
    assert [text for text, said in known.items() if not said.strip()] == []


def test_values_stand_in_translations_as_in_the_text(language):
    wrong = {text: said for text, said in translations(language).items() if fields(text) != fields(said)}
    assert wrong == {}


def fields(text):
    return sorted(FIELD.findall(text))


def test_they_are_as_calm_as_the_window(language):
    assert [said for said in translations(language).values() if SHOUTED.search(said)] == []


def test_every_word_of_the_document_and_of_its_scripts_can_be_translated():
    assert unmarked_words() == []
    assert {each.partition(":")[0] for each in calls_that_hide_their_text()} == {"language.js"}
    assert len(page_texts()) > 80


def test_consent_is_stated_as_in_the_window(language):
    source = etree.parse(resource(f"translations/voicecloner_{language}.ts"))
    for words in CONSENT_WORDS.values():
        (in_window,) = source.xpath("//context[name='window']/message[source=$words]/translation", words=words)
        assert translations(language)[words] == in_window.text
