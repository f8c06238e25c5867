"""Which part of a long recording is used: shown on the whole of it, moved, zoomed into, and heard."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollBar, QVBoxLayout, QWidget

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.errors import Cancelled
from voicecloner.gui.parts.basics import SMALL_GAP_PX, button, label, row
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.parts.sound.pictures import Pictures
from voicecloner.gui.parts.sound.sight_buttons import SightButtons
from voicecloner.gui.parts.sound.stretch_view import StretchView
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import seconds_words
from voicecloner.jobs import CancelToken, Progress
from voicecloner.wording import clock

if TYPE_CHECKING:
    from voicecloner.api.review import CheckedFile, CheckedReferences, StretchRequest, WindowProposal

KEY = "capture-part"
# A click outside the stretch plays this much.
_HEARD_S = 30.0
_BAR_STEPS_PER_S = 10


class StretchPanel(QWidget):
    """There only while a long recording is shown.

    Signals:
        chosen: the `Span` to use from now on.
    """

    chosen = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self._file: CheckedFile | None = None
        self._proposal: WindowProposal | None = None
        self._channel: int | None = None
        self._place = 0  # which candidate was last looked at
        self._heard_from_s = 0.0
        self.view = StretchView(tr("The whole recording, with the stretch that is used"))
        self._pictures = Pictures(tools.bridge, self.view.track, KEY)
        self.bar = QScrollBar(Qt.Orientation.Horizontal)
        self.bar.setAccessibleName(tr("Part of the recording in sight"))
        self.times = QLabel()
        self.times.setProperty("kind", "muted")
        self.play_button = button(tr("Play"), "play", self.play, tip=tr("Play the stretch, or fall silent"))
        self.next_button = button(
            tr("Next best"), "", self.show_next, tip=tr("Try the next best stretch that was found")
        )
        self._build()
        self._connect()
        self.hide()

    def show_file(self, file: "CheckedFile", proposal: "WindowProposal") -> None:
        """Show another long recording."""
        self._file, self._proposal = file, proposal
        spans = [candidate.span for candidate in proposal.candidates]
        self._place = spans.index(file.span) if file.span in spans else 0
        self.next_button.setEnabled(len(proposal.candidates) > 1)
        self.view.show_whole(
            Outline(proposal.overview, proposal.pair_s), proposal.duration_s, file.span or proposal.best
        )
        self._pictures.read_from(self._read)
        self.show()

    def show_used(self, checked: "CheckedReferences") -> None:
        """Show which stretch was judged."""
        self._channel = checked.request.channel
        span = checked.files[0].span
        if self._file and span:
            self.view.show_stretch(span)
            self._show_times(span)

    def clear(self) -> None:
        """Show nothing."""
        self._file = None
        self._tools.bridge.forget_topic(KEY)
        self._silence()
        self.hide()

    def play(self) -> None:
        """Play the stretch, or fall silent."""
        if self._tools.playback.is_playing(KEY):
            self._tools.playback.stop()
        else:
            self._hear(self.view.stretch)

    def show_next(self) -> None:
        """Use the next best stretch that was found; after the last one the best again."""
        candidates = self._proposal.candidates if self._proposal else ()
        if candidates:
            self._place = (self._place + 1) % len(candidates)
            self.view.show_stretch(candidates[self._place].span)
            self._show_times(self.view.stretch)
            self.chosen.emit(self.view.stretch)

    def _build(self) -> None:
        whole = button(tr("See all"), "", self.view.viewport.show_all, "quiet", tr("See the whole recording (0)"))
        fit = button(tr("See stretch"), "", self.view.look_at_stretch, "quiet", tr("See the stretch closer"))
        words = tr(
            "Drag the edges of the stretch that is used, or the stretch itself; click anywhere to hear what is there."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SMALL_GAP_PX)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addWidget(label(words, "muted"))
        layout.addWidget(self.view)
        sight = row(None, SightButtons(self.view), whole, fit)
        sight.insertWidget(0, self.bar, 100)
        layout.addLayout(sight)
        layout.addLayout(row(self.play_button, self.times, None, self.next_button))

    def _connect(self) -> None:
        self.view.stretch_moved.connect(self._show_times)
        self.view.stretch_chosen.connect(self.chosen)
        self.view.viewport.moved.connect(self._show_view)
        self.view.track.seek_asked.connect(self._hear_from)
        self.bar.valueChanged.connect(lambda value: self.view.viewport.look_from(value / _BAR_STEPS_PER_S))
        self._tools.playback.changed.connect(self._show_playing)
        self._tools.playback.moved.connect(self._show_position)

    def _show_times(self, stretch: Span) -> None:
        seconds = seconds_words(stretch.end_s - stretch.start_s)
        self.times.setText(f"{clock(stretch.start_s)} – {clock(stretch.end_s)} · {seconds}")

    def _show_view(self) -> None:
        viewport = self.view.viewport
        seen_s, whole_s = viewport.seen_s, viewport.whole_s
        # the bar follows what is in sight; its signal would move that again, to the nearest tenth of a second
        with QSignalBlocker(self.bar):
            self.bar.setRange(0, round((whole_s - seen_s) * _BAR_STEPS_PER_S))
            self.bar.setPageStep(max(1, round(seen_s * _BAR_STEPS_PER_S)))
            self.bar.setSingleStep(max(1, round(seen_s * _BAR_STEPS_PER_S / 10)))
            self.bar.setValue(round(viewport.span.start_s * _BAR_STEPS_PER_S))
        self.bar.setVisible(seen_s < whole_s - 0.01)

    def _read(self, span: Span, progress: Progress, cancel: CancelToken) -> AudioClip:
        """A stretch of the file, for its picture; called from a worker's thread."""
        request = self._request(span)
        if request is None:
            # another recording is shown by now, and nobody waits for this part
            raise Cancelled
        return self._tools.app.read_stretch(request, progress=progress, cancel=cancel)

    def _hear_from(self, seconds: float) -> None:
        stretch = self.view.stretch
        is_inside = stretch.start_s <= seconds < stretch.end_s
        end_s = stretch.end_s if is_inside else min(seconds + _HEARD_S, self.view.viewport.whole_s)
        if end_s > seconds:
            self._hear(Span(seconds, end_s))

    def _hear(self, span: Span) -> None:
        request, app = self._request(span), self._tools.app
        if request is None:
            return

        def work(progress: Progress, cancel: CancelToken) -> AudioClip:
            return app.read_stretch(request, progress=progress, cancel=cancel)

        def read(clip: AudioClip) -> None:
            # together with the sound: until now positions were told of the one before
            self._heard_from_s = span.start_s
            self._tools.playback.play(KEY, clip)

        # reading takes a moment; what was heard until now is not to go on meanwhile
        self._tools.playback.stop()
        task = Task(work, Queue.FILES, tr("Reading {name}", name=request.path.name), KEY)
        self._tools.bridge.submit(task, Reply(done=read))

    def _request(self, span: Span) -> "StretchRequest | None":
        from voicecloner.api.review import StretchRequest

        return StretchRequest(self._file.path, span, self._channel) if self._file else None

    def _silence(self) -> None:
        if self._tools.playback.key == KEY:
            self._tools.playback.stop()

    def _show_playing(self) -> None:
        is_playing = self._tools.playback.is_playing(KEY)
        self.play_button.say(tr("Stop") if is_playing else tr("Play"))
        self.play_button.set_icon("stop" if is_playing else "play")
        if self._tools.playback.key != KEY:
            self.view.track.set_position(None)

    def _show_position(self, seconds: float) -> None:
        if self._tools.playback.key == KEY:
            self.view.track.set_position(self._heard_from_s + seconds)
