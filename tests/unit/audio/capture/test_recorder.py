import math
import os
import threading

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise, silence, tone
from tests.support.fake_streams import SAMPLE_RATE, FakeMicrophone
from tests.support.full_disk import files_end_at
from tests.support.waiting import wait_until
from voicecloner.audio.capture import recording_session
from voicecloner.audio.capture.inbox import Inbox
from voicecloner.audio.capture.recorder import Recorder, RecorderLimits
from voicecloner.audio.capture.wav_journal import unfinished
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import DeviceError, DeviceLost, InvalidRequest, StorageError

SOUND = noise(1.7, SAMPLE_RATE)
IMPATIENT = RecorderLimits(open_s=0.1, first_block_s=0.2, next_block_s=0.1)


@pytest.fixture
def microphone():
    return FakeMicrophone()


@pytest.fixture
def recorder(microphone):
    recorder = Recorder(microphone.open)
    yield recorder
    recorder.discard()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "take.wav"


def impatient(microphone):
    return Recorder(microphone.open, IMPATIENT)


def read(path):
    return soundfile.read(path, dtype="float32")[0]


def arrived(recorder, frames):
    wait_until(lambda: recorder.snapshot().seconds >= frames / SAMPLE_RATE, what="the sound to arrive")


def ended(recorder):
    wait_until(lambda: not recorder.snapshot().is_running, what="the recording to end")


def test_every_sample_that_was_heard_is_in_the_file(recorder, microphone, path):
    recorder.start(path=path)
    microphone.hear(SOUND)
    recording = recorder.stop()
    np.testing.assert_array_equal(read(path), SOUND)
    assert recording.path == path
    assert recording.seconds == len(SOUND) / SAMPLE_RATE
    assert (recording.sample_rate, recording.dropouts, recording.fault) == (SAMPLE_RATE, 0, None)
    assert microphone.stream.is_closed


def test_the_chosen_microphone_is_opened(recorder, microphone, path):
    studio = AudioDevice(4, "Studio")
    recorder.start(studio, path)
    assert microphone.devices == [studio]


def test_the_file_has_the_rate_of_the_microphone(path):
    microphone = FakeMicrophone(sample_rate=44_100)
    recorder = Recorder(microphone.open)
    recorder.start(path=path)
    microphone.hear(SOUND[:44_100])
    recording = recorder.stop()
    assert (recording.sample_rate, recording.seconds) == (44_100, 1.0)
    assert soundfile.info(path).samplerate == 44_100


def test_before_anything_was_started(recorder):
    state = recorder.snapshot()
    assert (state.seconds, state.is_running, state.is_writing, state.fault, state.hint) == (0.0, False, False, None, "")
    assert state.waveform.shape == (0, 2)
    with pytest.raises(InvalidRequest, match="Nothing is being recorded"):
        recorder.stop()


def test_the_state_follows_the_sound(recorder, microphone, path):
    recorder.start(path=path)
    loud = tone(0.5, SAMPLE_RATE, hz=1000, amplitude=0.5)
    loud[:3] = 1.0
    microphone.hear(loud)
    arrived(recorder, len(loud))
    state = recorder.snapshot()
    assert (state.is_running, state.is_writing, state.clipped_samples) == (True, True, 3)
    assert state.level.peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert state.waveform.shape == (10, 2)
    assert state.waveform[0].tolist() == pytest.approx([-0.5, 1.0])


def test_the_state_after_the_end_is_at_rest(recorder, microphone, path):
    recorder.start(path=path)
    microphone.hear(SOUND)
    arrived(recorder, len(SOUND))
    recorder.stop()
    state = recorder.snapshot()
    assert (state.is_running, state.seconds, state.level.peak_dbfs) == (False, 0.0, -math.inf)


def test_sound_on_the_disk_grows_while_it_is_recorded(recorder, microphone, path):
    recorder.start(path=path)
    microphone.hear(SOUND)
    arrived(recorder, len(SOUND))
    on_disk = read(path.with_name("take.wav.part"))
    assert len(on_disk) > len(SOUND) - 0.55 * SAMPLE_RATE
    np.testing.assert_array_equal(on_disk, SOUND[: len(on_disk)])


def test_overflows_are_counted(recorder, microphone, path):
    recorder.start(path=path)
    microphone.hear(SOUND[:3200], overflowed=True)
    arrived(recorder, 3200)
    assert recorder.snapshot().dropouts == 2
    assert recorder.stop().dropouts == 2


def test_a_full_queue_loses_blocks_and_says_so():
    inbox = Inbox(capacity_blocks=2)
    for value in (1, 2, 3):
        inbox.put(np.full(4, value, np.float32), overflowed=False)
    assert inbox.dropouts == 1
    assert [block[0] for block in inbox.rest()] == [1, 2]


def test_metering_leaves_no_file_and_counts_from_the_start_of_the_recording(recorder, microphone, path, tmp_path):
    recorder.start()
    microphone.hear(SOUND, overflowed=True)
    arrived(recorder, len(SOUND))
    assert recorder.snapshot().is_running
    assert not recorder.snapshot().is_writing
    assert list(tmp_path.iterdir()) == []
    recorder.start(path=path)
    microphone.hear(SOUND[:4800])
    recording = recorder.stop()
    assert len(microphone.streams) == 1
    assert (recording.seconds, recording.dropouts) == (0.1, 0)
    np.testing.assert_array_equal(read(path), SOUND[:4800])


def test_metering_alone_ends_without_a_file(recorder, microphone):
    recorder.start()
    microphone.hear(SOUND)
    recording = recorder.stop()
    assert recording.path is None
    assert recording.seconds == len(SOUND) / SAMPLE_RATE


def test_another_microphone_is_opened_anew(recorder, microphone, path):
    recorder.start(AudioDevice(0, "Desk"))
    recorder.start(AudioDevice(1, "Studio"), path)
    assert [stream.is_closed for stream in microphone.streams] == [True, False]


def test_a_recording_is_not_overrun_by_another(recorder, microphone, path, tmp_path):
    recorder.start(path=path)
    with pytest.raises(InvalidRequest, match="under way"):
        recorder.start(path=tmp_path / "other.wav")
    microphone.hear(SOUND)
    recorder.stop()
    np.testing.assert_array_equal(read(path), SOUND)


def test_a_discarded_recording_leaves_nothing(recorder, microphone, path, tmp_path):
    recorder.start(path=path)
    microphone.hear(SOUND)
    recorder.discard()
    assert list(tmp_path.iterdir()) == []
    assert microphone.stream.is_closed
    recorder.discard()


def test_a_recording_that_broke_off_can_be_discarded(microphone, path, tmp_path):
    recorder = impatient(microphone)
    recorder.start(path=path)
    microphone.hear(SOUND)
    ended(recorder)
    recorder.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_refusing_microphone_is_reported_and_nothing_runs(recorder, microphone, path, tmp_path):
    microphone.refusal = DeviceError("The microphone “Desk” cannot be opened.")
    with pytest.raises(DeviceError, match="cannot be opened"):
        recorder.start(path=path)
    assert not recorder.snapshot().is_running
    assert list(tmp_path.iterdir()) == []


def test_a_microphone_that_does_not_start_is_closed(recorder, microphone, path):
    microphone.refuses_to_start = True
    with pytest.raises(DeviceError, match="does not start"):
        recorder.start(path=path)
    assert microphone.stream.is_closed


def test_a_system_that_does_not_answer_is_not_waited_for(microphone, path):
    answer = threading.Event()

    def open_slowly(device, on_block):
        answer.wait(10)
        return microphone.open(device, on_block)

    recorder = Recorder(open_slowly, IMPATIENT)
    with pytest.raises(DeviceError, match="does not answer"):
        recorder.start(path=path)
    answer.set()
    wait_until(lambda: microphone.streams and microphone.stream.is_closed, what="the late stream to be closed")


def test_a_folder_that_does_not_exist_is_reported_and_the_microphone_given_back(recorder, microphone, tmp_path):
    with pytest.raises(StorageError, match="cannot be written"):
        recorder.start(path=tmp_path / "nowhere" / "take.wav")
    assert microphone.stream.is_closed


def test_an_unplugged_microphone_keeps_what_arrived(recorder, microphone, path):
    recorder.start(path=path)
    microphone.hear(SOUND)
    microphone.stream.is_active = False
    ended(recorder)
    assert recorder.snapshot().fault == "The microphone went away; 1.7 s were kept."
    recording = recorder.stop()
    assert recording.fault == "The microphone went away; 1.7 s were kept."
    assert microphone.stream.is_closed
    np.testing.assert_array_equal(read(path), SOUND)


def test_a_microphone_that_goes_away_before_it_was_heard_leaves_no_file(recorder, microphone, path):
    recorder.start(path=path)
    microphone.stream.is_active = False
    ended(recorder)
    recording = recorder.stop()
    assert (recording.path, recording.seconds, recording.fault) == (None, 0.0, "The microphone went away.")
    assert list(path.parent.iterdir()) == []


def test_a_microphone_that_falls_silent_without_an_error_is_noticed(microphone, path):
    recorder = impatient(microphone)
    recorder.start(path=path)
    microphone.hear(SOUND)
    ended(recorder)
    assert recorder.stop().fault == "The microphone went away; 1.7 s were kept."
    np.testing.assert_array_equal(read(path), SOUND)


def test_a_microphone_that_never_sends_anything_is_noticed(microphone):
    recorder = impatient(microphone)
    recorder.start()
    ended(recorder)
    assert recorder.stop().fault == "The microphone went away."


def test_the_first_sound_may_take_longer_than_the_next(microphone, path):
    recorder = Recorder(microphone.open, RecorderLimits(first_block_s=60, next_block_s=0.0))
    recorder.start(path=path)
    looked = Inbox()
    for _ in range(4):
        looked.next_block()
    assert recorder.snapshot().is_running
    microphone.hear(SOUND)
    ended(recorder)
    assert recorder.stop().seconds == len(SOUND) / SAMPLE_RATE


def test_only_time_spent_waiting_counts_as_silence_of_the_device():
    inbox = Inbox()
    assert inbox.next_block() is None
    assert inbox.next_block() is None
    assert inbox.waited_s == pytest.approx(0.1)
    inbox.put(SOUND, overflowed=False)
    assert inbox.next_block() is SOUND
    assert (inbox.waited_s, inbox.has_begun) == (0.0, True)


def test_a_recording_cannot_begin_on_a_microphone_that_has_just_gone(microphone, path, tmp_path):
    session = recording_session.RecordingSession(microphone.open, None, RecorderLimits())
    session.end()
    with pytest.raises(DeviceLost):
        session.begin(path)
    assert list(tmp_path.iterdir()) == []


def test_two_seconds_of_exact_zeros_look_muted_and_any_sound_ends_that(recorder, microphone, path):
    recorder.start(path=path)
    microphone.hear(silence(1.9, SAMPLE_RATE))
    arrived(recorder, 1.9 * SAMPLE_RATE)
    assert recorder.snapshot().hint == ""
    microphone.hear(silence(0.1, SAMPLE_RATE))
    arrived(recorder, 2 * SAMPLE_RATE)
    assert "muted" in recorder.snapshot().hint
    assert recorder.snapshot().is_running
    microphone.hear(SOUND[:1600])
    arrived(recorder, 2 * SAMPLE_RATE + 1600)
    assert recorder.snapshot().hint == ""


def test_a_full_disk_ends_the_recording_and_keeps_what_fitted(recorder, microphone, path):
    recorder.start(path=path)
    microphone.hear(SOUND[:48_000])
    arrived(recorder, 48_000)
    with files_end_at(200_000):
        microphone.hear(SOUND[48_000:])
        ended(recorder)
    recording = recorder.stop()
    assert recording.fault
    assert "could not be written any further (No space left on device)" in recording.fault
    kept = read(path)
    assert 48_000 <= len(kept) < len(SOUND)
    assert len(kept) == round(recording.seconds * SAMPLE_RATE)
    np.testing.assert_array_equal(kept, SOUND[: len(kept)])


def test_a_file_that_cannot_be_finished_is_reported(recorder, microphone, path):
    recorder.start(path=path)
    microphone.hear(SOUND)
    path.mkdir()
    with pytest.raises(StorageError, match="could not be finished"):
        recorder.stop()
    assert microphone.stream.is_closed


def test_a_recording_has_an_end(recorder, microphone, path, monkeypatch):
    monkeypatch.setattr(recording_session, "LONGEST_S", 1.0)
    recorder.start(path=path)
    microphone.hear(SOUND)
    ended(recorder)
    recording = recorder.stop()
    assert recording.fault
    assert recording.fault.startswith("A recording ends after an hour; ")
    assert len(read(path)) >= SAMPLE_RATE


def test_it_can_be_used_again(recorder, microphone, path, tmp_path):
    recorder.start(path=path)
    microphone.hear(SOUND)
    recorder.stop()
    recorder.start(path=tmp_path / "second.wav")
    microphone.hear(SOUND[:1600])
    assert recorder.stop().seconds == pytest.approx(1600 / SAMPLE_RATE)
    np.testing.assert_array_equal(read(tmp_path / "second.wav"), SOUND[:1600])


def test_a_listener_gets_the_whole_recording_and_nothing_else(recorder, microphone, path):
    heard = []
    recorder.start()
    microphone.hear(SOUND[:4800])
    arrived(recorder, 4800)
    recorder.start(path=path, listener=lambda block, sample_rate: heard.append((block, sample_rate)))
    microphone.hear(SOUND)
    recorder.stop()
    np.testing.assert_array_equal(np.concatenate([block for block, _ in heard]), SOUND)
    assert {sample_rate for _, sample_rate in heard} == {SAMPLE_RATE}


def test_a_listener_can_hear_without_a_file(recorder, microphone, tmp_path):
    heard = []
    recorder.start(listener=lambda block, _sample_rate: heard.append(block))
    microphone.hear(SOUND)
    assert recorder.stop().path is None
    np.testing.assert_array_equal(np.concatenate(heard), SOUND)
    assert list(tmp_path.iterdir()) == []


def hear_in_a_pause(recorder, microphone):
    """Hear a tenth of a second and wait until the pause's own meter has seen its last sample, the loudest."""
    sound = SOUND[:4800].copy()
    sound[-1] = 0.9
    microphone.hear(sound)
    wait_until(lambda: recorder.snapshot().level.peak_dbfs > -1.5, what="the pause to be heard")


def test_what_is_heard_in_a_pause_is_not_kept(recorder, microphone, path):
    heard = []
    recorder.start(path=path, listener=lambda block, _sample_rate: heard.append(block))
    microphone.hear(SOUND[:32_000])
    arrived(recorder, 32_000)
    recorder.pause()
    hear_in_a_pause(recorder, microphone)
    state = recorder.snapshot()
    assert (state.is_paused, state.is_writing, state.is_running) == (True, True, True)
    assert state.seconds == 32_000 / SAMPLE_RATE
    recorder.resume()
    assert not recorder.snapshot().is_paused
    microphone.hear(SOUND[32_000:])
    recording = recorder.stop()
    assert recording.seconds == len(SOUND) / SAMPLE_RATE
    np.testing.assert_array_equal(read(path), SOUND)
    np.testing.assert_array_equal(np.concatenate(heard), SOUND)


def test_a_paused_recording_can_be_stopped_and_the_next_one_is_not_paused(recorder, microphone, path, tmp_path):
    recorder.start(path=path)
    microphone.hear(SOUND[:16_000])
    arrived(recorder, 16_000)
    recorder.pause()
    recorder.pause()
    assert recorder.stop().seconds == 16_000 / SAMPLE_RATE
    recorder.start(path=tmp_path / "second.wav")
    assert not recorder.snapshot().is_paused


def test_a_microphone_that_goes_away_in_a_pause_is_noticed(recorder, microphone, path):
    recorder.start(path=path)
    microphone.hear(SOUND)
    arrived(recorder, len(SOUND))
    recorder.pause()
    microphone.stream.is_active = False
    ended(recorder)
    assert recorder.stop().fault == "The microphone went away; 1.7 s were kept."
    np.testing.assert_array_equal(read(path), SOUND)


def test_a_paused_recording_is_not_taken_for_one_left_behind(recorder, microphone, path, tmp_path):
    recorder.start(path=path)
    microphone.hear(SOUND)
    arrived(recorder, len(SOUND))
    recorder.pause()
    part = path.with_name("take.wav.part")
    os.utime(part, (0, 0))
    assert unfinished(tmp_path) == ()
    hear_in_a_pause(recorder, microphone)
    assert part.stat().st_mtime > 0


def test_only_a_recording_can_be_paused(recorder):
    with pytest.raises(InvalidRequest, match="Nothing is being recorded"):
        recorder.pause()
    recorder.start()
    with pytest.raises(InvalidRequest, match="Nothing is being recorded"):
        recorder.resume()


def test_a_device_that_falls_silent_is_told_within_two_seconds():
    assert RecorderLimits().next_block_s + 2 * 0.05 <= 2.0
