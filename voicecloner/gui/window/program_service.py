"""The service for other programs, as the window knows it: switched by a setting, and gone with the window."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from voicecloner.domain.quality import Severity
from voicecloner.errors import Cancelled, VoiceClonerError, hint_in_window
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import JobBridge, Queue, Reply, Task
from voicecloner.gui.window.preferences import Preferences

if TYPE_CHECKING:
    from voicecloner.api import Application
    from voicecloner.api.service import Answering

_TYPING_MS = 600
_LOOK_MS = 2_000
_TOPIC = "service"


@dataclass(frozen=True)
class ServiceState:
    """How it is with the service.

    Attributes:
        words: one or two sentences for the user.
        severity: whether something is wrong.
        answering: where it answers; None: nowhere.
    """

    words: str
    severity: Severity = Severity.OK
    answering: "Answering | None" = None


OFF = ServiceState(tr("Off: no other program can connect."))


class ProgramService(QObject):
    """Begins and ends the service as the settings say.

    Signals:
        changed: the new `ServiceState`.
    """

    changed = Signal(object)

    def __init__(self, app: "Application", bridge: JobBridge, preferences: Preferences) -> None:
        super().__init__(bridge)
        self._app = app
        self._bridge = bridge
        self._preferences = preferences
        self.state = OFF
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.follow_settings)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self.look)
        preferences.changed.connect(self._setting_changed)

    def start(self) -> None:
        """The window is there: begin if the user wants it."""
        if self._is_wanted:
            self.follow_settings()

    def follow_settings(self) -> None:
        """Begin where the settings say, or end."""
        self._look.stop()
        self._typing.stop()
        if not self._is_wanted:
            self._end()
            return
        port = self._preferences.settings.answer_port
        self._show(ServiceState(tr("Starting…")))
        task = Task(
            lambda _progress, cancel: self._app.answer_programs.begin(port, cancel=cancel), Queue.SERVICE, topic=_TOPIC
        )
        self._bridge.submit(task, Reply(done=self._begun, failed=self._failed))

    def look(self) -> None:
        """See whether it still runs."""
        if not self._app.answer_programs.is_alive:
            self._look.stop()
            self._show(ServiceState(tr("The service stopped by itself. Switch it off and on again."), Severity.FAIL))

    @property
    def _is_wanted(self) -> bool:
        return self._preferences.settings.answer_programs == "on"

    def _setting_changed(self, key: str) -> None:
        if key == "answer_programs":
            self.follow_settings()
        elif key == "answer_port" and self._is_wanted:
            self._typing.start()  # the digits of a port come one by one

    def _end(self) -> None:
        task = Task(lambda _progress, _cancel: self._app.answer_programs.end(), Queue.SERVICE, topic=_TOPIC)
        self._bridge.submit(task)
        self._show(OFF)

    def _begun(self, answering: "Answering") -> None:
        self._look.start()
        self._show(ServiceState(tr("Running at {address}", address=answering.address), answering=answering))

    def _failed(self, error: VoiceClonerError) -> None:
        if not isinstance(error, Cancelled):
            words = f"{said(error.message)} {said(hint_in_window(error.hint))}".strip()
            self._show(ServiceState(words, Severity.FAIL))

    def _show(self, state: ServiceState) -> None:
        self.state = state
        self.changed.emit(state)
