"""Everything about one voice, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFormLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout

from voicecloner.api.voices import VoiceState, WholeVoice
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.text import recording_name
from voicecloner.domain.voice import StoredReference, Voice, VoiceMode
from voicecloner.gui.capture.review_panel import ReviewPanel
from voicecloner.gui.consent.voice_consent import VoiceConsent, spoken_words, whose_voice
from voicecloner.gui.parts.basics import GAP_PX, button, label, row
from voicecloner.gui.parts.outline import Outline, marks_of, outline_of
from voicecloner.gui.parts.player_bar import PlayerBar
from voicecloner.gui.parts.scroll_page import Sheet
from voicecloner.gui.parts.sound.sight_buttons import SightButtons
from voicecloner.gui.parts.sound.view import SoundView
from voicecloner.gui.parts.words import language_name
from voicecloner.gui.translation import labelled, listed, said, tr
from voicecloner.gui.voices.audition_bar import AuditionBar
from voicecloner.gui.voices.score_panel import ScorePanel
from voicecloner.gui.voices.scoring import Scorer
from voicecloner.gui.voices.switch_button import SwitchButton
from voicecloner.gui.voices.voice_name import VoiceName
from voicecloner.gui.voices.voice_words import VoiceWords
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import day, seconds_words

_NARROW_PX = 600
_ROOM_FOR_BOTH_PX = 560
_ROOM_FOR_ALL_PX = 780
_MODES = {VoiceMode.EMBEDDING: tr("the sound alone"), VoiceMode.TRANSCRIPT: tr("the sound and the words spoken in it")}

_SILENT = {
    VoiceState.NEEDS_REBUILD: tr("It has to be rebuilt before it can be heard."),
    VoiceState.FAILED: tr("Its recording did not pass its review."),
}


class VoiceDetails(QScrollArea):
    """The right half of the voices page; in a narrow window it is in front of the list.

    Signals:
        speak_asked, delete_asked, rebuild_asked, review_asked, export_asked: for the `Voice` shown.
        described: the `Voice`, its tags and its notes, as they are to be.
    """

    speak_asked = Signal(object)
    delete_asked = Signal(object)
    rebuild_asked = Signal(object)
    review_asked = Signal(object)
    export_asked = Signal(object)
    described = Signal(object, object, str)

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self.voice: Voice | None = None
        self.name = VoiceName()
        self._reason = ""
        self.stale = label("", "missing")
        self.view = SoundView(tr("The voice"), tr("The recording it was made from"))
        self.audition = AuditionBar(tools, self.view)
        self.player = PlayerBar(tools, "reference", self.view, 1)
        self.switch_button = SwitchButton(self.audition, self.player, tools.playback)
        self.scorer = Scorer(tools)
        self.score = ScorePanel(self.scorer)
        self.words = VoiceWords()
        self.consent = VoiceConsent(tools)
        self.details_button = button(
            tr("Details"), "info", self._toggle_details, "quiet", tr("What else is known about it")
        )
        self.details = label("", "muted")
        self.copy_button = button(tr("Copy"), "", self._copy_details, "quiet", tr("Copy the details"))
        self._facts = _form()
        self._players = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._playing = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._review = ReviewPanel()
        self._sheet = Sheet()
        self._make_buttons()
        self._build()
        self._scroll_up_and_down()

    def _make_buttons(self) -> None:
        self.speak_button = button(
            tr("Speak"), "speak", lambda: self.speak_asked.emit(self.voice), "primary", tr("Speak with it (Enter)")
        )
        self._rename = button(tr("Rename"), "rename", self.name.edit, "", tr("Rename (F2)"))
        self.rebuild_button = button(
            tr("Rebuild"),
            "rescan",
            lambda: self.rebuild_asked.emit(self.voice),
            "",
            tr("Make it anew from its kept recording"),
        )
        self.export_button = button(
            tr("Export"),
            "save",
            lambda: self.export_asked.emit(self.voice),
            "quiet",
            tr("Save it as a file for another computer"),
        )
        self._delete = button(
            tr("Delete"), "trash", lambda: self.delete_asked.emit(self.voice), "danger", tr("Delete (Del)")
        )

    def show_whole(self, whole: WholeVoice | None) -> None:
        """Show this voice, and what keeps it from being used; or nothing."""
        voice, reason = (whole.voice, _state_sentence(whole)) if whole else (None, "")
        if (voice, reason) == (self.voice, self._reason):
            return
        self._reason = reason
        self.stale.setText(reason)
        self.stale.setVisible(bool(reason))
        if voice is None or self.voice is None or voice.id != self.voice.id:
            self.player.clear()
            self.verticalScrollBar().setValue(0)  # another voice is seen from its name on
        self.voice = voice
        self.audition.show_voice(voice, self._why_silent(whole))
        self.score.show_voice(voice, can_speak=not self._why_silent(whole))
        self.name.show_voice(voice)
        self.words.show_voice(voice)
        self.consent.show_voice(voice)
        self._sheet.setVisible(voice is not None)
        if voice is not None:
            self._show(voice)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < _NARROW_PX
        parts = (
            (self._rename, tr("Rename")),
            (self.rebuild_button, tr("Rebuild")),
            (self.export_button, tr("Export")),
            (self._delete, tr("Delete")),
        )
        for made, name in parts:
            made.say("" if is_narrow else name, name)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._players.setDirection(below if event.size().width() < _ROOM_FOR_BOTH_PX else beside)
        self._playing.setDirection(below if event.size().width() < _ROOM_FOR_ALL_PX else beside)

    def _build(self) -> None:
        self.review_button = button(
            tr("Review again"),
            "rescan",
            lambda: self.review_asked.emit(self.voice),
            "quiet",
            tr("Check it as a new recording would be checked"),
        )
        sheet = self._sheet
        layout = QVBoxLayout(sheet)
        layout.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        layout.setSpacing(GAP_PX * 3 // 4)
        head = row(self.name, self.export_button)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addLayout(self._buttons())
        layout.addWidget(self.stale)
        layout.addWidget(self.view)
        self._fill_players()
        layout.addLayout(self._playing)
        layout.addWidget(self.score)
        layout.addWidget(self.words)
        layout.addLayout(self._facts)
        layout.addWidget(self.consent)
        layout.addWidget(self._review)
        layout.addLayout(row(self.review_button, self.details_button, self.copy_button, None))
        layout.addWidget(self.details)
        layout.addStretch(1)
        self._show_details(is_shown=False)
        self.words.changed.connect(self.described)
        self.setWidget(sheet)
        sheet.hide()

    def _scroll_up_and_down(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Details of the voice"))

    def _buttons(self) -> QHBoxLayout:
        return row(self.speak_button, self._rename, self.rebuild_button, self._delete, None)

    def _fill_players(self) -> None:
        """What plays the sounds one over the other, in words that say which."""
        for player, name in ((self.audition, tr("The voice")), (self.player, tr("The recording"))):
            words = label(name, "field")
            words.setWordWrap(False)
            player.buttons.insertWidget(0, words)
            player.buttons.may_wrap = False  # both stand beside something
        self._players.setSpacing(GAP_PX)
        self._players.addWidget(self.audition)
        self._players.addWidget(self.player)
        self._players.addStretch(1)
        # how wide the players are changes once the voice has spoken: what follows them has a line of its own by then
        self._playing.addLayout(self._players, 1)
        self._playing.addLayout(row(self.switch_button, None, SightButtons(self.view)))

    def _why_silent(self, whole: WholeVoice | None) -> str:
        """Why nothing can be heard of the voice itself; empty if it can speak, as far as is known."""
        if whole and whole.state in _SILENT:
            return _SILENT[whole.state]
        engine = next((e for e in self._tools.engines.engines if whole and e.id == whole.voice.engine_id), None)
        return (
            tr("{engine} cannot say texts.", engine=engine.title)
            if engine and not engine.abilities.can_synthesize
            else ""
        )

    def _toggle_details(self) -> None:
        self._show_details(is_shown=self.details.isHidden())

    def _show_details(self, *, is_shown: bool) -> None:
        self.details.setVisible(is_shown)
        self.copy_button.setVisible(is_shown)

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self.details.text())

    def _show(self, voice: Voice) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)
        engine = next((each.title for each in self._tools.engines.engines if each.id == voice.engine_id), "")
        for name, value in _facts(voice, engine or voice.engine_id):
            self._add_fact(name, value)
        self.details.setText(_details(voice))
        self._review.show_review(voice.review)
        self._load_reference(voice)

    def _add_fact(self, name: str, value: str) -> None:
        heading = QLabel(name)
        heading.setProperty("kind", "field")
        heading.setAlignment(Qt.AlignmentFlag.AlignTop)  # beside the first of several lines
        words = label(value)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setAccessibleName(labelled(name, value))
        self._facts.addRow(heading, words)

    def _load_reference(self, voice: Voice) -> None:
        manage = self._tools.app.manage_voices

        def work(*_: object) -> tuple[AudioClip, Outline]:
            clip = manage.reference_sound(voice)
            return clip, outline_of(clip)

        def arrived(found: tuple[AudioClip, Outline]) -> None:
            one = len(voice.references) == 1
            self.player.set_sound(*found, marks_of(voice.review.findings) if one else ())

        self._tools.bridge.submit(Task(work, Queue.FILES, topic="reference"), Reply(done=arrived))


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(GAP_PX)
    form.setVerticalSpacing(6)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return form


def _state_sentence(whole: WholeVoice) -> str:
    if whole.state is VoiceState.FAILED:
        return tr("Failed its review: {reasons}", reasons=said(" ".join(whole.reasons)))
    if whole.state is VoiceState.REVIEWING:
        return tr("It is being reviewed again.")
    return tr("Needs rebuild: {reason}.", reason=said(whole.rebuild_reason)) if whole.rebuild_reason else ""


def _facts(voice: Voice, engine: str) -> list[tuple[str, str]]:
    references = listed(map(_recording, voice.references))
    facts = [
        (tr("Language"), language_name(voice.language)),
        (tr("Recordings"), references),
        (tr("Whose voice"), whose_voice(voice.consent)),
        (tr("Spoken consent"), spoken_words(voice.consent)),
        (tr("Transcript"), voice.transcript if voice.mode is VoiceMode.TRANSCRIPT else _unused(voice.transcript)),
        (tr("Made of"), _MODES[voice.mode]),
        (tr("Engine"), engine),
        (tr("Created"), day(voice.created_at)),
        (tr("Last used"), day(voice.last_used_at) if voice.last_used_at else tr("never")),
    ]
    return [(name, value) for name, value in facts if value]


def _recording(reference: StoredReference) -> str:
    origin = reference.origin
    source = reference.recorded_with if origin.microphone else ""
    made = day(origin.recorded_at) if origin.recorded_at else ""
    facts = listed((seconds_words(reference.seconds), source, made))
    return tr("{name} ({facts})", name=recording_name(reference.name), facts=facts)


def _details(voice: Voice) -> str:
    """What only those ask for who look for a fault."""
    lines = [
        tr("Id: {id}", id=voice.id),
        tr(
            "Engine: {engine_id}, revision {engine_revision}",
            engine_id=voice.engine_id,
            engine_revision=voice.engine_revision,
        ),
    ]
    lines += [tr("Made by VoiceCloner {program_version}", program_version=voice.program_version)] * bool(
        voice.program_version
    )
    lines += [f"{each.name}: SHA-256 {each.sha256}" for each in voice.references]
    return "\n".join(lines)


def _unused(transcript: str) -> str:
    return tr("{transcript}\n(not used)", transcript=transcript) if transcript else ""
