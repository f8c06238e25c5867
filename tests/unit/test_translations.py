"""The files of the translators hold all texts, and what they were filled with can be used."""

import ast
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.sources import assert_none
from tests.support.translators import load_maker

LANGUAGES = ("de", "es", "fr", "zh")
FINISHED = ("de", "es", "fr", "zh")
"""The languages in which nothing is missing any more."""
_FIELD = re.compile(r"(?<!{){[^{}]*}(?!})")
_LETTER = re.compile(r"&(?=[^&\s])")
_CALLS = """
raise VoiceNotFound(f"There is no voice “{name}”.", either("Look at the page", "voices list", "Ask for all of them."))
limit = Query(description="How many are told at most.")
said = {200: {"description": "What was found in it."}}
left = f"{counted(days, 'more day')} of use"
_log.warning("nobody reads this here")
message = f"{value:.1f} of {value:.1f} s {'are' if many else 'is'} speech, {counted(takes, 'take')} in {folder}."
"""


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    return load_maker()


@pytest.fixture(scope="module")
def contexts(maker: ModuleType) -> dict[str, dict[str, set[str]]]:
    return {maker.WINDOW: maker.window_texts(), maker.CORE: maker.core_texts()}


@pytest.fixture(params=LANGUAGES)
def filled(request: pytest.FixtureRequest, maker: ModuleType) -> dict[tuple[str, str], str]:
    """What a translator has written, by context and text."""
    known = maker.translations_in(maker.source_of(request.param))
    return {key: translation for key, translation in known.items() if translation}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_hold_the_texts_of_today(maker: ModuleType, contexts: dict, language: str) -> None:
    path = maker.source_of(language)
    is_current = maker.as_file(language, contexts, maker.translations_in(path)) == path.read_text("utf-8")
    assert is_current, "texts were added or changed: run ./dev translations"


def test_the_templates_of_the_core_are_those_of_today(maker: ModuleType, contexts: dict) -> None:
    assert json.loads(maker.FIELDS.read_text("utf-8")) == maker.numbers_in(contexts[maker.CORE])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_window_loads_is_made_of_them(maker: ModuleType, tmp_path: Path, language: str) -> None:
    source = maker.source_of(language)
    maker.compile_to(source, tmp_path / "made.qm")
    is_current = (tmp_path / "made.qm").read_bytes() == source.with_suffix(".qm").read_bytes()
    assert is_current, "a translation was changed: run ./dev translations"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing(maker: ModuleType, language: str) -> None:
    known = maker.translations_in(maker.source_of(language))
    assert_none([text for (_context, text), translation in known.items() if language in FINISHED and not translation])


def test_values_stand_in_translations_as_in_the_text(filled: dict[tuple[str, str], str]) -> None:
    assert_none(
        [
            f"{text} → {translation}"
            for (_context, text), translation in filled.items()
            if sorted(_FIELD.findall(text)) != sorted(_FIELD.findall(translation))
        ]
    )


def test_letters_to_press_with_alt_are_kept(maker: ModuleType, filled: dict[tuple[str, str], str]) -> None:
    assert_none(
        [
            f"{text} → {translation}"
            for (context, text), translation in filled.items()
            if context == maker.WINDOW and len(_LETTER.findall(text)) != len(_LETTER.findall(translation))
        ]
    )


def test_what_is_put_together_still_fits(filled: dict[tuple[str, str], str]) -> None:
    """Spaces at the ends, and what divides the kinds of files in a dialog; marks alone have those of the language."""
    assert_none(
        [
            f"{text} → {said}"
            for (_context, text), said in filled.items()
            if _joints(text) != _joints(said) and any(map(str.isalnum, text))
        ]
    )


def _joints(text: str) -> tuple[bool, bool, int]:
    return text.startswith(" "), text.endswith(" "), text.count(";;")


def test_prose_is_found_with_its_values_and_in_all_its_forms(maker: ModuleType) -> None:
    tree = ast.parse(_CALLS)
    assert list(maker._prose(tree)) == [
        "There is no voice “{name}”.",
        "Look at the page",
        "Ask for all of them.",
        "{days} of use",
        "{value_} of {value2_} s are speech, {takes} in {folder}.",
        "{value_} of {value2_} s is speech, {takes} in {folder}.",
    ]
    assert list(maker._counted(tree)) == [
        "{number_} more day",
        "{number_} more days",
        "{number_} take",
        "{number_} takes",
    ]
    assert maker.shown("{value_} of {value2_} s: {done:.1f}") == "{value} of {value2} s: {done:.1f}"


def test_translations_outlive_a_new_extraction(maker: ModuleType, tmp_path: Path) -> None:
    text, said = 'A “<b>” & "c"\n{x}', "Ein „<b>“ & 'd'\n{x}"
    path = tmp_path / "voicecloner_de.ts"
    path.write_text(
        maker.as_file("de", {"window": {text: {"a.py"}, "New": {"b.py"}}}, {("window", text): said}), "utf-8"
    )
    assert maker.translations_in(path) == {("window", text): said, ("window", "New"): ""}
