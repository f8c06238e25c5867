"""What is done to the recording before it is cloned: each step can be switched off, read about, and heard."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QRadioButton, QWidget

from voicecloner.api.review import INTENTIONS, USUAL, RepairPlan
from voicecloner.domain.audio import AudioClip
from voicecloner.gui.parts.basics import Card, button, column, label, row
from voicecloner.gui.parts.flow import FlowRow
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.review import CheckedReferences, Comparison

PLAYED_AS = "capture"
"""The key under which the recording is heard; see `Playback`."""
_TOPIC = "capture-repair"
_NAMES = {
    "remove_offset": tr("Remove the offset"),
    "high_pass": tr("Filter out rumble"),
    "trim_edges": tr("Cut off silence at the edges"),
    "bring_to_level": tr("Bring to the usual level"),
    "limit_peak": tr("Keep below full scale"),
}


class RepairCard(Card):
    """The steps, the channel, and the switch between original and repaired sound.

    Signals:
        channel_chosen: the number of the channel to use, counted from 1; None for the one with speech.
        heard: an `AudioClip` is to be heard from now on, and where in the original it begins, in seconds.
        play_asked: it is to be played, or to fall silent.
        plan_changed: other steps are switched on.
    """

    channel_chosen = Signal(object)
    heard = Signal(object, float)
    play_asked = Signal()
    plan_changed = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Before cloning"))
        self._tools = tools
        self._checked: CheckedReferences | None = None
        self._comparison: Comparison | None = None
        self.steps = {name: QCheckBox(words) for name, words in _NAMES.items()}
        self.words = {name: label("", "muted") for name in _NAMES}
        self.channel = QComboBox()
        self.channel.setAccessibleName(tr("Channel of the recording"))
        self.original = QRadioButton(tr("Original"))
        self.repaired = QRadioButton(tr("Repaired"))
        self.play_button = button(tr("Play"), "play", self.play_asked.emit, tip=tr("Play or pause (Space)"))
        self.same_loudness = QCheckBox(tr("Equally loud"))
        self.same_loudness.setToolTip(tr("Turn the louder of the two down; otherwise it always seems the better one"))
        self._channel_line = QWidget()
        self._build()
        self._choose(USUAL)
        self._connect()

    @property
    def plan(self) -> RepairPlan:
        """The steps that are switched on."""
        return RepairPlan(**{name: box.isChecked() for name, box in self.steps.items()})

    def show_checked(self, checked: "CheckedReferences") -> None:
        """Take up another recording, or another stretch or channel of it."""
        is_new = self._checked is None or self._checked.request.paths != checked.request.paths
        self._checked = checked
        if is_new:
            self._choose(USUAL)
        self.original.setChecked(True)
        self._fill_channels(checked)
        self._compare()

    def switch_on(self, step: str) -> None:
        """Take a step of the `RepairPlan` of this name too."""
        self.steps[step].setChecked(True)

    def let_hear_repaired(self) -> None:
        """Play what is cloned, if it is there yet."""
        if self._comparison:
            self.repaired.setChecked(True)
            if not self._tools.playback.is_playing(PLAYED_AS):
                self.play_asked.emit()

    def clear(self) -> None:
        """Show nothing."""
        self._tools.bridge.forget_topic(_TOPIC)
        self._checked = self._comparison = None

    def _build(self) -> None:
        intro = tr("A copy of the recording is repaired and cloned. The original is kept as it is.")
        self.body.addWidget(label(intro, "muted"))
        for name, box in self.steps.items():
            words = self.words[name]
            words.setContentsMargins(30, 0, 0, 0)
            self.body.addLayout(column(box, words, spacing_px=0))
        line = row(QLabel(tr("Channel")), self.channel, None)
        line.setContentsMargins(0, 0, 0, 0)
        self._channel_line.setLayout(line)
        self.body.addWidget(self._channel_line)
        self.body.addLayout(FlowRow(self.play_button, self.original, self.repaired, self.same_loudness))
        self.original.setChecked(True)
        self.same_loudness.setChecked(True)

    def _connect(self) -> None:
        for box in self.steps.values():
            box.toggled.connect(lambda _is_on: self._change_plan())
        for choice in (self.repaired, self.same_loudness):
            choice.toggled.connect(lambda _is_on: self._let_hear())
        self._tools.playback.changed.connect(self._show_playing)
        # the user's own choice alone: filling the box changes its index as well
        self.channel.activated.connect(lambda _index: self.channel_chosen.emit(self.channel.currentData()))

    def _change_plan(self) -> None:
        self._compare()
        self.plan_changed.emit()

    def _choose(self, plan: RepairPlan) -> None:
        for name, is_on in asdict(plan).items():
            with QSignalBlocker(self.steps[name]):  # one plan is compared, not one after each step
                self.steps[name].setChecked(is_on)

    def _fill_channels(self, checked: "CheckedReferences") -> None:
        count = checked.files[0].audio.source.channels if len(checked.files) == 1 else 1
        self._channel_line.setVisible(count > 1)
        self.channel.clear()
        self.channel.addItem(tr("The one with speech"), None)
        for number in range(1, count + 1):
            self.channel.addItem(tr("{number} of {count}", number=number, count=count), number)
        self.channel.setCurrentIndex(max(0, self.channel.findData(checked.request.channel)))

    def _compare(self) -> None:
        if self._checked is None:
            return
        from voicecloner.api.review import CompareRequest

        # what was compared before is no longer what would be cloned
        self._comparison = None
        self._show_words(None)
        request, app = CompareRequest(self._checked, self.plan), self._tools.app

        def work(progress: Progress, cancel: CancelToken) -> "Comparison":
            return app.compare_repair(request, progress=progress, cancel=cancel)

        task = Task(work, Queue.FILES, topic=_TOPIC)  # too short for progress, which would come and go
        self._tools.bridge.submit(task, Reply(done=self._compared))

    def _compared(self, comparison: "Comparison") -> None:
        self._comparison = comparison
        self._show_words(comparison)
        self._let_hear()

    def _show_words(self, comparison: "Comparison | None") -> None:
        for name, words in self.words.items():
            if not self.steps[name].isChecked():
                words.setText(tr("Switched off. When on: {intention}", intention=said(INTENTIONS[name])))
            elif comparison is None:
                words.setText("…")
            else:
                words.setText(said(comparison.done.get(name, "")) or tr("There was nothing to do."))
        for choice in (self.repaired, self.same_loudness):
            choice.setEnabled(comparison is not None)

    def _show_playing(self) -> None:
        is_playing = self._tools.playback.is_playing(PLAYED_AS)
        self.play_button.say(tr("Pause") if is_playing else tr("Play"))
        self.play_button.set_icon("pause" if is_playing else "play")

    def _let_hear(self) -> None:
        comparison = self._comparison
        if comparison:
            clip, start_s = _chosen(comparison, self.repaired.isChecked(), self.same_loudness.isChecked())
            self.heard.emit(clip, start_s)


def _chosen(comparison: "Comparison", is_repaired: bool, is_matched: bool) -> tuple[AudioClip, float]:
    if is_repaired:
        return comparison.matched_after if is_matched else comparison.after, comparison.start_s
    return comparison.matched_before if is_matched else comparison.before, 0.0
