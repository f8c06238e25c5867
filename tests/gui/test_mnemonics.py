"""A letter pressed with Alt leads to one place alone, on every page and in every dialog."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import REVIEW_MS
from tests.support.mnemonics import doubled_mnemonics
from tests.support.speak_hands import say
from voicecloner.domain.voice import Voice
from voicecloner.gui.capture.steps import Step
from voicecloner.gui.consent.spoken import SpokenConsentDialog
from voicecloner.gui.consent.stated import StatedConsentDialog
from voicecloner.gui.parts.basics import Button, field_label
from voicecloner.gui.parts.dialogs.licence import LicenceDialog
from voicecloner.gui.parts.dialogs.name import NameDialog, NameQuestion
from voicecloner.gui.parts.dialogs.question import Question, QuestionDialog
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import CAPTURE, MODELS, SETTINGS, SPEAK, VOICES


def test_two_parts_with_one_letter_are_found(qtbot: QtBot) -> None:
    top, field = QWidget(), QLineEdit()
    qtbot.addWidget(top)
    layout = QVBoxLayout(top)
    for part in (field_label("Spee&d", field), field, Button("&Do it"), Button("Fish && chips"), Button("&Other")):
        layout.addWidget(part)
    assert doubled_mnemonics(top) == ["Alt+D leads to Spee&d and &Do it"]


@pytest.fixture
def used_window(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> MainWindow:
    """With voices, one of them in the trash, and something that was said."""
    for name in ("Anna", "Ben", "Cleo"):
        make_voice(name)
    window.tools.voices.refresh()
    qtbot.waitUntil(lambda: window.voices.model.rowCount() == 3 and window.speak.choice.voices.count() == 3)
    window.show_page(SPEAK)
    say(window.speak, "Hello there. How are you?", qtbot)
    window.tools.playback.stop()
    return window


@pytest.mark.parametrize("page", [CAPTURE, VOICES, SPEAK, MODELS, SETTINGS])
def test_on_each_page_before_there_is_anything(window: MainWindow, page: int) -> None:
    window.show_page(page)
    assert doubled_mnemonics(window) == []


def test_where_a_sentence_can_be_said_again(used_window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(used_window.speak.sentences_card.isVisible)
    assert doubled_mnemonics(used_window) == []


@pytest.mark.parametrize("width_px", [560, 1280])
def test_where_several_voices_are_chosen_and_others_lie_in_the_trash(
    used_window: MainWindow, qtbot: QtBot, width_px: int
) -> None:
    page = used_window.voices
    used_window.resize(width_px, 800)
    used_window.show_page(VOICES)
    page.delete(page.model.row_at(0).voice)
    qtbot.waitUntil(page.trash_button.isVisible)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.view.selectAll()
    qtbot.waitUntil(page.several.isVisible)
    assert doubled_mnemonics(used_window) == []


def test_in_the_steps_of_a_recording(window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    window.import_files((speech,))
    qtbot.waitUntil(lambda: window.capture.captured is not None, timeout=REVIEW_MS)
    for step in Step:
        window.capture.go(step)
        assert doubled_mnemonics(window) == []


def test_in_dialogs(window: MainWindow, make_voice: Callable[..., Voice], qtbot: QtBot) -> None:
    window.show_page(MODELS)
    qtbot.waitUntil(lambda: bool(window.models.cards))
    model = next(card.model for card in window.models.cards.values() if card.model.gated)
    voice = make_voice("Anna")
    dialogs = (
        QuestionDialog(Question("Erase it?", "It is gone then.", "Erase it", "Keep it", "Never ask again"), window),
        NameDialog(NameQuestion("Rename", "New name:", "Anna", "Rename"), window),
        LicenceDialog(model, "Download", window, wants_token=True),
        SpokenConsentDialog(voice, window.tools, window),
        StatedConsentDialog(voice, window.tools, window),
    )
    for dialog in dialogs:
        dialog.open()
        assert doubled_mnemonics(dialog) == []
        dialog.reject()
