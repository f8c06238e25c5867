"""The voices page: find, choose, rename, delete and bring back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost, fake_engine
from tests.support.fake_streams import FakeSpeaker
from tests.support.scorecards import scorecard
from voicecloner.audio.playback.player import Player
from voicecloner.bootstrap import Application
from voicecloner.domain.voice import Voice
from voicecloner.errors import EngineError
from voicecloner.gui.parts.row_roles import ITEM_ROLE, SUMMARY_ROLE
from voicecloner.gui.voices.page import VoicesPage
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, SPEAK, VOICES
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary

CHINESE = "小明的声音"


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> VoicesPage:
    for name, language in (("Anna", "de"), (CHINESE, "cmn"), ("Bob", "en")):
        make_voice(name, language)
    window.show_page(VOICES)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.model.rowCount() == 3)
    return window.voices


def names(page: VoicesPage) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def choose(page: VoicesPage, name: str) -> None:
    page.view.setCurrentIndex(page.model.index(names(page).index(name), 0))
    page.view.setFocus()
    wait_for(page, name)


def wait_for(page: VoicesPage, name: str) -> None:
    """Until the chosen voice was read whole, and is this one."""
    deadline = QDeadlineTimer(60_000)
    while (page.details.voice is None or page.details.voice.name != name) and not deadline.hasExpired():
        QTest.qWait(1)
    assert page.details.voice is not None
    assert page.details.voice.name == name
    assert page.voice == page.details.voice


def search(page: VoicesPage, text: str, qtbot: QtBot) -> None:
    page.search.setText(text)
    qtbot.waitUntil(lambda: not page._pause.isActive())


def test_without_voices_the_page_leads_to_capture(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page(VOICES)
    qtbot.waitUntil(window.voices.empty.isVisible)
    assert window.voices.count.text() == "0 of 30"
    window.voices.empty.button.click()
    assert window.stack.currentIndex() == CAPTURE


def test_the_list_tells_name_language_and_age(page: VoicesPage) -> None:
    assert set(names(page)) == {"Anna", CHINESE, "Bob"}
    assert page.count.text() == "3 of 30"
    first = page.model.index(names(page).index("Anna"), 0)
    assert first.data(SUMMARY_ROLE) == "German · made just now"
    assert first.data(ITEM_ROLE).name == "Anna"
    said = first.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith("usable recording")  # its words are not those of its language


@pytest.mark.parametrize(("query", "found"), [("ann", ["Anna"]), ("小明", [CHINESE]), ("", ["Bob", CHINESE, "Anna"])])
def test_searching(page: VoicesPage, query: str, found: list[str], qtbot: QtBot) -> None:
    search(page, query, qtbot)
    qtbot.waitUntil(lambda: names(page) == found)


def test_searching_by_id(page: VoicesPage, qtbot: QtBot) -> None:
    choose(page, "Anna")
    search(page, page.voice.id, qtbot)
    qtbot.waitUntil(lambda: names(page) == ["Anna"])


def test_a_search_without_result_says_so(page: VoicesPage, qtbot: QtBot) -> None:
    search(page, "zebra", qtbot)
    qtbot.waitUntil(page.no_match.isVisible)
    assert page.count.text() == "0 found · 3 of 30"
    page.no_match.button.click()
    qtbot.waitUntil(page.view.isVisible)


def test_sorting_by_name(page: VoicesPage, qtbot: QtBot) -> None:
    page.order.setCurrentIndex(page.order.findData("name"))
    page.order.activated.emit(0)
    qtbot.waitUntil(lambda: names(page) == ["Anna", "Bob", CHINESE])


def test_sorting_by_score(page: VoicesPage, app: Application, qtbot: QtBot) -> None:
    for name, lost in (("Anna", 15), (CHINESE, 0)):
        app.library.keep_scorecard(app.library.find(name), scorecard(words_lost=lost))
    page.order.setCurrentIndex(page.order.findText("Score"))
    page.order.activated.emit(0)
    qtbot.waitUntil(lambda: names(page) == [CHINESE, "Anna", "Bob"])


def test_details_of_the_chosen_voice(page: VoicesPage, qtbot: QtBot) -> None:
    choose(page, CHINESE)
    assert page.details.name.words.text() == CHINESE
    qtbot.waitUntil(lambda: page.details.player.track.seconds > 11)
    spoken = [label.accessibleName() for label in page.details.findChildren(QLabel)]
    assert any(words.startswith("Whose voice: This is my own voice") for words in spoken)
    assert "Transcript: Hello." in spoken
    assert "Engine: basic" in spoken  # by its title once the engines were looked up
    assert "Made of: the sound and the words spoken in it" in spoken


def test_another_voice_is_seen_from_its_name_on(page: VoicesPage, qtbot: QtBot) -> None:
    choose(page, CHINESE)
    bar = page.details.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    choose(page, "Bob")
    assert bar.value() == 0


def test_what_only_a_search_for_faults_needs_is_folded_away(page: VoicesPage) -> None:
    choose(page, CHINESE)
    shown = [each.text() for each in page.details.findChildren(QLabel) if each.isVisible()]
    assert not any(page.voice.id in words or "revision" in words for words in shown)
    page.details.details_button.click()
    assert page.details.details.isVisible()
    assert page.details.details.text().startswith(f"Id: {page.voice.id}\nEngine: basic, revision 1\n")


def test_the_voice_is_heard_and_paused_by_space(page, window, host: FakeHost, speaker, qtbot: QtBot) -> None:
    choose(page, "Anna")
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(speaker.streams) and speaker.stream.is_active)
    assert window.tools.playback.is_playing("audition")
    assert page.details.audition.track.invitation == "What the voice says appears here as soon as it begins."
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert not window.tools.playback.is_playing("audition")
    qtbot.waitUntil(lambda: page.details.audition.track.seconds > 0 and not window.strip.isVisible())
    assert host.spoken[0][1].language == "de"
    choose(page, "Bob")
    qtbot.waitUntil(lambda: speaker.stream.is_closed)
    assert page.details.audition.track.seconds == 0
    assert page.details.audition.track.invitation == "Press Play to hear and see the voice itself."


def test_what_a_voice_has_said_is_not_made_anew(page, window, host: FakeHost, speaker, qtbot: QtBot) -> None:
    for name in ("Anna", "Bob", "Anna"):
        choose(page, name)
        page.details.audition.play_button.click()
        qtbot.waitUntil(lambda: window.tools.playback.is_playing("audition"))
        qtbot.waitUntil(lambda: page.details.audition.track.seconds > 1.0)
        qtbot.waitUntil(lambda: not page.details.audition._is_at_work)
        window.tools.playback.stop()
    assert len(host.spoken) == 2


def test_the_recording_has_a_player_of_its_own(page, window, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    choose(page, "Anna")
    qtbot.waitUntil(lambda: page.details.player.track.seconds > 11)
    page.details.player.play_button.click()
    qtbot.waitUntil(lambda: bool(speaker.streams) and speaker.stream.is_active)
    assert window.tools.playback.is_playing("reference")


def test_a_voice_that_has_to_be_rebuilt_cannot_be_heard(window, host: FakeHost, make_voice, qtbot: QtBot) -> None:
    make_voice("Anna")
    host.info = fake_engine("natural", "7")
    window.show_page(VOICES)
    window.tools.voices.refresh()
    qtbot.waitUntil(window.voices.details.stale.isVisible)
    assert not window.voices.details.audition.play_button.isEnabled()
    assert window.voices.details.audition.play_button.toolTip() == "It has to be rebuilt before it can be heard."


def test_an_engine_that_fails_to_let_a_voice_be_heard_says_why(page, window, host: FakeHost, qtbot: QtBot) -> None:
    choose(page, "Anna")
    host.error = EngineError("The engine has lost its voice.", "Try again.")
    page.details.audition.play_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "The engine has lost its voice."
    assert page.details.audition.play_button.isEnabled()


def test_tags_and_notes_are_kept_when_the_field_is_left(page, app: Application, qtbot: QtBot) -> None:
    choose(page, "Anna")
    words = page.details.words
    words.tags.setFocus()
    words.tags.setText("family,  audiobook ，小说、")
    words.notes.setFocus()
    qtbot.waitUntil(lambda: app.library.find("Anna").tags == ("family", "audiobook", "小说"))
    words.notes.setPlainText("Read in the kitchen.")
    page.view.setFocus()
    qtbot.waitUntil(lambda: app.library.find("Anna").notes == "Read in the kitchen.")
    qtbot.waitUntil(lambda: page.voice.notes == "Read in the kitchen.")
    assert words.tags.text() == "family, audiobook, 小说"
    search(page, "audiobook", qtbot)
    qtbot.waitUntil(lambda: names(page) == ["Anna"])


def test_words_typed_about_a_voice_stay_with_it(page, app: Application, qtbot: QtBot) -> None:
    choose(page, "Anna")
    page.details.words.notes.setPlainText("About Anna.")
    page.view.setCurrentIndex(page.model.index(names(page).index("Bob"), 0))
    wait_for(page, "Bob")
    assert page.details.words.notes.toPlainText() == ""
    qtbot.waitUntil(lambda: app.library.find("Anna").notes == "About Anna.")
    assert app.library.find("Bob").notes == ""


def test_voices_made_elsewhere_appear(window: MainWindow, app: Application, make_voice, qtbot: QtBot) -> None:
    window.show_page(VOICES)
    qtbot.waitUntil(window.voices.empty.isVisible)
    make_voice("Anna")  # behind the window's back
    qtbot.waitUntil(lambda: names(window.voices) == ["Anna"])
    other = VoiceLibrary(app.folders.data)
    try:
        other.rename(window.voices.summary.id, "Annabel")
        qtbot.waitUntil(lambda: names(window.voices) == ["Annabel"])
        wait_for(window.voices, "Annabel")
    finally:
        other.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_speaks_with_the_voice(page: VoicesPage, window: MainWindow, key: Qt.Key) -> None:
    choose(page, "Anna")
    wanted = page.voice.id
    QTest.keyClick(page.view, key)
    assert window.stack.currentIndex() == SPEAK
    assert window.speak.choice.voice_id == wanted
    assert window.speak.choice.language.tag == "de"


def test_renaming_keeps_the_choice(page: VoicesPage, app: Application, qtbot: QtBot) -> None:
    choose(page, "Anna")
    page.changes.rename(page.voice, "Annabel")
    qtbot.waitUntil(lambda: "Annabel" in names(page))
    wait_for(page, "Annabel")
    assert app.manage_voices.find("Annabel").language == "de"


def test_f2_lets_the_name_be_changed_where_it_stands(page: VoicesPage, qtbot: QtBot) -> None:
    choose(page, "Bob")
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    name = page.details.name
    assert (name.field.selectedText(), name.words.isVisible()) == ("Bob", False)
    assert name.field.cursorPosition() == 0  # where a long name begins
    QTest.keyClicks(name.field, " ")
    QTest.keyClick(name.field, Qt.Key.Key_Return)
    assert name.fault.text() == "Give the voice a name."
    QTest.keyClicks(name.field, "Berta")
    assert not name.fault.isVisible()
    QTest.keyClick(name.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Berta" in names(page))
    qtbot.waitUntil(lambda: not name.is_typed)
    assert (name.words.text(), page.view.hasFocus()) == ("Berta", True)


def test_esc_takes_the_typed_name_back(page: VoicesPage, qtbot: QtBot) -> None:
    choose(page, "Bob")
    page.rename()
    name = page.details.name
    QTest.keyClicks(name.field, "Berta")
    QTest.keyClick(name.field, Qt.Key.Key_Escape)
    assert not name.is_typed
    assert name.words.text() == "Bob"
    assert set(names(page)) == {"Anna", CHINESE, "Bob"}
    page.rename()
    assert name.field.text() == "Bob"


def test_a_taken_name_is_said_below_the_field(page: VoicesPage, window: MainWindow, qtbot: QtBot) -> None:
    choose(page, "Bob")
    page.rename()
    name = page.details.name
    QTest.keyClicks(name.field, "Anna")
    QTest.keyClick(name.field, Qt.Key.Key_Return)
    qtbot.waitUntil(name.fault.isVisible)
    assert "Anna" in name.fault.text()
    assert (name.is_typed, window.message_bar.isVisible()) == (True, False)
    QTest.keyClick(name.field, Qt.Key.Key_Escape)
    assert set(names(page)) == {"Anna", CHINESE, "Bob"}


def test_a_typed_name_is_kept_when_the_field_is_left(page: VoicesPage, qtbot: QtBot) -> None:
    choose(page, "Bob")
    page.rename()
    QTest.keyClicks(page.details.name.field, "Berta")
    page.view.setFocus()
    qtbot.waitUntil(lambda: "Berta" in names(page))


def test_deleting_can_be_undone(page: VoicesPage, window: MainWindow, qtbot: QtBot) -> None:
    choose(page, "Anna")
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "“Anna” was deleted."
    assert page.summary is not None
    window.message_bar._action.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    qtbot.waitUntil(lambda: page.summary is not None and page.summary.name == "Anna")


def test_deleting_the_last_voice_shows_the_steps_again(page, window, qtbot: QtBot) -> None:
    for left in (2, 1, 0):
        page.delete()
        qtbot.waitUntil(lambda left=left: page.model.rowCount() == left)
    qtbot.waitUntil(page.empty.isVisible)
    assert page.details.voice is None


def test_a_voice_whose_engine_is_gone_says_so_and_is_rebuilt(
    window: MainWindow, host: FakeHost, make_voice, qtbot: QtBot
) -> None:
    make_voice("Anna")
    host.info = fake_engine("natural", "7")
    window.show_page(VOICES)
    window.tools.voices.refresh()
    page = window.voices
    qtbot.waitUntil(page.details.stale.isVisible)
    assert page.model.index(0, 0).data(SUMMARY_ROLE).startswith("needs rebuild · ")
    assert page.details.stale.text() == "Needs rebuild: its engine “basic” is gone."
    page.details.rebuild_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "“Anna” was rebuilt with Test engine."
    qtbot.waitUntil(lambda: not page.details.stale.isVisible())
    assert page.voice.engine_id == "natural"


def test_a_voice_whose_engine_came_back_needs_no_rebuild(
    window: MainWindow, host: FakeHost, make_voice, qtbot: QtBot
) -> None:
    make_voice("Anna")
    before, host.info = host.info, fake_engine("natural", "7")
    window.show_page(VOICES)
    window.tools.voices.refresh()
    qtbot.waitUntil(window.voices.details.stale.isVisible)
    host.info = before
    window.tools.engines.look_again()  # as after installing its packages
    qtbot.waitUntil(lambda: not window.tools.voices.listed.needs_rebuild)
    qtbot.waitUntil(lambda: not window.voices.details.stale.isVisible() and window.voices.voice is not None)
    window.speak.choose(window.voices.voice)
    window.speak.form.text.setPlainText("Hello.")
    qtbot.waitUntil(window.speak.form.speak_button.isEnabled)
    window.speak.speak()
    assert window.speak.is_speaking
    qtbot.waitUntil(lambda: not window.speak.is_speaking)


def test_a_voice_that_cannot_be_read_is_named_and_mended(window: MainWindow, app: Application, page, qtbot) -> None:
    anna = app.library.find("Anna")
    with closing(sqlite3.connect(app.folders.data / DATABASE_NAME)) as connection:
        connection.execute("UPDATE voices SET consent = '{' WHERE id = ?", (anna.id,))
        connection.commit()
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: set(names(page)) == {CHINESE, "Bob"})
    qtbot.waitUntil(window.message_bar.isVisible)
    message = window.message_bar.message
    assert message.text == "The voice “Anna” cannot be used: its consent cannot be read."
    assert message.action_name == "Repair"
    window.message_bar._action.click()
    qtbot.waitUntil(lambda: set(names(page)) == {CHINESE, "Bob", "Anna"})
    qtbot.waitUntil(lambda: window.message_bar.message.text.startswith("The library is in order; 3 voices"))
    assert "“Anna”" in window.message_bar.message.hint


def test_the_settings_page_repairs_the_library(window: MainWindow, app: Application, page, qtbot) -> None:
    app.library.voice_file(app.library.find("Bob")).unlink()
    window.settings.repair_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert "“Bob” needs to be rebuilt: its data file is gone" in window.message_bar.message.text


def test_the_window_tells_what_became_of_a_lost_database(
    app: Application, make_voice, speaker: FakeSpeaker, qtbot
) -> None:
    make_voice("Anna")
    app.close()
    (app.folders.data / DATABASE_NAME).unlink()
    again = Application(app.folders, FakeHost())
    window = MainWindow(again, Player(speaker.open))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "The library's database was missing; its one voice is there."
    qtbot.waitUntil(lambda: names(window.voices) == ["Anna"])
    window.close()
