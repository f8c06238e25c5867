"""Real sound: PulseAudio, PortAudio, and the program's own recorder and player."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import soundfile

from tests.support.clips import clip, noise, syllables
from tests.support.virtual_microphone import DESK_SPEAKER, SAMPLE_RATE, STUDIO_MICROPHONE, lag_of, on_16_bit_grid
from tests.support.waiting import wait_until
from voicecloner.audio.capture import devices
from voicecloner.audio.capture.recorder import Recorder
from voicecloner.audio.playback.player import Player
from voicecloner.errors import DeviceError, DeviceLost

NOISE_S = 2.0
SPEECH = on_16_bit_grid(syllables(4.0, SAMPLE_RATE) + noise(4.0, SAMPLE_RATE, rms=0.01))
NOISE = on_16_bit_grid(noise(NOISE_S, SAMPLE_RATE))


@pytest.fixture
def recorder(virtual_microphone):
    recorder = Recorder()
    yield recorder
    recorder.discard()


@pytest.fixture
def player(virtual_microphone):
    player = Player()
    yield player
    player.stop()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "take.wav"


def recorded_s(recorder):
    return recorder.snapshot().seconds


def record_on(recorder, seconds):
    """Wait until `seconds` more have been recorded."""
    goal_s = recorded_s(recorder) + seconds
    wait_until(lambda: recorded_s(recorder) >= goal_s, what="the microphone")


def assert_within(part, whole):
    """`part` occurs in `whole` bit for bit."""
    start = lag_of(part, whole)
    np.testing.assert_array_equal(whole[start : start + len(part)], part)


def find(found, name):
    return next(device for device in found if device.name == name)


def test_microphones_and_loudspeakers_are_listed_by_name(virtual_microphone):
    assert devices.list_inputs()[0].is_default
    assert find(devices.list_inputs(), STUDIO_MICROPHONE).channels >= 1
    assert find(devices.list_outputs(), DESK_SPEAKER).channels >= 1


def test_speech_arrives_bit_for_bit(virtual_microphone, recorder, path):
    recorder.start(find(devices.list_inputs(), STUDIO_MICROPHONE), path)
    record_on(recorder, 0.1)
    virtual_microphone.speak(SPEECH)
    record_on(recorder, 0.3)
    state = recorder.snapshot()
    recording = recorder.stop()
    samples, sample_rate = soundfile.read(path, dtype="float32")
    assert (sample_rate, recording.sample_rate) == (SAMPLE_RATE, SAMPLE_RATE)
    assert len(samples) == round(recording.seconds * SAMPLE_RATE)
    assert (recording.dropouts, recording.fault, state.clipped_samples) == (0, None, 0)
    assert_within(SPEECH, samples)
    peaks = np.abs(state.waveform).max()
    assert peaks == np.abs(SPEECH).max()


def test_a_recording_begins_at_once_on_a_metered_microphone(virtual_microphone, recorder, path):
    recorder.start()
    record_on(recorder, 0.1)
    recorder.start(path=path)
    virtual_microphone.speak(NOISE)
    record_on(recorder, 0.3)
    recorder.stop()
    assert_within(NOISE, soundfile.read(path, dtype="float32")[0])


def test_a_muted_microphone_is_pointed_out(virtual_microphone, recorder, path):
    recorder.start(path=path)
    with virtual_microphone.muted():
        virtual_microphone.speak(NOISE)
        wait_until(lambda: "muted" in recorder.snapshot().hint, what="the hint")
    assert recorder.snapshot().is_running
    virtual_microphone.speak(NOISE[:SAMPLE_RATE])
    wait_until(lambda: recorder.snapshot().hint == "", what="the hint to go")


def test_an_unplugged_microphone_ends_the_recording_and_keeps_it(virtual_microphone, recorder, path):
    recorder.start(path=path)
    record_on(recorder, 0.1)
    virtual_microphone.speak(NOISE)
    record_on(recorder, 0.3)
    with virtual_microphone.unplugged():
        wait_until(lambda: recorder.snapshot().fault, 2.5, "the fault")
        recording = recorder.stop()
    assert recording.fault == f"The microphone went away; {recording.seconds:.1f} s were kept."
    assert_within(NOISE, soundfile.read(path, dtype="float32")[0])


def test_a_suspended_microphone_is_noticed_and_stopping_does_not_hang(virtual_microphone, recorder, path):
    recorder.start(path=path)
    record_on(recorder, 0.5)
    with virtual_microphone.suspended():
        with ThreadPoolExecutor(1) as pool:
            recording = pool.submit(recorder.stop).result(timeout=5)  # a plain stop() of PortAudio takes 15 s here
        recorder.start()
        wait_until(lambda: recorder.snapshot().fault, what="the fault")
        recorder.stop()
    assert recording.seconds >= 0.5
    assert recording.fault is None


def test_a_microphone_suspended_while_recording_keeps_what_arrived(virtual_microphone, recorder, path):
    recorder.start(path=path)
    record_on(recorder, 0.5)
    with virtual_microphone.suspended():
        wait_until(lambda: recorder.snapshot().fault, what="the fault")
    recording = recorder.stop()
    assert recording.seconds >= 0.5
    assert len(soundfile.read(path)[0]) == round(recording.seconds * SAMPLE_RATE)


def test_without_any_device_recording_and_playing_are_refused(virtual_microphone, recorder, player):
    with virtual_microphone.unplugged():
        with pytest.raises(DeviceError):
            recorder.start()
        player.play(clip(NOISE, SAMPLE_RATE))
        with pytest.raises(DeviceError):
            player.wait(10)


def test_rescanning_is_refused_only_while_a_stream_is_open(virtual_microphone, recorder):
    recorder.start()
    with pytest.raises(DeviceError, match="while sound is recorded"):
        devices.rescan()
    recorder.stop()
    devices.rescan()
    assert find(devices.list_inputs(), STUDIO_MICROPHONE)


def test_a_clip_is_heard_bit_for_bit_to_its_last_sample(virtual_microphone, player):
    with virtual_microphone.ear() as ear:
        player.play(clip(NOISE, SAMPLE_RATE), find(devices.list_outputs(), DESK_SPEAKER))
        player.wait(20)
    assert_within(NOISE, ear.samples)
    assert player.position_s == pytest.approx(NOISE_S)


def test_a_clip_of_another_rate_is_heard_whole(virtual_microphone, player):
    with virtual_microphone.ear() as ear:
        player.play(clip(syllables(2.0, 24_000), 24_000))
        player.wait(20)
    sounding = np.flatnonzero(np.abs(ear.samples) > 0.002)
    assert (sounding[-1] - sounding[0]) / SAMPLE_RATE == pytest.approx(2.0, abs=0.06)


def test_speech_is_heard_before_all_of_it_is_made(virtual_microphone, player):
    with virtual_microphone.ear() as ear:
        stream = player.open_stream(SAMPLE_RATE)
        stream.feed(NOISE[:SAMPLE_RATE])
        wait_until(lambda: np.any(ear.samples), what="the first sound")
        stream.feed(NOISE[SAMPLE_RATE:])
        stream.finish()
        player.wait(20)
    assert_within(NOISE, ear.samples)


def test_stopping_is_heard_within_a_fifth_of_a_second(virtual_microphone, player):
    with virtual_microphone.ear() as ear:
        player.play(clip(NOISE, SAMPLE_RATE))
        wait_until(lambda: player.position_s > 0.7, what="some sound")
        heard_before = len(ear.samples)
        player.stop()
        wait_until(lambda: len(ear.samples) > heard_before + SAMPLE_RATE // 2, what="the silence")
    assert np.flatnonzero(ear.samples)[-1] < heard_before + 0.2 * SAMPLE_RATE


def test_a_pause_is_silent_and_nothing_is_lost(virtual_microphone, player):
    with virtual_microphone.ear() as ear:
        player.play(clip(NOISE, SAMPLE_RATE))
        wait_until(lambda: player.position_s > 0.7, what="some sound")
        player.pause()
        heard_before = len(ear.samples)
        wait_until(lambda: len(ear.samples) > heard_before + SAMPLE_RATE, what="the pause")
        player.resume()
        player.wait(20)
    gaps = np.diff(np.flatnonzero(ear.samples))
    silence_at = int(np.argmax(gaps))
    assert gaps[silence_at] > 0.5 * SAMPLE_RATE
    sounding = np.flatnonzero(ear.samples)
    start, last_before, first_after = sounding[0], sounding[silence_at], sounding[silence_at + 1]
    together = np.concatenate((ear.samples[start : last_before + 1], ear.samples[first_after : sounding[-1] + 1]))
    np.testing.assert_array_equal(together[together != 0], NOISE[NOISE != 0])


def test_an_unplugged_loudspeaker_is_reported(virtual_microphone, player):
    ends = []
    player.play(clip(NOISE, SAMPLE_RATE), on_end=ends.append)
    wait_until(lambda: player.position_s > 0.3, what="the sound")
    with virtual_microphone.unplugged():
        wait_until(lambda: ends, what="the end")
    assert isinstance(ends[0], DeviceLost)


def test_a_suspended_loudspeaker_is_reported(virtual_microphone, player):
    player.play(clip(np.tile(NOISE, 4), SAMPLE_RATE))
    wait_until(lambda: player.position_s > 0.3, what="the sound")
    with virtual_microphone.suspended(), pytest.raises(DeviceLost):
        player.wait(20)


def test_recording_and_playing_go_together(virtual_microphone, recorder, player, path):
    recorder.start(path=path)
    record_on(recorder, 0.1)
    with virtual_microphone.ear() as ear:
        player.play(clip(NOISE, SAMPLE_RATE))
        virtual_microphone.speak(SPEECH[: 2 * SAMPLE_RATE])
        player.wait(20)
    record_on(recorder, 0.3)
    recorder.stop()
    assert_within(NOISE, ear.samples)
    assert_within(SPEECH[: 2 * SAMPLE_RATE], soundfile.read(path, dtype="float32")[0])


def test_a_sound_server_that_dies_ends_the_recording_and_keeps_it(virtual_microphone, recorder, path):
    recorder.start(path=path)
    record_on(recorder, 0.1)
    virtual_microphone.speak(NOISE)
    record_on(recorder, 0.3)
    with virtual_microphone.crashed():
        wait_until(lambda: recorder.snapshot().fault, 2.5, "the fault")
        recording = recorder.stop()
        assert recording.fault == f"The microphone went away; {recording.seconds:.1f} s were kept."
        assert_within(NOISE, soundfile.read(path, dtype="float32")[0])
        with pytest.raises(DeviceError):
            recorder.start()


@pytest.mark.parametrize(("inputs", "spoken_into"), [(2, 2), (18, 17)])
def test_one_of_many_inputs_is_recorded_at_its_full_level(virtual_microphone, recorder, inputs, spoken_into):
    """Asked for mono, the sound server averages all inputs: 25 dB are lost with 18."""
    spoken = noise(20.0, SAMPLE_RATE, rms=0.1)
    with virtual_microphone.interface(inputs, spoken, spoken_into):
        recorder.start(None)
        wait_until(lambda: recorder.snapshot().level.rms_dbfs > -60.0, what="the voice")
        record_on(recorder, 1.5)
        state = recorder.snapshot()
        recorder.discard()
    assert state.level.rms_dbfs == pytest.approx(-20.0, abs=1.0)
    assert state.input_levels_dbfs[state.input_number - 1] == max(state.input_levels_dbfs)
    assert min(state.input_levels_dbfs) < -90.0
