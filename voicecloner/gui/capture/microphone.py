"""The recording flow as the window drives it: with timers, in the background, and with signals for what comes of it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from voicecloner.api.recording import Event, FlowState, News, Orders, Phase, RecordingFlow, Step, options_in
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.recording import RecordingProgress, RecordReference, RoomTone
    from voicecloner.api.review import CountedSpeech
    from voicecloner.domain.audio import AudioDevice

_FRAME_MS = 33
_TICK_MS = 100
_TOPIC = "microphone"


class Microphone(QObject):
    """Drives a `RecordingFlow`: its steps are done in the background, its news become signals.

    Args:
        tools: the window's tools.
        now_s: the clock of the flow.

    Attributes:
        flow: what it drives.
        frames: runs while somebody looks.

    Signals:
        changed: the state is another one.
        began: a recording is on its way.
        heard: the `RecordingProgress` of this moment, 30 times a second while somebody looks.
        ended: the recording is over, however it went.
        recorded: a `Recording` is on disk.
        set_aside: a `LostRecording` had to make room for a new one.
        discarded: a `Recording` that nobody wants is on disk; that may be undone.
        failed: the `VoiceClonerError` that ended a recording.
    """

    changed = Signal()
    began = Signal()
    heard = Signal(object)
    ended = Signal()
    recorded = Signal(object)
    set_aside = Signal(object)
    discarded = Signal(object)
    failed = Signal(object)

    def __init__(self, tools: PageTools, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self.flow = RecordingFlow(lambda: options_in(tools.settings), now_s)
        self.frames = QTimer(self, interval=_FRAME_MS)
        self.frames.timeout.connect(self._look)
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self._tick)
        # a signal of Qt is emitted with exactly the values it was declared with: some have one, others none
        self._bare: dict[Event, SignalInstance] = {
            Event.CHANGED: self.changed,
            Event.BEGAN: self.began,
            Event.ENDED: self.ended,
        }
        self._laden: dict[Event, SignalInstance] = {
            Event.RECORDED: self.recorded,
            Event.MADE_ROOM: self.set_aside,
            Event.DISCARDED: self.discarded,
            Event.FAILED: self.failed,
        }

    @property
    def state(self) -> FlowState:
        """Where the flow is."""
        return self.flow.state

    @property
    def phase(self) -> Phase:
        """What the microphone is doing."""
        return self.flow.state.phase

    @property
    def room(self) -> "RoomTone | None":
        """What the room around it is like, if that was found out lately."""
        return self.flow.room

    @property
    def progress(self) -> "RecordingProgress | None":
        """What it hears just now; None while it is closed."""
        return self._record.progress()

    @property
    def worth(self) -> "CountedSpeech | None":
        """What the recording is worth that was ended last."""
        return self._record.worth

    def require(self, minimum_s: float) -> None:
        """From now on a recording needs so much usable speech."""
        self._record.minimum_s = minimum_s

    def watch(self, *, is_watched: bool) -> None:
        """Whether somebody looks: costs nothing while nobody does."""
        if is_watched:
            self.frames.start()
        else:
            self.frames.stop()

    def listen(self, *, is_wanted: bool) -> None:
        """Whether it is open between recordings, for its level."""
        self.follow(self.flow.listen(is_wanted=is_wanted))

    def release(self) -> None:
        """Give it back between recordings, until `use_device`."""
        self.follow(self.flow.release())

    def use_device(self, device: "AudioDevice | None") -> None:
        """Another one was chosen, or the list of them is new."""
        self.follow(self.flow.use_device(device))

    def check_room(self) -> None:
        """Listen to the room for two seconds."""
        self.follow(self.flow.check_room())

    def record(self) -> None:
        """Begin a recording; nothing is played meanwhile."""
        if self.state.is_idle:
            self._tools.playback.stop()
        self.follow(self.flow.start())

    def cancel(self) -> bool:
        """Stop what comes before a recording; whether there was anything to stop."""
        orders = self.flow.cancel()
        self.follow(orders)
        return bool(orders)

    def stop(self) -> None:
        """End the recording and hand it on."""
        self.follow(self.flow.stop())

    def discard(self) -> None:
        """End the recording, which nobody wants."""
        self.follow(self.flow.discard())

    def record_again(self) -> None:
        """Set the recording aside and begin again."""
        self.follow(self.flow.begin_again())

    def pause_or_go_on(self) -> None:
        """Let the recording wait, or go on with it."""
        if self.phase is not Phase.RECORDING:
            return
        try:
            self._record.pause_or_resume()
        except VoiceClonerError as error:
            self.failed.emit(error)

    def follow(self, orders: Orders) -> None:
        """Do what the flow asks for."""
        # started again while it runs, a timer would begin its tenth of a second anew each time
        if self.state.needs_ticks != self._ticks.isActive():
            (self._ticks.start if self.state.needs_ticks else self._ticks.stop)()
        for order in orders:
            if isinstance(order, Step):
                self._submit(order)
            else:
                self._tell(order)

    @property
    def _record(self) -> "RecordReference":
        return self._tools.app.record_reference

    def _submit(self, step: Step) -> None:
        app, flow = self._tools.app, self.flow

        def work(progress: Progress, cancel: CancelToken) -> object:
            return app.recording_work(step, progress=progress, cancel=cancel)

        reply = Reply[object](
            done=lambda outcome: self.follow(flow.done(step, outcome)),
            failed=lambda error: self.follow(flow.failed(step, error)),
            progress=lambda update: self.follow(flow.room_heard(update)),
        )
        # a step without a topic is never put aside by the next one: a recording is handed on whatever comes
        topic = _TOPIC if step.is_replaceable else ""
        self._tools.bridge.submit(Task(work, Queue.SOUND, topic=topic), reply)

    def _tell(self, news: News) -> None:
        if news.event in self._bare:
            self._bare[news.event].emit()
        else:
            self._laden[news.event].emit(news.value)

    def _look(self) -> None:
        progress = self.progress
        # between two frames it may have been closed
        if progress and self.state.can_be_heard:
            self.heard.emit(progress)
            self.follow(self.flow.heard(progress.recorder))

    def _tick(self) -> None:
        """Also while nobody looks: a recording that ended by itself is kept at once."""
        progress = self.progress
        if progress:
            self.follow(self.flow.heard(progress.recorder))
        self.follow(self.flow.tick())
