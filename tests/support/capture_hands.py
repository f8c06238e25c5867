"""What a user does on the capture page."""

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from tests.support.fake_streams import FakeMicrophone
from tests.support.speech import espeak_speech
from voicecloner.domain.consent import ConsentKind
from voicecloner.gui.capture.page import CapturePage
from voicecloner.gui.capture.steps import Step
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.sound.resampling import resample
from voicecloner.use_cases.recording.reading_scripts import reading_script

RATE = 48_000
REVIEW_MS = 30_000


def import_speech(window: MainWindow, qtbot: QtBot, *paths: Path) -> CapturePage:
    before = window.capture.captured
    window.import_files(paths)
    qtbot.waitUntil(lambda: window.capture.captured not in (None, before), timeout=REVIEW_MS)
    return window.capture


def fill_in(page: CapturePage, name: str = "Anna") -> None:
    if page.step is not Step.NAME and not page.captured.obstacle:
        page.next_bar.button.click()
    page.form.name.setText(name)
    page.form.consents[ConsentKind.OWN].setChecked(True)


def start_recording(window: MainWindow, qtbot: QtBot) -> None:
    card = window.capture.record_card
    card.ring.click()
    qtbot.waitUntil(lambda: card.is_recording)


def speak_into(microphone: FakeMicrophone, seconds: float) -> None:
    spoken = espeak_speech(reading_script("en").text)  # long enough never to repeat, which would count as a fault
    samples = np.resize(resample(spoken.samples, spoken.sample_rate, RATE), round(seconds * RATE))
    microphone.hear(0.6 * samples + np.random.default_rng(0).normal(0, 0.0005, len(samples)).astype(np.float32))
