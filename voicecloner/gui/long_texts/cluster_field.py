"""Which Dask cluster says the lines of a table, and a button that tries whether it is there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from voicecloner.api.batches import can_reach_clusters, look_at_cluster
from voicecloner.errors import VoiceClonerError, hint_in_window
from voicecloner.gui.parts.basics import button, field_label, label, row, set_style
from voicecloner.gui.translation import said, tr, tr_many
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools

if TYPE_CHECKING:
    from voicecloner.api.batches import SeenCluster

_KEY = "table_cluster"
_TRIAL = "cluster-trial"


class ClusterField(QWidget):
    """The address of a scheduler; there only where the packages are that reach one.

    Args:
        tools: the window's tools.

    Attributes:
        is_possible: whether a cluster can be reached at all.

    Signals:
        changed: another address, or none.
    """

    changed = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self.is_possible = can_reach_clusters()
        self.line = QLineEdit(tools.settings.table_cluster)
        self.line.setPlaceholderText(tr("This computer says them; else an address such as tcp://10.0.0.5:8786"))
        self.try_button = button(tr("Try it"), "", self.try_it, tip=tr("See whether this cluster can be reached"))
        self.words = label("", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(field_label(tr("Dask &cluster"), self.line))
        typed = row(self.line, self.try_button)
        typed.setStretch(0, 1)
        layout.addLayout(typed)
        layout.addWidget(self.words)
        self.line.textChanged.connect(lambda _text: self._typed())
        self.line.editingFinished.connect(self._keep)
        self._show_state()
        self.setVisible(self.is_possible)

    @property
    def address(self) -> str:
        """Of the scheduler; empty: this computer."""
        return self.line.text().strip() if self.is_possible else ""

    def try_it(self) -> None:
        """See whether it is there."""
        address = self.address
        self._say(tr("Trying…"))
        self.try_button.setEnabled(False)
        task = Task(lambda _progress, _cancel: look_at_cluster(address), Queue.SERVICE, topic=_TRIAL)
        self._tools.bridge.submit(task, Reply(done=self._reached, failed=self._failed))

    def _typed(self) -> None:
        self._tools.bridge.forget_topic(_TRIAL)  # what comes of it is not about this address
        self._say("")
        self._show_state()
        self.changed.emit()

    def _keep(self) -> None:
        self._tools.preferences.change(_KEY, self.address)

    def _reached(self, cluster: "SeenCluster") -> None:
        many = tr_many("It is there, with {number} worker.", "It is there, with {number} workers.", cluster.workers)
        self._say(many if cluster.workers else tr("It is there, but nobody works in it yet."))
        self._show_state()

    def _failed(self, error: VoiceClonerError) -> None:
        self._say(f"{said(error.message)} {said(hint_in_window(error.hint))}", "missing")
        self._show_state()

    def _say(self, words: str, kind: str = "muted") -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
        set_style(self.words, "kind", kind)

    def _show_state(self) -> None:
        self.try_button.setEnabled(bool(self.address))
