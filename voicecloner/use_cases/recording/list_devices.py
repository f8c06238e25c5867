"""List the microphones or loudspeakers there are."""

from typing import Literal

from voicecloner.domain.audio import AudioDevice

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
