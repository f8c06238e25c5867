import sys

import pytest

from voicecloner.audio.capture import devices, portaudio
from voicecloner.audio.capture.devices import pick
from voicecloner.errors import DeviceError

ALSA = {"name": "ALSA", "default_input_device": 3, "default_output_device": 0}
OSS = {"name": "OSS", "default_input_device": -1, "default_output_device": -1}


def device(index, name, inputs=0, outputs=0, hostapi=0):
    return {
        "index": index,
        "name": name,
        "hostapi": hostapi,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
    }


LAPTOP = (
    device(0, "HDA Intel: ALC257 Analog (hw:0,0)", inputs=2, outputs=2),
    device(1, "sysdefault", inputs=128, outputs=128),
    device(2, "surround51", outputs=6),
    device(3, "default", inputs=32, outputs=32),
    device(4, "USB Microphone (hw:1,0)", inputs=1),
)


def names(found):
    return [entry.name for entry in found]


def test_the_default_microphone_comes_first_and_the_rest_keep_their_order():
    assert names(pick("input", LAPTOP, (ALSA, OSS))) == [
        "default",
        "HDA Intel: ALC257 Analog (hw:0,0)",
        "USB Microphone (hw:1,0)",
    ]


def test_only_the_default_is_marked_so():
    assert [entry.is_default for entry in pick("input", LAPTOP, (ALSA, OSS))] == [True, False, False]


def test_microphones_are_no_loudspeakers():
    assert names(pick("output", LAPTOP, (ALSA, OSS))) == ["HDA Intel: ALC257 Analog (hw:0,0)", "default"]


def test_a_device_is_found_again_by_its_number_and_tells_its_channels():
    usb = pick("input", LAPTOP, (ALSA, OSS))[-1]
    assert (usb.index, usb.channels) == (4, 1)


def test_a_device_named_like_alsa_plumbing_is_shown_elsewhere():
    core_audio = {"name": "Core Audio", "default_input_device": 0, "default_output_device": -1}
    assert names(pick("input", (device(0, "front", inputs=1),), (core_audio,))) == ["front"]


def test_windows_shows_each_device_once():
    interfaces = (
        {"name": "MME", "default_input_device": 0, "default_output_device": -1},
        {"name": "Windows WASAPI", "default_input_device": 2, "default_output_device": -1},
    )
    listed = (
        device(0, "Microphone (USB Audio Device wit", inputs=2, hostapi=0),
        device(1, "Headset", inputs=1, hostapi=1),
        device(2, "Microphone (USB Audio Device with a long name)", inputs=2, hostapi=1),
    )
    found = pick("input", listed, interfaces)
    assert names(found) == ["Microphone (USB Audio Device with a long name)", "Headset"]
    assert found[0].is_default


def test_a_machine_without_devices_has_empty_lists():
    nothing = {"name": "ALSA", "default_input_device": -1, "default_output_device": -1}
    assert pick("input", (), (nothing,)) == ()


@pytest.mark.parametrize("look", [devices.list_inputs, devices.list_outputs, devices.rescan])
def test_a_missing_sound_library_is_explained(look, monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(DeviceError, match="PortAudio is missing") as caught:
        look()
    assert "libportaudio2" in caught.value.hint


def test_a_sound_system_that_does_not_answer_is_explained(monkeypatch):
    class Silent:
        class PortAudioError(Exception):
            pass

        def query_devices(self):
            raise self.PortAudioError("Internal error")

    monkeypatch.setattr(portaudio, "library", Silent)
    with pytest.raises(DeviceError, match="does not answer"):
        devices.list_inputs()
