"""Measuring voices in the background: right after they are made, or when the user asks.

The engine is lent for it, never kept from the user: as soon as something else is asked for, measuring stops, and begins
anew after that.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError, hint_in_window
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, RunningTask, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.voices import ScoredVoice

SCORING = "score"
"""The topic under which voices are measured."""


class Scorer(QObject):
    """Has voices measured, one after the other.

    Args:
        tools: the window's tools.

    Signals:
        changed: another voice is being measured, or none any more.
    """

    changed = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._waiting: dict[str, Voice] = {}
        self._asked: set[str] = set()
        self._gave_way = False
        self._running_id = ""
        tools.bridge.started.connect(self._give_way)

    def is_waiting(self, voice: Voice) -> bool:
        """Whether this voice is being measured, or is to be."""
        return voice.id in self._waiting

    def score(self, voice: Voice, *, is_asked: bool = True) -> None:
        """Have this voice measured; where the user did not ask for it, nothing is said of it if that fails."""
        if is_asked:
            self._asked.add(voice.id)
        if not self.is_waiting(voice):
            self._waiting[voice.id] = voice
            self._next()

    def _next(self) -> None:
        if self._running_id or not self._waiting:
            self.changed.emit()
            return
        voice = next(iter(self._waiting.values()))
        self._running_id = voice.id
        reply = Reply["ScoredVoice"](lambda _scored: self._ended(voice), lambda error: self._failed(voice, error))
        app = self._tools.app

        def work(progress: Progress, cancel: CancelToken) -> "ScoredVoice":
            from voicecloner.api.voices import ScoreRequest  # only now: it brings much with it

            return app.score_voice(ScoreRequest(voice.id), progress=progress, cancel=cancel)

        self._tools.bridge.submit(Task(work, Queue.ENGINE, tr("Measuring “{name}”", name=voice.name), SCORING), reply)
        self.changed.emit()

    def _give_way(self, running: RunningTask) -> None:
        """Something else was asked for: the engine is needed for that."""
        if self._running_id and running.topic != SCORING:
            self._gave_way = True
            self._tools.bridge.stop_topic(SCORING)

    def _ended(self, voice: Voice) -> None:
        self._leave(voice)
        self._tools.voices.refresh()
        self._next()

    def _failed(self, voice: Voice, error: VoiceClonerError) -> None:
        if isinstance(error, Cancelled) and self._gave_way:
            self._gave_way, self._running_id = False, ""
            self._next()  # behind what it gave way to
            return
        is_told = voice.id in self._asked and not isinstance(error, Cancelled)
        self._leave(voice)
        if is_told:
            text = tr(
                "How “{name}” came out could not be measured. {message}", name=voice.name, message=said(error.message)
            )
            self._tools.messages.tell(Message(text, said(hint_in_window(error.hint)), Severity.WARN))
        self._next()

    def _leave(self, voice: Voice) -> None:
        self._waiting.pop(voice.id, None)
        self._asked.discard(voice.id)
        self._gave_way, self._running_id = False, ""
