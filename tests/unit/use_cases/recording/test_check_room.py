import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.support.clips import noise, silence, tone
from tests.support.fake_streams import SAMPLE_RATE, FakeMicrophone
from tests.support.waiting import wait_until
from voicecloner.audio.capture.recorder import Recorder
from voicecloner.domain.audio import AudioClip, AudioDevice
from voicecloner.domain.quality import Severity
from voicecloner.errors import Cancelled, DeviceError, DeviceLost
from voicecloner.jobs import CancelToken
from voicecloner.quality.room import judge_room
from voicecloner.use_cases.recording.check_room import PATIENCE_S, VOICE_HEARD, CheckRoom, RoomRequest

DESK = AudioDevice(3, "Desk")
ROOM = noise(2.5, SAMPLE_RATE, rms=10 ** (-62 / 20))


@pytest.fixture
def microphone():
    return FakeMicrophone()


@pytest.fixture
def check(microphone):
    return CheckRoom(judge_room, lambda: Recorder(microphone.open))


def checked(check, microphone, sound, act=lambda: None):
    """The result once the microphone heard `sound`."""
    with ThreadPoolExecutor(1) as pool:
        cancel, listens = CancelToken(), threading.Event()
        room = pool.submit(check, RoomRequest(DESK), progress=lambda _update: listens.set(), cancel=cancel)
        assert listens.wait(10)
        microphone.hear(sound)
        act()
        try:
            return room.result(10)
        finally:
            cancel.cancel()


def test_a_quiet_room_is_measured_and_the_microphone_given_back(check, microphone):
    room = checked(check, microphone, ROOM)
    assert room.floor_dbfs == pytest.approx(-66.8, abs=0.5)  # what lies below 8 kHz of the hiss
    assert room.verdict is Severity.OK
    assert microphone.devices == [DESK]
    assert microphone.stream.is_closed


def test_the_beginning_does_not_count(check, microphone):
    click = np.concatenate((tone(0.2, SAMPLE_RATE, amplitude=0.9), ROOM))
    assert not checked(check, microphone, click).is_disturbed


def test_hum_is_heard(check, microphone):
    room = checked(check, microphone, ROOM + tone(2.5, SAMPLE_RATE, 60.0, 0.005) + tone(2.5, SAMPLE_RATE, 180.0, 0.002))
    assert room.hum_hz == 60
    assert room.verdict is Severity.WARN


def test_a_dead_microphone_is_told(check, microphone):
    assert checked(check, microphone, silence(2.5, SAMPLE_RATE)).is_dead


def test_a_microphone_that_goes_away_is_reported(check, microphone):
    def unplug():
        microphone.stream.is_active = False

    with pytest.raises(DeviceLost, match="went away"):
        checked(check, microphone, ROOM[:SAMPLE_RATE], unplug)
    assert microphone.stream.is_closed


def test_a_refusing_microphone_is_reported(check, microphone):
    microphone.refusal = DeviceError("It refuses.")
    with pytest.raises(DeviceError, match="refuses"):
        check(RoomRequest())


def test_it_can_be_cancelled_and_tells_how_far_it_is(check, microphone):
    cancel, stages, listens = CancelToken(), [], threading.Event()

    def progress(update):
        stages.append(update)
        listens.set()
        if update.fraction and update.fraction > 0.4:
            cancel.cancel()

    with ThreadPoolExecutor(1) as pool:
        room = pool.submit(check, RoomRequest(), progress=progress, cancel=cancel)
        assert listens.wait(10)
        microphone.hear(ROOM[:SAMPLE_RATE])
        with pytest.raises(Cancelled):
            room.result(10)
    assert stages[-1].fraction == pytest.approx(1 / 2.2)
    assert microphone.stream.is_closed


def spoken(seconds):
    """Words with longer pauses between them."""
    is_word = np.sin(np.arange(round(seconds * SAMPLE_RATE)) / 9000) > 0.7
    return noise(seconds, SAMPLE_RATE, rms=0.1) * is_word.astype(np.float32)


def test_while_somebody_speaks_it_listens_on_until_there_is_silence(microphone):
    check = CheckRoom(judge_room, lambda: Recorder(microphone.open))
    judge_room(AudioClip(spoken(2.5), SAMPLE_RATE))  # loads what finds voices: a microphone does not wait for that
    told, disturbed, cancel = [], threading.Event(), CancelToken()

    def progress(update):
        told.append(update)
        if update.detail == VOICE_HEARD:
            disturbed.set()

    with ThreadPoolExecutor(1) as pool:
        room = pool.submit(check, RoomRequest(DESK), progress=progress, cancel=cancel)
        wait_until(lambda: told)
        microphone.hear(spoken(2.5))
        assert disturbed.wait(10)
        microphone.hear(ROOM)
        tone_of_room = room.result(10)
    assert tone_of_room.verdict is Severity.OK
    assert not tone_of_room.is_disturbed
    assert tone_of_room.floor_dbfs == pytest.approx(-66.8, abs=1.0)  # the last word may reach into it
    assert all(0 <= update.fraction <= 1 for update in told)


def test_it_does_not_wait_for_ever_and_blames_the_speaker_not_the_room(check, microphone):
    room = checked(check, microphone, spoken(PATIENCE_S + 1))
    assert room.is_disturbed
    assert room.verdict is Severity.WARN
    assert microphone.stream.is_closed
