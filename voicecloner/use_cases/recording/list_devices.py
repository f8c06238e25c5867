"""List the microphones or loudspeakers there are."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import InvalidRequest

DeviceKind = Literal["input", "output"]


def list_devices(kind: DeviceKind, *, is_anew: bool = False) -> tuple[AudioDevice, ...]:
    """The devices of a kind, the system's default first; empty where there is none.

    Args:
        kind: microphones are ``"input"``, loudspeakers ``"output"``.
        is_anew: look for those that came or went since the program started; nothing may be recorded or played then.

    Raises:
        DeviceError: the sound library is missing, or a device is in use here while they are looked for anew.
    """
    from voicecloner.audio.capture import devices  # not needed for the window's first picture

    if is_anew:
        devices.rescan()
    return devices.list_inputs() if kind == "input" else devices.list_outputs()


def device_named(words: str, devices: Sequence[AudioDevice]) -> AudioDevice:
    """The device of this name, or the only one with these words in its name.

    Args:
        words: as the user typed them.
        devices: those there are.

    Raises:
        InvalidRequest: there is none, or more than one.
    """
    wanted = words.strip().casefold()
    exact = [device for device in devices if device.name.casefold() == wanted]
    found = exact or [device for device in devices if wanted and wanted in device.name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"“{device.name}”" for device in found or devices)
    if not names:
        raise InvalidRequest(f"There is no device “{words}”, and no other one either.", "Plug it in, then try again.")
    message = f"{len(found)} devices have “{words}” in their name." if found else f"There is no device “{words}”."
    raise InvalidRequest(message, f"Choose one of {names}.")


def device_in_settings(name: str, input_number: int, devices: Sequence[AudioDevice]) -> AudioDevice | None:
    """The device the settings name; the system's default where it is not connected.

    Args:
        name: as the settings have it; empty: the system's default.
        input_number: which of its inputs to use, counted from 1; 0: the one that is heard.
        devices: those there are.

    Returns:
        None for the system's default, where it makes no difference which of its inputs is used.
    """
    found = next((device for device in devices if device.name == name), None)
    if found is None and input_number:
        found = next((device for device in devices if device.is_default), None)
    return replace(found, input_number=input_number) if found and input_number else found
