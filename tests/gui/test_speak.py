"""The speak page: say a text, hear it while it is made, stop it, save it, hear it again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost, fake_engine
from tests.support.fake_streams import FakeSpeaker
from tests.support.speak_hands import SAVE_DIALOG, TEXT, choose, say, with_two_voices
from tests.support.window_hands import drop, press
from voicecloner.audio.files.encoding import read_audio
from voicecloner.bootstrap import Application
from voicecloner.domain.synthesis import ConversionWay
from voicecloner.domain.voice import Voice
from voicecloner.engines.contract.engine import EngineInfo
from voicecloner.errors import EngineError
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.speak.speaking import PLAYBACK_KEY
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, SPEAK
from voicecloner.settings import Setting


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    return with_two_voices(window, make_voice, qtbot)


def test_without_a_voice_the_page_says_where_to_make_one(window: MainWindow) -> None:
    window.show_page(SPEAK)
    window.speak.form.text.setPlainText("Hello.")
    assert window.speak.form.missing.text() == "There is no voice yet: make one on the Capture page."
    assert not window.speak.form.speak_button.isEnabled()


def test_an_empty_text_cannot_be_said(page: SpeakPage, host: FakeHost) -> None:
    page.form.text.setPlainText("  \n ")
    assert not page.form.speak_button.isEnabled()
    page.speak()
    assert not page.is_speaking
    assert host.spoken == []


def test_characters_are_counted(page: SpeakPage) -> None:
    page.form.text.setPlainText("a")
    assert page.form.count.text() == "1 character"
    page.form.text.setPlainText("a" * 1234)
    assert page.form.count.text() == "1\u00a0234 characters"


def test_the_voice_brings_its_language(page: SpeakPage) -> None:
    page.choice.voices.setCurrentIndex(page.choice.voices.findText("Anna"))
    assert page.choice.language.tag == "de"
    page.choice.voices.setCurrentIndex(page.choice.voices.findText("Bob"))
    assert page.choice.language.tag == "en"


def test_voices_are_found_by_any_part_of_their_name(page: SpeakPage) -> None:
    page.choice.voices.lineEdit().setText("bob")
    page.choice.voices.lineEdit().editingFinished.emit()
    assert page.choice.voices.currentText() == "Bob"
    page.choice.voices.lineEdit().setText("nobody at all")
    page.choice.voices.lineEdit().editingFinished.emit()
    assert page.choice.voices.currentText() == "Bob"


def test_ctrl_enter_speaks_and_the_take_is_shown(
    page: SpeakPage, window: MainWindow, host: FakeHost, qtbot: QtBot
) -> None:
    page.choice.pace.slider.setValue(150)
    page.form.text.setPlainText(TEXT)
    page.form.text.setFocus()
    press(window, "Ctrl+Return")
    qtbot.waitUntil(lambda: page.take is not None)
    assert [text for text, _options in host.spoken] == ["One sentence.", "And a second one."]
    assert {options.speed for _text, options in host.spoken} == {1.5}
    assert page.take_card.title.text() == TEXT
    assert page.take_card.player.track.seconds == pytest.approx(page.take.seconds, abs=0.1)
    assert page.take_card.save_button.isEnabled()


def test_the_first_sentence_is_heard_while_the_next_is_made(page, host: FakeHost, speaker: FakeSpeaker, qtbot) -> None:
    first = speaker

    def hear_then_wait(*_args: object, **_more: object):
        yield from FakeHost.synthesize(host, *_args, **_more)
        if len(host.spoken) == 1:
            host.gate.clear()

    host.synthesize = hear_then_wait
    page.form.text.setPlainText(TEXT)
    page.speak()
    qtbot.waitUntil(lambda: len(host.spoken) == 1 and bool(first.streams))
    heard = first.take_sound(4800)
    assert np.abs(heard).max() > 0.01
    assert page.is_speaking
    qtbot.waitUntil(lambda: page.take_card.player.track.seconds > 0.5)
    host.gate.set()
    qtbot.waitUntil(lambda: page.take is not None)
    assert len(speaker.streams) == 1


def test_escape_silences_at_once_and_keeps_nothing(page, window, host: FakeHost, speaker: FakeSpeaker, qtbot) -> None:
    host.gate.clear()
    page.form.text.setPlainText(TEXT)
    page.speak()
    assert page.form.speak_button.text().strip() == "Stop"
    press(window, "Esc")
    assert window.tools.playback.key == ""
    qtbot.waitUntil(lambda: not page.is_speaking)
    assert page.takes_card.model.rowCount() == 0
    assert not window.message_bar.isVisible()
    assert page.form.speak_button.text().strip() == "Speak"


def test_a_take_that_nothing_came_of_leaves_the_one_before(page, window, host: FakeHost, qtbot: QtBot) -> None:
    say(page, TEXT, qtbot)
    before = page.take
    host.gate.clear()
    page.form.text.setPlainText("Something else.")
    page.speak()
    assert page.take is None
    press(window, "Esc")
    qtbot.waitUntil(lambda: page.take == before)
    assert page.take_card.save_button.isEnabled()


def test_escape_ends_the_sound_of_a_finished_take(page, window, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    say(page, TEXT, qtbot)
    qtbot.waitUntil(lambda: bool(speaker.streams))
    speaker.take_sound(4800)
    press(window, "Esc")
    assert not np.any(speaker.take(4800))
    qtbot.waitUntil(lambda: speaker.stream.is_closed)


def test_an_engine_that_fails_becomes_a_message(
    page: SpeakPage, window: MainWindow, host: FakeHost, qtbot: QtBot
) -> None:
    host.error = EngineError("The engine has lost its voice.")
    page.form.text.setPlainText(TEXT)
    page.speak()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "The engine has lost its voice."
    assert not page.is_speaking
    assert page.form.text.toPlainText() == TEXT


def test_seeking_plays_from_there(page: SpeakPage, window: MainWindow, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    say(page, TEXT, qtbot)
    page.take_card.player.view.setFocus()
    QTest.keyClick(page.take_card.player.view, Qt.Key.Key_Home)
    window.tools.playback.stop()
    page.take_card.player.track.seek_asked.emit(1.0)
    assert page.take_card.player.track.position_s == 1.0
    page.toggle_playback()
    qtbot.waitUntil(lambda: window.tools.playback.position_s >= 1.0)
    assert window.tools.playback.is_playing(PLAYBACK_KEY)


def test_enter_on_a_take_plays_it(page: SpeakPage, window: MainWindow, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    say(page, "The first.", qtbot)
    say(page, "The second.", qtbot)
    window.tools.playback.stop()
    qtbot.waitUntil(lambda: page.takes_card.model.rowCount() == 2)
    page.takes_card.view.activated.emit(page.takes_card.model.index(1, 0))
    qtbot.waitUntil(lambda: window.tools.playback.is_playing(PLAYBACK_KEY))
    assert page.take.text == "The first."


def test_a_text_said_again_while_speaking_waits_for_the_user(page: SpeakPage, host: FakeHost, qtbot: QtBot) -> None:
    host.gate.clear()
    page.form.text.setPlainText(TEXT)
    page.speak()
    page.speak()
    host.gate.set()
    # they are looked up beside the window, and either may be first
    qtbot.waitUntil(lambda: page.takes_card.model.rowCount() > 0 and page.take is not None)
    assert page.takes_card.model.rowCount() == 1
    assert len(host.spoken) == 2


def test_the_rest_of_a_long_text_is_played_from_the_disk(
    page, window, speaker: FakeSpeaker, monkeypatch, qtbot
) -> None:
    monkeypatch.setattr("voicecloner.gui.speak.speaking._LISTEN_AHEAD_S", 0.1)
    say(page, TEXT, qtbot)
    heard_s = page.take_card._heard_s
    assert 0 < heard_s < page.take.seconds - 0.5
    beginning = speaker.take_rest()
    qtbot.waitUntil(lambda: len(speaker.streams) == 2)
    rest = speaker.take_rest()
    # the inaudible mark rings on a little into the silence between sentences
    heard = np.count_nonzero(np.abs(np.concatenate([beginning, rest])) > 1e-3)
    assert heard / speaker.sample_rate == pytest.approx(page.take.seconds - 0.15, abs=0.1)
    qtbot.waitUntil(lambda: window.tools.playback.key == "")
    assert len(speaker.streams) == 2


def delete_and_undo(page: SpeakPage, app: Application, window: MainWindow, qtbot: QtBot) -> Iterator[None]:
    """Delete the chosen voice; go on to have it back."""
    gone = page.choice.voices.currentText()
    app.manage_voices.delete(gone)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: page.choice.voices.count() == 1)
    yield
    app.manage_voices.restore(gone)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: page.choice.voices.count() == 2)


def test_a_voice_that_comes_back_is_chosen_again(page: SpeakPage, app: Application, window, qtbot: QtBot) -> None:
    page.choice.voices.setCurrentIndex(page.choice.voices.findText("Anna"))
    for _ in delete_and_undo(page, app, window, qtbot):
        assert page.choice.voices.currentText() == "Bob"
    assert page.choice.voices.currentText() == "Anna"


def test_a_voice_chosen_since_then_stays(page: SpeakPage, app: Application, window, qtbot: QtBot) -> None:
    page.choice.voices.setCurrentIndex(page.choice.voices.findText("Anna"))
    for _ in delete_and_undo(page, app, window, qtbot):
        page.choice.voices.activated.emit(page.choice.voices.currentIndex())
    assert page.choice.voices.currentText() == "Bob"


@pytest.fixture
def converting(page: SpeakPage, window: MainWindow, host: FakeHost) -> SpeakPage:
    """The page with voices whose engine converts, and says no texts."""
    know(window, host, fake_engine(can_synthesize=False, can_convert=True))
    return page


def know(window: MainWindow, host: FakeHost, *engines: EngineInfo) -> None:
    host.info = engines[0]
    window.tools.engines.engines = engines
    window.tools.engines.changed.emit(engines)


def test_without_an_engine_that_converts_nothing_is_said_of_it(page: SpeakPage) -> None:
    assert not page.form.convert_button.isVisible()


def test_a_voice_that_cannot_convert_says_so(page: SpeakPage, window: MainWindow, host: FakeHost) -> None:
    know(window, host, fake_engine(), fake_engine("other", can_convert=True))
    assert page.form.convert_button.isVisible()
    assert not page.form.convert_button.isEnabled()
    assert "Test engine, cannot convert" in page.form.convert_button.toolTip()


def test_a_voice_that_only_converts_waits_for_a_recording(converting: SpeakPage, host: FakeHost) -> None:
    converting.form.text.setPlainText("Hello.")
    assert not converting.form.speak_button.isEnabled()
    assert converting.form.missing.text() == "Test engine cannot say texts: convert a recording, or drop one here."
    converting.speak()
    assert host.spoken == []
    assert converting.form.convert_button.isEnabled()


def test_the_page_with_both_buttons_fits_the_smallest_window(converting, window: MainWindow, qtbot: QtBot) -> None:
    window.resize(560, 380)
    qtbot.waitUntil(lambda: window.sidebar.width() < 100)
    qtbot.waitUntil(lambda: converting.widget().minimumSizeHint().width() <= converting.width())


def test_a_dropped_recording_is_said_again(converting, window, host: FakeHost, speech: Path, qtbot: QtBot) -> None:
    assert drop(window, speech)
    qtbot.waitUntil(lambda: converting.take is not None)
    assert window.stack.currentIndex() == SPEAK
    assert converting.take_card.title.text() == speech.name
    assert converting.take_card.player.track.seconds == pytest.approx(12.0, abs=0.1)
    assert converting.take_card.save_button.isEnabled()
    assert sum(piece.seconds for piece, _seed in host.converted) > 8.0


def test_how_it_is_said_again_can_be_chosen_where_the_engine_has_several_ways(
    page, window, host, speech, qtbot
) -> None:
    assert not page.form.way.isVisible()
    know(window, host, fake_engine(can_convert=True, conversion_ways=(ConversionWay.WORDS, ConversionWay.WORLD)))
    page.form.way.setCurrentIndex(2)
    assert page.form.way.currentText() == "As sound"
    page.convert(speech)
    qtbot.waitUntil(lambda: page.take is not None)
    assert {options.way for _speech, options in host.converted} == {ConversionWay.WORLD}
    know(window, host, fake_engine(can_convert=True))
    assert not page.form.way.isVisible()
    assert page.form.way.way is ConversionWay.AUTO


def test_a_chosen_recording_is_said_again(converting, monkeypatch, speech: Path, qtbot: QtBot) -> None:
    answer = (str(speech), "")
    monkeypatch.setattr("voicecloner.gui.parts.choosing.QFileDialog.getOpenFileName", lambda *_arguments: answer)
    qtbot.waitUntil(converting.form.convert_button.isEnabled)
    converting.form.convert_button.click()
    assert converting.form.speak_button.text().strip() == "Stop"
    assert not converting.form.convert_button.isEnabled()
    qtbot.waitUntil(lambda: converting.takes_card.model.rowCount() == 1)
    assert converting.takes_card.model.index(0, 0).data() == speech.name


def test_how_it_was_said_again_stands_below_it(converting, window, host: FakeHost, speech: Path, qtbot: QtBot) -> None:
    host.ways = ["words", "world"]
    assert drop(window, speech)
    qtbot.waitUntil(lambda: converting.take is not None)
    assert "said again from its words" in converting.take_card.facts.toolTip() + converting.take_card.facts.text()
    card = converting.takes_card
    qtbot.waitUntil(lambda: card.model.rowCount() == 1)
    card.view.setCurrentIndex(card.model.index(0, 0))
    qtbot.waitUntil(card.play_button.isEnabled)
    assert not card.again_button.isEnabled(), "the name of a recording is no text"


def test_no_recording_chosen_changes_nothing(converting: SpeakPage, monkeypatch) -> None:
    monkeypatch.setattr("voicecloner.gui.parts.choosing.QFileDialog.getOpenFileName", lambda *_arguments: ("", ""))
    converting.form.convert_button.click()
    assert not converting.is_speaking


def test_escape_ends_a_conversion(converting, window, host: FakeHost, speech: Path, qtbot: QtBot) -> None:
    host.gate.clear()
    converting.convert(speech)
    press(window, "Esc")
    qtbot.waitUntil(lambda: not converting.is_speaking)
    assert converting.takes_card.model.rowCount() == 0
    assert not window.message_bar.isVisible()


def test_a_recording_that_cannot_be_read_is_one_sentence(converting, window, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "letter.wav").write_text("Dear Anna")
    assert drop(window, tmp_path / "letter.wav")
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == "“letter.wav” is a text, not a sound file."
    assert not converting.is_speaking


def test_several_dropped_recordings_are_references(converting, window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    assert drop(window, speech, speech)
    assert window.stack.currentIndex() == CAPTURE
    assert not converting.is_speaking
    qtbot.waitUntil(lambda: window.capture.captured is not None)


def test_only_what_the_voice_can_do_is_offered(page: SpeakPage, window: MainWindow, host: FakeHost) -> None:
    choose(page, "Anna")
    know(window, host, fake_engine(languages=("en", "de"), keeps_language=True, speed_range=None))
    assert [page.choice.language.itemData(row) for row in range(page.choice.language.count())] == ["de"]
    assert not page.choice.pace.isVisible()
    know(window, host, fake_engine(languages=("en", "de"), speed_range=(0.8, 1.25)))
    assert {page.choice.language.itemData(row) for row in range(page.choice.language.count())} == {"en", "de"}
    assert page.choice.pace.isVisible()
    assert (page.choice.pace.slider.minimum(), page.choice.pace.slider.maximum()) == (80, 125)


def test_the_engines_options_are_drawn_and_spoken_with(
    page: SpeakPage, window: MainWindow, host: FakeHost, qtbot: QtBot
) -> None:
    steps = Setting("steps", int, 10, "How often.", limits=(4, 30))
    style = Setting("style", str, "calm", "Which.", choices=("calm", "bright"))
    know(window, host, fake_engine("other"), fake_engine(options=(steps, style)))
    host.info = fake_engine(options=(steps, style))
    assert set(page.choice.options.fields) == {"steps", "style"}
    assert page.choice.options.isVisible()
    field = page.choice.options.fields["steps"]
    assert isinstance(field, QSpinBox)
    field.setValue(12)
    say(page, "Hello.", qtbot)
    assert host.spoken[0][1].options == {"steps": 12}
    field.setValue(10)
    assert page.choice.options.values == {}
    know(window, host, fake_engine())
    page.choice.options.offer(None)
    assert not page.choice.options.isVisible()


class TestTakes:
    """What was said can be played, saved, said again and deleted where it is listed."""

    def listed(self, page: SpeakPage, qtbot: QtBot):
        say(page, "The first.", qtbot)
        say(page, "The second.", qtbot)
        page._tools.playback.stop()
        page.takes_card.view.setCurrentIndex(page.takes_card.model.index(1, 0))
        return page.takes_card

    def test_without_a_choice_nothing_can_be_done(self, page: SpeakPage, qtbot: QtBot) -> None:
        say(page, "The first.", qtbot)
        card = page.takes_card
        buttons = (card.play_button, card.save_button, card.again_button, card.delete_button)
        assert not any(each.isEnabled() for each in buttons)

    def test_it_is_played(self, page: SpeakPage, window, qtbot: QtBot) -> None:
        card = self.listed(page, qtbot)
        card.play_button.click()
        qtbot.waitUntil(lambda: page.take is not None and page.take.text == "The first.")
        qtbot.waitUntil(lambda: window.tools.playback.is_playing(PLAYBACK_KEY))

    def test_it_is_saved_though_another_one_is_shown(self, page, monkeypatch, tmp_path: Path, qtbot: QtBot) -> None:
        card = self.listed(page, qtbot)
        path = tmp_path / "first.wav"
        monkeypatch.setattr(SAVE_DIALOG, lambda *_a, **_k: (str(path), ""))
        card.save_button.click()
        qtbot.waitUntil(path.exists)
        assert page.take.text == "The second."
        assert read_audio(path).seconds == pytest.approx(card.take.seconds, abs=0.01)

    def test_it_is_said_again_as_another_take(self, page: SpeakPage, host: FakeHost, qtbot: QtBot) -> None:
        card = self.listed(page, qtbot)
        page.form.text.setPlainText("Something else.")
        card.again_button.click()
        qtbot.waitUntil(lambda: card.model.rowCount() == 3)
        assert card.model.index(0, 0).data() == "The first."
        assert [options.seed for _text, options in host.spoken] == [0, 0, 1]
        assert page.form.text.toPlainText() == "Something else."


def test_stop_is_in_sight_where_that_of_the_page_is_scrolled_away(
    page: SpeakPage, window: MainWindow, host: FakeHost, qtbot: QtBot
) -> None:
    window.resize(640, 400)
    page.form.text.setPlainText("Hello.")
    page.verticalScrollBar().setValue(0)
    host.gate.clear()
    page.speak()
    qtbot.waitUntil(window.strip._stop.isVisible)
    assert page.form.speak_button.visibleRegion().isEmpty()
    page.ensureWidgetVisible(page.form.speak_button)
    qtbot.waitUntil(lambda: not window.strip._stop.isVisible())
    page.form.speak_button.click()
    qtbot.waitUntil(lambda: not page.is_speaking)


def test_there_is_one_stop(page: SpeakPage, window: MainWindow, host: FakeHost, qtbot: QtBot) -> None:
    page.form.text.setPlainText("Hello.")
    host.gate.clear()
    page.speak()
    qtbot.waitUntil(window.strip.isVisible)
    assert page.form.speak_button.text().strip() == "Stop"
    qtbot.waitUntil(lambda: not window.strip._stop.isVisible())
    window.show_page(CAPTURE)
    qtbot.waitUntil(window.strip._stop.isVisible)
    window.show_page(SPEAK)
    qtbot.waitUntil(lambda: not window.strip._stop.isVisible())
    page.form.speak_button.click()
    qtbot.waitUntil(lambda: not page.is_speaking)
