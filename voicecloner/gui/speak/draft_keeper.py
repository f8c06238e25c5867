"""Sees to it that the text typed on the Speak page is there after a restart, also after a crash."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from voicecloner.api.speaking import Draft
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools

_PAUSE_MS = 1000
_log = logging.getLogger(__name__)


class DraftKeeper(QObject):
    """Writes the draft a second after it was changed last, and when the window is closed.

    Args:
        tools: the window's tools.
        look: gives the draft as it stands on the page.
        show: puts one onto the page.
    """

    def __init__(self, tools: PageTools, look: Callable[[], Draft], show: Callable[[Draft], None]) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._look = look
        self._show = show
        self._kept: Draft | None = None  # as it lies on the disk; None until that is known
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._keep)

    def look_up(self) -> None:
        """Show what was typed before the last end, unless something is typed already."""
        takes = self._tools.app.manage_takes
        task = Task(lambda _progress, _cancel: takes.draft(), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=self._arrived, failed=self._not_read))

    def changed(self) -> None:
        """Something was typed or chosen."""
        self._pause.start()

    def keep_at_close(self) -> None:
        """Write it now; for the very end, when nothing else is at work."""
        self._pause.stop()
        draft = self._look()
        if not self._is_news(draft):
            return
        try:
            # directly: the bridge does no more work by now
            takes = self._tools.app.manage_takes
            takes.keep_draft(draft)
        except VoiceClonerError as error:
            _log.warning("the text could not be kept for the next start: %s", error.message)

    def _arrived(self, draft: Draft) -> None:
        self._kept = draft
        if draft.text and not self._look().text:
            self._show(draft)

    def _is_news(self, draft: Draft) -> bool:
        # a voice and a language without a text are nothing to keep
        return self._kept is not None and draft != self._kept and bool(draft.text or self._kept.text)

    def _not_read(self, error: VoiceClonerError) -> None:
        self._kept = Draft()
        self._tools.messages.tell_error(error)

    def _keep(self) -> None:
        draft = self._look()
        if not self._is_news(draft):
            return
        takes = self._tools.app.manage_takes

        def kept(_nothing: None) -> None:
            self._kept = draft

        task = Task(lambda _progress, _cancel: takes.keep_draft(draft), Queue.LIBRARY, topic="draft")
        self._tools.bridge.submit(task, Reply(done=kept))
