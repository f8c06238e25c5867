"""Something to read while recording, and how to record well, in a language and a tone of the user's choice."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QComboBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from voicecloner.api.recording import (
    ReadingScript,
    RecorderState,
    Tone,
    languages,
    reading_script,
    recording_tips,
    sentence_at,
    tones,
)
from voicecloner.gui.capture.teleprompter import Teleprompter
from voicecloner.gui.parts.basics import GAP_PX, Card, column, label, row
from voicecloner.gui.parts.words import OWN_LANGUAGE_NAMES
from voicecloner.gui.translation import tr

_TONE_WORDS = {Tone.CALM: tr("Calm"), Tone.LIVELY: tr("Lively"), Tone.SERIOUS: tr("Serious")}
_LOUD_PERCENT = 95  # not the loudest moment of all, which may be a knock at the table
_PAUSE_BELOW = 0.1  # of the loud moments: -20 dB


class ScriptCard(Card):
    """The reading script beside the recording tips.

    Args:
        language: the tag of the language to begin with; English takes the place of one without scripts.

    Signals:
        moved: the `QLabel` with the sentence that is read from now on.
    """

    moved = Signal(QLabel)

    def __init__(self, language: str) -> None:
        super().__init__()
        self.script = reading_script(language)
        self.language = QComboBox()
        self.language.setAccessibleName(tr("Language of the script"))
        self.tones = {tone: QRadioButton(_TONE_WORDS[tone]) for tone in tones()}
        self._group = QButtonGroup(self)
        self.choices = QWidget()
        self.title = label("", "muted")
        self.prompter = Teleprompter(())
        self.tips = QWidget()
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._fill_choices()
        self._build()
        self._show_script()
        self.language.currentIndexChanged.connect(lambda _index: self._choose())
        self._group.buttonClicked.connect(lambda _radio: self._choose())

    def begin_reading(self) -> ReadingScript:
        """Keep to the script that is shown, which is returned, until `end_reading`."""
        self.choices.hide()
        self.prompter.follow(None)
        return self.script

    def follow(self, state: RecorderState) -> None:
        """Mark the sentence that the reader of this recording probably is at."""
        self.prompter.follow(sentence_at(self.script, speech_s(state)))

    def end_reading(self) -> None:
        """Show the script plain again, and let another one be chosen."""
        self.prompter.follow(None)
        self.choices.show()

    def set_tall(self, *, is_tall: bool) -> None:
        """The tips below the script, or beside it."""
        directions = QBoxLayout.Direction
        self._parts.setDirection(directions.TopToBottom if is_tall else directions.LeftToRight)

    def _fill_choices(self) -> None:
        for language in languages():
            self.language.addItem(OWN_LANGUAGE_NAMES[language], language)
        self.language.setCurrentIndex(self.language.findData(self.script.language))
        for tone, radio in self.tones.items():
            radio.setAccessibleDescription(tr("Tone of the script"))
            self._group.addButton(radio)
            radio.setChecked(tone is self.script.tone)

    def _build(self) -> None:
        chosen = row(self.language, *self.tones.values(), None)
        chosen.setContentsMargins(0, 0, 0, 0)
        self.choices.setLayout(chosen)
        script = column(
            label(tr("Something to read aloud"), "heading"),
            self.choices,
            self.title,
            self.prompter,
            label(tr("Or say something of your own."), "muted"),
            None,
        )
        tips = column(label(tr("For a good recording"), "heading"), self.tips, None)
        self._parts.setSpacing(GAP_PX * 3 // 2)
        self._parts.addLayout(script, 3)
        self._parts.addLayout(tips, 2)
        self.body.addLayout(self._parts)

    def _choose(self) -> None:
        tone = next(tone for tone, radio in self.tones.items() if radio.isChecked())
        self.script = reading_script(self.language.currentData(), tone)
        self._show_script()

    def _show_script(self) -> None:
        self.title.setText(
            tr(
                "{title} · about {estimated_seconds:.0f} seconds",
                title=self.script.title,
                estimated_seconds=self.script.estimated_seconds,
            )
        )
        prompter, tips = Teleprompter(self.script.sentences), _listed(recording_tips(self.script.language))
        self._replace(self.prompter, prompter)
        self._replace(self.tips, tips)
        self.prompter, self.tips = prompter, tips
        self.prompter.moved.connect(self.moved)

    def _replace(self, old: QWidget, new: QWidget) -> None:
        self._parts.replaceWidget(old, new)
        # hidden by hand: Qt deletes it only after this event, and would show it until then
        old.hide()
        old.deleteLater()


def speech_s(state: RecorderState) -> float:
    """How many seconds of a recording so far were speech, so that the script waits while its reader pauses.

    An estimate from the waveform: moments 20 dB below the loud ones count as pauses. In a loud room none do.
    """
    if not len(state.waveform):
        return 0.0
    peaks = np.abs(state.waveform).max(axis=1)
    return state.seconds * float(np.mean(peaks > _PAUSE_BELOW * np.percentile(peaks, _LOUD_PERCENT)))


def _listed(sentences: tuple[str, ...]) -> QWidget:
    lines = QVBoxLayout()
    lines.setContentsMargins(0, 0, 0, 0)
    for sentence in sentences:
        line = row(label("•"), spacing_px=6)
        line.addWidget(label(sentence), 1)
        lines.addLayout(line)
    listed = QWidget()
    listed.setLayout(lines)
    return listed
