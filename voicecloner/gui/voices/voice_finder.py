"""Fills the list of voices from other threads: what is found first at once, the rest and the rows as they come."""

from array import array
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from voicecloner.api.voices import Kinds, ListedVoices, ListRequest, ListVoices, Place, VoiceRows
from voicecloner.gui.voices.voice_rows import VoicesModel
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import CancelToken, Progress

_FIRST, _REST, _ROWS, _OUTLINES, _KINDS = "voices", "voices-rest", "voice-rows", "voice-outlines", "voice-kinds"

_ResultT = TypeVar("_ResultT")


class VoiceFinder(QObject):
    """Asks the library, and puts the answers into a list.

    Args:
        tools: the window's tools.
        parent: lives as long.

    Signals:
        found: a `ListedVoices`, whose beginning is in the list now.
        completed: all of them are.
        kinds_changed: a `Kinds`: by what the voices can be told apart.
    """

    found = Signal(object)
    completed = Signal()
    kinds_changed = Signal(object)

    def __init__(self, tools: PageTools, parent: QObject) -> None:
        super().__init__(parent)
        self._tools = tools
        self._draws_tried: set[int] = set()
        self.model = VoicesModel(parent)
        self.model.rows_wanted.connect(self._read_rows)

    def find(self, request: ListRequest, wanted_id: str = "") -> None:
        """Look a list up anew; `wanted_id` is a voice whose place is to be told besides."""
        self._tools.bridge.stop_topic(_REST)
        self._submit(lambda lists, _cancel: lists.find(request, wanted_id), self._arrived, _FIRST)

    def look_at_kinds(self) -> None:
        """Look up anew by what the voices can be told apart."""
        self._submit(lambda lists, _cancel: lists.kinds(), self._kinds_arrived, _KINDS)

    def _submit(
        self,
        work: Callable[[ListVoices, CancelToken], _ResultT],
        done: Callable[[_ResultT], None],
        topic: str,
        queue: Queue = Queue.LIBRARY,
    ) -> None:
        app = self._tools.app

        def whole(_progress: Progress, cancel: CancelToken) -> _ResultT:
            return work(app.list_voices, cancel)

        self._tools.bridge.submit(Task(whole, queue, topic=topic), Reply(done=done))

    def _arrived(self, listed: ListedVoices) -> None:
        self.model.show(listed.numbers, listed.first, is_whole=listed.rest is None)
        self._draw(listed.first)
        self.found.emit(listed)
        if listed.rest is None:
            self.completed.emit()
            return
        rest = listed.rest

        def arrived(numbers: Sequence[int]) -> None:
            self.model.show([*listed.numbers, *numbers], VoiceRows(()))
            self.completed.emit()

        self._submit(lambda lists, cancel: _all_from(lists, listed.request, rest, cancel), arrived, _REST)

    def _read_rows(self, numbers: Sequence[int]) -> None:
        # on one topic: of all that was scrolled over, what is looked at last is read
        def arrived(rows: VoiceRows) -> None:
            self.model.put(rows, numbers)
            self._draw(rows)

        self._submit(lambda lists, _cancel: lists.rows(numbers), arrived, _ROWS)

    def _draw(self, rows: VoiceRows) -> None:
        """Draw the voices of which there is no picture yet, once while the window is open."""
        lacking = [row for row in rows.rows if row.outline is None and row.number not in self._draws_tried]
        if lacking:
            self._submit(
                lambda lists, cancel: lists.draw(lacking, cancel=cancel), self._drawn, _OUTLINES, Queue.PICTURES
            )

    def _drawn(self, outlines: dict[int, bytes]) -> None:
        self._draws_tried.update(outlines)
        self.model.put_outlines(outlines)

    def _kinds_arrived(self, kinds: Kinds) -> None:
        self.kinds_changed.emit(kinds)


def _all_from(lists: ListVoices, request: ListRequest, after: Place, cancel: CancelToken) -> "array[int]":
    """All the other numbers of a list, a portion at a time, so that what is typed meanwhile is not kept waiting."""
    numbers, place = array("q"), after
    while True:
        cancel.raise_if_cancelled()
        found = lists.more(request, place)
        numbers.extend(found.numbers)
        if found.rest is None:
            return numbers
        place = found.rest
