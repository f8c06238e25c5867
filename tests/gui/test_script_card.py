"""The teleprompter: what is read, in which language and tone, and where the reader is."""

import shutil

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.support.speech import espeak_speech
from voicecloner.audio.capture.recording import RecorderState, Recording
from voicecloner.gui.capture.script_card import ScriptCard, speech_s
from voicecloner.gui.capture.voice_form import VoiceForm
from voicecloner.gui.parts.theme import apply_theme
from voicecloner.gui.parts.words import OWN_LANGUAGE_NAMES
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.sound.outline import peak_pairs
from voicecloner.use_cases.recording.reading_scripts import Tone, languages, reading_script, recording_tips, tones
from voicecloner.use_cases.recording.recording_flow import FlowState, Phase

RATE = 22_050


@pytest.fixture
def card(qtbot: QtBot, qapp: QApplication) -> ScriptCard:
    apply_theme(qapp, "light")
    made = ScriptCard("en")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def choose_language(card: ScriptCard, language: str) -> None:
    card.language.setCurrentIndex(card.language.findData(language))


def take_of(samples: np.ndarray) -> RecorderState:
    return RecorderState(len(samples) / RATE, waveform=peak_pairs(samples, RATE))


def read_for(seconds: float) -> RecorderState:
    """A recording in which somebody has read without a pause."""
    return take_of(np.random.default_rng(0).normal(0, 0.1, round(seconds * RATE)).astype(np.float32))


def marked(card: ScriptCard) -> list[str]:
    return [sentence.text() for sentence in card.prompter.labels if sentence.property("current")]


def is_in_sight(window: MainWindow, sentence: QLabel) -> bool:
    page = window.capture.area.viewport()
    return page.rect().contains(QRect(sentence.mapTo(page, QPoint()), sentence.size()))


def test_every_language_is_offered_by_its_own_name(card: ScriptCard) -> None:
    offered = {card.language.itemData(index): card.language.itemText(index) for index in range(card.language.count())}
    assert tuple(offered) == languages()
    assert offered == OWN_LANGUAGE_NAMES
    assert (offered["de"], offered["ja"]) == ("Deutsch", "日本語")


@pytest.mark.parametrize(("tag", "language"), [("de", "de"), ("pt-BR", "pt"), ("cmn", "zh"), ("fi", "en")])
def test_it_begins_with_the_users_language(qtbot: QtBot, tag: str, language: str) -> None:
    card = ScriptCard(tag)
    qtbot.addWidget(card)
    assert card.language.currentData() == language
    assert [sentence.text() for sentence in card.prompter.labels] == list(reading_script(language).sentences)


def test_script_and_tips_follow_the_choice(card: ScriptCard, qtbot: QtBot) -> None:
    choose_language(card, "fr")
    card.tones[Tone.SERIOUS].click()
    script = reading_script("fr", Tone.SERIOUS)
    assert card.script == script
    qtbot.waitUntil(lambda: card.prompter.isVisible() and card.tips.isVisible())
    shown = [part.text() for part in card.findChildren(QLabel) if part.isVisible()]
    assert [text for text in shown if text in script.sentences] == list(script.sentences)
    assert [text for text in shown if text in recording_tips("fr")] == list(recording_tips("fr"))
    assert not set(shown) & {*reading_script("en").sentences, *recording_tips("en")}
    assert card.title.text() == f"{script.title} · about {script.estimated_seconds:.0f} seconds"


def test_the_choice_is_made_with_the_keyboard(card: ScriptCard, qtbot: QtBot) -> None:
    card.activateWindow()
    qtbot.waitUntil(card.isActiveWindow)
    card.language.setFocus()
    qtbot.keyClick(card.language, Qt.Key.Key_Down)
    assert card.script.language == languages()[1]
    qtbot.keyClick(card.language, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is card.tones[Tone.CALM]
    qtbot.keyClick(card.tones[Tone.CALM], Qt.Key.Key_Right)
    assert card.script.tone is Tone.LIVELY


def test_the_choice_has_names_for_screen_readers(card: ScriptCard) -> None:
    assert card.language.accessibleName() == "Language of the script"
    assert [card.tones[tone].text() for tone in tones()] == ["Calm", "Lively", "Serious"]
    assert {card.tones[tone].accessibleDescription() for tone in tones()} == {"Tone of the script"}


def test_the_sentence_being_read_is_marked_from_the_first_to_the_last(card: ScriptCard) -> None:
    assert marked(card) == []
    seen = []
    card.moved.connect(lambda sentence: seen.append(sentence.text()))
    for seconds in np.arange(0.5, card.script.estimated_seconds, 0.5):
        card.follow(read_for(seconds))
        assert marked(card) == seen[-1:]
    assert tuple(seen) == card.script.sentences
    card.end_reading()
    assert marked(card) == []


def test_the_mark_is_a_bar_beside_words_that_stay_where_they_are(card: ScriptCard) -> None:
    sentence = card.prompter.labels[0]
    plain, size = sentence.grab().toImage(), sentence.size()
    card.prompter.follow(0)
    painted = sentence.grab().toImage()
    assert sentence.size() == size
    middle = painted.height() // 2
    assert painted.pixelColor(1, middle) != painted.pixelColor(painted.width() - 2, middle)
    assert plain.pixelColor(1, middle) == plain.pixelColor(plain.width() - 2, middle)


def test_the_script_waits_while_its_reader_pauses() -> None:
    said = read_for(6.0)
    paused = np.concatenate([np.zeros(4 * RATE), np.full(6 * RATE, 0.3), np.zeros(2 * RATE)]).astype(np.float32)
    assert speech_s(said) == pytest.approx(6.0, abs=0.1)
    assert speech_s(take_of(paused)) == pytest.approx(6.0, abs=0.1)
    assert speech_s(RecorderState()) == 0.0


def test_a_real_reading_is_followed_sentence_by_sentence(card: ScriptCard) -> None:
    spoken = espeak_speech(card.script.text)  # somewhat faster than people read
    card.follow(RecorderState(spoken.seconds, waveform=peak_pairs(spoken.samples, spoken.sample_rate)))
    assert card.prompter.current >= len(card.script.sentences) - 2
    half = spoken.samples[: spoken.frames // 2]
    card.follow(RecorderState(spoken.seconds / 2, waveform=peak_pairs(half, spoken.sample_rate)))
    assert marked(card)[0].startswith(("A boy", "Beyond"))


def test_no_other_script_is_chosen_while_one_is_read(window: MainWindow, qtbot: QtBot) -> None:
    card, record = window.capture.script_card, window.capture.record_card
    assert card.choices.isVisible()
    record.microphone.began.emit()
    qtbot.waitUntil(card.isVisible)
    assert not card.choices.isVisible()
    record.microphone.ended.emit()
    qtbot.waitUntil(card.choices.isVisible)


def test_the_sentence_being_read_is_scrolled_into_sight_in_the_smallest_window(window, qtbot: QtBot) -> None:
    window.resize(560, 380)
    card, record = window.capture.script_card, window.capture.record_card
    record.microphone.began.emit()
    qtbot.waitUntil(lambda: not is_in_sight(window, card.prompter.labels[-1]))
    for index in range(len(card.script.sentences)):
        card.prompter.follow(index)
        qtbot.waitUntil(lambda: is_in_sight(window, card.prompter.labels[card.prompter.current]))


@pytest.mark.parametrize("size", [(1024, 480), (800, 420), (560, 700)])
def test_the_page_moves_by_a_few_lines_from_sentence_to_sentence(window, size: tuple[int, int], qtbot: QtBot) -> None:
    """Never by a screen: who reads would lose the line."""
    window.resize(*size)
    page, card = window.capture, window.capture.script_card
    choose_language(card, "de")
    page.record_card.microphone.began.emit()
    qtbot.waitUntil(lambda: not is_in_sight(window, card.prompter.labels[-1]))
    bar, glide, rests = page.area.verticalScrollBar(), page.area._glide, []
    for index in range(len(card.script.sentences)):
        card.prompter.follow(index)
        begun: list[bool] = []
        QTimer.singleShot(0, lambda: begun.append(True))  # noqa: B023 - waited for at once
        qtbot.waitUntil(lambda: bool(begun))  # noqa: B023
        qtbot.waitUntil(lambda: glide.state() is glide.State.Stopped)
        assert is_in_sight(window, card.prompter.labels[index])
        rests.append(bar.value())
    steps = np.diff(rests)
    tallest = max(sentence.height() for sentence in card.prompter.labels)
    assert steps.min() >= 0, "never back"
    assert steps.max() <= 2 * tallest
    assert rests[-1] > rests[0]


def test_a_new_recording_does_not_throw_the_page_to_its_top(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(560, 700)
    bar = window.capture.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(150)
    microphone = window.capture.record_card.microphone
    microphone.flow.state = FlowState(Phase.COUNTING, is_under_way=True)
    microphone.began.emit()
    assert bar.value() == 150


def test_the_form_is_given_the_script_that_was_shown(window: MainWindow, speech, qtbot: QtBot) -> None:
    page = window.capture
    choose_language(page.script_card, "es")
    page.script_card.tones[Tone.LIVELY].click()
    page.record_card.microphone.began.emit()
    page.record_card.microphone.ended.emit()
    choose_language(page.script_card, "it")  # too late for the recording
    recording = window.tools.app.folders.data / "recordings" / "take.wav"
    recording.parent.mkdir(parents=True)
    shutil.copy(speech, recording)
    page.session.check((recording,), Recording(recording, 21.0, RATE, 0))
    qtbot.waitUntil(lambda: page.captured is not None)
    assert page.form.content.transcripts == (reading_script("es", Tone.LIVELY).text,)
    assert page.form.content.language == "es"


def test_an_imported_recording_gets_no_script(window: MainWindow, speech, qtbot: QtBot) -> None:
    window.import_files((speech,))
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    assert window.capture.form.content.transcripts == ()
    assert not window.capture.form.read_script.isVisible()


@pytest.fixture
def form(window: MainWindow) -> VoiceForm:
    assert window.capture.form.language.tag == "en"
    return window.capture.form


def test_who_did_not_read_the_script_gets_the_language_back(form: VoiceForm) -> None:
    form.begin(reading_script("de"))
    assert (form.language.tag, form.transcripts.first.toPlainText()) == ("de", reading_script("de").text)
    form.read_script.setChecked(False)
    assert (form.language.tag, form.transcripts.first.toPlainText()) == ("en", "")
    form.read_script.setChecked(True)
    form.clear()
    assert form.language.tag == "en"


def test_own_words_and_an_own_choice_of_language_stay(form: VoiceForm) -> None:
    form.begin(reading_script("de"))
    form.transcripts.first.setPlainText("Etwas anderes.")
    form.language.choose("nl")
    form.read_script.setChecked(False)
    assert (form.language.tag, form.transcripts.first.toPlainText()) == ("nl", "Etwas anderes.")


@pytest.mark.parametrize(("own", "language"), [("pt-BR", "pt"), ("cmn", "zh"), ("en-GB", "en")])
def test_the_users_variety_of_the_language_stays(form: VoiceForm, own: str, language: str) -> None:
    form.language.choose(own)
    form.begin(reading_script(language))
    assert form.language.tag == own
    assert form.transcripts.first.toPlainText() == reading_script(language).text


def test_a_second_recording_takes_the_place_of_the_first(form: VoiceForm) -> None:
    form.begin(reading_script("de"))
    form.clear()
    form.begin(reading_script("fr"))
    assert (form.language.tag, form.transcripts.first.toPlainText()) == ("fr", reading_script("fr").text)
