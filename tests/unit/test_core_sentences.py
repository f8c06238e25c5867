"""Finding the template of what the core has said, and saying it in another language."""

import json
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.scorecards import scorecard
from tests.support.translators import BEGIN, END
from voicecloner.core_sentences import CoreSentences
from voicecloner.domain.pronunciation import Pronunciation, checked_pronunciation
from voicecloner.domain.scorecard_words import measured_words, verdict_on
from voicecloner.errors import InvalidRequest, VoiceClonerError, hint_in_window
from voicecloner.paths import resource
from voicecloner.quality.checks.all_checks import SENTENCES
from voicecloner.wording import ago

MOMENT = datetime(2026, 5, 3, 12, tzinfo=UTC)

GERMAN = {
    "Good": "Gut",
    "good": "gut",
    "just now": "gerade eben",
    "sounds like you": "klingt wie Sie",
    "very clear": "sehr deutlich",
    "much flatter than you": "viel flacher als Sie",
    "Rebuild the voice": "Bauen Sie die Stimme neu",
    "{number} take": "{number} Aufnahme",
    "{number} takes": "{number} Aufnahmen",
    "There is no voice called “{name}”.": "Es gibt keine Stimme namens „{name}“.",
    "The voice reaches up to {value} Hz.": "Die Stimme reicht bis {value} Hz.",
    "The trash holds {voices}.": "Im Papierkorb: {voices}.",
    "{words} of {words2} words": "von {words2} Wörtern {words}",
    "Nobody listens": "Niemand hört zu",
}
NUMBERS = {"number", "value", "words", "words2"}


CHINESE = {
    ".": "。",
    ", ": "，",
    ": ": "：",
    "; ": "；",
    "Good": "良好",
    "sounds like you": "听起来像您",
    "very clear": "非常清晰",
    "Rebuild the voice": "请重建声音",
    "Nobody listens": "没有人在听",
    "The file {name} is gone.": "文件 {name} 不见了。",
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Good: sounds like you, very clear.", "良好：听起来像您，非常清晰。"),
        ("Good; very clear", "良好；非常清晰"),
        ("Nobody listens. Rebuild the voice.", "没有人在听。请重建声音。"),
        ("The file a.wav is gone. Rebuild the voice.", "文件 a.wav 不见了。请重建声音。"),
        ("Nobody knows this. Rebuild the voice.", "Nobody knows this. 请重建声音。"),
    ],
)
def test_a_language_has_marks_of_its_own(text: str, said: str) -> None:
    assert CoreSentences({each: [] for each in CHINESE}, CHINESE.__getitem__).said(text) == said


@pytest.fixture
def german() -> CoreSentences:
    fields = {text: [name for name in NUMBERS if f"{{{name}}}" in text] for text in GERMAN}
    return CoreSentences(fields, GERMAN.__getitem__, ",")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("just now", "gerade eben"),
        ("12 takes", "12 Aufnahmen"),
        ("1 take", "1 Aufnahme"),
        ("4\u00a0200 takes", "4\u00a0200 Aufnahmen"),
        ("The voice reaches up to 7.5 Hz.", "Die Stimme reicht bis 7,5 Hz."),
        ("There is no voice called “Good”.", "Es gibt keine Stimme namens „Good“."),
        ("There is no voice called “A. B: good”.", "Es gibt keine Stimme namens „A. B: good“."),
        ("The trash holds 2 takes.", "Im Papierkorb: 2 Aufnahmen."),
        ("The trash holds 4.96\u00a0GB.", "Im Papierkorb: 4,96\u00a0GB."),
        ("3 of 4 words", "von 4 Wörtern 3"),
        ("Good: sounds like you, very clear.", "Gut: klingt wie Sie, sehr deutlich."),
        ("very clear; much flatter than you.", "sehr deutlich; viel flacher als Sie."),
        ("just now. Rebuild the voice.", "gerade eben. Bauen Sie die Stimme neu."),
        ("rebuild the voice", "bauen Sie die Stimme neu"),
        ("Just now", "Gerade eben"),
        ("The first take", "The first take"),
        ("Something nobody knows.", "Something nobody knows."),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_known_is_translated_and_the_rest_stays(german: CoreSentences, text: str, said: str) -> None:
    assert german.said(text) == said


def test_more_of_a_sentence_tells_more() -> None:
    texts = {"Nothing of {what} is here.": "A {what}", "Nothing of the file {name} is here.": "B {name}"}
    assert (
        CoreSentences({text: [] for text in texts}, texts.__getitem__).said("Nothing of the file x is here.") == "B x"
    )


def test_a_number_is_no_other_word() -> None:
    texts = {"Take {number} is gone": "{number} weg"}
    sentences = CoreSentences({"Take {number} is gone": ["number"]}, texts.__getitem__)
    assert sentences.said("Take it is gone") == "Take it is gone"


@pytest.fixture(scope="module")
def marked() -> CoreSentences:
    """All that the program knows to be said, each between brackets."""
    numbers = json.loads(resource("translations/core.json").read_text("utf-8"))
    return CoreSentences(numbers, lambda text: f"{BEGIN}{text}{END}")


def rest(text: str) -> str:
    """What was not translated, without the signs between."""
    while found := re.search(f"{BEGIN}[^{BEGIN}{END}]*{END}", text):
        text = text.replace(found[0], "")
    return re.sub(r"[\s.,;:·]+", "", text)


@pytest.mark.parametrize(("check", "case"), list(SENTENCES))
def test_every_finding_of_a_review_is_found_again(marked: CoreSentences, check: str, case: str) -> None:
    numbers = defaultdict(lambda: 7.25)
    told = SENTENCES[check, case].format_map(numbers)
    assert rest(marked.said(told)) == ""


@pytest.mark.parametrize("is_users_own", [True, False])
@pytest.mark.parametrize(
    "compared", [{}, {"range_ratio": 0.4, "pitch_st": 3.0, "pace_ratio": 0.7}, {"range_ratio": 1.6}]
)
def test_every_part_of_a_verdict_is_found_again(marked: CoreSentences, compared: dict, is_users_own: bool) -> None:
    card = scorecard(words_lost=9, warnings=2, **compared)
    verdict = verdict_on(card, is_users_own=is_users_own)
    told = [f"{verdict.sentence}.", verdict.line, *(f"{each}." for each in verdict.advice), *measured_words(card)]
    assert [rest(marked.said(each)) for each in told] == [""] * len(told)


def test_the_hint_of_every_error_is_found_again(marked: CoreSentences) -> None:
    hints = {each.default_hint for each in all_errors(VoiceClonerError) if each.default_hint}
    assert [hint for hint in hints if rest(marked.said(hint_in_window(hint)))] == []
    assert len(hints) > 20


@pytest.mark.parametrize("past", [{}, {"minutes": 5}, {"hours": 3}, {"days": 1}, {"days": 6}], ids=str)
def test_how_long_ago_it_was_is_found_again(marked: CoreSentences, past: dict) -> None:
    assert rest(marked.said(ago(MOMENT, MOMENT + timedelta(**past)))) == ""


@pytest.mark.parametrize(
    "entry", [Pronunciation("w" * 100, "w"), Pronunciation("Word", "w" * 300), Pronunciation("Word", "…")], ids=str
)
def test_what_is_wrong_with_a_word_is_found_again(marked: CoreSentences, entry: Pronunciation) -> None:
    with pytest.raises(InvalidRequest) as caught:
        checked_pronunciation(entry)
    assert rest(marked.said(caught.value.message)) == ""


def test_all_templates_can_be_filled() -> None:
    numbers = json.loads(resource("translations/core.json").read_text("utf-8"))
    values = {name: "7" for text in numbers for name in re.findall(r"{(\w+)}", text)}
    left = [text for text in numbers if re.search(r"{\w", text.format_map(values)) and "{{" not in text]
    assert left == []


def all_errors(root: type[VoiceClonerError]) -> list[type[VoiceClonerError]]:
    return [root, *(error for each in root.__subclasses__() for error in all_errors(each))]
