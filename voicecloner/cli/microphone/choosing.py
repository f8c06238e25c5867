"""Which microphone is recorded with."""

from voicecloner.api.recording import device_in_settings, device_named, list_devices
from voicecloner.cli.command import Context
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import DeviceError

_NO_MICROPHONE = "There is no microphone."


def chosen_microphone(words: str, context: Context) -> AudioDevice | None:
    """The microphone that was named, here or in the settings; None for the system's default.

    Raises:
        InvalidRequest: none has this name, or several have.
        DeviceError: there is none at all.
    """
    devices = list_devices("input")
    if not devices:
        raise DeviceError(_NO_MICROPHONE, "Plug one in, then try again.")
    if words:
        return device_named(words, devices)
    settings = context.app.settings
    found = device_in_settings(settings.input_device, settings.input_number, devices)
    if settings.input_device and (found is None or found.name != settings.input_device):
        note = f"The microphone “{settings.input_device}” is not connected: the system’s own one is used."
        context.output.notes((note,))
    return found


def tell_microphones(context: Context) -> None:
    """Print those there are, the system's default first."""
    devices = list_devices("input")
    fields = [{"name": device.name, "is_default": device.is_default, "channels": device.channels} for device in devices]
    lines = [f"{device.name}{'  (the system’s default)' if device.is_default else ''}" for device in devices]
    context.output.result({"devices": fields}, "\n".join(lines) or _NO_MICROPHONE)
