"""Every way a recording can go, without a microphone, a window, or waiting."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicecloner.audio.capture.recording import RecorderState, Recording
from voicecloner.domain.audio import AudioDevice, Level
from voicecloner.domain.quality import Finding, Severity
from voicecloner.errors import Cancelled, DeviceError, StorageError, VoiceClonerError
from voicecloner.jobs import ProgressUpdate
from voicecloner.quality.room import RoomTone
from voicecloner.settings import Settings
from voicecloner.use_cases.recording.recording_flow import (
    Event,
    FlowOptions,
    FlowState,
    MicrophoneWork,
    News,
    Orders,
    Phase,
    RecordingFlow,
    Step,
    options_in,
)
from voicecloner.use_cases.recording.recover_recordings import LostRecording

STUDIO, HEADSET = AudioDevice(1, "Studio"), AudioDevice(2, "Headset")
PLAIN = FlowOptions(checks_room=False, countdown_s=0, meters_before=False)
RECORDING = Recording(Path("recording.wav"), 21.0, 48_000, 0)
LOST = LostRecording(Path("recording.wav.part"), 2.0, datetime(2026, 1, 1, tzinfo=UTC))
GONE = RecorderState(fault="The microphone went away.")


class Driver:
    """A flow and what it asked for last, with a clock that is set by hand."""

    def __init__(self, options: FlowOptions = PLAIN) -> None:
        self.options, self.now_s = options, 100.0
        self.flow = RecordingFlow(lambda: self.options, lambda: self.now_s)
        self.steps: list[Step] = []
        self.news: list[News] = []

    @property
    def phase(self) -> Phase:
        return self.flow.state.phase

    @property
    def events(self) -> list[Event]:
        """What was told, apart from changes."""
        return [news.event for news in self.news if news.event is not Event.CHANGED]

    @property
    def works(self) -> list[MicrophoneWork]:
        return [step.work for step in self.steps]

    def take(self, orders: Orders) -> "Driver":
        self.steps = [order for order in orders if isinstance(order, Step)]
        self.news = [order for order in orders if isinstance(order, News)]
        return self

    def do(self, outcome: object = None) -> "Driver":
        """Carry the last step out."""
        return self.take(self.flow.done(self.steps[-1], outcome))

    def fail(self, error: VoiceClonerError) -> "Driver":
        return self.take(self.flow.failed(self.steps[-1], error))

    def use(self, device: AudioDevice | None) -> "Driver":
        return self.take(self.flow.use_device(device))

    def metering(self) -> "Driver":
        """The microphone is open between recordings."""
        self.options = FlowOptions(self.options.checks_room, self.options.countdown_s, meters_before=True)
        self.take(self.flow.listen(is_wanted=True))
        self.use(STUDIO).do()
        assert self.phase is Phase.METERING
        return self

    def recording(self) -> "Driver":
        self.take(self.flow.start()).do()
        assert self.phase is Phase.RECORDING
        return self

    def hear(self, peak_dbfs: float) -> "Driver":
        level = Level(peak_dbfs, peak_dbfs - 10)
        return self.take(self.flow.heard(RecorderState(level=level)))


def room(verdict: Severity = Severity.OK, floor_dbfs: float = -60.0, flaws: Iterable[str] = ()) -> RoomTone:
    finding = Finding("noise", verdict, floor_dbfs, "dBFS", None, "A room.")
    marks = {name: name in flaws for name in ("is_dead", "is_muted", "is_disturbed")}
    return RoomTone(floor_dbfs=floor_dbfs, hum_hz=None, hum_dbfs=None, findings=(finding,), **marks)


class TestLevelBetweenRecordings:
    def test_nothing_is_opened_before_microphones_were_listed(self) -> None:
        driver = Driver(FlowOptions(meters_before=True))
        assert driver.take(driver.flow.listen(is_wanted=True)).steps == []
        assert driver.use(STUDIO).steps == [Step(MicrophoneWork.METER, STUDIO)]
        assert driver.phase is Phase.RESTING
        assert driver.do().phase is Phase.METERING

    def test_nothing_is_opened_where_nobody_wants_it(self) -> None:
        driver = Driver()
        driver.take(driver.flow.listen(is_wanted=True))
        assert driver.use(STUDIO).steps == []
        assert driver.take(driver.flow.heard(GONE)).steps == []

    def test_it_is_given_back_once_nobody_looks(self) -> None:
        driver = Driver().metering()
        assert driver.take(driver.flow.listen(is_wanted=False)).works == [MicrophoneWork.RELEASE]
        assert driver.phase is Phase.RESTING
        assert driver.do().steps == []

    def test_it_is_given_back_at_once_if_nobody_looks_any_more_when_it_is_open(self) -> None:
        driver = Driver(FlowOptions(meters_before=True))
        driver.take(driver.flow.listen(is_wanted=True))
        driver.use(STUDIO)
        opened = driver.steps[-1]
        driver.take(driver.flow.listen(is_wanted=False))
        assert driver.take(driver.flow.done(opened)).works == [MicrophoneWork.RELEASE]

    def test_it_is_closed_while_microphones_are_listed(self) -> None:
        driver = Driver().metering()
        assert driver.take(driver.flow.release()).works == [MicrophoneWork.RELEASE]
        assert driver.use(HEADSET).steps == [Step(MicrophoneWork.METER, HEADSET)]

    def test_a_recording_is_not_closed_while_microphones_are_listed(self) -> None:
        driver = Driver().recording()
        assert driver.take(driver.flow.release()).steps == []

    def test_another_one_is_opened_in_its_place(self) -> None:
        assert Driver().metering().use(HEADSET).works == [MicrophoneWork.RELEASE, MicrophoneWork.METER]

    def test_one_that_refuses_is_told_and_not_tried_again_before_another_choice(self) -> None:
        driver = Driver(FlowOptions(meters_before=True))
        driver.take(driver.flow.listen(is_wanted=True))
        driver.use(STUDIO).fail(DeviceError("It is in use.", "Close that."))
        assert driver.flow.state.trouble == "It is in use. Close that."
        assert driver.take(driver.flow.listen(is_wanted=True)).steps == []
        assert driver.use(STUDIO).works == [MicrophoneWork.METER]
        assert driver.flow.state.trouble == ""

    def test_one_that_goes_away_is_told_and_closed(self) -> None:
        driver = Driver().metering()
        assert driver.take(driver.flow.heard(GONE)).works == [MicrophoneWork.RELEASE]
        assert driver.flow.state.trouble == "The microphone went away. Plug it in, then look for a new microphone."

    def test_a_stopped_opening_is_no_trouble(self) -> None:
        driver = Driver(FlowOptions(meters_before=True))
        driver.take(driver.flow.listen(is_wanted=True))
        driver.use(STUDIO).fail(Cancelled())
        assert driver.flow.state == FlowState()

    def test_an_answer_that_comes_too_late_counts_no_more(self) -> None:
        driver = Driver(FlowOptions(meters_before=True))
        driver.take(driver.flow.listen(is_wanted=True))
        first = driver.use(STUDIO).steps[-1]
        driver.use(HEADSET)
        assert driver.take(driver.flow.failed(first, DeviceError("It is in use."))).news == []
        assert driver.take(driver.flow.done(first)).news == []
        assert driver.phase is Phase.RESTING

    def test_a_microphone_that_cannot_be_given_back_is_told(self) -> None:
        driver = Driver().metering()
        driver.take(driver.flow.release()).fail(StorageError("The disk is full."))
        assert driver.events == [Event.FAILED]


class TestRoom:
    def test_it_is_listened_to_and_known_for_ten_minutes(self) -> None:
        driver = Driver()
        driver.use(STUDIO)
        assert driver.take(driver.flow.check_room()).steps == [Step(MicrophoneWork.CHECK_ROOM, STUDIO)]
        assert driver.phase is Phase.CHECKING
        driver.do(room())
        assert driver.phase is Phase.RESTING
        assert driver.events == []
        driver.now_s += 599.0
        assert driver.flow.room == room()
        driver.now_s += 2.0
        assert driver.flow.room is None

    def test_each_microphone_has_its_own(self) -> None:
        driver = Driver()
        driver.use(STUDIO)
        driver.take(driver.flow.check_room()).do(room())
        driver.use(HEADSET)
        assert driver.flow.room is None
        driver.use(STUDIO)
        assert driver.flow.room == room()

    def test_how_far_it_got_is_told(self) -> None:
        driver = Driver()
        driver.take(driver.flow.check_room())
        driver.take(driver.flow.room_heard(ProgressUpdate("Listening", 0.5, "A voice is heard")))
        assert (driver.flow.state.room_fraction, driver.flow.state.room_words) == (0.5, "A voice is heard")
        assert driver.news == [News(Event.CHANGED)]

    def test_it_is_not_checked_during_a_recording(self) -> None:
        driver = Driver().recording()
        assert driver.take(driver.flow.check_room()).steps == []

    def test_it_can_be_cancelled(self) -> None:
        driver = Driver()
        driver.take(driver.flow.check_room())
        checked = driver.steps[-1]
        assert driver.take(driver.flow.cancel()).works == [MicrophoneWork.RELEASE]
        assert driver.take(driver.flow.done(checked, room())).news == []
        assert driver.flow.room is None

    def test_a_check_that_fails_is_told(self) -> None:
        driver = Driver()
        driver.take(driver.flow.check_room()).fail(DeviceError("It went away.", "Plug it in."))
        assert driver.flow.state.trouble == "It went away. Plug it in."
        assert driver.phase is Phase.RESTING

    def test_a_stopped_check_is_no_trouble(self) -> None:
        driver = Driver()
        driver.take(driver.flow.check_room()).fail(Cancelled())
        assert driver.flow.state.trouble == ""

    def test_the_level_comes_back_after_it(self) -> None:
        driver = Driver().metering()
        assert driver.take(driver.flow.check_room()).works == [MicrophoneWork.CHECK_ROOM]
        assert driver.do(room()).works == [MicrophoneWork.METER]

    def test_it_comes_before_the_first_recording_alone(self) -> None:
        driver = Driver(FlowOptions(checks_room=True, countdown_s=0))
        driver.use(STUDIO)
        driver.take(driver.flow.start())
        assert (driver.events, driver.works) == ([Event.BEGAN], [MicrophoneWork.CHECK_ROOM])
        assert driver.do(room(floor_dbfs=-58.0)).steps == [Step(MicrophoneWork.START, STUDIO, -58.0)]
        driver.do()
        driver.take(driver.flow.stop()).do(RECORDING)
        assert driver.take(driver.flow.start()).works == [MicrophoneWork.START]

    def test_one_that_is_unfit_ends_the_recording_unless_asked_again(self) -> None:
        driver = Driver(FlowOptions(checks_room=True, countdown_s=0))
        driver.take(driver.flow.start()).do(room(Severity.FAIL, flaws=["is_dead"]))
        assert (driver.events, driver.steps) == ([Event.ENDED], [])
        assert driver.take(driver.flow.start()).steps == [Step(MicrophoneWork.START)]  # its floor would tell nothing

    @pytest.mark.parametrize("flaw", ["is_dead", "is_muted", "is_disturbed"])
    def test_a_floor_that_is_not_sure_is_not_used(self, flaw: str) -> None:
        driver = Driver()
        driver.take(driver.flow.check_room()).do(room(Severity.WARN, flaws=[flaw]))
        assert driver.take(driver.flow.start()).steps == [Step(MicrophoneWork.START)]


class TestRoomAgainstLevel:
    @pytest.mark.parametrize("flaw", ["is_dead", "is_muted"])
    def test_a_microphone_that_is_heard_is_not_muted(self, flaw: str) -> None:
        driver = Driver().metering()
        driver.take(driver.flow.room_judged(room(Severity.FAIL, flaws=[flaw]))).do()
        assert driver.hear(-70.0).news == []
        assert driver.flow.room is not None
        assert driver.hear(-50.0).news == [News(Event.CHANGED)]
        assert driver.flow.room is None

    def test_a_disturbed_room_is_checked_again_after_a_second_of_quiet(self) -> None:
        driver = Driver().metering()
        driver.take(driver.flow.room_judged(room(Severity.WARN, flaws=["is_disturbed"]))).do()
        for passed_s, peak_dbfs, works in (
            (0.0, -40.0, []),
            (0.9, -40.0, []),
            (0.2, -20.0, []),  # somebody speaks
            (0.1, -40.0, []),
            (0.9, -40.0, []),
            (0.2, -40.0, [MicrophoneWork.CHECK_ROOM]),
        ):
            driver.now_s += passed_s
            assert driver.hear(peak_dbfs).works == works

    def test_a_loud_room_is_checked_again_once_it_is_clearly_quieter(self) -> None:
        driver = Driver().metering()
        driver.take(driver.flow.room_judged(room(Severity.FAIL, floor_dbfs=-35.0))).do()
        driver.hear(-40.0)
        driver.now_s += 1.1
        assert driver.hear(-40.0).works == [], "not 6 dB below"
        driver.hear(-42.0)
        driver.now_s += 1.1
        assert driver.hear(-42.0).works == [MicrophoneWork.CHECK_ROOM]

    def test_a_good_room_is_left_alone(self) -> None:
        driver = Driver().metering()
        driver.take(driver.flow.room_judged(room())).do()
        driver.hear(-90.0)
        driver.now_s += 5.0
        assert driver.hear(-90.0).works == []


class TestCountdown:
    def test_each_number_lasts_a_second(self) -> None:
        driver = Driver(FlowOptions(checks_room=False, countdown_s=2))
        driver.use(STUDIO)
        driver.take(driver.flow.start())
        assert (driver.works, driver.phase, driver.flow.state.count_s) == ([MicrophoneWork.METER], Phase.COUNTING, 2)
        assert driver.flow.state.needs_ticks
        assert driver.do().phase is Phase.COUNTING  # the microphone is open
        driver.now_s += 0.9
        assert driver.take(driver.flow.tick()).news == []
        driver.now_s += 0.2
        assert driver.take(driver.flow.tick()).news == [News(Event.CHANGED)]
        assert driver.flow.state.count_s == 1
        driver.now_s += 0.9
        assert driver.take(driver.flow.tick()).steps == [Step(MicrophoneWork.START, STUDIO)]
        assert driver.phase is Phase.STARTING

    def test_a_busy_computer_skips_no_number(self) -> None:
        driver = Driver(FlowOptions(checks_room=False, countdown_s=3))
        driver.take(driver.flow.start())
        driver.now_s += 2.5
        driver.take(driver.flow.tick())
        assert driver.flow.state.count_s == 2

    def test_it_can_be_cancelled(self) -> None:
        driver = Driver(FlowOptions(checks_room=False, countdown_s=3))
        driver.take(driver.flow.start())
        driver.take(driver.flow.cancel())
        assert (driver.works, driver.events) == ([MicrophoneWork.RELEASE], [Event.ENDED])
        assert driver.flow.state == FlowState()
        driver.now_s += 5.0
        assert driver.take(driver.flow.tick()).steps == []

    def test_a_microphone_that_refuses_ends_it(self) -> None:
        driver = Driver(FlowOptions(checks_room=False, countdown_s=3))
        refusal = DeviceError("It is in use.")
        driver.take(driver.flow.start()).fail(refusal)
        assert driver.news[-1] == News(Event.FAILED, refusal)
        assert driver.events == [Event.ENDED, Event.FAILED]
        assert driver.phase is Phase.RESTING

    def test_one_that_refuses_when_the_recording_starts_is_told_of_once(self) -> None:
        driver = Driver(FlowOptions(checks_room=False, countdown_s=1))
        opened = driver.take(driver.flow.start()).steps[-1]
        driver.now_s += 1.0
        driver.take(driver.flow.tick())
        start = driver.steps[-1]
        assert driver.take(driver.flow.failed(opened, DeviceError("It is in use."))).news == []
        driver.take(driver.flow.failed(start, DeviceError("It is in use.")))
        assert driver.events == [Event.ENDED, Event.FAILED]


class TestRecording:
    def test_it_begins_at_once_where_nothing_comes_before(self) -> None:
        driver = Driver()
        driver.take(driver.flow.start())
        assert (driver.events, driver.works, driver.phase) == ([Event.BEGAN], [MicrophoneWork.START], Phase.STARTING)
        assert driver.flow.state.is_under_way
        assert driver.do().phase is Phase.RECORDING

    @pytest.mark.parametrize("phase", [each for each in Phase if each not in {Phase.RESTING, Phase.METERING}])
    def test_there_is_one_at_a_time(self, phase: Phase) -> None:
        driver = Driver()
        driver.flow.state = FlowState(phase, is_under_way=True)
        assert driver.take(driver.flow.start()).steps == []

    @pytest.mark.parametrize("phase", [each for each in Phase if each is not Phase.RECORDING])
    def test_nothing_is_ended_that_does_not_run(self, phase: Phase) -> None:
        driver = Driver()
        driver.flow.state = FlowState(phase)
        for end in (driver.flow.stop, driver.flow.discard, driver.flow.begin_again):
            assert end() == ()

    @pytest.mark.parametrize("phase", [each for each in Phase if each not in {Phase.CHECKING, Phase.COUNTING}])
    def test_nothing_else_is_cancelled(self, phase: Phase) -> None:
        driver = Driver()
        driver.flow.state = FlowState(phase)
        assert driver.flow.cancel() == ()

    def test_it_is_kept_and_nobody_listens_while_it_is_looked_at(self) -> None:
        driver = Driver().metering().recording()
        assert driver.take(driver.flow.stop()).works == [MicrophoneWork.KEEP]
        assert driver.phase is Phase.ENDING
        assert driver.flow.state.is_recording
        driver.do(RECORDING)
        assert [order.event for order in driver.news] == [Event.CHANGED, Event.ENDED, Event.RECORDED]
        assert driver.news[-1].value is RECORDING
        assert (driver.phase, driver.steps) == (Phase.RESTING, [])
        assert driver.take(driver.flow.listen(is_wanted=True)).works == [MicrophoneWork.METER]

    def test_one_that_ended_by_itself_is_kept_and_told_of(self) -> None:
        driver = Driver().recording()
        assert driver.take(driver.flow.heard(RecorderState())).steps == []
        assert driver.take(driver.flow.heard(GONE)).works == [MicrophoneWork.KEEP]
        broken = Recording(Path("recording.wav"), 4.0, 48_000, 0, "The microphone went away.")
        driver.do(broken)
        assert driver.events == [Event.ENDED, Event.FAILED, Event.RECORDED]

    @pytest.mark.parametrize("fault", ["The microphone went away.", None])
    def test_one_without_any_sound_is_told_of_and_not_looked_at(self, fault: str | None) -> None:
        driver = Driver().metering().recording()
        driver.take(driver.flow.stop()).do(Recording(None, 0.0, 48_000, 0, fault))
        assert driver.events == [Event.ENDED, Event.FAILED]
        error = driver.news[-1].value
        assert isinstance(error, VoiceClonerError)
        assert error.message == (fault or "The microphone has sent no sound yet.")
        assert error.hint == "Nothing was recorded: record again."
        assert driver.works == [MicrophoneWork.METER], "the next try shows its level again"

    @pytest.mark.parametrize("fault", [StorageError("The disk is full."), DeviceError("It is in use.")])
    def test_one_that_cannot_be_written_is_told_of(self, fault: VoiceClonerError) -> None:
        driver = Driver().recording()
        driver.take(driver.flow.stop()).fail(fault)
        assert driver.events == [Event.ENDED, Event.FAILED]
        assert driver.phase is Phase.RESTING

    @pytest.mark.parametrize(("path", "seconds", "is_told"), [("a.wav", 2.0, True), ("a.wav", 0.0, False)])
    def test_a_discarded_one_can_be_brought_back_where_there_is_sound(
        self, path: str, seconds: float, *, is_told: bool
    ) -> None:
        driver = Driver().recording()
        assert driver.take(driver.flow.discard()).works == [MicrophoneWork.DISCARD]
        driver.do(Recording(Path(path), seconds, 48_000, 0))
        assert driver.events == [Event.ENDED, *([Event.DISCARDED] if is_told else [])]

    def test_another_try_sets_it_aside_and_counts_down_again(self) -> None:
        driver = Driver().recording()
        driver.options = FlowOptions(checks_room=True, countdown_s=3)  # the room was fit a moment ago
        assert driver.take(driver.flow.begin_again()).works == [MicrophoneWork.SET_ASIDE]
        driver.do(LOST)
        assert (driver.events, driver.phase) == ([Event.MADE_ROOM], Phase.COUNTING)
        assert driver.flow.state.is_under_way

    def test_another_try_after_one_without_a_file_begins_too(self) -> None:
        driver = Driver().recording()
        driver.take(driver.flow.begin_again()).do(None)
        assert (driver.events, driver.works) == ([], [MicrophoneWork.START])


def test_the_settings_say_what_comes_before() -> None:
    assert options_in(Settings(room_check="off", countdown_s=5, meter_before_recording="on")) == FlowOptions(
        checks_room=False, countdown_s=5, meters_before=True
    )
