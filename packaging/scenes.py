"""What is photographed: the states of the window, one leading to the next."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from consent_scenes import consent_read, reading_consent, stating  # noqa: E402
from long_text_scenes import (  # noqa: E402
    book_busy,
    book_done,
    book_form,
    book_refused,
    book_seen,
    book_stopped,
    books_empty,
    table_busy,
    table_done,
    table_faults,
    table_refused,
    tables_empty,
)
from PySide6.QtCore import QTimer  # noqa: E402 - the checkout's own package comes first
from PySide6.QtWidgets import QDialog  # noqa: E402
from recording_scenes import (  # noqa: E402
    after_recording,
    inputs,
    recording,
    room_below,
    room_heard,
    room_spoken,
    room_words,
)
from sentence_scenes import TEXT, said_again, saying_again, sentences  # noqa: E402
from studio import Studio, look_again, settle, to_end, until  # noqa: E402
from take_scenes import export_refused, exporting, no_take, takes_searched  # noqa: E402

from tests.support.fake_host import fake_engine  # noqa: E402
from tests.support.readings import good_file, long_file, many_files, poor_file, two_people_file  # noqa: E402
from tests.support.scorecards import scorecard  # noqa: E402
from voicecloner.audio.files.importing import import_audio  # noqa: E402
from voicecloner.domain.audio import AudioClip  # noqa: E402
from voicecloner.domain.consent import ConsentKind  # noqa: E402
from voicecloner.domain.quality import Review  # noqa: E402
from voicecloner.errors import EngineCrashed  # noqa: E402
from voicecloner.gui.capture.steps import Step  # noqa: E402
from voicecloner.gui.parts.dialogs.fault import FaultDialog  # noqa: E402
from voicecloner.gui.parts.dialogs.licence import LicenceDialog  # noqa: E402
from voicecloner.gui.parts.dialogs.question import QuestionDialog  # noqa: E402
from voicecloner.gui.parts.row_roles import ITEM_ROLE  # noqa: E402
from voicecloner.gui.window.page_stack import CAPTURE, MODELS, SETTINGS, SPEAK, VOICES  # noqa: E402
from voicecloner.jobs import CancelToken, ProgressUpdate  # noqa: E402
from voicecloner.use_cases.recording.reading_scripts import reading_script  # noqa: E402
from voicecloner.use_cases.review.check_references import CheckReferences  # noqa: E402
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest  # noqa: E402

VOICE = "Podcast intro"
NAMES = (
    ("Grandmother, the bedtime story of the little lighthouse keeper, read in one go in winter 2025", "en"),
    ("小明的声音（普通话朗读）", "cmn"),
    ("Anna", "de"),
    ("Café narrator", "fr"),
    (VOICE, "en"),
    ("Řehoř Šťastný", "cs"),
)
SCRIPTS = {"en": "en", "de": "de", "fr": "fr", "cmn": "zh"}


def show_file(studio: Studio, path: Path) -> None:
    """Import a file and wait until it is judged and in sight."""
    capture = studio.window.capture
    studio.window.import_files((path,))
    until(lambda: capture.captured and capture.captured.checked.request.paths == (path,))
    settle()


def first_run(studio: Studio) -> None:
    """Nothing there yet."""
    studio.window.show_page(CAPTURE)


def reviewed(studio: Studio) -> None:
    """A good recording, the form half filled."""
    after_recording(studio)
    capture = studio.window.capture
    capture.clear()  # otherwise the recording before is shown until this one is judged
    show_file(studio, studio.named(good_file(studio.folder)))
    capture.form.name.setText(VOICE)


def passed(studio: Studio) -> None:
    """All that was looked at."""
    reviewed(studio)
    review = studio.window.capture.result_card.review
    if review.passed_button and review.passed and review.passed.isHidden():
        review.passed_button.click()
    settle()


def checking(studio: Studio) -> None:
    """A recording that is still being judged."""
    after_recording(studio)
    capture, judged = studio.window.capture, threading.Event()
    review, known = studio.app.judging.review, studio.app.check_references

    def slow(clip: AudioClip, profile: str, cancel: CancelToken) -> Review:
        judged.wait()
        return review(clip, profile, cancel)

    vars(studio.app)["check_references"] = CheckReferences(import_audio, slow)
    capture.clear()
    studio.window.import_files((studio.named(good_file(studio.folder)),))
    until(lambda: capture.result_card.player.track.seconds)
    vars(studio.app)["check_references"] = known
    QTimer.singleShot(1500, judged.set)
    settle()


def form(studio: Studio) -> None:
    """The last step, further down."""
    capture = studio.window.capture
    if capture.captured is None:
        reviewed(studio)
    capture.go(Step.NAME)
    to_end(studio.window.capture.area)


def consent(studio: Studio) -> None:
    """The last step, the speaker's consent about to be read aloud."""
    form(studio)
    details = studio.window.capture.form.details
    studio.window.capture.form.consents[ConsentKind.GIVEN].setChecked(True)
    details.ask_for_sentence()
    until(details.sentence.isVisible)
    to_end(studio.window.capture.area)


def failed_review(studio: Studio) -> None:
    """A recording that is not good enough."""
    after_recording(studio)
    show_file(studio, studio.named(poor_file(studio.folder)))


def two_people(studio: Studio) -> None:
    """A recording in which another person speaks at the end."""
    after_recording(studio)
    show_file(studio, studio.named(two_people_file(studio.folder)))


def long_stretch(studio: Studio) -> None:
    """A long recording with the stretch that is proposed."""
    after_recording(studio)
    studio.window.capture.clear()
    show_file(studio, studio.named(long_file(studio.folder)))
    until(studio.window.capture.result_card.part.isVisible)
    studio.window.capture.area.ensureWidgetVisible(studio.window.capture.result_card.part, 0, 40)


def many_dropped(studio: Studio) -> None:
    """A folder of recordings of several people, one too poor and one no recording at all."""
    after_recording(studio)
    card = studio.window.capture.several
    studio.window.import_files((many_files(studio.folder),))
    until(lambda: card.batch.candidates and not card.batch.is_checking)
    card.consents[ConsentKind.GIVEN].setChecked(True)
    to_end(studio.window.capture.area)


def many_busy(studio: Studio) -> None:
    """Their voices are being made."""
    close_dialogs(studio)
    card = studio.window.capture.several
    if not card.batch.candidates:
        many_dropped(studio)
    studio.host.gate.clear()
    studio.window.show_page(CAPTURE)
    card.consents[ConsentKind.OWN].setChecked(True)
    card.make_button.click()
    until(studio.window.strip.isVisible)
    to_end(studio.window.capture.area)


def many_made(studio: Studio) -> None:
    """Their voices are there."""
    studio.host.gate.set()
    card = studio.window.capture.several
    until(lambda: card.batch.made_count and not card.batch.is_making)
    to_end(studio.window.capture.area)


def repairs(studio: Studio) -> None:
    """What repairing changes."""
    reviewed(studio)
    card = studio.window.capture.repair_card
    until(card.isVisible)
    studio.window.capture.area.ensureWidgetVisible(card, 0, 40)


def cloning(studio: Studio) -> None:
    """A voice being made that can be used already."""
    reviewed(studio)
    studio.host.gate.clear()
    studio.host.keeps_best = True
    capture = studio.window.capture
    capture.form.consents[ConsentKind.OWN].setChecked(True)
    form(studio)
    capture.form.ask_to_create()
    until(studio.window.strip.isVisible)
    until(lambda: "Use it now" in capture.form.create_button.text())


def created(studio: Studio) -> None:
    """The voice is there."""
    studio.host.gate.set()
    until(studio.window.message_bar.isVisible)
    until(lambda: not studio.window.strip.isVisible())
    until(lambda: studio.window.voices.details.audition.track.seconds)


def voices(studio: Studio) -> None:
    """A list with long names and names in other scripts."""
    studio.window.tools.playback.stop()
    studio.window.message_bar.hide()
    path = studio.named(good_file(studio.folder))
    known = {voice.name for voice in studio.app.manage_voices.list().voices}
    for name, language in NAMES:
        if name not in known:
            transcripts = (reading_script(SCRIPTS[language]).text,) if language in SCRIPTS else ()
            request = CreateVoiceRequest(name, (path,), ConsentKind.OWN, "Anna Example", transcripts, language)
            voice = studio.app.create_voice(request).voice
            if name != NAMES[-1][0]:  # one was not measured
                studio.app.library.keep_scorecard(voice, scorecard(range_ratio=0.7))
    studio.window.show_page(VOICES)
    studio.window.voices.refresh()
    until(lambda: studio.window.voices.model.rowCount() == len(NAMES))
    longest = next(row for row in range(len(NAMES)) if studio.window.voices.model.index(row, 0).data() == NAMES[0][0])
    studio.window.voices.view.setCurrentIndex(studio.window.voices.model.index(longest, 0))
    until(lambda: studio.window.voices.details.player.track.seconds)
    studio.window.voices.view.setFocus()
    settle()


def measured(studio: Studio) -> None:
    """How a voice came out, with the numbers; the voice was heard beside its recording."""
    close_dialogs(studio)
    details = studio.window.voices.details
    studio.window.voices.both.show_details()
    details.audition.hear()
    until(lambda: details.audition.has_sound)
    studio.window.tools.playback.stop()
    details.score.more_button.click()
    details.ensureWidgetVisible(details.score, 0, 40)
    settle()


def several(studio: Studio) -> None:
    """Some voices chosen at once."""
    page = studio.window.voices
    page.details.score.more_button.click()
    page.both.show_details(is_in_front=False)
    page.view.selectAll()
    until(page.several.isVisible)
    settle()


def filtered(studio: Studio) -> None:
    """Voices of one language alone."""
    page = studio.window.voices
    page.view.clearSelection()
    page.filter.choose("language", "en")
    until(lambda: page.model.rowCount() == sum(language == "en" for _name, language in NAMES))
    settle()


def stale(studio: Studio) -> None:
    """A voice whose engine is gone."""
    before, studio.host.installed = studio.host.installed, (fake_engine("other", "7"),)
    studio.window.show_page(VOICES)
    look_again(studio)
    until(studio.window.voices.details.stale.isVisible)
    studio.window.voices.details.verticalScrollBar().setValue(0)
    studio.host.installed = before


def no_match(studio: Studio) -> None:
    """A search without a result."""
    look_again(studio)
    studio.window.voices.begin_search()
    studio.window.voices.search.setText("zebra")
    until(studio.window.voices.no_match.isVisible)


def speaking(studio: Studio) -> None:
    """A text being said."""
    studio.window.voices.search.clear()
    look_again(studio)  # the window asks to rebuild the voice as long as it believes that its engine is gone
    studio.window.show_page(SPEAK)
    page = studio.window.speak
    page.choice.voices.setCurrentIndex(page.choice.voices.findText(NAMES[0][0] if studio.is_long else VOICE))
    page.form.text.setPlainText(TEXT)
    studio.host.gate.clear()
    page.speak()
    until(studio.window.strip.isVisible)


def spoken(studio: Studio) -> None:
    """What was said."""
    page = studio.window.speak
    if not page.is_speaking:
        speaking(studio)
    studio.host.gate.set()
    until(lambda: page.take)
    page.form.text.setPlainText("And do not forget your umbrella.")
    page.speak()
    until(lambda: page.takes_card.model.rowCount() == 2)
    studio.window.tools.playback.stop()
    settle()
    studio.window.message_bar.hide()


def error(studio: Studio) -> None:
    """Something went wrong."""
    studio.window.tools.messages.tell_error(EngineCrashed("The engine's process ended while it was speaking."))
    until(studio.window.message_bar.isVisible)


def models(studio: Studio) -> None:
    """What else there is."""
    studio.window.message_bar.hide()
    studio.window.show_page(MODELS)
    until(lambda: studio.window.models.cards)
    settle()


def settings(studio: Studio) -> None:
    """The settings."""
    studio.window.show_page(SETTINGS)


def settings_end(studio: Studio) -> None:
    """The same, at the end: nothing blank follows."""
    settings(studio)
    to_end(studio.window.settings)


def details_end(studio: Studio) -> None:
    """All about a voice, at the end."""
    studio.window.voices.filter.choose("language", "")
    if studio.window.voices.model.rowCount() != len(NAMES):
        voices(studio)
    studio.window.show_page(VOICES)
    studio.window.voices.both.show_details()
    details = studio.window.voices.details
    details.details_button.click()
    to_end(details)


def no_voices(studio: Studio) -> None:
    """The library before the first voice."""
    studio.window.show_page(VOICES)
    until(studio.window.voices.empty.isVisible)


def nobody_to_speak(studio: Studio) -> None:
    """The page that speaks before the first voice."""
    studio.window.show_page(SPEAK)


def saying(studio: Studio) -> None:
    """The word that is being said is marked in the text."""
    page = studio.window.speak
    page.form.text.setPlainText(f"{TEXT} And do not forget your umbrella.")
    page.take_card.show_listed(page.takes_card.model.index(1, 0).data(ITEM_ROLE))
    until(lambda: page.take and page.take.text == TEXT)
    page.take_card.player.track.seek_asked.emit(2.2)
    settle()


def take_shown(studio: Studio) -> None:
    """The take, below the text."""
    page = studio.window.speak
    page.ensureWidgetVisible(page.take_card, 0, 40)
    settle()


def takes_end(studio: Studio) -> None:
    """What was said, at the end of the page."""
    to_end(studio.window.speak)


def models_end(studio: Studio) -> None:
    """The same, at the end, while one is fetched."""
    page = studio.window.models
    next(iter(page.cards.values())).show_progress(
        ProgressUpdate("Downloading model.safetensors", 0.4, "94 MB of 236 MB"), can_pause=True
    )
    to_end(page)


def downloading(studio: Studio) -> None:
    """A model on its way."""
    studio.window.models.verticalScrollBar().setValue(0)


def trash(studio: Studio) -> None:
    """Deleted voices."""
    page = studio.window.voices
    studio.window.show_page(VOICES)
    page.search.clear()
    for count in (page.model.rowCount(), page.model.rowCount() - 1):
        page.delete(page.model.index(0, 0).data(ITEM_ROLE))
        until(lambda: page.model.rowCount() == count - 1)  # noqa: B023 - asked at once
    page.toggle_trash()
    until(lambda: page.trash.model.rowCount() == 2)
    settle()


def erase(studio: Studio) -> None:
    """A question before something is gone for good."""
    studio.window.voices.trash.ask_to_erase()
    until(lambda: studio.window.findChild(QuestionDialog))


def rename(studio: Studio) -> None:
    """Another name for a voice."""
    close_dialogs(studio)
    page = studio.window.voices
    page.toggle_trash()
    until(lambda: page.voice)
    page.rename()


def licence(studio: Studio) -> None:
    """What is asked before a model is fetched."""
    close_dialogs(studio)
    studio.window.show_page(MODELS)
    page = studio.window.models
    until(lambda: page.cards)
    page.download(next(name for name, card in page.cards.items() if card.model.gated))
    until(lambda: page.findChild(LicenceDialog))


def fault(studio: Studio) -> None:
    """A defect of the program."""
    close_dialogs(studio)
    FaultDialog("ValueError: operands could not be broadcast together", studio.window).open()


def close_dialogs(studio: Studio) -> None:
    """Answer no to whatever is asked."""
    for dialog in studio.window.findChildren(QDialog):
        dialog.reject()
    settle()


def shortcuts(studio: Studio) -> None:
    """The list of shortcuts."""
    close_dialogs(studio)
    studio.window.show_help()
    until(lambda: studio.window.findChild(QDialog) is not None)


SCENES: tuple[Callable[[Studio], None], ...] = (
    first_run, no_voices, nobody_to_speak, room_heard, room_below, room_spoken, room_words,
    inputs, recording, checking, reviewed, passed,
    form, consent, repairs, failed_review, two_people, long_stretch, many_dropped, cloning, created, voices,
    stating, reading_consent, consent_read, measured,
    several, filtered, details_end, stale, no_match,
    speaking, spoken, saying, take_shown, takes_end, exporting, export_refused, takes_searched, no_take,
    sentences, saying_again, said_again, error,
    models, models_end, downloading, settings, settings_end, trash, erase, rename, licence, fault, shortcuts,
    many_busy, many_made,
    books_empty, book_seen, book_form, book_busy, book_stopped, book_done, book_refused,
    tables_empty, table_faults, table_refused, table_busy, table_done,
)  # fmt: skip
DOCS = {
    first_run: "capture-empty",
    reviewed: "capture-review",
    long_stretch: "capture-stretch",
    voices: "voices",
    spoken: "speak-result",
}
"""The scenes the README shows, and the names of their pictures."""
