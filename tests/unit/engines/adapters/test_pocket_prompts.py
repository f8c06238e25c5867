"""Texts as Pocket TTS wants them: compared with what its own package does, where that is installed."""

from pathlib import Path

import pytest

from voicecloner.engines.adapters.pocket_prompts import APOSTROPHES, REPLACED, Habits, frames_after_end, prompt

PADDING = Habits(pads_short_texts=True, replaced=APOSTROPHES)
PLAIN = Habits(replaced=APOSTROPHES)
CONFIGURED = {
    "en": "english_2026-04",
    "fr": "french_24l",
    "de": "german",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
}

TEXTS = [
    "yes",
    "Yes.",
    "it’s a long way to Tipperary",
    "who is there?",
    "one, two, three,",
    "he said (and smiled)",
    "he said: “go!”",
    "wait —",
    "so it goes…",
    "…and so on",
    "éclair au chocolat et café crème",
]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("yes", "        Yes."),
        ("it’s a long way to go", "It's a long way to go."),
        ("one, two, three, four, five,", "One, two, three, four, five."),
        ("is  anybody\nreally there tonight?", "Is anybody really there tonight?"),
        ("he said (and smiled at her)", "He said (and smiled at her)."),
    ],
)
def test_a_text_becomes_a_sentence(text, read):
    assert prompt(text, PADDING) == read


@pytest.mark.parametrize("habits", [PADDING, PLAIN])
@pytest.mark.parametrize("text", TEXTS)
def test_it_is_what_the_package_makes_of_it(text, habits):
    package = pytest.importorskip("pocket_tts.models.text_chunking", exc_type=ImportError)
    made, guess = package.prepare_text_prompt(
        text, habits.pads_short_texts, remove_semicolons=False, replace_characters=dict(habits.replaced)
    )
    assert prompt(text, habits) == made
    assert frames_after_end(text) == guess + 2  # the package adds two


@pytest.mark.parametrize(("language", "name"), CONFIGURED.items())
def test_what_each_language_has_never_seen_is_what_its_makers_say(language, name):
    package, yaml = (pytest.importorskip(module, exc_type=ImportError) for module in ("pocket_tts", "yaml"))
    described = yaml.safe_load((Path(package.__file__).parent / "config" / f"{name}.yaml").read_text("utf-8"))
    semicolons = {";": ","} if described.get("remove_semicolons") else {}
    assert REPLACED[language] == described["replace_characters"] | semicolons


def test_a_comma_that_lost_its_quotes_goes():
    assert (
        prompt("„Hallo?“, fragte sie in den Wind", Habits(replaced=REPLACED["de"])) == "Hallo? fragte sie in den Wind."
    )


def test_a_text_that_is_ready_stays_as_it_is():
    ready = "The birch canoe slid on the smooth planks."
    assert prompt(ready, PADDING) == ready
