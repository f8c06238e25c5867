"""How voices came out: measured in the background, shown in the list and the details; voice and recording in turn."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.support.fake_host import FakeHost
from tests.support.fake_streams import FakeSpeaker
from tests.support.scorecards import COMPARISON, scorecard
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Severity
from voicecloner.domain.scorecard import VoiceComparison
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest
from voicecloner.gui.voices.page import VoicesPage
from voicecloner.gui.voices.voice_rows import SCORE_ROLE, ScoreBadge
from voicecloner.gui.window.job_bridge import Queue, Task
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import VOICES
from voicecloner.jobs import CancelToken
from voicecloner.sound.levels import loudness_lufs
from voicecloner.use_cases.voices.score_voice import ScoreVoice


class Comparer:
    """Answers at once, or when the gate is opened; stops when it is told to."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.asked = 0
        self.error: InvalidRequest | None = None

    def __call__(self, recording: AudioClip, voice: AudioClip, cancel: CancelToken) -> VoiceComparison:
        self.asked += 1
        while not self.gate.wait(0.01):
            cancel.raise_if_cancelled()
        if self.error:
            raise self.error
        return COMPARISON


@pytest.fixture
def comparer(app: Application) -> Comparer:
    made = Comparer()
    vars(app)["score_voice"] = ScoreVoice(app.speak, app.library, made, lambda *_sound, **_work: ())
    return made


@pytest.fixture
def page(window: MainWindow, comparer: Comparer, make_voice: Callable[..., Voice], qtbot: QtBot) -> VoicesPage:
    make_voice("Anna", "de")
    window.show_page(VOICES)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.voice is not None)
    return window.voices


def is_measured(page: VoicesPage) -> bool:
    return page.voice is not None and page.voice.scorecard is not None


def test_a_voice_is_measured_when_it_is_asked_for(page: VoicesPage, qtbot: QtBot) -> None:
    panel = page.details.score
    assert panel.verdict.text() == "How it came out has not been measured yet."
    assert panel.score.isHidden()
    panel.measure_button.click()
    qtbot.waitUntil(lambda: is_measured(page))
    expected = scorecard(words=0, warnings=page.voice.scorecard.warnings)
    assert page.voice.scorecard == expected
    assert panel.score.text() == str(expected.score)
    assert panel.verdict.text() == "Good: sounds like you, very clear."
    assert panel.measure_button.accessibleName() == "Measure again"
    row = page.model.index(0, 0)
    assert row.data(SCORE_ROLE) == ScoreBadge(expected.score, Severity.OK)
    for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        assert f"score {expected.score} of 100" in row.data(role)
    panel.more_button.click()
    assert "Among 61 speakers" in panel.measured.text()
    assert panel.measured.isVisible()


def test_a_new_voice_is_measured_by_itself(
    window: MainWindow, comparer: Comparer, make_voice: Callable[..., Voice], qtbot: QtBot
) -> None:
    window.capture.visit_asked.emit(make_voice("Bob"))
    qtbot.waitUntil(lambda: is_measured(window.voices))
    assert window.voices.voice.name == "Bob"


def test_measuring_gives_way_and_goes_on_afterwards(
    window: MainWindow, page: VoicesPage, comparer: Comparer, qtbot: QtBot
) -> None:
    comparer.gate.clear()
    page.details.score.measure_button.click()
    assert "says two sentences" in page.details.score.verdict.text()
    assert not page.details.score.measure_button.isEnabled()
    qtbot.waitUntil(lambda: comparer.asked == 1)
    done: list[object] = []
    window.tools.bridge.submit(Task(lambda *_: done.append(1), Queue.ENGINE, "Something else"))
    qtbot.waitUntil(lambda: bool(done))
    assert not is_measured(page)
    qtbot.waitUntil(lambda: comparer.asked == 2)
    comparer.gate.set()
    qtbot.waitUntil(lambda: is_measured(page))


def test_stopped_by_the_user_it_is_over(window: MainWindow, page: VoicesPage, comparer: Comparer, qtbot: QtBot) -> None:
    comparer.gate.clear()
    page.details.score.measure_button.click()
    qtbot.waitUntil(lambda: comparer.asked == 1)
    window.stop()
    qtbot.waitUntil(page.details.score.measure_button.isEnabled)
    assert page.details.score.verdict.text() == "How it came out has not been measured yet."
    assert comparer.asked == 1


@pytest.mark.parametrize("is_asked", [True, False])
def test_only_who_asked_is_told_that_it_failed(
    window: MainWindow, page: VoicesPage, comparer: Comparer, qtbot: QtBot, is_asked: bool
) -> None:
    told: list[str] = []
    window.tools.messages.posted.connect(lambda message: told.append(message.text))
    comparer.error = InvalidRequest("There is too little speech to compare.")
    page.details.scorer.score(page.voice, is_asked=is_asked)
    qtbot.waitUntil(page.details.score.measure_button.isEnabled)
    assert ["too little speech" in text for text in told] == [True] * is_asked
    assert not is_measured(page)


def test_an_engine_that_says_no_texts_leaves_nothing_to_measure(
    window: MainWindow, page: VoicesPage, host: FakeHost
) -> None:
    page.details.score.show_voice(page.voice, can_speak=False)
    assert not page.details.score.measure_button.isEnabled()


def test_voice_and_recording_are_switched_at_the_same_place(
    window: MainWindow, page: VoicesPage, speaker: FakeSpeaker, qtbot: QtBot
) -> None:
    details, playback = page.details, window.tools.playback
    qtbot.waitUntil(lambda: details.player.track.seconds > 11)
    details.audition.hear()
    qtbot.waitUntil(lambda: details.audition.has_sound)
    details.player.play_from(1.0)
    qtbot.waitUntil(lambda: playback.is_playing("reference"))
    details.player.track.set_position(1.5)
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: playback.is_playing("audition"))
    qtbot.waitUntil(lambda: playback.position_s >= 1.5)
    details.switch_button.click()
    qtbot.waitUntil(lambda: playback.is_playing("reference"))
    qtbot.waitUntil(lambda: playback.position_s >= 1.5)


def test_a_voice_that_has_not_spoken_says_its_sentence_first(
    window: MainWindow, page: VoicesPage, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.details.player.track.seconds > 11)
    page.details.switch_button.click()
    qtbot.waitUntil(lambda: page.details.audition.has_sound)


def test_a_recording_is_played_as_loud_as_a_voice(app: Application, page: VoicesPage) -> None:
    sound = app.manage_voices.reference_sound(page.voice)
    assert loudness_lufs(sound.samples, sound.sample_rate) == pytest.approx(-23.0, abs=0.5)
