"""Telling what has become of the library of voices, and mending it."""

from typing import TYPE_CHECKING

from voicecloner.domain.quality import Severity
from voicecloner.gui.translation import said, tr, tr_many
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools

if TYPE_CHECKING:
    from voicecloner.api.voices import RepairReport, VoiceList


class LibraryCare:
    """Watches the voices that are listed.

    Args:
        tools: the window's tools.
    """

    def __init__(self, tools: PageTools) -> None:
        self._tools = tools
        self._told: tuple[str, ...] = ()
        tools.voices.changed.connect(self._look_at)

    def repair(self) -> None:
        """Look through the library, mend what can be mended, and tell."""
        app = self._tools.app
        task = Task(lambda _progress, _cancel: app.manage_voices.repair(), Queue.LIBRARY)
        self._tools.bridge.submit(task, Reply(done=self._repaired))

    def _look_at(self, voices: "VoiceList") -> None:
        damaged = tuple(voice.sentence for voice in voices.damaged)
        faults = (*voices.notes, *damaged)
        # the voices are looked up after every change; a fault is told once
        if faults == self._told:
            return
        self._told = faults
        if faults:
            first, *others = (*faults, *self._tools.preferences.notes)
            action = (tr("Repair"), self.repair) if damaged else ("", None)
            self._tools.messages.tell(Message(said(first), said(" ".join(others)), Severity.WARN, *action))

    def _repaired(self, report: "RepairReport") -> None:
        self._told = ()
        self._tools.voices.refresh()
        faults = (*report.refused, *report.faults)
        if faults:
            first, *others = faults
            message = Message(said(first), said(" ".join((*others, *report.done))), Severity.WARN)
        else:
            text = tr_many(
                "The library is in order; {number} voice was looked through.",
                "The library is in order; {number} voices were looked through.",
                report.voices,
            )
            message = Message(text, said(" ".join(report.done)), Severity.OK)
        self._tools.messages.tell(message)
