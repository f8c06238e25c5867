"""Before and around a recording: the level, the room, the countdown, another try, and recordings that are kept."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from tests.support.answering import answer
from tests.support.capture_hands import RATE, fill_in, speak_into, start_recording
from tests.support.closing import close_by_hand
from tests.support.fake_streams import DEFAULT_NAME, FakeMicrophone
from voicecloner.audio.playback.player import Player
from voicecloner.bootstrap import Application
from voicecloner.errors import DeviceError
from voicecloner.gui.capture.record_card import RecordCard
from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, SETTINGS
from voicecloner.quality.room import RoomTone, judge_room
from voicecloner.settings import Settings
from voicecloner.use_cases.recording.recording_flow import Phase
from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings

Noise = np.ndarray


def hiss(seconds: float, rms: float = 0.0005) -> Noise:
    return np.random.default_rng(1).normal(0, rms, round(seconds * RATE)).astype(np.float32)


def speaking(seconds: float) -> Noise:
    """Words with longer pauses between them."""
    return hiss(seconds, 0.1) * (np.sin(np.arange(round(seconds * RATE)) / 9000) > 0.7).astype(np.float32)


def heard_in(card: RecordCard, microphone: FakeMicrophone, sound: Noise, qtbot: QtBot) -> None:
    """Let the meter show this sound."""
    shown: list[object] = []
    microphone.hear(sound)
    card.microphone.heard.connect(shown.append)
    qtbot.waitUntil(lambda: len(shown) >= 2)
    card.microphone.heard.disconnect(shown.append)


@pytest.fixture
def card(window: MainWindow, qtbot: QtBot) -> RecordCard:
    found = window.capture.record_card
    qtbot.waitUntil(lambda: found.picker._combo.count() == 3)
    return found


def wish(card: RecordCard, **wishes: object) -> None:
    for key, value in wishes.items():
        card._tools.preferences.change(key, value)


def clock(card: RecordCard, now_s: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the findings about the room grow old by this clock."""
    monkeypatch.setattr(card.microphone.flow._rooms, "_now_s", lambda: now_s[0])


def judged(card: RecordCard, tone: RoomTone) -> None:
    card.microphone.follow(card.microphone.flow.room_judged(tone))


def wait_for(card: RecordCard, phase: Phase, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: card.microphone.phase is phase)


def wait_for_opening(microphone: FakeMicrophone, count: int, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(microphone.streams) == count and microphone.stream.is_active)


def answer_soon(window: MainWindow, words: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QuestionDialog)))
    answer(window, words)


def kept(app: Application) -> list[str]:
    return sorted(path.suffix for path in (app.folders.data / "recordings").iterdir())


class TestLevel:
    def test_it_is_shown_before_the_recording_and_the_recording_opens_nothing_anew(
        self, card, microphone, qtbot
    ) -> None:
        wish(card, meter_before_recording="on")
        wait_for(card, Phase.METERING, qtbot)
        microphone.hear(np.full(RATE // 2, 0.5, np.float32))
        qtbot.waitUntil(lambda: card.meter.held_dbfs == pytest.approx(-6.0, abs=0.1))
        assert card.meter.isVisible()
        card.ring.click()
        wait_for(card, Phase.RECORDING, qtbot)
        assert len(microphone.streams) == 1

    def test_the_microphone_is_given_back_while_nobody_looks(self, window, card, microphone, qtbot) -> None:
        wish(card, meter_before_recording="on")
        wait_for(card, Phase.METERING, qtbot)
        window.show_page(SETTINGS)
        qtbot.waitUntil(lambda: microphone.stream.is_closed)
        window.show_page(CAPTURE)
        wait_for_opening(microphone, 2, qtbot)

    def test_it_rests_while_a_recording_is_looked_at(self, window, card, microphone, speech: Path, qtbot) -> None:
        wish(card, meter_before_recording="on")
        wait_for(card, Phase.METERING, qtbot)
        window.import_files((speech,))
        qtbot.waitUntil(lambda: microphone.stream.is_closed)
        window.capture.clear()
        wait_for_opening(microphone, 2, qtbot)

    def test_another_microphone_is_metered_once_it_is_chosen(self, window, card, microphone, qtbot) -> None:
        wish(card, meter_before_recording="on")
        wait_for(card, Phase.METERING, qtbot)
        window.settings.look_up_devices()
        wish(card, input_device="Studio mic")  # as the settings page does
        wait_for_opening(microphone, 2, qtbot)
        assert microphone.devices[-1].name == "Studio mic"

    def test_one_that_goes_away_is_told_in_a_sentence_and_comes_back(
        self, card, microphone, monkeypatch, qtbot
    ) -> None:
        monkeypatch.setattr("voicecloner.audio.capture.devices.rescan", lambda: None)
        wish(card, meter_before_recording="on")
        wait_for(card, Phase.METERING, qtbot)
        microphone.stream.is_active = False
        qtbot.waitUntil(
            lambda: card.advice.text() == "The microphone went away. Plug it in, then look for a new microphone."
        )
        assert card.ring.isEnabled()
        card.picker.rescan_button.click()
        wait_for_opening(microphone, 2, qtbot)
        qtbot.waitUntil(lambda: card.advice.text().startswith("Speak for 20 seconds or more"))

    def test_one_that_refuses_is_told_in_a_sentence(self, card, microphone, qtbot) -> None:
        microphone.refusal = DeviceError("It is in use by another program.", "Close that.")
        wish(card, meter_before_recording="on")
        qtbot.waitUntil(lambda: card.advice.text() == "It is in use by another program. Close that.")

    def test_a_muted_one_is_told_of(self, card, microphone, qtbot) -> None:
        wish(card, meter_before_recording="on")
        wait_for(card, Phase.METERING, qtbot)
        microphone.hear(np.zeros(3 * RATE, np.float32))
        qtbot.waitUntil(lambda: "nothing but silence" in card.advice.text())

    def test_the_clip_light_stays_out_once_it_was_put_out(self, card, microphone, qtbot) -> None:
        start_recording(card.window(), qtbot)
        microphone.hear(np.ones(2000, np.float32))
        microphone.hear(hiss(1.0))
        qtbot.waitUntil(lambda: card.meter.is_clip_lit)
        QTest.mouseClick(card.meter, Qt.MouseButton.LeftButton, pos=card.meter.rect().topRight())
        microphone.hear(hiss(1.0))
        qtbot.waitUntil(lambda: card.track.seconds > 1.9)
        assert not card.meter.is_clip_lit


class TestRoom:
    def test_the_button_tells_in_a_sentence_what_it_is_like(self, card, microphone, qtbot) -> None:
        card.room.check_button.click()
        wait_for_opening(microphone, 1, qtbot)
        assert card.words.text() == "Be silent for two seconds…"
        microphone.hear(hiss(2.5))
        qtbot.waitUntil(lambda: card.room.words.text().startswith("The room is quiet enough ("))
        assert microphone.stream.is_closed
        assert card.room.check_button.text() == "Check again"
        assert not card.microphone.state.is_under_way

    def test_it_can_be_stopped(self, window, card, microphone, qtbot) -> None:
        card.room.check_button.click()
        wait_for_opening(microphone, 1, qtbot)
        window.stop()
        qtbot.waitUntil(lambda: microphone.stream.is_closed)
        wait_for(card, Phase.RESTING, qtbot)
        assert card.room.words.text() == "The room was not checked yet."
        assert not window.message_bar.isVisible()

    def test_a_device_that_goes_away_is_told_in_a_sentence(self, card, microphone, qtbot) -> None:
        card.room.check_button.click()
        wait_for_opening(microphone, 1, qtbot)
        microphone.stream.is_active = False
        qtbot.waitUntil(lambda: card.advice.text().startswith("The microphone went away"))
        wait_for(card, Phase.RESTING, qtbot)

    def test_it_comes_by_itself_before_the_first_recording_alone(self, card, microphone, app, qtbot) -> None:
        wish(card, room_check="on")
        card.ring.click()
        wait_for(card, Phase.CHECKING, qtbot)
        wait_for_opening(microphone, 1, qtbot)
        microphone.hear(hiss(2.5))
        wait_for(card, Phase.RECORDING, qtbot)
        assert app.record_reference._room_floor_dbfs == card.microphone.room.floor_dbfs
        card.discard_button.click()
        wait_for(card, Phase.RESTING, qtbot)
        card.ring.click()
        wait_for(card, Phase.RECORDING, qtbot)

    def test_a_dead_microphone_is_not_recorded_with_unless_asked_again(self, card, microphone, qtbot) -> None:
        wish(card, room_check="on")
        card.ring.click()
        wait_for_opening(microphone, 1, qtbot)
        microphone.hear(np.zeros(round(2.5 * RATE), np.float32))
        qtbot.waitUntil(lambda: "sends nothing at all" in card.room.words.text())
        assert not card.microphone.state.is_under_way
        card.ring.click()
        wait_for(card, Phase.RECORDING, qtbot)

    def test_a_voice_is_asked_to_be_silent_and_the_room_is_measured_then(self, card, microphone, qtbot) -> None:
        card.room.check_button.click()
        wait_for_opening(microphone, 1, qtbot)
        microphone.hear(speaking(2.5))
        qtbot.waitUntil(lambda: card.words.text() == "A voice is heard: be silent for two seconds…")

        def is_quiet() -> bool:
            """It listens on until two seconds in a row are silent, so the silence goes on."""
            if card.microphone.phase is Phase.CHECKING:
                microphone.hear(hiss(0.5))
            return card.room.words.text().startswith("The room is quiet enough (")

        qtbot.waitUntil(is_quiet)

    def test_a_room_in_which_somebody_spoke_is_measured_again_once_the_meter_is_quiet(
        self, card, microphone, monkeypatch, qtbot
    ) -> None:
        now_s = [0.0]
        clock(card, now_s, monkeypatch)
        wish(card, meter_before_recording="on")
        wait_for(card, Phase.METERING, qtbot)
        judged(card, judge_room(_clip(speaking(2.0))))
        wait_for(card, Phase.METERING, qtbot)
        assert card.room.words.text().endswith("It is checked again automatically once it is quiet.")
        heard_in(card, microphone, speaking(0.5), qtbot)
        now_s[0] = 5.0
        heard_in(card, microphone, hiss(0.5), qtbot)
        assert card.microphone.phase is Phase.METERING, "not before it was quiet for a second"
        count, now_s[0] = len(microphone.streams), 6.5
        wait_for(card, Phase.CHECKING, qtbot)
        wait_for_opening(microphone, count + 1, qtbot)
        microphone.hear(hiss(2.5))
        qtbot.waitUntil(lambda: card.room.words.text().startswith("The room is quiet enough ("))

    def test_a_microphone_that_is_heard_is_not_called_muted_beside_its_level(self, card, microphone, qtbot) -> None:
        wish(card, meter_before_recording="on")
        wait_for(card, Phase.METERING, qtbot)
        judged(card, judge_room(_clip(np.zeros(2 * RATE, np.float32))))
        assert "sends nothing at all" in card.room.words.text()
        wait_for(card, Phase.METERING, qtbot)
        microphone.hear(speaking(0.5))
        qtbot.waitUntil(lambda: card.room.words.text() == "The room was not checked yet.")

    def test_what_was_found_is_forgotten_after_ten_minutes(self, card, monkeypatch) -> None:
        now_s = [0.0]
        clock(card, now_s, monkeypatch)
        judged(card, judge_room(_clip(hiss(2.0))))
        assert card.microphone.room is not None
        now_s[0] = 601.0
        assert card.microphone.room is None


class TestCountdown:
    def test_it_counts_and_then_records(self, card, microphone, qtbot) -> None:
        wish(card, countdown_s=2)
        seen = []
        card.microphone.changed.connect(lambda: seen.append((card.microphone.phase, card.microphone.state.count_s)))
        card.ring.click()
        wait_for(card, Phase.RECORDING, qtbot)
        assert [count for phase, count in seen if phase is Phase.COUNTING] == [2, 1]
        assert len(microphone.streams) == 1  # opened while counting, so that the first sound is there

    def test_esc_cancels_it(self, window, card, microphone, qtbot) -> None:
        wish(card, countdown_s=10)
        card.ring.click()
        wait_for_opening(microphone, 1, qtbot)
        assert card.ring.accessibleName() == "Cancel; the recording begins in 10"
        assert not window.capture.import_card.isVisible()
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert window.capture.import_card.isVisible()
        qtbot.waitUntil(lambda: microphone.stream.is_closed)
        assert card.microphone.phase is Phase.RESTING

    def test_leaving_the_page_cancels_it(self, window, card, microphone, qtbot) -> None:
        wish(card, countdown_s=10)
        card.ring.click()
        wait_for_opening(microphone, 1, qtbot)
        window.show_page(SETTINGS)
        assert not card.microphone.state.is_under_way
        qtbot.waitUntil(lambda: microphone.stream.is_closed)

    def test_a_microphone_that_refuses_ends_it_with_one_message(self, window, card, microphone, qtbot) -> None:
        wish(card, countdown_s=10)
        microphone.refusal = DeviceError("It is in use by another program.")
        card.ring.click()
        qtbot.waitUntil(window.message_bar.isVisible)
        assert window.message_bar.message.text == "It is in use by another program."
        assert card.microphone.phase is Phase.RESTING


class TestRecordAgain:
    def test_a_short_recording_is_set_aside_without_a_question(self, window, card, microphone, app, qtbot) -> None:
        start_recording(window, qtbot)
        speak_into(microphone, 2.0)
        qtbot.waitUntil(lambda: card.words.text().startswith("2.0 s"))
        card.record_again_button.click()
        qtbot.waitUntil(lambda: len(window.capture.lost.recordings) == 1)
        wait_for(card, Phase.RECORDING, qtbot)
        assert not window.capture.lost.isVisible()
        assert kept(app) == [".part", ".part"]
        speak_into(microphone, 21.0)
        qtbot.waitUntil(lambda: "enough" in card.words.text())
        card.ring.click()
        qtbot.waitUntil(lambda: window.capture.captured is not None)
        window.capture.steps.buttons[0].click()
        assert window.capture.lost.isVisible()
        window.capture.steps.buttons[1].click()
        fill_in(window.capture)
        window.capture.form.create_button.click()
        qtbot.waitUntil(lambda: kept(app) == [])  # the new one was used
        assert not window.capture.lost.isVisible()

    def test_one_that_could_be_used_is_asked_about(self, window, card, microphone, qtbot) -> None:
        start_recording(window, qtbot)
        speak_into(microphone, 21.0)
        qtbot.waitUntil(lambda: "enough" in card.words.text())
        card.record_again_button.click()
        answer_soon(window, "Go on with this recording", qtbot)
        qtbot.waitUntil(lambda: "paused" not in card.words.text())
        card.record_again_button.click()
        answer_soon(window, "Begin again", qtbot)
        qtbot.waitUntil(lambda: len(window.capture.lost.recordings) == 1)
        wait_for(card, Phase.RECORDING, qtbot)

    def test_a_new_recording_sets_the_one_that_is_shown_aside(self, window, card, microphone, app, qtbot) -> None:
        start_recording(window, qtbot)
        speak_into(microphone, 3.0)
        qtbot.waitUntil(lambda: card.words.text().startswith("3.0 s"))
        card.ring.click()
        qtbot.waitUntil(lambda: window.capture.captured is not None)
        window.capture.result_card.record_again_button.click()
        wait_for(card, Phase.RECORDING, qtbot)
        qtbot.waitUntil(lambda: len(window.capture.lost.recordings) == 1)
        card.discard_button.click()
        qtbot.waitUntil(window.capture.lost.isVisible)
        assert any(DEFAULT_NAME in label.text() for label in window.capture.lost.findChildren(QLabel))
        press(window, "Recover", qtbot)
        qtbot.waitUntil(lambda: window.capture.captured is not None)
        assert window.capture.captured.recording.seconds == pytest.approx(3.0, abs=0.1)
        assert window.capture.captured.checked.request.origin.microphone == DEFAULT_NAME
        assert window.capture.captured.checked.request.origin.recorded_at is not None
        assert not window.capture.lost.isVisible()


class TestKept:
    def test_closing_keeps_the_recording_under_way(self, window, card, microphone, app, qtbot) -> None:
        start_recording(window, qtbot)
        speak_into(microphone, 3.0)
        qtbot.waitUntil(lambda: card.words.text().startswith("3.0 s"))
        assert window.close()
        assert [recording.seconds for recording in app.recover_recordings.found()] == [pytest.approx(3.0, abs=0.1)]

    def test_the_user_who_closes_is_told_so(self, window, card, microphone, qtbot) -> None:
        start_recording(window, qtbot)
        close_by_hand(window)
        assert window.isVisible()
        answer_soon(window, "Go on recording", qtbot)
        assert card.is_recording
        close_by_hand(window)
        answer_soon(window, "Keep it and close", qtbot)
        qtbot.waitUntil(lambda: not window.isVisible())

    def test_closing_keeps_a_recording_that_was_not_used(self, window, card, microphone, app, qtbot) -> None:
        start_recording(window, qtbot)
        speak_into(microphone, 3.0)
        qtbot.waitUntil(lambda: card.words.text().startswith("3.0 s"))
        card.ring.click()
        qtbot.waitUntil(lambda: window.capture.captured is not None)
        window.close()
        assert [recording.seconds for recording in app.recover_recordings.found()] == [pytest.approx(3.0, abs=0.1)]

    def test_a_recording_that_is_looked_at_survives_a_crash(self, window, card, microphone, app, qtbot) -> None:
        start_recording(window, qtbot)
        speak_into(microphone, 3.0)
        qtbot.waitUntil(lambda: card.words.text().startswith("3.0 s"))
        card.ring.click()
        qtbot.waitUntil(lambda: window.capture.captured is not None)
        folder = app.folders.data / "recordings"
        assert RecoverRecordings(folder).found() == ()  # another window is not offered it
        app.recover_recordings._let_go(window.capture.captured.recording.path)  # as the end of the program does
        assert len(RecoverRecordings(folder).found()) == 1

    def test_one_without_any_sound_is_not_offered(self, window, card, microphone, app, qtbot) -> None:
        start_recording(window, qtbot)
        card.record_again_button.click()
        qtbot.waitUntil(lambda: len(microphone.streams) == 2)
        wait_for(card, Phase.RECORDING, qtbot)
        qtbot.waitUntil(lambda: kept(app) == [".part"])
        assert window.capture.lost.recordings == ()

    def test_all_are_offered_at_the_next_start(self, app: Application, speaker, leave_recording, qtbot: QtBot) -> None:
        for seconds in (1.0, 2.0, 3.0):
            leave_recording(seconds)
        window = MainWindow(app, Player(speaker.open))
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: len(window.capture.lost.recordings) == 3)
        assert window.capture.lost.isVisible()
        press(window, "Delete", qtbot)
        answer_soon(window, "Keep it", qtbot)
        assert len(window.capture.lost.recordings) == 3
        press(window, "Delete", qtbot)
        answer_soon(window, "Delete it", qtbot)
        qtbot.waitUntil(lambda: len(app.recover_recordings.found()) == 2)
        press(window, "Recover", qtbot)
        qtbot.waitUntil(lambda: len(window.capture.lost.recordings) == 1)
        window.close()

    def test_many_are_not_all_shown_at_once(self, window, leave_recording, app, qtbot) -> None:
        for seconds in range(1, 8):
            leave_recording(float(seconds))
        window.capture.lost.add(*app.recover_recordings.found())
        recover = [each for each in window.capture.lost.findChildren(QAbstractButton) if each.text() == "Recover"]
        assert len([each for each in recover if not each.isHidden()]) == 3


def test_the_recording_stays_in_sight_in_a_small_window(window, card, microphone, qtbot) -> None:
    window.resize(560, 380)
    start_recording(window, qtbot)
    bar = window.capture.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(bar.maximum())
    assert card.bar.isVisible()
    assert card.bar.width() == window.capture.area.viewport().width()
    microphone.hear(np.full(RATE, 0.5, np.float32))
    qtbot.waitUntil(lambda: card.bar.meter.held_dbfs > -7)
    card.bar.stop_button.click()
    wait_for(card, Phase.RESTING, qtbot)
    assert not card.bar.isVisible()


def test_the_shortest_recording_changes_without_a_restart(window, card, app, qtbot) -> None:
    wish(card, recording_minimum_s=40.0)
    assert card.advice.text().startswith("Speak for 40 seconds or more: ")
    qtbot.waitUntil(lambda: app.record_reference.minimum_s == 40.0)


def test_what_was_wrong_with_the_settings_is_told(app: Application, speaker, qtbot: QtBot) -> None:
    path = app.settings_store._path
    path.write_text('{"voice_quota": "many"}')
    window = MainWindow(app, Player(speaker.open))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "voice_quota" in window.message_bar.message.text)
    assert app.settings == Settings()
    window.close()


@pytest.fixture
def leave_recording(app: Application) -> Callable[[float], None]:
    """Leaves a finished recording behind as an unused one."""
    from voicecloner.audio.capture.wav_journal import WavJournal

    def leave(seconds: float) -> None:
        folder = app.folders.data / "recordings"
        folder.mkdir(parents=True, exist_ok=True)
        journal = WavJournal(folder / f"take-{seconds}.wav", RATE)
        journal.append(hiss(seconds))
        journal.close()
        app.recover_recordings.set_aside(journal.path)

    return leave


def press(window: MainWindow, words: str, qtbot: QtBot) -> None:
    """The first button with these words in the card of kept recordings."""

    def there() -> list[QAbstractButton]:
        buttons = window.capture.lost.findChildren(QAbstractButton)
        return [each for each in buttons if each.text().strip() == words and each.isVisible()]

    qtbot.waitUntil(lambda: bool(there()))
    there()[0].click()


def _clip(samples: Noise):
    from voicecloner.domain.audio import AudioClip

    return AudioClip(samples, RATE)
