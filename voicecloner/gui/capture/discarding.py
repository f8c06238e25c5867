"""Bringing back recordings that were discarded."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from voicecloner.domain.quality import Severity
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import Message, PageTools

_HINT = tr("It can be brought back until VoiceCloner is closed.")


class Discarding(QObject):
    """Offers each discarded recording once.

    Args:
        tools: the window's tools.
        is_recording: whether another recording is under way, into which nothing is brought back.

    Signals:
        back_asked: the page has something to show, wherever the user is.
    """

    back_asked = Signal()

    def __init__(self, tools: PageTools, is_recording: Callable[[], bool]) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._is_recording = is_recording

    def offer(self, sentence: str, bring_back: Callable[[], object]) -> None:
        """Tell that something was discarded, and how to undo that.

        Args:
            sentence: what was discarded.
            bring_back: called if the user wants it back.
        """
        self._offer(sentence, _HINT, bring_back)

    def refuses(self, hint: str) -> bool:
        """Whether nothing else can be shown for the moment, which is told then, with what to do."""
        if self._is_recording():
            self._tools.messages.tell(Message(tr("A recording is under way."), hint, Severity.WARN))
        return self._is_recording()

    def _offer(self, text: str, hint: str, bring_back: Callable[[], object]) -> None:
        def act() -> None:
            self.back_asked.emit()
            if self._is_recording():
                self._offer(tr("A recording is under way."), tr("End it, then undo."), bring_back)
            else:
                bring_back()

        # each has a key of its own: what is discarded next takes nothing back from this one
        self._tools.undo.offer(str(id(bring_back)), text, hint, act)
