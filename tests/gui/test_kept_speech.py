"""What was spoken and typed is not lost: Stop, closing, a restart, deleting and bringing back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.support.closing import close_by_hand
from tests.support.fake_host import VOICE_DATA, FakeHost
from tests.support.fake_streams import FakeSpeaker
from tests.support.library_makers import new_voice, sounding_reference
from tests.support.speak_hands import say
from tests.support.window_hands import find_button, press
from voicecloner.audio.files.encoding import read_audio
from voicecloner.audio.playback.player import Player
from voicecloner.bootstrap import Application
from voicecloner.domain.quality import Severity
from voicecloner.errors import EngineError
from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.parts.row_roles import SUMMARY_ROLE
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.speak.saving import save_take
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SETTINGS, SPEAK

TEXT = "One sentence. And a second one. A third."


@pytest.fixture
def page(app: Application, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> SpeakPage:
    voice = new_voice(tmp_path, "Anna", voice_data=VOICE_DATA, engine_revision="1", language="en")
    app.library.create(replace(voice, references=(sounding_reference(tmp_path),)))
    window.show_page(SPEAK)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.speak.choice.voices.count() == 1)
    return window.speak


@pytest.fixture
def restart(
    window: MainWindow, app: Application, host: FakeHost, speaker: FakeSpeaker, qtbot: QtBot
) -> Iterator[Callable[[], MainWindow]]:
    """Closes the window and opens another one, of a program that was started anew."""
    opened: list[MainWindow] = []

    def again() -> MainWindow:
        window.close()
        made = MainWindow(Application(app.folders, host), Player(speaker.open))
        qtbot.addWidget(made)
        opened.append(made)
        with qtbot.waitExposed(made):
            made.show()
        made.show_page(SPEAK)
        made.activateWindow()
        qtbot.waitUntil(lambda: made.tools.voices.listed is not None)
        return made

    yield again
    for each in opened:
        each.close()


def lines(page: SpeakPage) -> list[str]:
    model = page.takes_card.model
    return [str(model.index(row, 0).data(SUMMARY_ROLE)) for row in range(model.rowCount())]


def say_the_first_sentence(page: SpeakPage, host: FakeHost, qtbot: QtBot) -> None:
    """Then the engine waits."""
    plain = host.synthesize

    def say_one(*arguments: object, **more: object):
        if len(host.spoken) == 1:
            host.gate.clear()
        yield from plain(*arguments, **more)

    host.synthesize = say_one
    page.form.text.setPlainText(TEXT)
    page.speak()
    qtbot.waitUntil(lambda: not host.gate.is_set() and page.take_card.player.track.seconds > 0.2)


def test_stop_keeps_what_was_said(page, window: MainWindow, host: FakeHost, restart, qtbot: QtBot) -> None:
    say_the_first_sentence(page, host, qtbot)
    press(window, "Esc")
    qtbot.waitUntil(lambda: len(lines(page)) == 1)
    assert not page.take.is_whole
    assert window.message_bar.message.text.startswith("Stopped. What was said so far,")
    assert "stopped early" in page.take_card.facts.text()
    assert page.take_card.save_button.isEnabled()
    assert read_audio(page.take.path).seconds == pytest.approx(page.take.seconds)
    again = restart().speak
    qtbot.waitUntil(lambda: len(lines(again)) == 1)
    assert "stopped early · just now · not saved" in lines(again)[0]
    assert again.form.text.toPlainText() == TEXT


def test_an_engine_that_fails_in_the_middle_keeps_what_was_said(page, window, host: FakeHost, qtbot: QtBot) -> None:
    say_the_first_sentence(page, host, qtbot)
    host.error = EngineError("The engine has lost its voice.", "Try again.")
    host.gate.set()
    qtbot.waitUntil(lambda: len(lines(page)) == 1)
    message = window.message_bar.message
    assert (message.text, message.severity) == ("The engine has lost its voice.", Severity.FAIL)
    assert "is kept as a take. Try again." in message.hint
    assert "broken off" in lines(page)[0]


@pytest.mark.parametrize("words", ["Keep it and close", "Go on speaking"])
def test_closing_while_something_is_spoken_asks(page, window, host: FakeHost, restart, words: str, qtbot) -> None:
    say_the_first_sentence(page, host, qtbot)
    box = close_by_hand(window)
    assert box.question.text == "Something is being spoken."
    find_button(box, words).click()
    if words == "Go on speaking":
        host.gate.set()
        qtbot.waitUntil(lambda: page.take is not None)
        assert page.take.is_whole
        assert window.isVisible()
    else:
        qtbot.waitUntil(lambda: not window.isVisible())
        again = restart().speak
        qtbot.waitUntil(lambda: len(lines(again)) == 1)
        assert "stopped early" in lines(again)[0]


def test_closing_asks_once_about_what_is_not_saved(page, window, app, tmp_path, restart, qtbot: QtBot) -> None:
    assert page.unsaved == ()
    say(page, "Hello.", qtbot)
    box = close_by_hand(window)
    assert box.question.text == "One take is not saved."
    assert "kept for 30 days" in box.question.details
    find_button(box, "Go back").click()
    qtbot.waitUntil(lambda: window.findChild(QuestionDialog) is None)
    save_take(window.tools, page.take, tmp_path / "hello.wav")
    qtbot.waitUntil(lambda: not page.unsaved)
    assert "· saved" in lines(page)[0]
    say(page, "Hello again.", qtbot)
    box = close_by_hand(window)
    box.tick.setChecked(True)
    find_button(box, "Close").click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert app.settings_store.load().ask_at_close == "off"
    assert restart().speak.unsaved == (), "what was there before is no reason to ask"


def test_takes_and_text_are_there_after_a_restart(page, window, speaker, restart, qtbot: QtBot) -> None:
    say(page, "Good evening.", qtbot)
    said = page.take
    page.form.text.setPlainText("Not said yet.")
    page.choice.language.choose("de")
    again = restart().speak
    qtbot.waitUntil(
        lambda: len(lines(again)) == 1 and bool(again.form.text.toPlainText()) and bool(again.choice.voice_id)
    )
    assert (again.form.text.toPlainText(), again.choice.language.tag) == ("Not said yet.", "de")
    assert again.choice.voice_id == said.voice_id
    again.takes_card.view.setFocus()
    QTest.keyClick(again.takes_card.view, Qt.Key.Key_Home)
    QTest.keyClick(again.takes_card.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: again.take == said)
    qtbot.waitUntil(lambda: again._tools.playback.key != "")


def test_a_text_typed_is_kept_without_closing(page, app: Application, qtbot: QtBot) -> None:
    page.form.text.setPlainText("In case the power goes.")
    qtbot.waitUntil(lambda: app.manage_takes.draft().text == "In case the power goes.")


def test_del_deletes_a_take_and_ctrl_z_brings_it_back(page, window, app: Application, qtbot: QtBot) -> None:
    say(page, "Hello.", qtbot)
    page.takes_card.view.setFocus()
    QTest.keyClick(page.takes_card.view, Qt.Key.Key_Home)
    QTest.keyClick(page.takes_card.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not page.takes_card.isVisible())
    assert page.take is None
    assert not page.take_card.isVisible()
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: len(lines(page)) == 1)
    qtbot.waitUntil(lambda: page.take is not None)
    page.takes_card.choose(page.take)
    page.takes_card.delete_button.click()
    qtbot.waitUntil(lambda: not page.takes_card.isVisible())
    window.close()
    assert [path.name for path in (app.folders.data / "takes").iterdir()] == ["days.json"]


def test_the_rule_is_told_and_can_be_changed(page, window, app: Application, qtbot: QtBot) -> None:
    say(page, "Hello.", qtbot)
    assert "kept for 30 days" in page.takes_card.rule.text()
    assert "erased" not in lines(page)[0]
    window.tools.preferences.change("keep_takes_days", 5)
    qtbot.waitUntil(lambda: "kept for 5 days" in page.takes_card.rule.text())
    assert lines(page)[0].endswith("not saved · erased after 5 more days of use")


def test_all_takes_are_erased_after_asking(page, window, app: Application, qtbot: QtBot) -> None:
    say(page, "Hello.", qtbot)
    window.show_page(SETTINGS)
    settings = window.settings
    assert settings.takes_words.text().startswith("1 take, ")
    settings.erase_takes_button.click()
    find_button(window.findChild(QuestionDialog), "Erase all").click()
    qtbot.waitUntil(lambda: not page.takes_card.isVisibleTo(page))
    assert window.message_bar.message.text == "1 take was erased."
    assert settings.takes_words.text().startswith("No takes")
    assert not settings.erase_takes_button.isEnabled()
    assert app.takes.all() == ()


def test_the_language_chosen_stays_after_speaking(page, qtbot: QtBot) -> None:
    page.choice.language.choose("de")
    say(page, "Guten Tag.", qtbot)
    page._tools.voices.refresh()
    with qtbot.waitSignal(page._tools.voices.changed):
        pass
    assert page.choice.language.tag == "de"
