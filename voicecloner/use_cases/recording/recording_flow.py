"""How a recording goes, as a state machine: the room is checked, seconds are counted down, it begins, it ends.

The window and the command line are driven by the same flow. It touches no device and knows no thread: each method
returns what to do next, in order: `Step`s, which a `RecordingWork` carries out and which may block, and `News` for the
user. The outcome of a step comes back through `done` or `failed`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from voicecloner.domain.quality import Severity
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.use_cases.recording.room_memory import Doubt, RoomMemory

if TYPE_CHECKING:
    from voicecloner.audio.capture.recording import RecorderState, Recording
    from voicecloner.domain.audio import AudioDevice
    from voicecloner.jobs import ProgressUpdate
    from voicecloner.quality.room import RoomTone
    from voicecloner.settings import Settings
    from voicecloner.use_cases.recording.recover_recordings import LostRecording


class Phase(Enum):
    """What the microphone is doing."""

    RESTING = auto()
    METERING = auto()
    CHECKING = auto()
    COUNTING = auto()
    STARTING = auto()
    RECORDING = auto()
    ENDING = auto()


class MicrophoneWork(Enum):
    """What a step does with the microphone, and what comes of it."""

    METER = auto()
    """Open it for its level alone."""
    RELEASE = auto()
    """Give it back."""
    CHECK_ROOM = auto()
    """Listen to the room: a `RoomTone`."""
    START = auto()
    """Begin the recording."""
    KEEP = auto()
    """End the recording: a `Recording`."""
    DISCARD = auto()
    """End the recording, which nobody wants: a `Recording`, so that it can be brought back."""
    SET_ASIDE = auto()
    """End the recording to make room for another one: a `LostRecording`, or None where there is no file."""


_REPLACEABLE = {MicrophoneWork.METER, MicrophoneWork.RELEASE, MicrophoneWork.CHECK_ROOM}


@dataclass(frozen=True)
class Step:
    """Something to be done with the microphone.

    Attributes:
        work: what.
        device: the microphone, None for the system's default.
        room_floor_dbfs: noise floor of the room, where it was just measured.
    """

    work: MicrophoneWork
    device: "AudioDevice | None" = None
    room_floor_dbfs: float | None = None

    @property
    def is_replaceable(self) -> bool:
        """Whether a later step that is replaceable, too, stops this one and makes its outcome worthless."""
        return self.work in _REPLACEABLE


class Event(Enum):
    """What the user learns."""

    CHANGED = auto()
    """The state is another one."""
    BEGAN = auto()
    """A recording is on its way."""
    ENDED = auto()
    """The recording is over, however it went."""
    RECORDED = auto()
    """A `Recording` is on disk."""
    MADE_ROOM = auto()
    """A `LostRecording` was set aside for a new recording."""
    DISCARDED = auto()
    """A `Recording` that nobody wants is on disk."""
    FAILED = auto()
    """A `VoiceClonerError` ended a recording; what was recorded until then, if anything, follows."""


@dataclass(frozen=True)
class News:
    """Something the user learns, and what it is about."""

    event: Event
    value: "Recording | LostRecording | VoiceClonerError | None" = None


Orders = tuple[Step | News, ...]
"""What to do next, in this order."""
_CHANGED = News(Event.CHANGED)


@dataclass(frozen=True)
class FlowState:
    """Where a flow is.

    Attributes:
        phase: what the microphone is doing.
        is_under_way: from the first press of Record until the recording is over.
        count_s: seconds left of the countdown.
        room_fraction: how much of the room was listened to, 0..1.
        room_words: what hinders that; empty if nothing.
        trouble: why there is no level to be seen, in a sentence, or empty.
    """

    phase: Phase = Phase.RESTING
    is_under_way: bool = False
    count_s: int = 0
    room_fraction: float = 0.0
    room_words: str = ""
    trouble: str = ""

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being checked or recorded."""
        return self.phase in {Phase.RESTING, Phase.METERING}

    @property
    def is_recording(self) -> bool:
        """Whether there is a recording that was not handed on yet."""
        return self.phase in {Phase.RECORDING, Phase.ENDING}

    @property
    def can_be_heard(self) -> bool:
        """Whether what the microphone hears is worth showing."""
        return self.phase in {Phase.METERING, Phase.COUNTING, Phase.RECORDING}

    @property
    def needs_ticks(self) -> bool:
        """Whether `RecordingFlow.tick` has to be called several times a second."""
        return self.phase in {Phase.COUNTING, Phase.RECORDING}


@dataclass(frozen=True)
class FlowOptions:
    """What the user wants before a recording.

    Attributes:
        checks_room: whether the room is listened to, if that was not done lately.
        countdown_s: seconds to count down from.
        meters_before: whether the level is shown between recordings.
    """

    checks_room: bool = True
    countdown_s: int = 3
    meters_before: bool = False


def options_in(settings: "Settings") -> FlowOptions:
    """What the settings say."""
    return FlowOptions(settings.room_check == "on", settings.countdown_s, settings.meter_before_recording == "on")


class RecordingFlow:
    """One microphone, one recording at a time. Not for several threads.

    Args:
        options: asked for each time they matter.
        now_s: a clock in seconds that never goes back.

    Attributes:
        state: where it is.
    """

    def __init__(self, options: Callable[[], FlowOptions], now_s: Callable[[], float] = time.monotonic) -> None:
        self.state = FlowState()
        self._options = options
        self._now_s = now_s
        self._rooms = RoomMemory(now_s)
        self._device: AudioDevice | None = None
        self._is_wanted = self._is_listed = False
        self._next_count_s = 0.0
        self._replaceable: Step | None = None
        self._outcomes: dict[MicrophoneWork, Callable[[Any], Orders]] = {
            MicrophoneWork.METER: lambda _nothing: self._metered(),
            MicrophoneWork.RELEASE: lambda _nothing: (),
            MicrophoneWork.CHECK_ROOM: self.room_judged,
            MicrophoneWork.START: lambda _nothing: self._enter(Phase.RECORDING),
            MicrophoneWork.KEEP: self._kept,
            MicrophoneWork.DISCARD: self._discarded,
            MicrophoneWork.SET_ASIDE: self._set_aside,
        }

    @property
    def room(self) -> "RoomTone | None":
        """What the room around the microphone is like, if that was found out lately."""
        return self._rooms.tone(self._microphone)

    def listen(self, *, is_wanted: bool) -> Orders:
        """Whether the microphone is open between recordings, for its level."""
        self._is_wanted = is_wanted
        return self._settle()

    def release(self) -> Orders:
        """Give the microphone back between recordings, until `use_device`: none may be open while they are listed."""
        self._is_listed = False
        return self._rest() if self.state.is_idle else ()

    def use_device(self, device: "AudioDevice | None") -> Orders:
        """Microphones were listed, or another one was chosen; None for the system's default."""
        self._device, self._is_listed = device, True
        self.state = replace(self.state, trouble="")
        closed = self._rest() if self.state.phase is Phase.METERING else ()
        return (*closed, *self._settle(), _CHANGED)

    def check_room(self) -> Orders:
        """Listen to the room for two seconds."""
        return self._listen_to_room() if self.state.is_idle else ()

    def start(self) -> Orders:
        """Begin a recording; first with the room where that is wanted and not known."""
        if not self.state.is_idle:
            return ()
        self.state = replace(self.state, is_under_way=True)
        is_unknown = self.room is None and self._options().checks_room
        return (News(Event.BEGAN), *(self._listen_to_room() if is_unknown else self._count_down()))

    def cancel(self) -> Orders:
        """Stop what comes before a recording; nothing to do where there is none."""
        if self.state.phase not in {Phase.CHECKING, Phase.COUNTING}:
            return ()
        return (*self._rest(), *self._over())

    def stop(self) -> Orders:
        """End the recording and hand it on."""
        return self._end(MicrophoneWork.KEEP)

    def discard(self) -> Orders:
        """End the recording, which nobody wants."""
        return self._end(MicrophoneWork.DISCARD)

    def begin_again(self) -> Orders:
        """Set the recording aside and begin another one."""
        return self._end(MicrophoneWork.SET_ASIDE)

    def tick(self) -> Orders:
        """Time has passed: each number of the countdown lasts a second."""
        if self.state.phase is not Phase.COUNTING or self._now_s() < self._next_count_s:
            return ()
        self._next_count_s += 1.0
        self.state = replace(self.state, count_s=self.state.count_s - 1)
        return (_CHANGED,) if self.state.count_s else self._start()

    def heard(self, recorder: "RecorderState") -> Orders:
        """The microphone was looked at: a recording that ended by itself is kept at once."""
        if self.state.phase is Phase.RECORDING:
            return self.stop() if recorder.fault else ()
        if self.state.phase is not Phase.METERING:
            return ()
        if recorder.fault:
            return (*self._say(f"{recorder.fault} Plug it in, then look for a new microphone."), *self._rest())
        return self._compare(recorder.level.peak_dbfs)

    def room_heard(self, update: "ProgressUpdate") -> Orders:
        """The room was listened to for a while."""
        self.state = replace(self.state, room_fraction=update.fraction or 0.0, room_words=update.detail)
        return (_CHANGED,)

    def room_judged(self, tone: "RoomTone") -> Orders:
        """It is known what the room is like; one that is unfit ends what was to be a recording."""
        self._rooms.keep(self._microphone, tone)
        is_fit = tone.verdict is not Severity.FAIL
        return self._count_down() if self.state.is_under_way and is_fit else self._over()

    def done(self, step: Step, outcome: object = None) -> Orders:
        """A step was carried out.

        Args:
            step: which.
            outcome: what came of it, as `MicrophoneWork` says.
        """
        return () if self._is_replaced(step) else self._outcomes[step.work](outcome)

    def failed(self, step: Step, error: VoiceClonerError) -> Orders:
        """A step could not be carried out."""
        if self._is_replaced(step):
            return ()
        if step.work is MicrophoneWork.METER and self.state.phase is not Phase.COUNTING:
            return self._say_error(error) if self.state.phase is Phase.RESTING else ()
        if step.work is MicrophoneWork.CHECK_ROOM:
            return (*self._say_error(error), *self._over())
        if step.work is MicrophoneWork.RELEASE:
            return (News(Event.FAILED, error),)
        return (*self._over(), News(Event.FAILED, error))

    @property
    def _microphone(self) -> str:
        return self._device.name if self._device else ""

    def _settle(self) -> Orders:
        """Between recordings: open the microphone where its level is wanted, give it back where not."""
        is_wanted = self._is_wanted and self._is_listed and self._options().meters_before
        if self.state.phase is Phase.RESTING and is_wanted and not self.state.trouble:
            return (self._replacing(MicrophoneWork.METER),)
        return self._rest() if self.state.phase is Phase.METERING and not is_wanted else ()

    def _metered(self) -> Orders:
        if self.state.phase is not Phase.RESTING:
            return ()
        return (*self._enter(Phase.METERING), *self._settle())

    def _rest(self) -> Orders:
        return (*self._enter(Phase.RESTING), self._replacing(MicrophoneWork.RELEASE))

    def _listen_to_room(self) -> Orders:
        self._rooms.begin_check()
        self.state = replace(self.state, room_fraction=0.0, room_words="", trouble="")
        return (*self._enter(Phase.CHECKING), self._replacing(MicrophoneWork.CHECK_ROOM))

    def _count_down(self) -> Orders:
        self.state = replace(self.state, count_s=self._options().countdown_s, room_fraction=0.0)
        if not self.state.count_s:
            return self._start()
        self._next_count_s = self._now_s() + 1.0
        # opened now: it takes its time to send the first sound
        return (*self._enter(Phase.COUNTING), self._replacing(MicrophoneWork.METER))

    def _start(self) -> Orders:
        start = Step(MicrophoneWork.START, self._device, self._rooms.floor_dbfs(self._microphone))
        return (*self._enter(Phase.STARTING), start)

    def _end(self, work: MicrophoneWork) -> Orders:
        if self.state.phase is not Phase.RECORDING:
            return ()
        return (*self._enter(Phase.ENDING), Step(work))

    def _kept(self, recording: "Recording") -> Orders:
        if not recording.seconds:
            words = recording.fault or "The microphone has sent no sound yet."
            return (*self._over(), News(Event.FAILED, VoiceClonerError(words, "Nothing was recorded: record again.")))
        self._is_wanted = False  # nobody speaks while the recording is looked at
        news: Orders = (News(Event.RECORDED, recording),)
        if recording.fault:
            error = VoiceClonerError(recording.fault, "You can use what was recorded, or record again.")
            news = (News(Event.FAILED, error), *news)
        return (*self._over(), *news)

    def _discarded(self, recording: "Recording") -> Orders:
        has_sound = bool(recording.path and recording.seconds)
        return (*self._over(), *((News(Event.DISCARDED, recording),) if has_sound else ()))

    def _set_aside(self, lost: "LostRecording | None") -> Orders:
        news = (News(Event.MADE_ROOM, lost),) if lost else ()
        return (*news, *self._count_down())

    def _over(self) -> Orders:
        ended = (News(Event.ENDED),) if self.state.is_under_way else ()
        self.state = replace(self.state, is_under_way=False, count_s=0)
        return (*self._enter(Phase.RESTING), *ended, *self._settle())

    def _compare(self, peak_dbfs: float) -> Orders:
        doubt = self._rooms.compare(self._microphone, peak_dbfs)
        if doubt is Doubt.CHECK_AGAIN:
            return self._listen_to_room()
        return (_CHANGED,) if doubt is Doubt.FORGOTTEN else ()

    def _say_error(self, error: VoiceClonerError) -> Orders:
        return () if isinstance(error, Cancelled) else self._say(f"{error.message} {error.hint}")

    def _say(self, trouble: str) -> Orders:
        self.state = replace(self.state, trouble=trouble.strip())
        return (_CHANGED,)

    def _enter(self, phase: Phase) -> Orders:
        self.state = replace(self.state, phase=phase)
        return (_CHANGED,)

    def _replacing(self, work: MicrophoneWork) -> Step:
        self._replaceable = Step(work, None if work is MicrophoneWork.RELEASE else self._device)
        return self._replaceable

    def _is_replaced(self, step: Step) -> bool:
        return step.is_replaceable and step is not self._replaceable
