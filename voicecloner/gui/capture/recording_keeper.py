"""Sees to it that no recording is lost while somebody may still want it, and none is left once nobody does."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.api.recording import Recording
from voicecloner.gui.capture.lost_recordings import LostRecordingsCard
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import seconds_words

if TYPE_CHECKING:
    from voicecloner.api.recording import LostRecording, RecoverRecordings


class RecordingKeeper(QObject):
    """One recording is shown at most, one is being made a voice of; others wait in the card.

    Args:
        tools: the window's tools.
        card: where recordings are offered that were never used.

    Signals:
        recovered: a `Recording` is wanted after all.
    """

    recovered = Signal(object)

    def __init__(self, tools: PageTools, card: LostRecordingsCard) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._card = card
        self._shown: Recording | None = None
        self._in_use: Recording | None = None
        self._dropped: list[Recording] = []  # nobody wants them, but that can still be undone
        self._earlier: list[LostRecording] = []  # each made room for the next one
        card.recover_asked.connect(self._recover)
        card.discard_asked.connect(self._ask_to_delete)

    @property
    def _recordings(self) -> "RecoverRecordings":
        return self._tools.app.recover_recordings

    def look_up(self) -> None:
        """Offer what the last end of the program left."""
        # asked for over there: another thread may be making a part of the program, for which this one would wait
        task = Task(lambda _progress, _cancel: self._recordings.found(), Queue.FILES)
        self._tools.bridge.submit(task, Reply(done=lambda found: self._card.add(*found)))

    def show(self, recording: Recording | None) -> None:
        """This one is looked at from now on; the one before, if it was not used, is set aside."""
        before, self._shown = self._shown, recording
        self._set_aside(before)
        if recording:
            self._do(self._recordings.hold, recording)

    def drop(self) -> None:
        """Nobody wants the one that is shown; it is deleted when the window is closed."""
        shown, self._shown = self._shown, None
        if shown:
            self._dropped.append(shown)

    def drop_unseen(self, recording: Recording) -> None:
        """Nobody wants this one, which was never shown; it is deleted when the window is closed."""
        self._dropped.append(recording)

    def show_again(self, recording: Recording) -> None:
        """One that was dropped is wanted after all; `show` it."""
        self._dropped.remove(recording)

    def begin_use(self) -> None:
        """A voice is being made of the one that is shown."""
        self._in_use, self._shown = self._shown, None

    def end_use(self, *, is_shown: bool) -> None:
        """No voice was made of it after all; `is_shown` tells whether it is still looked at."""
        recording, self._in_use = self._in_use, None
        if is_shown:
            self._shown = recording
        else:
            self._set_aside(recording)

    def used(self) -> None:
        """The voice keeps its own copy: neither this recording nor those that made room for it are needed any more."""
        recording, self._in_use = self._in_use, None
        if recording:
            self._remove(recording)
            self._delete(*self._earlier)
            self._earlier = []

    def made_room(self, recording: "LostRecording") -> None:
        """Offer a recording that was set aside for a newer one, until that one is used."""
        if not recording.seconds:
            self._delete(recording)
            return
        self._earlier.append(recording)
        self._card.add(recording)

    def keep_at_close(self) -> None:
        """Leave what was not used for the next start, and delete what nobody wants.

        For the very end, when nothing else is at work.

        Raises:
            StorageError: the disk refuses.
        """
        for dropped in self._dropped:
            if dropped.path:
                self._recordings.remove(dropped.path)
        # the one in use as well: its voice may not have been finished
        for recording in (self._shown, self._in_use):
            if recording and recording.path and recording.path.exists():
                self._recordings.set_aside(recording.path)

    def _set_aside(self, recording: Recording | None) -> None:
        path = recording.path if recording else None
        if path:
            recordings = self._recordings
            task = Task(lambda _progress, _cancel: recordings.set_aside(path), Queue.FILES)
            self._tools.bridge.submit(task, Reply(done=self.made_room))

    def _remove(self, recording: Recording | None) -> None:
        if recording:
            self._do(self._recordings.remove, recording)

    def _do(self, act: Callable[[Path], None], recording: "Recording | LostRecording") -> None:
        path = recording.path
        if path:
            self._tools.bridge.submit(Task(lambda _progress, _cancel: act(path), Queue.FILES))

    def _recover(self, lost: "LostRecording") -> None:
        def found(recording: Recording) -> None:
            self._card.remove(lost)
            self._earlier = [recording for recording in self._earlier if recording.path != lost.path]
            self.recovered.emit(recording)

        recordings = self._recordings
        task = Task(
            lambda _progress, _cancel: recordings.recover(lost.path), Queue.FILES, tr("Recovering the recording")
        )
        self._tools.bridge.submit(task, Reply(done=found))

    def _ask_to_delete(self, lost: "LostRecording") -> None:
        words = tr("The recording of {length} is deleted for good.", length=seconds_words(lost.seconds))
        question = Question(tr("Delete this recording?"), words, tr("Delete it"), tr("Keep it"), is_loss=True)
        ask(self._card.window(), question, lambda: self._delete(lost))

    def _delete(self, *lost: "LostRecording") -> None:
        self._card.remove(*lost)
        for recording in lost:
            self._do(self._recordings.discard, recording)
