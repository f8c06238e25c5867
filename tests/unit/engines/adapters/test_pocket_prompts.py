"""Texts as Pocket TTS wants them: compared with what its own package does, where that is installed."""

import pytest

from voicecloner.engines.adapters.pocket_prompts import APOSTROPHES, Habits, frames_after_end, prompt

PADDING = Habits(pads_short_texts=True, replaced=APOSTROPHES)
PLAIN = Habits(replaced=APOSTROPHES)

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


def test_a_text_that_is_ready_stays_as_it_is():
    ready = "The birch canoe slid on the smooth planks."
    assert prompt(ready, PADDING) == ready
