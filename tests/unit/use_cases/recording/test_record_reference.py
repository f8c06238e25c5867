from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile
import soxr

from tests.support.clips import noise, silence
from tests.support.fake_streams import DEFAULT_NAME, SAMPLE_RATE, FakeMicrophone
from tests.support.speech import espeak_speech
from tests.support.waiting import wait_until
from voicecloner.audio.capture.inputs import InputChooser
from voicecloner.audio.capture.recorder import Recorder
from voicecloner.audio.capture.wav_journal import recorded
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import DeviceError, InvalidRequest
from voicecloner.quality.live.live_review import Hint, LiveReview
from voicecloner.quality.live.speech_gate import SpeechGate
from voicecloner.speech.vad import SpeechDetector
from voicecloner.use_cases.recording.record_reference import RecordingProgress, RecordReference
from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings

SOUND = noise(1.0, SAMPLE_RATE)
DESK = AudioDevice(0, "Desk")


class HalfGate:
    """Counts every second sample."""

    def __init__(self, room_floor_dbfs):
        self.room_floor_dbfs = room_floor_dbfs
        self.frames = 0

    @property
    def review(self):
        seconds = self.frames / SAMPLE_RATE
        return LiveReview(seconds=seconds, usable_s=seconds / 2, hints=(Hint("level", "Come closer."),))

    def add(self, block, sample_rate):
        self.frames += len(block)

    def finish(self):
        self.frames += 1


@pytest.fixture
def microphone():
    return FakeMicrophone()


@pytest.fixture
def gates():
    return []


@pytest.fixture
def record(microphone, gates, tmp_path):
    def make_gate(room_floor_dbfs):
        gates.append(HalfGate(room_floor_dbfs))
        return gates[-1]

    use_case = RecordReference(tmp_path / "recordings", 20.0, lambda: Recorder(microphone.open), make_gate)
    yield use_case
    use_case.discard()


def counted(record, seconds):
    wait_until(lambda: record.progress().live.seconds >= seconds, what="the gate")


def recordings(tmp_path):
    return [path.name for path in (tmp_path / "recordings").iterdir()]


def test_the_ring_counts_what_the_gate_counts_and_the_clock_goes_on(record, microphone):
    assert record.progress() is None
    record.start(DESK)
    microphone.hear(SOUND)
    counted(record, 1.0)
    progress = record.progress()
    assert (progress.seconds, progress.usable_speech_s) == (1.0, 0.5)
    assert progress.fraction == 0.5 / 20
    assert progress.missing_s == 19.5
    assert progress.hints == ("Come closer.",)
    assert not progress.is_enough


def test_a_stopped_recording_tells_what_it_came_to(record, microphone):
    before = record.last
    assert before is None
    record.start(DESK)
    microphone.hear(np.tile(SOUND, 41))
    recording = record.stop()
    assert record.progress() is None
    assert recording.seconds == 41
    assert record.last.seconds == 41
    assert record.last.usable_speech_s == pytest.approx(20.5, abs=0.001)
    assert record.last.is_enough
    assert (record.last.recorder.is_running, record.last.fraction) == (False, 1.0)
    assert soundfile.info(recording.path).frames == 41 * SAMPLE_RATE


def test_what_it_was_recorded_with_is_known(record, microphone):
    record.start(DESK)
    microphone.hear(SOUND)
    before = datetime.now(UTC)
    origin = record.stop().origin
    assert origin.microphone == DESK.name
    assert origin.recorded_at <= before


def test_the_default_microphone_is_known_by_its_name_and_input(record, microphone):
    microphone.inputs = InputChooser(2, SAMPLE_RATE, 2)
    record.start(None)
    microphone.hear(SOUND)
    recording = record.stop()
    assert recording.origin.microphone == f"{DEFAULT_NAME}, input 2"
    assert recorded(recording.path).origin.microphone == f"{DEFAULT_NAME}, input 2"


def test_the_room_is_passed_on_to_the_gate_also_for_a_retake(record, microphone, gates, tmp_path):
    record.start(DESK, room_floor_dbfs=-61.0)
    microphone.hear(SOUND)
    counted(record, 1.0)
    record.record_again()
    assert [gate.room_floor_dbfs for gate in gates] == [-61.0, -61.0]
    assert microphone.devices == [DESK, DESK]
    assert record.progress().seconds == 0
    assert len(recordings(tmp_path)) == 1


def test_a_paused_recording_does_not_count(record, microphone):
    record.start(DESK)
    microphone.hear(SOUND)
    counted(record, 1.0)
    record.pause()
    assert record.progress().recorder.is_paused
    marked = SOUND.copy()
    marked[-1] = 1.0
    microphone.hear(marked)
    wait_until(lambda: record.progress().recorder.level.clipped, what="the pause to be heard")
    record.resume()
    microphone.hear(SOUND)
    recording = record.stop()
    assert recording.seconds == 2.0
    np.testing.assert_array_equal(soundfile.read(recording.path, dtype="float32")[0], np.tile(SOUND, 2))
    assert record.last.live.seconds == pytest.approx(2.0, abs=0.001)


@pytest.mark.parametrize("act", ["pause", "resume", "stop"])
def test_without_a_recording_there_is_nothing_to_do(record, act):
    with pytest.raises(DeviceError, match="Nothing is being recorded"):
        getattr(record, act)()
    record.meter(DESK)
    with pytest.raises(DeviceError, match="Nothing is being recorded"):
        getattr(record, act)()


def test_a_recording_that_ended_by_itself_cannot_be_paused_but_kept(record, microphone):
    record.start(DESK)
    microphone.hear(SOUND)
    counted(record, 1.0)
    microphone.stream.is_active = False
    wait_until(lambda: record.progress().recorder.fault, what="the fault")
    with pytest.raises(InvalidRequest):
        record.pause()
    assert record.stop().seconds == 1.0
    assert record.last.usable_speech_s == pytest.approx(0.5, abs=0.001)


def test_the_level_is_shown_before_the_recording_and_nothing_counts(record, microphone, tmp_path):
    record.meter(DESK)
    microphone.hear(SOUND)
    wait_until(lambda: record.progress().seconds == 1.0, what="the sound")
    progress = record.progress()
    assert progress.recorder.level.peak_dbfs > -20
    assert (progress.usable_speech_s, progress.fraction, progress.is_enough) == (0.0, 0.0, False)
    assert not (tmp_path / "recordings").exists()
    record.start(DESK)
    microphone.hear(SOUND)
    counted(record, 1.0)
    assert len(microphone.streams) == 1
    assert record.stop().seconds == 1.0


def test_metering_ends_with_discard(record, microphone):
    record.meter(DESK)
    record.discard()
    assert record.progress() is None
    assert microphone.stream.is_closed


def test_a_new_recording_replaces_one_that_runs(record, microphone, tmp_path):
    record.start(DESK)
    microphone.hear(SOUND)
    record.start(None)
    assert [stream.is_closed for stream in microphone.streams] == [True, False]
    assert len(recordings(tmp_path)) == 1


def test_a_refusing_microphone_leaves_nothing(record, microphone, tmp_path):
    microphone.refusal = DeviceError("It refuses.")
    with pytest.raises(DeviceError, match="refuses"):
        record.start(DESK)
    assert record.progress() is None
    assert recordings(tmp_path) == []


def test_without_a_gate_the_clock_counts(microphone, tmp_path):
    record = RecordReference(tmp_path, 0.5, lambda: Recorder(microphone.open))
    record.start(None)
    microphone.hear(SOUND)
    wait_until(lambda: record.progress().seconds == 1.0, what="the sound")
    progress = record.progress()
    assert progress.is_enough
    assert (progress.usable_speech_s, progress.hints, progress.usable) == (1.0, (), ())
    assert record.stop().seconds == 1.0


def test_a_muted_microphone_is_the_one_hint(record, microphone):
    record.start(DESK)
    microphone.hear(silence(2.0, SAMPLE_RATE))
    counted(record, 2.0)
    assert len(record.progress().hints) == 1
    assert "muted" in record.progress().hints[0]


def test_real_speech_fills_the_ring_and_silence_does_not(microphone, tmp_path):
    speech = espeak_speech()
    spoken = soxr.resample(speech.samples * 0.6, speech.sample_rate, SAMPLE_RATE)
    room = noise(6.0, SAMPLE_RATE, rms=10 ** (-66 / 20))
    detector = SpeechDetector()
    record = RecordReference(
        tmp_path, 10.0, lambda: Recorder(microphone.open), lambda floor: SpeechGate(detector, floor)
    )
    record.start(None, room_floor_dbfs=-66)
    microphone.hear(room)
    counted(record, 5.5)
    assert record.progress().usable_speech_s == 0
    microphone.hear((np.resize(room, len(spoken)) + spoken).astype(np.float32))
    wait_until(lambda: record.progress().is_enough, what="the gate to open")
    recording = record.stop()
    last: RecordingProgress = record.last
    assert recording.seconds == pytest.approx(6.0 + len(spoken) / SAMPLE_RATE)
    assert last.usable[0].start_s == pytest.approx(6.0, abs=0.5)
    assert 10 <= last.usable_speech_s <= len(spoken) / SAMPLE_RATE


def test_a_recording_that_is_left_can_be_recovered(record, microphone, tmp_path):
    record.start(None)
    microphone.hear(SOUND)
    wait_until(lambda: record.progress().seconds == 1.0, what="the sound")
    record.leave()
    assert record.progress() is None
    assert [recording.seconds for recording in RecoverRecordings(tmp_path / "recordings").found()] == [1.0]


def test_there_may_be_nothing_to_leave(record, microphone, tmp_path):
    record.leave()
    record.meter(None)
    record.leave()
    assert microphone.stream.is_closed
    assert not (tmp_path / "recordings").exists()


def test_the_minimum_may_change_during_a_recording(record, microphone):
    record.start(None)
    record.minimum_s = 60.0
    assert record.progress().missing_s == 60.0
