"""Sees to it that no take is lost while somebody may still want it, and none is left once nobody does."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.audio.capture.recording import Recording
from voicecloner.gui.capture.lost_recordings import LostTakesCard
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.wording import seconds_words

if TYPE_CHECKING:
    from voicecloner.use_cases.recover_recordings import LostTake, RecoverTakes


class TakeKeeper(QObject):
    """One take is shown at most, one is being made a voice of; others wait in the card.

    Args:
        tools: the window's tools.
        card: where takes are offered that were never used.

    Signals:
        recovered: a `Recording` is wanted after all.
    """

    recovered = Signal(object)

    def __init__(self, tools: PageTools, card: LostTakesCard) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._card = card
        self._shown: Recording | None = None
        self._in_use: Recording | None = None
        self._dropped: list[Recording] = []  # nobody wants them, but that can still be undone
        self._earlier: list[LostTake] = []  # each made room for the next one
        card.recover_asked.connect(self._recover)
        card.discard_asked.connect(self._ask_to_delete)

    @property
    def _takes(self) -> "RecoverTakes":
        return self._tools.app.recover_takes

    def show(self, take: Recording | None) -> None:
        """This one is looked at from now on; the one before, if it was not used, is set aside."""
        before, self._shown = self._shown, take
        self._set_aside(before)
        if take:
            self._do(self._takes.hold, take)

    def drop(self) -> None:
        """Nobody wants the one that is shown; it is deleted when the window is closed."""
        shown, self._shown = self._shown, None
        if shown:
            self._dropped.append(shown)

    def drop_unseen(self, take: Recording) -> None:
        """Nobody wants this one, which was never shown; it is deleted when the window is closed."""
        self._dropped.append(take)

    def take_back(self, take: Recording) -> None:
        """One that was dropped is wanted after all; `show` it."""
        self._dropped.remove(take)

    def begin_use(self) -> None:
        """A voice is being made of the one that is shown."""
        self._in_use, self._shown = self._shown, None

    def end_use(self, *, is_shown: bool) -> None:
        """No voice was made of it after all; `is_shown` tells whether it is still looked at."""
        take, self._in_use = self._in_use, None
        if is_shown:
            self._shown = take
        else:
            self._set_aside(take)

    def used(self) -> None:
        """The voice keeps its own copy: neither this take nor those that made room for it are needed any more."""
        take, self._in_use = self._in_use, None
        if take:
            self._remove(take)
            self._delete(*self._earlier)
            self._earlier = []

    def made_room(self, take: "LostTake") -> None:
        """Offer a take that was set aside for a newer one, until that one is used."""
        if not take.seconds:
            self._delete(take)
            return
        self._earlier.append(take)
        self._card.add(take)

    def keep_at_close(self) -> None:
        """Leave what was not used for the next start, and delete what nobody wants.

        For the very end, when nothing else is at work.

        Raises:
            StorageError: the disk refuses.
        """
        for dropped in self._dropped:
            if dropped.path:
                self._takes.remove(dropped.path)
        for take in (self._shown, self._in_use):
            if take and take.path and take.path.exists():
                self._takes.set_aside(take.path)

    def _set_aside(self, take: Recording | None) -> None:
        path = take.path if take else None
        if path:
            takes = self._takes
            task = Task(lambda _progress, _cancel: takes.set_aside(path), Queue.FILES)
            self._tools.bridge.submit(task, Reply(done=self.made_room))

    def _remove(self, take: Recording | None) -> None:
        if take:
            self._do(self._takes.remove, take)

    def _do(self, act: Callable[[Path], None], take: "Recording | LostTake") -> None:
        path = take.path
        if path:
            self._tools.bridge.submit(Task(lambda _progress, _cancel: act(path), Queue.FILES))

    def _recover(self, lost: "LostTake") -> None:
        def found(recording: Recording) -> None:
            self._card.remove(lost)
            self._earlier = [take for take in self._earlier if take.path != lost.path]
            self.recovered.emit(recording)

        takes = self._takes
        task = Task(lambda _progress, _cancel: takes.recover(lost.path), Queue.FILES, "Recovering the recording")
        self._tools.bridge.submit(task, Reply(done=found))

    def _ask_to_delete(self, lost: "LostTake") -> None:
        words = f"The recording of {seconds_words(lost.seconds)} is deleted for good."
        question = Question("Delete this recording?", words, "Delete it", "Keep it", is_loss=True)
        ask(self._card.window(), question, lambda: self._delete(lost))

    def _delete(self, *lost: "LostTake") -> None:
        self._card.remove(*lost)
        for take in lost:
            self._do(self._takes.discard, take)
