"""The list of pronunciations in the window."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost
from tests.support.fake_streams import FakeSpeaker
from tests.support.layout_faults import layout_faults
from tests.support.speak_hands import choose, say, with_two_voices
from voicecloner.bootstrap import Application
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.voice import Voice
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.speak.pronunciation_dialog import WORD_KEY, PronunciationDialog
from voicecloner.gui.window.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    made = with_two_voices(window, make_voice, qtbot)
    choose(made, "Bob")
    return made


@pytest.fixture
def dialog(page: SpeakPage, window: MainWindow) -> PronunciationDialog:
    page.form.words_button.click()
    return shown(window)


def shown(window: MainWindow) -> PronunciationDialog:
    dialog = window.findChild(PronunciationDialog)
    assert dialog
    return dialog


def type_entry(dialog: PronunciationDialog, word: str, spoken: str) -> None:
    dialog.word.setText(word)
    dialog.spoken.setText(spoken)


def rows(dialog: PronunciationDialog) -> list[tuple[str, ...]]:
    table = dialog.table
    return [tuple(table.item(place, number).text() for number in range(3)) for place in range(table.rowCount())]


def keep(dialog: PronunciationDialog, word: str, spoken: str, qtbot: QtBot) -> None:
    type_entry(dialog, word, spoken)
    dialog.keep_button.click()
    qtbot.waitUntil(lambda: any(row[:2] == (word, spoken) for row in rows(dialog)))


def test_a_word_that_is_kept_is_said_so(page, dialog, host: FakeHost, qtbot: QtBot) -> None:
    assert not dialog.keep_button.isEnabled()
    keep(dialog, "Nguyen", "win", qtbot)
    assert rows(dialog) == [("Nguyen", "win", "All voices")]
    assert dialog.word.text() == ""
    dialog.accept()
    say(page, "Nguyen came.", qtbot)
    assert host.spoken[-1][0] == "Win came."


def test_an_entry_is_changed_and_removed(dialog, app: Application, qtbot: QtBot) -> None:
    keep(dialog, "Nguyen", "win", qtbot)
    dialog.table.setCurrentCell(0, 0)
    assert (dialog.word.text(), dialog.spoken.text()) == ("Nguyen", "win")
    dialog.whose.setCurrentIndex(dialog.whose.findText("Bob"))
    keep(dialog, "Nguyễn", "nwin", qtbot)
    assert rows(dialog) == [("Nguyễn", "nwin", "Bob")]
    dialog.table.setCurrentCell(0, 0)
    dialog.remove_button.click()
    qtbot.waitUntil(lambda: not rows(dialog))
    assert app.pronounce.list().entries == ()
    assert not dialog.remove_button.isEnabled()


def test_what_is_refused_stays_typed_and_the_reason_is_seen(dialog, qtbot: QtBot) -> None:
    type_entry(dialog, "Kyiv", "/k1v/")
    dialog.keep_button.click()
    qtbot.waitUntil(lambda: "not written in phonemes" in dialog.trouble.text())
    assert dialog.word.text() == "Kyiv"


def test_a_word_is_heard_in_the_chosen_voice(dialog, window, host: FakeHost, speaker: FakeSpeaker, qtbot) -> None:
    type_entry(dialog, "Nguyen", "win")
    dialog.say_button.click()
    qtbot.waitUntil(lambda: window.tools.playback.key == WORD_KEY and bool(speaker.streams))
    assert host.spoken[-1][0] == "Win"
    dialog.accept()
    assert window.tools.playback.key == ""


def test_phonemes_are_spoken_of_where_the_engine_says_none(dialog) -> None:
    type_entry(dialog, "Nguyen", "win")
    assert "IPA" in dialog.hint.text()
    type_entry(dialog, "Nguyen", "/wɪn/")
    assert dialog.hint.text() == "Test engine, with which the chosen voice speaks, cannot say phonemes."


def test_the_word_of_the_text_is_ready_to_be_typed(page: SpeakPage, window: MainWindow, app, qtbot: QtBot) -> None:
    app.pronounce.put(Pronunciation("Nguyen", "win"))
    for word, spoken in (("Kyiv", ""), ("nguyen", "win")):
        page.form.text.pronounce_asked.emit(word)
        dialog = shown(window)
        qtbot.waitUntil(lambda dialog=dialog: bool(rows(dialog)))
        assert (dialog.word.text().lower(), dialog.spoken.text()) == (word.lower(), spoken)
        with qtbot.waitSignal(dialog.destroyed):
            dialog.accept()


def test_answers_that_come_after_it_is_closed_are_dropped(page, dialog, host: FakeHost, qtbot: QtBot) -> None:
    host.gate.clear()
    type_entry(dialog, "Nguyen", "win")
    dialog.say_button.click()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.accept()
    host.gate.set()
    say(page, "Hello.", qtbot)


def test_nothing_in_it_is_cut_off(dialog, app, qtbot: QtBot) -> None:
    keep(dialog, "W" * 80, "w" * 200, qtbot)
    dialog.table.setCurrentCell(0, 0)
    assert layout_faults(dialog) == []


def test_the_list_is_there_though_something_was_refused_before_it_came(page, window, app, qtbot: QtBot) -> None:
    app.pronounce.put(Pronunciation("Nguyen", "win"))
    page.form.words_button.click()
    dialog = shown(window)
    type_entry(dialog, "Kyiv", "/k1v/")
    dialog.keep()
    qtbot.waitUntil(lambda: "not written in phonemes" in dialog.trouble.text())
    assert rows(dialog) == [("Nguyen", "win", "All voices")]
