from types import SimpleNamespace

import numpy as np
import pytest

from voicecloner.audio.capture import devices, portaudio
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import DeviceError, hint_in_window


class FakeStream:
    def __init__(self, system, *, samplerate, channels, callback, device, dtype, latency):
        if (samplerate, channels) not in system.accepts:
            raise system.PortAudioError("Invalid sample rate")
        self.samplerate, self.channels, self.callback, self.device = samplerate, channels, callback, device
        self.latency, self.active, self.calls = latency, False, []
        self.system = system

    def start(self):
        if self.system.refuses_to_start:
            raise self.system.PortAudioError("Device unavailable")
        self.active = True

    def abort(self, ignore_errors):
        self.calls.append("abort")
        self.active = False

    def close(self, ignore_errors):
        self.calls.append("close")


class FakeSoundDevice:
    """The part of sounddevice the program uses, with one microphone and loudspeaker in it."""

    class PortAudioError(Exception):
        pass

    def __init__(self):
        self.accepts = {(48_000, 1), (48_000, 2)}
        self.refuses_to_start = False
        self.devices = [self.device("Desk"), self.device("Headset")]
        self.restarts = 0

    @staticmethod
    def device(name):
        return {"name": name, "max_input_channels": 2, "max_output_channels": 2, "default_samplerate": 44_100.0}

    def query_devices(self, kind=None):
        listed = [facts | {"index": index} for index, facts in enumerate(self.devices)]
        if kind is None:
            return listed
        if not listed:
            raise self.PortAudioError("Error querying device -1")
        return listed[0]

    def InputStream(self, **options):  # noqa: N802 - sounddevice's own name
        return FakeStream(self, **options)

    OutputStream = InputStream

    def _terminate(self):
        self.restarts += 1

    def _initialize(self):
        if self.restarts > 1:
            raise self.PortAudioError("Host API not found")


@pytest.fixture
def sounddevice(monkeypatch):
    system = FakeSoundDevice()
    monkeypatch.setattr(portaudio, "library", lambda: system)
    monkeypatch.setattr(portaudio, "_open_streams", set())
    return system


def opened(device=None, on_block=lambda _samples, _overflowed: None):
    stream = portaudio.open_input(device, on_block)
    return stream, behind(stream)


def behind(stream) -> FakeStream:
    """The stream of the sound library."""
    return stream._stream


def test_a_microphone_is_opened_at_48_khz_with_all_its_inputs(sounddevice):
    stream, native = opened()
    assert (stream.sample_rate, native.channels, native.device) == (48_000, 2, 0)


@pytest.mark.parametrize("only", [(48_000, 2), (44_100, 1), (44_100, 2)])
def test_hardware_that_refuses_is_opened_as_it_wants(sounddevice, only):
    sounddevice.accepts = {only}
    stream, native = opened()
    assert (stream.sample_rate, native.channels) == only


def test_a_device_that_refuses_everything_is_named(sounddevice):
    sounddevice.accepts = set()
    with pytest.raises(DeviceError, match="The microphone “Desk” cannot be opened") as caught:
        opened()
    assert caught.value.hint
    assert isinstance(caught.value.__cause__, sounddevice.PortAudioError)


def test_no_microphone_at_all_is_explained(sounddevice):
    sounddevice.devices = []
    with pytest.raises(DeviceError, match="No microphone was found") as caught:
        opened()
    assert hint_in_window(caught.value.hint).endswith("then press “Look for a new microphone”.")


def test_where_loudspeakers_are_looked_for_is_told(sounddevice):
    sounddevice.devices = []
    with pytest.raises(DeviceError, match="No loudspeaker was found") as caught:
        portaudio.open_output(None, lambda _out: None)
    assert "“Look for a new loudspeaker” in the settings" in caught.value.hint


def test_no_loudspeaker_at_all_is_explained(sounddevice):
    sounddevice.devices = []
    with pytest.raises(DeviceError, match="No loudspeaker was found"):
        portaudio.open_output(None, lambda _out: None)


def test_a_chosen_device_is_found_by_name_when_the_numbers_changed(sounddevice):
    headset = AudioDevice(1, "Headset")
    sounddevice.devices.reverse()
    _, native = opened(headset)
    assert native.device == 0


def test_a_chosen_device_that_is_gone_is_not_replaced_by_another(sounddevice):
    with pytest.raises(DeviceError, match="“Studio” is no longer there"):
        opened(AudioDevice(7, "Studio"))


def test_a_block_is_a_copy(sounddevice):
    blocks = []
    _, native = opened(on_block=lambda samples, overflowed: blocks.append((samples, overflowed)))
    buffer = np.full((4, 1), 0.5, np.float32)
    native.callback(buffer, 4, None, SimpleNamespace(input_overflow=False))
    buffer[:] = 0.0
    np.testing.assert_array_equal(blocks[0][0], np.full(4, 0.5, np.float32))


@pytest.mark.parametrize(("number", "heard"), [(0, 0.5), (1, 0.5), (2, 0.25), (3, 0.5)])
def test_one_of_two_inputs_is_taken_and_an_overflow_is_passed_on(sounddevice, number, heard):
    sounddevice.accepts = {(48_000, 2)}
    blocks = []
    _, native = opened(
        AudioDevice(0, "Desk", input_number=number), lambda samples, overflowed: blocks.append((samples, overflowed))
    )
    native.callback(np.array([[0.5, 0.25]], np.float32), 1, None, SimpleNamespace(input_overflow=True))
    np.testing.assert_array_equal(blocks[0][0], np.array([heard], np.float32))
    assert blocks[0][1] is True


@pytest.mark.parametrize(("most", "opened_with"), [(1, 1), (2, 2), (18, 18), (128, 32)])
def test_all_inputs_of_a_device_are_opened_since_fewer_are_a_mix(sounddevice, most, opened_with):
    sounddevice.devices[0]["max_input_channels"] = most
    sounddevice.accepts = {(48_000, channels) for channels in range(1, 200)}
    assert opened()[1].channels == opened_with


def test_hardware_that_wants_all_of_its_many_inputs(sounddevice):
    sounddevice.devices[0]["max_input_channels"] = 64
    sounddevice.accepts = {(48_000, 64)}
    assert opened()[1].channels == 64


def test_the_sound_goes_to_both_channels(sounddevice):
    sounddevice.accepts = {(48_000, 2)}

    def fill(out):
        out[:] = [0.25, -0.5]

    stream = portaudio.open_output(None, fill)
    buffer = np.zeros((2, 2), np.float32)
    behind(stream).callback(buffer, 2, None, None)
    np.testing.assert_array_equal(buffer, np.array([[0.25, 0.25], [-0.5, -0.5]], np.float32))


def test_closing_aborts_first(sounddevice):
    stream, native = opened()
    stream.close()
    assert native.calls == ["abort", "close"]


def test_a_device_that_does_not_start_is_explained(sounddevice):
    sounddevice.refuses_to_start = True
    stream, _ = opened()
    with pytest.raises(DeviceError, match="does not start"):
        stream.start()


def test_rescanning_waits_for_open_streams(sounddevice):
    stream, _ = opened()
    with pytest.raises(DeviceError, match="while sound is recorded or played"):
        devices.rescan()
    assert sounddevice.restarts == 0
    stream.close()
    devices.rescan()
    assert sounddevice.restarts == 1


def test_a_sound_system_that_does_not_come_back_is_explained(sounddevice):
    devices.rescan()
    with pytest.raises(DeviceError, match="does not answer"):
        devices.rescan()


@pytest.mark.parametrize(("listed", "called"), [("Blue Yeti", "Blue Yeti"), ("default", "the system’s default device")])
def test_the_default_microphone_tells_its_name(sounddevice, listed, called):
    sounddevice.devices = [sounddevice.device(listed)]
    stream, _ = opened()
    assert stream.name == called
