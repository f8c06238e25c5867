"""The steps of a recording's flow on microphones that tests feed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clips import noise
from tests.support.fake_streams import SAMPLE_RATE, FakeMicrophone
from tests.support.waiting import wait_until
from voicecloner.audio.capture.recorder import Recorder
from voicecloner.audio.capture.recording import Recording
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import Cancelled, DeviceError
from voicecloner.jobs import CancelToken
from voicecloner.quality.room import judge_room
from voicecloner.use_cases.recording.check_room import CheckRoom
from voicecloner.use_cases.recording.record_reference import RecordReference
from voicecloner.use_cases.recording.recording_flow import MicrophoneWork, Step
from voicecloner.use_cases.recording.recording_work import RecordingWork
from voicecloner.use_cases.recording.recover_recordings import LostRecording, RecoverRecordings

STUDIO = AudioDevice(1, "Studio")


@pytest.fixture
def microphone() -> FakeMicrophone:
    return FakeMicrophone()


@pytest.fixture
def record(microphone: FakeMicrophone, tmp_path: Path) -> Iterator[RecordReference]:
    made = RecordReference(tmp_path, 20.0, lambda: Recorder(microphone.open))
    yield made
    made.discard()


@pytest.fixture
def work(record: RecordReference, microphone: FakeMicrophone, tmp_path: Path) -> Iterator[RecordingWork]:
    recover = RecoverRecordings(tmp_path)
    yield RecordingWork(record, CheckRoom(judge_room, lambda: Recorder(microphone.open)), recover)
    recover.close()


def spoken(work: RecordingWork, record: RecordReference, microphone: FakeMicrophone, seconds: float) -> None:
    """Record so much sound."""
    work(Step(MicrophoneWork.START, STUDIO))
    if seconds:
        microphone.hear(noise(seconds, SAMPLE_RATE))
        wait_until(lambda: record.progress().seconds >= seconds, what="the sound to arrive")


def names(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.iterdir())


def test_the_level_is_metered_and_the_microphone_given_back(work, record, microphone, tmp_path) -> None:
    work(Step(MicrophoneWork.METER, STUDIO))
    assert microphone.devices[-1] == STUDIO
    assert record.progress() is not None
    work(Step(MicrophoneWork.RELEASE))
    assert record.progress() is None
    assert names(tmp_path) == []


def test_the_room_is_listened_to_with_nothing_else_open(work, record, microphone) -> None:
    work(Step(MicrophoneWork.METER, STUDIO))
    metered, cancel = microphone.stream, CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        work(Step(MicrophoneWork.CHECK_ROOM, STUDIO), cancel=cancel)
    assert metered.is_closed
    assert record.progress() is None


def test_a_recording_is_kept(work, record, microphone, tmp_path) -> None:
    spoken(work, record, microphone, 2.0)
    recording = work(Step(MicrophoneWork.KEEP))
    assert isinstance(recording, Recording)
    assert recording.seconds == pytest.approx(2.0)
    assert names(tmp_path) == [".wav"]
    assert record.worth.usable_s == pytest.approx(2.0)
    assert record.worth.needed_s == 20.0


def test_a_discarded_one_is_held_so_that_it_can_be_brought_back(work, record, microphone, tmp_path) -> None:
    spoken(work, record, microphone, 1.0)
    recording = work(Step(MicrophoneWork.DISCARD))
    assert isinstance(recording, Recording)
    assert names(tmp_path) == [".wav"]
    assert RecoverRecordings(tmp_path).found() == (), "nobody else is offered it"


def test_a_discarded_one_without_sound_is_gone(work, record, microphone, tmp_path) -> None:
    spoken(work, record, microphone, 0.0)
    work(Step(MicrophoneWork.DISCARD))
    assert names(tmp_path) == []


def test_one_that_makes_room_is_offered_again(work, record, microphone, tmp_path) -> None:
    spoken(work, record, microphone, 1.0)
    lost = work(Step(MicrophoneWork.SET_ASIDE))
    assert isinstance(lost, LostRecording)
    assert lost.seconds == pytest.approx(1.0)
    assert [each.path for each in RecoverRecordings(tmp_path).found()] == [lost.path]


def test_nothing_can_be_kept_that_was_not_begun(work) -> None:
    with pytest.raises(DeviceError):
        work(Step(MicrophoneWork.KEEP))


def test_it_waits_and_goes_on_in_turn(work, record, microphone) -> None:
    spoken(work, record, microphone, 0.5)
    record.pause_or_resume()
    assert record.progress().recorder.is_paused
    record.pause_or_resume()
    assert not record.progress().recorder.is_paused


def test_what_was_never_recorded_is_worth_nothing(record) -> None:
    assert record.worth is None
