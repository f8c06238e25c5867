"""What is done before cloning: switched, told, heard beside the original."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from tests.support.capture_hands import fill_in, import_speech
from tests.support.clips import silence
from tests.support.fake_streams import FakeSpeaker
from tests.support.speech import espeak_speech
from voicecloner.audio.repair import USUAL, RepairPlan
from voicecloner.gui.capture.repair_card import RepairCard
from voicecloner.gui.window.main_window import MainWindow


@pytest.fixture
def late_speech(tmp_path: Path) -> Path:
    """A stereo file with two seconds of silence before the speech."""
    spoken = espeak_speech()
    samples = np.concatenate([silence(2.0, spoken.sample_rate), 0.5 * spoken.samples])
    path = tmp_path / "late.wav"
    soundfile.write(path, np.stack([samples, np.roll(samples, 5000)], axis=1), spoken.sample_rate)
    return path


@pytest.fixture
def card(window: MainWindow, late_speech: Path, qtbot: QtBot) -> RepairCard:
    found = import_speech(window, qtbot, late_speech).repair_card
    wait_until_compared(found, qtbot)
    return found


def wait_until_compared(card: RepairCard, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: card._comparison is not None)


def test_each_step_is_a_switch_that_says_what_it_did(card: RepairCard, qtbot: QtBot) -> None:
    assert card.isVisible()
    assert card.plan == USUAL
    assert card.words["high_pass"].text().startswith("Sound below 60 Hz was filtered out")
    assert card.words["limit_peak"].text() == "There was nothing to do."
    assert card.words["trim_edges"].text().startswith("Switched off. ")
    card.steps["trim_edges"].click()
    wait_until_compared(card, qtbot)
    assert card.words["trim_edges"].text().startswith("Cut off: 1.")
    card.steps["high_pass"].click()
    assert card.words["high_pass"].text() == "Switched off. When on: Sound below 60 Hz is filtered out."


def test_the_voice_is_made_as_planned(window: MainWindow, speech: Path, app, qtbot: QtBot) -> None:
    seen = []
    card = import_speech(window, qtbot, speech).repair_card
    create = app.create_voice
    vars(app)["create_voice"] = lambda request, **rest: (seen.append(request), create(request, **rest))[1]
    card.steps["bring_to_level"].click()
    card.steps["high_pass"].click()
    fill_in(window.capture)
    window.capture.form.create_button.click()
    qtbot.waitUntil(window.message_bar.isVisible)
    assert [request.repair for request in seen] == [RepairPlan(high_pass=False, bring_to_level=True)]


def test_a_new_recording_begins_with_the_usual_steps(window, card: RepairCard, speech: Path, qtbot: QtBot) -> None:
    card.steps["trim_edges"].click()
    window.capture.clear()
    import_speech(window, qtbot, speech)
    assert card.plan == USUAL
    assert not card._channel_line.isVisible()


def test_original_and_repaired_are_heard_at_the_same_place(window, card, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    card.steps["trim_edges"].click()
    wait_until_compared(card, qtbot)
    player, playback = window.capture.result_card.player, window.tools.playback
    player._seek(5.0)
    player.toggle()
    qtbot.waitUntil(lambda: len(speaker.streams) == 1 and playback.position_s == pytest.approx(5.0, abs=0.2))
    card.repaired.click()
    qtbot.waitUntil(lambda: len(speaker.streams) == 2)
    shift_s = card._comparison.start_s
    assert shift_s > 1.0
    qtbot.waitUntil(lambda: playback.position_s == pytest.approx(5.0 - shift_s, abs=0.2))
    assert player.track.position_s == pytest.approx(5.0, abs=0.2)
    card.original.click()
    qtbot.waitUntil(lambda: len(speaker.streams) == 3)
    assert player.track.position_s == pytest.approx(5.0, abs=0.3)


def test_the_louder_one_is_turned_down(window: MainWindow, card: RepairCard, qtbot: QtBot) -> None:
    card.steps["bring_to_level"].click()
    wait_until_compared(card, qtbot)
    heard = []
    card.heard.connect(lambda clip, _start_s: heard.append(clip))
    card.same_loudness.setChecked(False)
    assert heard[-1] is card._comparison.before
    card.repaired.click()
    assert heard[-1] is card._comparison.after
    card.same_loudness.setChecked(True)
    assert heard[-1] is card._comparison.matched_after


def test_another_channel_is_judged(window: MainWindow, card: RepairCard, qtbot: QtBot) -> None:
    assert card._channel_line.isVisible()
    before = window.capture.captured.checked
    card.channel.setCurrentIndex(2)
    card.channel.activated.emit(2)
    qtbot.waitUntil(lambda: window.capture.captured.checked.request.channel == 2)
    assert not np.array_equal(window.capture.captured.checked.clip.samples, before.clip.samples)
    assert card.channel.currentData() == 2


def test_every_switch_has_a_name(card: RepairCard) -> None:
    assert all(each.text() for each in card.findChildren(QAbstractButton))
    assert card.channel.accessibleName() == "Channel of the recording"
