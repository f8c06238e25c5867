"""The packages of neural engines: whether they are there, installing and removing them, and giving memory back.

What goes wrong: no network, a full disk, a computer there are no packages for: all told in the message bar, and what
has arrived is kept. Stopping leaves nothing behind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.parts.basics import SMALL_GAP_PX, Card, button, label
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.translation import in_a_row, listed, said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, RunningTask, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.wording import size_words
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

if TYPE_CHECKING:
    from voicecloner.api.engines import FreeMemory, ListedEngine, ListedEnvironment, ManageEngines


@dataclass(frozen=True)
class EnginesState:
    """What the card shows.

    Attributes:
        engines: those whose packages they are.
        environment: where packages may be.
        memory: what is free.
    """

    engines: "tuple[ListedEngine, ...]"
    environment: "ListedEnvironment"
    memory: "FreeMemory"

    @property
    def size_bytes(self) -> int:
        """How much room the packages take, about."""
        spec = self.environment.spec
        return spec.about_bytes


class EnginesCard(Card):
    """The card.

    Args:
        tools: the window's tools.
        environment_id: what it installs.
        title: what the user reads.
    """

    def __init__(self, tools: PageTools, environment_id: str, title: str) -> None:
        super().__init__(title)
        self._tools = tools
        self._id = environment_id
        self._title = title
        self._running: RunningTask | None = None
        self._lacking: set[str] = set()
        self._spec_bytes = 0
        self.state = label("")
        self.memory = label("", "muted")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress of installing: {title}", title=title))
        self.detail = label("", "muted")
        self.install = button(tr("Install…"), "save", self.ask_and_install, tip=tr("Install: {title}", title=title))
        self.stop = button(tr("Stop"), "stop", self.stop_installing, tip=tr("Stop, and throw away what has arrived"))
        self.remove = button(tr("Remove"), "trash", self.ask_and_remove, "danger", tr("Remove: {title}", title=title))
        self.eject = button(
            tr("Free memory"), "close", self.free_memory, tip=tr("Take engines out of memory until needed")
        )
        self._build()
        # until it is known what there is
        self.hide()

    def refresh(self) -> None:
        """Look up anew what there is."""
        task = Task(lambda _progress, _cancel: self._looked_up(), Queue.LIBRARY, topic=f"environment {self._id}")
        self._tools.bridge.submit(task, Reply(done=self._arrived))

    def lacks(self, engine_id: str) -> bool:
        """Whether an engine's packages are missing, as far as is known."""
        return engine_id in self._lacking

    @property
    def about(self) -> str:
        """How much there is to fetch."""
        return tr("about {size}", size=size_words(self._spec_bytes))

    def ask_and_install(self) -> None:
        """Install after asking: it is much."""
        words = tr("What is fetched from PyPI is {about}.", about=self.about)
        question = Question(
            tr("Download and install {title}?", title=self._title), words, tr("Install"), tr("Not now"), is_usual=True
        )
        ask(self, question, self.install_now)

    def ask_and_remove(self) -> None:
        """Remove after asking."""
        words = tr("Voices and models stay.")
        question = Question(tr("Remove {title}?", title=self._title), words, tr("Remove"), tr("Keep"), is_loss=True)
        ask(self, question, lambda: self._do(lambda: self._engines.remove(self._id)))

    def stop_installing(self) -> None:
        """Stop; nothing of it stays."""
        if self._running:
            self._running.stop()
            self.state.setText(tr("Stopping…"))
            self.stop.setEnabled(False)

    def free_memory(self) -> None:
        """Take the engines out of memory."""
        self._do(self._engines.eject)

    @property
    def _engines(self) -> "ManageEngines":
        return self._tools.app.manage_engines

    def _looked_up(self) -> EnginesState:
        from voicecloner.api.engines import free_memory

        known = {each.spec.id: each for each in self._engines.environments()}
        own = tuple(each for each in self._engines.list() if each.info.environment == self._id)
        return EnginesState(own, known[self._id], free_memory())

    def _arrived(self, state: EnginesState) -> None:
        self._spec_bytes = state.size_bytes
        self._lacking = {each.info.id for each in state.engines if each.lacks}
        self.memory.setText(memory_words(state))
        self.eject.setVisible(any(each.is_loaded for each in state.engines))
        # what is under way tells about itself
        if self._running is None:
            self._show_busy(is_busy=False)
            self.state.setText(state_words(state))
            self.install.setVisible(state.environment.is_needed and not state.environment.is_installed)
            self.remove.setVisible(state.environment.is_there)
        self.show()

    def install_now(self) -> None:
        """Install what was agreed to already."""
        if self._running:
            return
        self._show(ProgressUpdate(tr("Waiting for its turn")))

        def install(progress: Progress, cancel: CancelToken) -> Path:
            return self._engines.install(self._id, progress=progress, cancel=cancel)

        reply = Reply(self._installed, self._failed, self._show)
        self._running = self._tools.bridge.submit(Task(install, Queue.MODELS), reply)

    def _installed(self, _folder: Path) -> None:
        self._tools.messages.tell(Message(tr("Installed: {title}.", title=self._title), tr("Fetch a model to use it.")))
        self._end()

    def _failed(self, error: VoiceClonerError) -> None:
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)
        self._end()

    def _end(self) -> None:
        self._running = None
        self.refresh()
        # other pages list them, too
        self._tools.engines.look_again()

    def _do(self, work: Callable[[], object]) -> None:
        task = Task(lambda _progress, _cancel: work(), Queue.MODELS)
        self._tools.bridge.submit(task, Reply(done=lambda _result: self._end()))

    def _show(self, update: ProgressUpdate) -> None:
        # what was stopped still tells how far it is until it ends
        if self._running and self._running.is_stopped:
            return
        self._show_busy(is_busy=True)
        self.state.setText(said(update.stage))
        self.detail.setText(said(update.detail))
        self.bar.setRange(0, 0 if update.fraction is None else 1000)
        self.bar.setValue(round(1000 * (update.fraction or 0.0)))

    def _show_busy(self, *, is_busy: bool) -> None:
        for part in (self.bar, self.detail, self.stop):
            part.setVisible(is_busy)
        self.stop.setEnabled(True)
        if is_busy:
            self.install.hide()
            self.remove.hide()

    def _build(self) -> None:
        for part in (self.state, self.memory, self.bar, self.detail):
            self.body.addWidget(part)
        line = QHBoxLayout()
        line.setSpacing(SMALL_GAP_PX)
        line.addStretch(1)
        for made in (self.eject, self.remove, self.install, self.stop):
            line.addWidget(made)
        self.body.addLayout(line)


def state_words(state: EnginesState) -> str:
    """Which engines can be used, and which not."""
    ready = [each.info.title for each in state.engines if not each.lacks]
    lacking = [each.info.title for each in state.engines if each.lacks]
    words = [tr("Ready: {ready}.", ready=listed(ready))] if ready else []
    if lacking:
        words.append(
            tr(
                "Not installed: {lacking} (about {size}).",
                lacking=listed(lacking),
                size=size_words(state.size_bytes),
            )
        )
    return in_a_row(*words) or tr("There are none.")


def memory_words(state: EnginesState) -> str:
    """What is free, and who holds some."""
    free = state.memory
    size = size_words(free.computer_bytes)
    if free.graphics_bytes is None:
        words = tr("{size} of memory is free.", size=size)
    else:
        graphics = size_words(free.graphics_bytes)
        words = tr("{size} of memory is free, {graphics} on the graphics card.", size=size, graphics=graphics)
    loaded = listed(each.info.title for each in state.engines if each.is_loaded)
    return in_a_row(words, tr("In memory: {loaded}.", loaded=loaded) if loaded else "")
