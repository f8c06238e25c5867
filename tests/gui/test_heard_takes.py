"""A take that is heard again: its words, its sentences, its speed, and the loudspeaker it comes from."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost
from tests.support.fake_streams import FakeSpeaker
from tests.support.kept_takes import beginning
from tests.support.speak_hands import TEXT, say, with_two_voices
from voicecloner.audio.capture import devices
from voicecloner.domain.audio import AudioDevice, WordTime
from voicecloner.domain.voice import Voice
from voicecloner.errors import DeviceError
from voicecloner.gui.speak.heard_words import HeardWords
from voicecloner.gui.speak.page import SpeakPage
from voicecloner.gui.speak.speaking import PLAYBACK_KEY
from voicecloner.gui.speak.take_card import TakeCard
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.library.takes import TakeStore

LEAD_FRAMES = 2400


@pytest.fixture
def page(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> SpeakPage:
    return with_two_voices(window, make_voice, qtbot)


@pytest.fixture
def said(page: SpeakPage, qtbot: QtBot) -> SpeakPage:
    """A take of two sentences is shown and silent, and another text stands in the field."""
    say(page, TEXT, qtbot)
    page._tools.playback.stop()
    page.form.text.setPlainText("Something else altogether, which is not said.")
    return page


@pytest.fixture
def words(qtbot: QtBot) -> HeardWords:
    made = HeardWords()
    qtbot.addWidget(made)
    return made


def test_the_word_that_is_heard_is_shown_though_the_text_is_gone(said: SpeakPage, speaker: FakeSpeaker, qtbot) -> None:
    assert said.take_card.words.isVisible()
    said.take_card.player.toggle()
    qtbot.waitUntil(lambda: len(speaker.streams) == 2)
    for word in said.take.words[:2]:
        middle_s = (word.start_s + word.end_s) / 2
        said.take_card.player.moved.emit(middle_s)
        assert said.take_card.words.word == said.take.text[word.first_character : word.end_character]
    assert said.marks.marked == ""
    said.take_card._tools.playback.stop()
    assert (said.take_card.words.word, said.take_card.words.text()) == ("", "")


def test_marked_words_stand_among_their_neighbours_on_one_line(words: HeardWords, tmp_path: Path) -> None:
    text = "<b>Tom</b> & Jerry " + "ran and " * 20 + "met 😀 here.\nThe end."
    places = [text.index(word) for word in ("Jerry", "here", "end")]
    times = tuple(WordTime(at, at + 4, float(number), number + 0.5) for number, at in enumerate(places))
    take = beginning(TakeStore(tmp_path / "takes"), text=text)
    words.show_take(replace(take, words=times))
    words.show_at(0.2)
    assert words.text().startswith("&lt;b&gt;Tom&lt;/b&gt;&nbsp;&amp;&nbsp;<span ")
    assert ">Jerr</span>y&nbsp;ran" in words.text()
    words.show_at(1.2)
    assert ">here</span>.&nbsp;The" in words.text()
    assert "😀&nbsp;<span " in words.text()
    assert words.text().startswith("…")
    words.show_at(50.0)
    assert (words.word, words.text()) == ("", "")
    words.show_take(None)
    assert words.isHidden()


def test_a_sentence_is_heard_once_more(said: SpeakPage, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    second = said.take.sentences[1]
    said.take_card.player.track.seek_asked.emit(second.start_s + 0.2)
    said.take_card.repeat_button.click()
    qtbot.waitUntil(lambda: said.take_card.player.is_playing and len(speaker.streams) == 2)
    assert said._tools.playback.position_s == pytest.approx(second.start_s, abs=0.01)
    said.take_card.player.track.set_position(second.start_s - 0.3)
    said.take_card.repeat_button.click()
    qtbot.waitUntil(lambda: len(speaker.streams) == 3)
    assert said._tools.playback.position_s == pytest.approx(0.0, abs=0.01)


def test_while_a_take_is_made_there_is_no_sentence_to_repeat(page: SpeakPage, host: FakeHost, qtbot: QtBot) -> None:
    host.gate.clear()
    page.form.text.setPlainText(TEXT)
    page.speak()
    assert not page.take_card.repeat_button.isEnabled()
    host.gate.set()
    qtbot.waitUntil(lambda: page.take is not None)
    assert page.take_card.repeat_button.isEnabled()


def test_a_take_is_heard_at_another_speed_from_where_it_is(said: SpeakPage, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    said.take_card.player.toggle()
    qtbot.waitUntil(lambda: len(speaker.streams) == 2)
    speaker.take_sound(LEAD_FRAMES + 12_000)
    before_s = said._tools.playback.position_s
    fast = said.take_card.speed.findText("2 ×")
    said.take_card.speed.setCurrentIndex(fast)
    said.take_card.speed.activated.emit(fast)
    qtbot.waitUntil(lambda: len(speaker.streams) == 3)
    assert said._tools.playback.position_s == pytest.approx(before_s, abs=0.05)
    rest = np.flatnonzero(speaker.take_rest())
    assert (rest[-1] - rest[0]) / speaker.sample_rate == pytest.approx((said.take.seconds - before_s) / 2, abs=0.15)
    qtbot.waitUntil(lambda: said._tools.playback.key == "")


def test_the_speed_of_playback_is_remembered(said: SpeakPage, window, qtbot: QtBot) -> None:
    fast = said.take_card.speed.findText("1.5 ×")
    said.take_card.speed.setCurrentIndex(fast)
    said.take_card.speed.activated.emit(fast)
    qtbot.waitUntil(lambda: window.tools.app.settings_store.load().playback_speed == 1.5)
    again = TakeCard(window.tools)
    qtbot.addWidget(again)
    assert again.speed.currentText() == "1.5 ×"
    assert window.tools.playback.speed(PLAYBACK_KEY) == 1.5


def test_a_speed_that_a_command_has_set_is_offered_as_well(window, qtbot: QtBot) -> None:
    window.tools.preferences.change("playback_speed", 1.1)
    card = TakeCard(window.tools)
    qtbot.addWidget(card)
    assert card.speed.currentText() == "1.1 ×"
    assert card.speed.count() == 7


def test_a_slow_maker_is_waited_for_and_the_page_says_so(page, window, host: FakeHost, speaker, qtbot: QtBot) -> None:
    def hear_then_wait(*_args: object, **_more: object):
        yield from FakeHost.synthesize(host, *_args, **_more)
        if len(host.spoken) == 1:
            host.gate.clear()

    host.synthesize = hear_then_wait
    page.form.text.setPlainText(TEXT)
    page.speak()
    qtbot.waitUntil(lambda: len(host.spoken) == 1 and bool(speaker.streams))
    speaker.take_sound(LEAD_FRAMES + 4800)
    playback = window.tools.playback
    qtbot.waitUntil(lambda: not np.any(speaker.take(24_000)) and playback.is_gathering)
    qtbot.waitUntil(lambda: " / …" in page.take_card.player._clock.text())
    host.gate.set()
    qtbot.waitUntil(lambda: page.take is not None and not playback.is_gathering)
    playback.moved.emit(playback.position_s)
    assert "waiting" not in page.take_card.player._clock.text()


def test_a_loudspeaker_that_is_gone_is_replaced_and_told_of_once(
    said: SpeakPage, window: MainWindow, speaker: FakeSpeaker, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window.tools.preferences.change("output_device", "Headphones")
    said.take_card.player.toggle()
    qtbot.waitUntil(lambda: "“Headphones” is not connected" in window.message_bar.message.text)
    assert speaker.devices[-1] is None
    window.message_bar.hide()
    said.take_card.player.play_from(0.0)
    qtbot.waitUntil(lambda: len(speaker.streams) == 3)
    assert not window.message_bar.isVisible()
    headphones = AudioDevice(2, "Headphones")
    monkeypatch.setattr(devices, "list_outputs", lambda: (headphones,))
    said.take_card.player.play_from(0.0)
    qtbot.waitUntil(lambda: len(speaker.streams) == 4)
    assert speaker.devices[-1] == headphones
    assert window.tools.playback.is_playing(PLAYBACK_KEY)
    speaker.take_rest()
    qtbot.waitUntil(lambda: window.tools.playback.key == "")
    monkeypatch.setattr(devices, "list_outputs", lambda: ())
    said.take_card.player.play_from(0.0)
    qtbot.waitUntil(window.message_bar.isVisible)


def test_a_listed_loudspeaker_that_does_not_open_is_told_of_once(
    said: SpeakPage, window: MainWindow, speaker: FakeSpeaker, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    headphones = AudioDevice(2, "Headphones")
    monkeypatch.setattr(devices, "list_outputs", lambda: (headphones,))
    player, opened = window.tools.playback._player, speaker.open

    def open_stream(device: AudioDevice | None, fill: Callable[..., None]) -> object:
        if device == headphones:
            raise DeviceError("It cannot be opened.")
        return opened(device, fill)

    player._open_stream = open_stream
    window.tools.preferences.change("output_device", "Headphones")
    for count in (2, 3):
        said.take_card.player.play_from(0.0)
        qtbot.waitUntil(lambda count=count: len(speaker.streams) == count)
        qtbot.waitUntil(lambda: "“Headphones” is not connected" in window.message_bar.message.text)
        assert window.message_bar.isVisible() == (count == 2)
        window.message_bar.hide()
