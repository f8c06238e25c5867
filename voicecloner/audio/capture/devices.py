"""Which microphones and loudspeakers there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicecloner.audio.capture import portaudio
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import DeviceError

# Names ALSA adds for every card or filter: each leads to a device that is listed under its own name as well.
_ALSA_PLUMBING = frozenset(
    (
        *("sysdefault", "front", "rear", "center_lfe", "side", "iec958", "spdif", "dmix", "dsnoop", "null", "modem"),
        *("surround21", "surround40", "surround41", "surround50", "surround51", "surround71", "phoneline"),
        *("lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix", "a52", "jack", "oss"),
    )
)

# Windows shows each device once per sound interface, up to four times; this one has whole names and low latency.
_WINDOWS_API = "Windows WASAPI"


def list_inputs() -> tuple[AudioDevice, ...]:
    """The microphones, the system's default first; empty where there is none.

    Devices plugged in after the program started show up after `rescan`.

    Raises:
        DeviceError: the sound library is missing.
    """
    return _list("input")


def list_outputs() -> tuple[AudioDevice, ...]:
    """The loudspeakers, the system's default first; empty where there is none.

    Raises:
        DeviceError: the sound library is missing.
    """
    return _list("output")


@dataclass(frozen=True)
class ChosenOutput:
    """Where sound is played.

    Attributes:
        device: the loudspeaker; None: the system's default.
        notes: what the user should know of that.
    """

    device: AudioDevice | None = None
    notes: tuple[str, ...] = ()


def chosen_output(name: str) -> ChosenOutput:
    """The loudspeaker of this name, or the system's default where it is not there.

    Args:
        name: as the devices are listed; empty: the system's default is meant.

    Raises:
        DeviceError: the sound library is missing.
    """
    if not name:
        return ChosenOutput()
    found = next((device for device in list_outputs() if device.name == name), None)
    if found:
        return ChosenOutput(found)
    return ChosenOutput(None, (fallback_note(name),))


def fallback_note(name: str) -> str:
    """What the user should know where a loudspeaker does not answer, and another one is used."""
    return f"The loudspeaker “{name}” is not connected: the system’s own one is used."


def rescan() -> None:
    """Look for devices anew; `AudioDevice.index` of earlier lists may change, names stay.

    Raises:
        DeviceError: sound is being recorded or played, or the sound library is missing.
    """
    portaudio.restart()


def _list(kind: str) -> tuple[AudioDevice, ...]:
    sounddevice = portaudio.library()
    try:
        devices, interfaces = sounddevice.query_devices(), sounddevice.query_hostapis()
    except sounddevice.PortAudioError as error:
        raise DeviceError("The sound system does not answer.") from error
    return pick(kind, devices, interfaces)


def pick(
    kind: str, devices: tuple[Mapping[str, Any], ...], interfaces: tuple[Mapping[str, Any], ...]
) -> tuple[AudioDevice, ...]:
    """The devices worth showing out of what PortAudio lists, the default first.

    Args:
        kind: ``"input"`` or ``"output"``.
        devices: as `sounddevice.query_devices` gives them.
        interfaces: as `sounddevice.query_hostapis` gives them.
    """
    shown = [info for info in devices if info[f"max_{kind}_channels"] > 0 and not _is_plumbing(info, interfaces)]
    on_windows = [info for info in shown if interfaces[info["hostapi"]]["name"] == _WINDOWS_API]
    chosen = on_windows or shown
    default = _default_index(kind, chosen, interfaces)
    found = [
        AudioDevice(info["index"], info["name"], info["index"] == default, info[f"max_{kind}_channels"])
        for info in chosen
    ]
    return tuple(sorted(found, key=lambda device: not device.is_default))


def _is_plumbing(info: Mapping[str, Any], interfaces: tuple[Mapping[str, Any], ...]) -> bool:
    return interfaces[info["hostapi"]]["name"] == "ALSA" and info["name"] in _ALSA_PLUMBING


def _default_index(kind: str, chosen: list[Mapping[str, Any]], interfaces: tuple[Mapping[str, Any], ...]) -> int:
    """PortAudio's number of the default device among `chosen`, or -1: the first interface with one is the system's."""
    there = {info["index"] for info in chosen}
    defaults = (interface[f"default_{kind}_device"] for interface in interfaces)
    return next((index for index in defaults if index in there), -1)
