"""The main job through the real window: real sound, real engine, real library, as a user does it.

Once from the microphone: a speech is played into a virtual microphone, recorded through PulseAudio and PortAudio,
reviewed, cloned, spoken, and what the loudspeaker plays is heard back. Once from a file dropped onto the window.
The first with a voice that is used as soon as it can be, the second with one of the quickest engine; as it takes over a
minute to finish one of the natural engine, both have them only among the slow tests.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pytest
import soundfile
import soxr
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.support.speech import espeak_speech, speech_file
from voicecloner.audio.files.encoding import read_audio
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import VoiceMode
from voicecloner.gui.speak.saving import save_take
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, SPEAK, VOICES
from voicecloner.quality.judging.judging_process import JudgingProcess
from voicecloner.settings import Settings
from voicecloner.use_cases.recording.reading_scripts import reading_script

pytestmark = pytest.mark.timeout(300)  # 22 s are recorded in real time, and a busy machine clones slowly

CLONE_MS = 150_000
SPEAK_MS = 60_000
ROOM_S = 30
MICROPHONE_HZ = 48_000


@pytest.fixture
def open_window(qtbot):
    """Opens the program's window as often as it is called, as if it were started again."""
    windows = []

    def open_one():
        close_all()
        window = MainWindow(Application(judging=JudgingProcess()))
        qtbot.addWidget(window)
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: window.tools.voices.listed is not None)
        return window

    def close_all():
        for window in windows:
            window.close()

    yield open_one
    close_all()


def reader_in_a_quiet_room() -> AudioClip:
    """Somebody reads the script on the screen: espeak, with the hiss of a room, at the microphone's rate."""
    spoken = espeak_speech(reading_script("en").text, "en-us+f3")
    samples = soxr.resample(spoken.samples, spoken.sample_rate, MICROPHONE_HZ)
    return AudioClip((0.6 * samples + hiss(len(samples))).astype(np.float32), MICROPHONE_HZ)


def hiss(frames):
    """The room when nobody speaks."""
    return np.random.default_rng(1).normal(0.0, 10 ** (-66 / 20), frames).astype(np.float32)


def likeness(heard, spoken):
    """Highest normalized cross-correlation of `spoken` with any equally long part of `heard`, 0..1."""
    from scipy.signal import correlate

    products = correlate(heard, spoken, mode="valid", method="fft")
    best = int(np.argmax(products))
    energy = np.sum(np.square(heard[best : best + len(spoken)], dtype=np.float64))
    return float(products[best] / np.sqrt(energy * np.sum(np.square(spoken, dtype=np.float64))))


@pytest.fixture(params=["used at once", pytest.param("finished", marks=pytest.mark.slow)])
def is_finished(request):
    """Whether the user waits until the voice can be made no better."""
    return request.param == "finished"


def fill_in_and_create(qtbot, window, name, consent, *, is_finished):
    form = window.capture.form
    assert not form.create_button.isEnabled()
    form.name.insert(name)  # as an input method does; Qt's simulated keys know Latin letters only
    assert "whose voice" in form.missing_words()
    form.consents[consent].click()
    form.speaker.insert(name)
    assert form.missing_words() == ""
    with qtbot.waitSignal(window.capture.voice_made, timeout=CLONE_MS) as made:
        form.create_button.click()
        if not is_finished:
            qtbot.waitUntil(lambda: form.create_button.text().strip() == "Use it now", timeout=CLONE_MS)
            form.create_button.click()
    voice = made.args[0]
    assert ("Stopped early" in voice.notes) is not is_finished
    return voice


def press(qtbot, window, key, modifiers=Qt.KeyboardModifier.ControlModifier):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, key, modifiers)


def speak(qtbot, window, text):
    """Type the text, press Ctrl+Enter, wait for the take; sound may still be heard after that."""
    page = window.speak
    page.form.text.setPlainText(text)
    qtbot.waitUntil(page.form.speak_button.isEnabled)
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.is_speaking)
    qtbot.waitUntil(lambda: not page.is_speaking, timeout=SPEAK_MS)
    assert page.take is not None, window.message_bar.message
    return page.take


def record(qtbot, window, virtual_microphone, reader):
    """Press Ctrl+R, wait for room check and countdown, let `reader` speak, press Ctrl+R again; what the page shows."""
    card = window.capture.record_card
    qtbot.waitUntil(lambda: not card.picker.trouble and card.ring.isEnabled())
    with virtual_microphone.speaking(hiss(ROOM_S * MICROPHONE_HZ)):  # for the room check and the countdown
        press(qtbot, window, Qt.Key.Key_R)
        qtbot.waitUntil(lambda: card.is_recording)
        qtbot.waitUntil(lambda: window.tools.app.record_reference.progress().recorder.seconds > 0)
    with ThreadPoolExecutor(1) as somebody:
        spoken = somebody.submit(virtual_microphone.speak, reader.samples)
        qtbot.waitUntil(spoken.done)
        spoken.result()
    assert window.tools.app.record_reference.progress().is_enough
    press(qtbot, window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    return window.capture.captured


def hear_what_is_said(qtbot, window, virtual_microphone, text):
    """Speak `text`, then play it again; returns the take and how much what the loudspeaker played then is like it.

    The first time a busy machine may still be making what is to be heard next.
    """
    take = speak(qtbot, window, text)
    qtbot.waitUntil(lambda: window.tools.playback.key == "")
    with virtual_microphone.ear() as ear:
        window.speak.toggle_playback()
        qtbot.waitUntil(lambda: window.tools.playback.key != "")
        qtbot.waitUntil(lambda: window.tools.playback.key == "")
    said = read_audio(take.path)
    return said, likeness(ear.samples, soxr.resample(said.samples, said.sample_rate, MICROPHONE_HZ))


def save(qtbot, window, path):
    save_take(window.tools, window.speak.take, path)
    qtbot.waitUntil(path.exists)
    with soundfile.SoundFile(path) as sound:
        return sound.frames, sound.copy_metadata()["comment"]


def test_from_the_microphone_to_a_voice_that_speaks(qtbot, open_window, virtual_microphone, tmp_path, is_finished):
    window = open_window()
    reader = reader_in_a_quiet_room()
    captured = record(qtbot, window, virtual_microphone, reader)
    assert captured.recording.seconds >= 21
    assert captured.recording.dropouts == 0
    assert captured.checked.review.verdict is not Severity.FAIL
    assert likeness(captured.checked.clip.samples, reader.samples[: 5 * MICROPHONE_HZ]) > 0.99

    voice = fill_in_and_create(qtbot, window, "Rita 声", ConsentKind.OWN, is_finished=is_finished)
    assert voice.mode is VoiceMode.EMBEDDING  # what it says is kept, for engines that can use it
    assert voice.transcript
    window.message_bar.message.action()
    assert window.stack.currentIndex() == SPEAK
    said, heard = hear_what_is_said(qtbot, window, virtual_microphone, "The birch canoe slid on the smooth planks.")
    assert heard > 0.95
    frames, comment = save(qtbot, window, tmp_path / "rita.flac")
    assert frames == said.frames
    assert "Synthetic speech" in comment

    window = open_window()
    window.show_page(VOICES)
    qtbot.keyClicks(window.voices.search, "rit")
    qtbot.waitUntil(lambda: window.voices.voice is not None)
    assert window.voices.voice.id == voice.id


def drop(window, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, actions, left, none = (
        QPointF(200, 200),
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, QDragEnterEvent(where.toPoint(), actions, mime, left, none))
    QApplication.sendEvent(window, QDropEvent(where, actions, mime, left, none))


@pytest.mark.parametrize("engine", ["basic", pytest.param("natural", marks=pytest.mark.slow)])
def test_from_a_dropped_file_to_a_voice_that_speaks(qtbot, open_window, tmp_path, engine):
    with closing(Application()) as program:
        program.settings_store.save(Settings(default_engine=engine))
    window = open_window()
    window.show_page(VOICES)
    drop(window, speech_file(tmp_path / "Große Oma 声.wav", seconds=12))
    assert window.stack.currentIndex() == CAPTURE
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    voice = fill_in_and_create(qtbot, window, "Oma", ConsentKind.GIVEN, is_finished=True)
    assert (voice.engine_id, voice.mode) == (engine, VoiceMode.EMBEDDING)
    assert voice.consent.kind is ConsentKind.GIVEN

    window = open_window()
    window.stack.speak_with(voice)
    take = speak(qtbot, window, "Glue the sheet to the dark blue background.")
    said = read_audio(take.path)
    assert 1 < said.seconds < 10
    assert 0.01 < np.sqrt(np.mean(np.square(said.samples))) < 0.5
    assert np.abs(said.samples).max() < 1.0


def test_a_dropped_file_that_is_no_sound_ends_in_one_sentence(qtbot, open_window, tmp_path):
    path = tmp_path / "letter.wav"
    path.write_text("Dear Anna,")
    window = open_window()
    drop(window, path)
    qtbot.waitUntil(lambda: "letter.wav" in window.message_bar.message.text)
    assert window.message_bar.isVisible()
    assert window.capture.captured is None
