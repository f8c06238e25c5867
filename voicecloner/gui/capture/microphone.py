"""The microphone as the window uses it: watched, checked, counted down to, recorded; one thing at a time.

A recording goes this way: the room is listened to if that was not done lately, three seconds are counted down, the
recording begins. Each step may be stopped. What goes wrong ends in one sentence, and the microphone is free again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from voicecloner.audio.capture.recording import Recording
from voicecloner.domain.audio import AudioDevice
from voicecloner.domain.quality import Severity
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

if TYPE_CHECKING:
    from voicecloner.quality.room import RoomTone
    from voicecloner.use_cases.recover_recordings import LostRecording

_FRAME_MS = 33
_GUARD_MS = 200
_TOPIC = "microphone"
_ROOM_VALID_S = 600.0
"""A fan that was off ten minutes ago may be on."""
_QUIET_S = 1.0
_QUIET_PEAK_DBFS = -36.0
"""Nobody speaks below: a quiet voice at a distance peaks at -30."""
_QUIETER_DB = 6.0
_SOUND_PEAK_DBFS = -60.0


class Phase(Enum):
    """What the microphone is doing."""

    RESTING = auto()
    METERING = auto()
    CHECKING = auto()
    COUNTING = auto()
    STARTING = auto()
    RECORDING = auto()
    ENDING = auto()


@dataclass(frozen=True)
class _Room:
    """What a room was found to be like, and when."""

    tone: "RoomTone"
    heard_at_s: float


class Microphone(QObject):
    """Talks to the microphone in the background.

    Args:
        tools: the window's tools.
        chosen: the microphone to use, None for the system's default.
        now_s: the clock by which a check of the room grows old.

    Attributes:
        phase: what it is doing.
        is_under_way: whether a recording is on its way, from the first press of Record until the recording is over.
        count_s: seconds left of the countdown.
        room_fraction: how much of the room was listened to, 0..1.
        room_words: what hinders that; empty if nothing.
        trouble: one sentence on why there is no level to be seen, or empty.

    Signals:
        changed: any of the attributes.
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

    def __init__(
        self, tools: PageTools, chosen: Callable[[], AudioDevice | None], now_s: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._chosen = chosen
        self._now_s = now_s
        self._rooms: dict[str, _Room] = {}
        self._is_wanted = self._is_listed = False
        self.phase = Phase.RESTING
        self.is_under_way = False
        self.count_s = 0
        self.room_fraction = 0.0
        self.room_words = ""
        self._quiet_since_s: float | None = None
        self.trouble = ""
        self.frames = QTimer(self, interval=_FRAME_MS)
        self.frames.timeout.connect(self._look)
        self._guard = QTimer(self, interval=_GUARD_MS)
        self._guard.timeout.connect(self._guard_recording)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._count)

    @property
    def room(self) -> "RoomTone | None":
        """What the room around the chosen microphone is like, if that was found out lately."""
        found = self._rooms.get(self._name())
        return found.tone if found and self._now_s() - found.heard_at_s < _ROOM_VALID_S else None

    def watch(self, *, is_watched: bool) -> None:
        """Whether somebody looks: costs nothing while nobody does."""
        if is_watched:
            self.frames.start()
        else:
            self.frames.stop()

    def listen(self, *, is_wanted: bool) -> None:
        """Whether the microphone is open between recordings, for its level."""
        self._is_wanted = is_wanted
        self._settle()

    def release(self) -> None:
        """Give the microphone back between recordings, until `use_choice`: nothing may be open while devices are
        listed."""
        self._is_listed = False
        if self.phase in {Phase.RESTING, Phase.METERING}:
            self._rest()

    def use_choice(self) -> None:
        """Another microphone was chosen, or the list of them is new."""
        self._is_listed, self.trouble = True, ""
        if self.phase is Phase.METERING:
            self._rest()
        self._settle()
        self.changed.emit()

    def check_room(self) -> None:
        """Listen to the room for two seconds."""
        if self.phase in {Phase.RESTING, Phase.METERING}:
            self._listen_to_room()

    def record(self) -> None:
        """Begin a recording."""
        if self.phase not in {Phase.RESTING, Phase.METERING}:
            return
        self._tools.playback.stop()
        self.is_under_way = True
        self.began.emit()
        if self.room is None and self._tools.preferences.settings.room_check == "on":
            self._listen_to_room()
        else:
            self._count_down()

    def cancel(self) -> bool:
        """Stop what comes before a recording; whether there was anything to stop."""
        if self.phase not in {Phase.CHECKING, Phase.COUNTING}:
            return False
        self._second.stop()
        self._rest()
        self._over()
        return True

    def stop(self) -> None:
        """End the recording and hand it on."""
        if self.phase is not Phase.RECORDING:
            return
        self._enter(Phase.ENDING)
        recorder = self._tools.app.record_reference
        task = Task(lambda _progress, _cancel: recorder.stop(), Queue.SOUND)
        self._tools.bridge.submit(task, Reply(done=self._stopped, failed=self._recording_failed))

    def discard(self) -> None:
        """End the recording, which nobody wants."""
        if self.phase is not Phase.RECORDING:
            return
        self._enter(Phase.ENDING)
        app = self._tools.app

        def work(_progress: Progress, _cancel: CancelToken) -> Recording:
            recording = app.record_reference.stop()
            if recording.path and recording.seconds:
                app.recover_recordings.hold(recording.path)  # or it would be offered to others
            elif recording.path:
                app.recover_recordings.remove(recording.path)
            return recording

        self._tools.bridge.submit(Task(work, Queue.SOUND), Reply(done=self._discarded, failed=self._recording_failed))

    def _discarded(self, recording: Recording) -> None:
        self._over()
        if recording.path and recording.seconds:
            self.discarded.emit(recording)

    def record_again(self) -> None:
        """Set the recording aside and begin again."""
        if self.phase is not Phase.RECORDING:
            return
        self._enter(Phase.ENDING)
        app = self._tools.app

        def work(_progress: Progress, _cancel: CancelToken) -> "LostRecording | None":
            path = app.record_reference.stop().path
            return app.recover_recordings.set_aside(path) if path else None

        self._tools.bridge.submit(Task(work, Queue.SOUND), Reply(done=self._begin_again, failed=self._recording_failed))

    def pause_or_go_on(self) -> None:
        """Let the recording wait, or go on with it."""
        recorder = self._tools.app.record_reference
        progress = recorder.progress()
        if progress is None or self.phase is not Phase.RECORDING:
            return
        try:
            (recorder.resume if progress.recorder.is_paused else recorder.pause)()
        except VoiceClonerError as error:
            self._tools.messages.tell_error(error)

    def _settle(self) -> None:
        """Between recordings: open the microphone where its level is wanted, give it back where not."""
        wants = self._is_wanted and self._is_listed and self._tools.preferences.settings.meter_before_recording == "on"
        if self.phase is Phase.RESTING and wants and not self.trouble:
            self._open(self._metering)
        elif self.phase is Phase.METERING and not wants:
            self._rest()

    def _open(self, opened: Callable[[], None]) -> None:
        device, recorder = self._chosen(), self._tools.app.record_reference
        task = Task(lambda _progress, _cancel: recorder.meter(device), Queue.SOUND, topic=_TOPIC)
        self._tools.bridge.submit(task, Reply(done=lambda _nothing: opened(), failed=self._meter_failed))

    def _metering(self) -> None:
        if self.phase is Phase.RESTING:
            self._enter(Phase.METERING)
            self._settle()

    def _rest(self) -> None:
        recorder = self._tools.app.record_reference
        self._enter(Phase.RESTING)
        self._tools.bridge.submit(Task(lambda _progress, _cancel: recorder.discard(), Queue.SOUND, topic=_TOPIC))

    def _meter_failed(self, error: VoiceClonerError) -> None:
        if self.phase is Phase.COUNTING:
            self._second.stop()
            self._recording_failed(error)
        elif self.phase is Phase.RESTING and not isinstance(error, Cancelled):
            self._say(f"{error.message} {error.hint}")

    def _listen_to_room(self) -> None:
        from voicecloner.use_cases.check_room import RoomRequest

        self.room_fraction, self.room_words, self.trouble = 0.0, "", ""
        self._quiet_since_s = None
        self._enter(Phase.CHECKING)
        app, request = self._tools.app, RoomRequest(self._chosen())

        def work(progress: Progress, cancel: CancelToken) -> "RoomTone":
            app.record_reference.discard()  # nothing else may have the microphone open
            return app.check_room(request, progress=progress, cancel=cancel)

        task = Task(work, Queue.SOUND, topic=_TOPIC)
        self._tools.bridge.submit(task, Reply(self._judged, self._room_failed, self._room_heard))

    def _room_heard(self, update: ProgressUpdate) -> None:
        self.room_fraction, self.room_words = update.fraction or 0.0, update.detail
        self.changed.emit()

    def _judged(self, tone: "RoomTone") -> None:
        self._rooms[self._name()] = _Room(tone, self._now_s())
        if self.is_under_way and tone.verdict is not Severity.FAIL:
            self._count_down()
        else:
            self._over()

    def _room_failed(self, error: VoiceClonerError) -> None:
        if not isinstance(error, Cancelled):
            self._say(f"{error.message} {error.hint}")
        self._over()

    def _count_down(self) -> None:
        self.count_s, self.room_fraction = self._tools.preferences.settings.countdown_s, 0.0
        if not self.count_s:
            self._start()
            return
        self._enter(Phase.COUNTING)
        self._open(lambda: None)  # it takes its time to send the first sound
        self._second.start()

    def _count(self) -> None:
        self.count_s -= 1
        if self.count_s:
            self.changed.emit()
        else:
            self._second.stop()
            self._start()

    def _start(self) -> None:
        self._enter(Phase.STARTING)
        device, recorder, floor_dbfs = self._chosen(), self._tools.app.record_reference, self._floor_dbfs()
        task = Task(lambda _progress, _cancel: recorder.start(device, floor_dbfs), Queue.SOUND)
        reply = Reply[None](done=lambda _nothing: self._enter(Phase.RECORDING), failed=self._recording_failed)
        self._tools.bridge.submit(task, reply)

    def _floor_dbfs(self) -> float | None:
        tone = self.room
        is_sure = tone is not None and not (tone.is_dead or tone.is_muted or tone.is_disturbed)
        return tone.floor_dbfs if tone and is_sure else None

    def _look(self) -> None:
        progress = self._tools.app.record_reference.progress()
        if progress is None or self.phase not in {Phase.METERING, Phase.COUNTING, Phase.RECORDING}:
            return
        self.heard.emit(progress)
        if self.phase is Phase.METERING:
            self._hold_against_meter(progress.recorder.level.peak_dbfs)
        fault = progress.recorder.fault
        if fault and self.phase is Phase.RECORDING:
            self.stop()
        elif fault and self.phase is Phase.METERING:
            self._say(f"{fault} Plug it in, then press Rescan.")
            self._rest()

    def _hold_against_meter(self, peak_dbfs: float) -> None:
        """What was found about the room must not contradict the level that is shown beside it.

        A microphone that was silent and is heard now is not muted any more. A room in which somebody spoke, or that was
        too loud, is listened to again once it is quiet.
        """
        tone = self.room
        if tone is None or tone.verdict is Severity.OK:
            return
        if tone.is_dead or tone.is_muted:
            if peak_dbfs > _SOUND_PEAK_DBFS:
                del self._rooms[self._name()]
                self.changed.emit()
            return
        is_quiet = peak_dbfs < (_QUIET_PEAK_DBFS if tone.is_disturbed else tone.floor_dbfs - _QUIETER_DB)
        if not is_quiet:
            self._quiet_since_s = None
        elif self._quiet_since_s is None:
            self._quiet_since_s = self._now_s()
        elif self._now_s() - self._quiet_since_s >= _QUIET_S:
            self._listen_to_room()

    def _guard_recording(self) -> None:
        """A recording that ended by itself is kept at once, also while nobody looks."""
        progress = self._tools.app.record_reference.progress()
        if progress and progress.recorder.fault:
            self.stop()

    def _stopped(self, recording: Recording) -> None:
        self._is_wanted = False  # nobody speaks while the recording is looked at; the page asks for it again
        self._over()
        if recording.fault:
            self._tools.messages.tell_error(VoiceClonerError(recording.fault, "What was recorded until then is kept."))
        self.recorded.emit(recording)

    def _begin_again(self, lost: "LostRecording | None") -> None:
        if lost:
            self.set_aside.emit(lost)
        self._count_down()

    def _recording_failed(self, error: VoiceClonerError) -> None:
        self._over()
        self.failed.emit(error)

    def _over(self) -> None:
        was_under_way, self.is_under_way = self.is_under_way, False
        self._enter(Phase.RESTING)
        if was_under_way:
            self.ended.emit()
        self._settle()

    def _say(self, trouble: str) -> None:
        self.trouble = trouble.strip()
        self.changed.emit()

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        if phase is Phase.RECORDING:
            self._guard.start()
        else:
            self._guard.stop()
        self.changed.emit()

    def _name(self) -> str:
        device = self._chosen()
        return device.name if device else ""
