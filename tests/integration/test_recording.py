"""A recording as the program makes it: real sound server, real gate, the wiring of the composition root."""

import numpy as np
import pytest
import soundfile
import soxr

from tests.support.clips import noise, tone
from tests.support.speech import espeak_speech
from tests.support.virtual_microphone import SAMPLE_RATE, on_16_bit_grid
from tests.support.waiting import wait_until
from voicecloner.bootstrap import Application
from voicecloner.domain.quality import Severity
from voicecloner.paths import user_folders
from voicecloner.use_cases.recording.check_room import RoomRequest


@pytest.fixture
def app(virtual_microphone):
    application = Application(user_folders())
    yield application
    application.close()


@pytest.fixture(scope="module")
def spoken():
    speech = espeak_speech()
    samples = soxr.resample(speech.samples * 0.6, speech.sample_rate, SAMPLE_RATE)
    return on_16_bit_grid(
        samples + noise(len(samples) / SAMPLE_RATE, SAMPLE_RATE, rms=10 ** (-66 / 20))[: len(samples)]
    )


def heard(app, seconds):
    wait_until(lambda: app.record_reference.progress().live.seconds >= seconds, what="the sound to be reviewed")


def test_speech_counts_while_it_is_spoken_and_a_pause_does_not(app, virtual_microphone, spoken):
    recorder = app.record_reference
    recorder.start(None, room_floor_dbfs=-66.0)
    half, aside = 5 * SAMPLE_RATE, 2 * SAMPLE_RATE
    heard(app, 0.1)
    virtual_microphone.speak(spoken[:half])
    counted = recorder.progress()
    recorder.pause()
    assert counted.usable_speech_s > 3
    virtual_microphone.speak(spoken[half : half + aside])
    while_paused = recorder.progress()
    assert while_paused.recorder.is_paused
    assert while_paused.seconds == pytest.approx(counted.seconds, abs=0.5)
    assert while_paused.usable_speech_s == pytest.approx(counted.usable_speech_s, abs=1)
    recorder.resume()
    virtual_microphone.speak(spoken[half : 2 * half])
    recording = recorder.stop()
    assert recording.dropouts == 0
    assert recorder.last.live.seconds == pytest.approx(recording.seconds)
    assert recorder.last.usable_speech_s > counted.usable_speech_s + 3
    assert recorder.last.usable[0].start_s >= 0
    samples, _ = soundfile.read(recording.path, dtype="float32")
    loudest = np.argsort(np.abs(samples))[-1000:] / SAMPLE_RATE
    assert all(any(span.start_s <= at_s <= span.end_s for span in recorder.last.usable) for at_s in loudest)


def test_the_room_is_heard_through_the_microphone(app, virtual_microphone):
    room = noise(8.0, SAMPLE_RATE, rms=10 ** (-60 / 20)) + tone(8.0, SAMPLE_RATE, 50.0, 0.01)
    app.record_reference.meter(None)
    with virtual_microphone.speaking(room):
        wait_until(lambda: app.record_reference.progress().recorder.level.peak_dbfs > -50, what="the room")
        found = app.check_room(RoomRequest())
    assert (found.hum_hz, found.is_dead, found.is_muted, found.is_disturbed) == (50, False, False, False)
    assert found.verdict is Severity.WARN


def test_a_muted_microphone_is_dead(app, virtual_microphone):
    with virtual_microphone.muted():
        found = app.check_room(RoomRequest())
    assert found.is_dead
    assert found.verdict is Severity.FAIL


def test_nothing_was_lost_where_nothing_crashed(app):
    app.record_reference.start(None)
    assert app.recover_recordings.found() == ()
    app.record_reference.discard()
