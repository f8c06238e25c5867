"""Recordings that were not used yet: left by a crash or a closed window, or set aside for a new one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import SMALL_GAP_PX, Card, button, label, row
from voicecloner.gui.translation import tr
from voicecloner.gui.wording import ago, seconds_words

if TYPE_CHECKING:
    from voicecloner.api.recording import LostRecording

_MOST_SHOWN = 3


class LostRecordingsCard(Card):
    """A line for each, the newest first; the card is there only while there are any.

    Signals:
        recover_asked: the `LostRecording` to be used after all.
        discard_asked: the `LostRecording` nobody wants.
    """

    recover_asked = Signal(object)
    discard_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Recordings that were kept"))
        self.recordings: tuple[LostRecording, ...] = ()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SMALL_GAP_PX)
        self._shown: list[QWidget] = []
        self._is_wanted = False
        self.body.addWidget(label(tr("They were never used, and can still be."), "muted"))
        self.body.addLayout(self._lines)
        self.hide()

    def set_wanted(self, *, is_wanted: bool) -> None:
        """Whether it may be seen, as soon as there is something in it."""
        self._is_wanted = is_wanted
        self._show_if_any()

    def add(self, *recordings: "LostRecording") -> None:
        """Offer these too."""
        known = {recording.path: recording for recording in (*self.recordings, *recordings)}
        self._show(tuple(sorted(known.values(), key=lambda recording: recording.recorded_at, reverse=True)))

    def remove(self, *recordings: "LostRecording") -> None:
        """Offer these no longer."""
        gone = {recording.path for recording in recordings}
        self._show(tuple(recording for recording in self.recordings if recording.path not in gone))

    def _show(self, recordings: "tuple[LostRecording, ...]") -> None:
        self.recordings = recordings
        for line in self._shown:
            self._lines.removeWidget(line)
            # hidden by hand: Qt deletes it only after this event, which may be a click on one of its buttons
            line.hide()
            line.deleteLater()
        self._shown = [self._line(recording) for recording in recordings[:_MOST_SHOWN]]
        older = len(recordings) - _MOST_SHOWN
        if older > 0:
            self._shown.append(label(tr("and {older} older ones", older=older), "muted"))
        for line in self._shown:
            self._lines.addWidget(line)
        self._show_if_any()

    def _show_if_any(self) -> None:
        self.setVisible(self._is_wanted and bool(self.recordings))

    def _line(self, recording: "LostRecording") -> QWidget:
        line = QWidget()
        source = f" · {recording.microphone}" if recording.microphone else ""
        words = f"{seconds_words(recording.seconds)} · {ago(recording.recorded_at)}{source}"
        name = label(words)
        recover = button(
            tr("Recover"), "", lambda: self.recover_asked.emit(recording), tip=tr("Look at this recording and use it")
        )
        discard = button(
            tr("Delete"), "trash", lambda: self.discard_asked.emit(recording), "quiet", tr("Delete it for good")
        )
        for part in (recover, discard):
            part.setAccessibleDescription(words)
        layout = row(recover, discard)
        layout.insertWidget(0, name, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        line.setLayout(layout)
        return line
