"""One sentence of the take that is shown is said again, and its versions are compared."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.support.speak_hands import with_two_voices
from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.speak.sentences_card import SentencesCard
from voicecloner.gui.window.main_window import MainWindow

TEXT = "The ferry leaves at seven. Do not forget your umbrella."


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    made = with_two_voices(window, make_voice, qtbot)
    made.form.text.setPlainText(TEXT)
    made.speak()
    qtbot.waitUntil(lambda: made.takes_card.model.rowCount() == 1)
    return made


def lines(card: SentencesCard) -> list[str]:
    return [card.sentences.item(row).text() for row in range(card.sentences.count())]


def say_second_more_slowly(page: SpeakPage, qtbot: QtBot) -> SentencesCard:
    card = page.sentences_card
    card.sentences.setCurrentRow(1)
    card.text.setText("Bring your umbrella.")
    card.pace.slider.setValue(60)
    card.again_button.click()
    qtbot.waitUntil(lambda: card.versions.count() == 2 and page.take is not None)
    return card


def test_the_sentences_of_the_take_are_listed_and_the_first_is_chosen(page: SpeakPage) -> None:
    card = page.sentences_card
    assert card.isVisibleTo(page)
    assert lines(card) == ["The ferry leaves at seven.", "Do not forget your umbrella."]
    assert card.text.text() == "The ferry leaves at seven."
    assert not card.versions.isVisibleTo(page)


def test_a_sentence_said_again_is_heard_in_the_take_and_the_old_one_can_come_back(
    page: SpeakPage, qtbot: QtBot
) -> None:
    card = say_second_more_slowly(page, qtbot)
    assert page.take
    assert page.take.text == "The ferry leaves at seven. Bring your umbrella."
    assert card.number == 2, "the same sentence stays chosen"
    assert card.versions.currentRow() == 1
    assert not card.use_button.isEnabled()
    card.versions.setCurrentRow(0)
    card.use_button.click()
    qtbot.waitUntil(lambda: page.take is not None and page.take.text == TEXT)
    assert card.versions.count() == 2


def test_a_version_that_is_not_heard_is_erased_once_that_is_confirmed(page: SpeakPage, qtbot: QtBot) -> None:
    card = say_second_more_slowly(page, qtbot)
    assert not card.erase_button.isEnabled(), "this version is heard in the take"
    card.versions.setCurrentRow(0)
    sounds = sorted(page._tools.app.takes.new_path().parent.glob("*-*.wav"))
    for answer, left in (("no", 2), ("yes", 1)):
        card.erase_button.click()
        question = page.findChildren(QuestionDialog)[-1]
        getattr(question, answer).click()
        qtbot.waitUntil(lambda: card.versions.count() == left and page.take is not None)  # noqa: B023 - at once
    assert page.take
    assert page.take.text.endswith("Bring your umbrella.")
    assert not card.erase_button.isEnabled()
    assert len(sounds) == 2
    assert [path.exists() for path in sounds].count(True) == 1


def test_what_cannot_be_said_is_told_and_can_be_tried_anew(page: SpeakPage, qtbot: QtBot) -> None:
    card = page.sentences_card
    card.text.setText("…")
    with qtbot.waitSignal(page._tools.bridge.failed):
        card.again_button.click()
    assert card.again_button.isEnabled()
    assert page.take
    assert page.take.text == TEXT


def test_a_favourite_is_marked_in_the_list(page: SpeakPage, qtbot: QtBot) -> None:
    takes = page.takes_card
    takes.view.setCurrentIndex(takes.model.index(0, 0))
    takes.favourite_button.click()
    qtbot.waitUntil(lambda: page._tools.takes.kept[0].is_favourite)
    assert "except favourites" in takes.rule.text()
    takes.view.setCurrentIndex(takes.model.index(0, 0))
    takes.favourite_button.click()
    qtbot.waitUntil(lambda: not page._tools.takes.kept[0].is_favourite)
