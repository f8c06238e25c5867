"""The edge to PortAudio: the one place where sounddevice is called and its failures become DeviceError.

PortAudio is one per process and its open, close and initialize calls must not overlap, hence the module-wide lock and
count of open streams.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from voicecloner.audio.capture.inputs import MOST_INPUTS, InputChooser
from voicecloner.domain.audio import AudioDevice, Samples
from voicecloner.errors import DeviceError, DeviceLost, either

PREFERRED_RATE_HZ = 48_000
"""Asked of every device first: it arrives bit-exact, while other rates pass the sound server's own resampler."""

# Only the settings have a button that looks for loudspeakers anew; microphones have one where one records, too.
_HINTS = {
    "input": either(
        "Plug it in, allow its use in the system's settings, then press “Look for a new microphone”",
        "record --list-devices",
    ),
    "output": either(
        "Plug it in, press “Look for a new loudspeaker” in the settings, then play again",
        "settings set output_device NAME",
    ),
}
# PortAudio's own choice, 0.035 s, was measured to break up on a busy machine with two cores. Stopping stays
# immediate: closing drops what waits.
_LATENCIES_S = {"input": 0.1, "output": 0.2}

OnBlock = Callable[[Samples, bool], None]
"""Called from PortAudio's thread with a block of its own, shape (frames,), and whether sound was lost before it."""

Fill = Callable[[Samples], None]
"""Called from PortAudio's thread with an array of shape (frames,) to write the next sound into."""

# Names under which Linux leads to whatever device the system uses: they tell the user nothing.
_STAND_INS = frozenset(("default", "sysdefault", "pulse", "pipewire"))

_lock = threading.RLock()
_open_streams: set[Any] = set()


class SoundStream(Protocol):
    """An open device. Never touch one from a window's thread: a device may take seconds to answer."""

    @property
    def name(self) -> str:
        """What the device is called to the user, also where the system's default was asked for."""

    @property
    def sample_rate(self) -> int:
        """Hz."""

    @property
    def latency_s(self) -> float:
        """Seconds between the callback and the converter."""

    @property
    def inputs(self) -> InputChooser | None:
        """Which of a microphone's inputs is used, and how loud each is; None for a loudspeaker."""

    @property
    def is_active(self) -> bool:
        """Whether callbacks may still come; False after the device went away, but True while it is suspended."""

    def start(self) -> None:
        """Begin calling back.

        Raises:
            DeviceError: the device refuses.
        """

    def close(self) -> None:
        """Drop what is under way and give the device back."""


OpenStream = Callable[[AudioDevice | None, Callable[..., None]], SoundStream]
"""`open_input` or `open_output`, or a test's stand-in."""


def library() -> Any:
    """The sounddevice module, imported on first use (it starts PortAudio, which takes a moment).

    Raises:
        DeviceError: PortAudio or sounddevice is missing or does not start.
    """
    with _lock:
        try:
            import sounddevice
        except (OSError, ImportError) as error:
            raise DeviceError(
                "The sound library PortAudio is missing.",
                "Install it (Debian and Ubuntu: sudo apt install libportaudio2), then start VoiceCloner again.",
            ) from error
        except Exception as error:  # sounddevice's own error class cannot be named while its import fails
            raise DeviceError(f"The sound library PortAudio does not start ({error}).") from error
        return sounddevice


def restart() -> None:
    """Start PortAudio anew: the only way it takes notice of devices that came or went.

    Raises:
        DeviceError: a stream is open, which a restart would kill; or PortAudio does not start.
    """
    with _lock:
        if _open_streams:
            raise DeviceError(
                "New devices cannot be looked for while sound is recorded or played.",
                "Stop recording and playing, then look again.",
            )
        sounddevice = library()
        try:
            sounddevice._terminate()  # noqa: SLF001 - sounddevice offers no public way to restart PortAudio
            sounddevice._initialize()  # noqa: SLF001
        except sounddevice.PortAudioError as error:
            raise DeviceError("The sound system does not answer.") from error


def open_input(device: AudioDevice | None, on_block: OnBlock) -> SoundStream:
    """Open a microphone, float32, at 48 kHz if it can do that, else at its own rate.

    No gain control, noise suppression or echo cancellation is asked for. A device with several inputs is opened with
    all of them, and one is taken; see `voicecloner.audio.capture.inputs`.

    Args:
        device: the microphone and which of its inputs to use, or None for the system's default.
        on_block: gets each block; runs in PortAudio's thread and must be quick.

    Raises:
        DeviceError: no such device, or it refuses.
    """

    chooser: list[InputChooser] = []

    def callback(block: npt.NDArray[np.float32], _frames: int, _time: Any, status: Any) -> None:
        on_block(chooser[0].pick(block), bool(status.input_overflow))

    stream = _open("input", device, callback)
    chooser.append(InputChooser(stream.channels, stream.sample_rate, device.input_number if device else 0))
    stream.inputs = chooser[0]
    return stream


def open_output(device: AudioDevice | None, fill: Fill) -> SoundStream:
    """Open a loudspeaker at 48 kHz if it can do that, else at its own rate; the sound goes to all its channels.

    Args:
        device: the loudspeaker, or None for the system's default.
        fill: asked for each block; runs in PortAudio's thread and must be quick.

    Raises:
        DeviceError: no such device, or it refuses.
    """

    def callback(block: Samples, _frames: int, _time: Any, _status: Any) -> None:
        mono = block[:, 0]
        fill(mono)
        block[:, 1:] = mono[:, np.newaxis]

    return _open("output", device, callback)


def _open(kind: str, device: AudioDevice | None, callback: Callable[..., None]) -> "_PortAudioStream":
    with _lock:
        sounddevice = library()
        index, info = _find(kind, device)
        make = sounddevice.InputStream if kind == "input" else sounddevice.OutputStream
        refusal: Exception | None = None
        formats = _input_formats if kind == "input" else _output_formats
        for sample_rate, channels in formats(info, int(info[f"max_{kind}_channels"])):
            try:
                form = {
                    "samplerate": sample_rate,
                    "channels": channels,
                    "dtype": "float32",
                    "latency": _LATENCIES_S[kind],
                }
                return _PortAudioStream(make(device=index, callback=callback, **form), _called(str(info["name"])))
            except sounddevice.PortAudioError as error:
                refusal = error
        raise DeviceError(f"{spoken_name(kind)} “{info['name']}” cannot be opened.", _HINTS[kind]) from refusal


def _input_formats(info: Mapping[str, Any], most_channels: int) -> Iterator[tuple[int, int]]:
    """Sample rates (Hz) and channel counts to try: all inputs first, since sound servers mix fewer from all."""
    for sample_rate in dict.fromkeys((PREFERRED_RATE_HZ, int(info["default_samplerate"]))):
        for channels in dict.fromkeys((min(most_channels, MOST_INPUTS), most_channels, min(2, most_channels), 1)):
            yield sample_rate, channels


def _output_formats(info: Mapping[str, Any], most_channels: int) -> Iterator[tuple[int, int]]:
    """Sample rates (Hz) and channel counts to try: sound servers take the first, bare hardware often only its own."""
    for sample_rate in dict.fromkeys((PREFERRED_RATE_HZ, int(info["default_samplerate"]))):
        for channels in sorted({1, min(2, most_channels), most_channels}):
            yield sample_rate, channels


def _find(kind: str, device: AudioDevice | None) -> tuple[int, Mapping[str, Any]]:
    """Number and facts of a device, found by name where the numbers have changed since it was listed."""
    sounddevice = library()
    if device is None:
        return _default(kind)
    for index in (device.index, *range(len(sounddevice.query_devices()))):
        if info := _facts(index, f"max_{kind}_channels", device.name):
            return index, info
    raise DeviceError(f"{spoken_name(kind)} “{device.name}” is no longer there.", _HINTS[kind])


def _facts(index: int, channels_key: str, name: str) -> Mapping[str, Any] | None:
    devices = library().query_devices()
    if not 0 <= index < len(devices):
        return None
    info: Mapping[str, Any] = devices[index]
    return info if info["name"] == name and info[channels_key] > 0 else None


def _default(kind: str) -> tuple[int, Mapping[str, Any]]:
    sounddevice = library()
    try:
        info = sounddevice.query_devices(kind=kind)
    except (sounddevice.PortAudioError, ValueError) as error:
        missing = "No microphone was found." if kind == "input" else "No loudspeaker was found."
        raise DeviceError(missing, _HINTS[kind]) from error
    return int(info["index"]), info


def spoken_name(kind: str) -> str:
    """ "The microphone" for ``"input"``, "The loudspeaker" for ``"output"``."""
    return "The microphone" if kind == "input" else "The loudspeaker"


def _called(name: str) -> str:
    return "the system’s default device" if name in _STAND_INS else name


class _PortAudioStream:
    """A sounddevice stream that closes by abort: stop() waits up to 15 s for a suspended device."""

    def __init__(self, stream: Any, name: str) -> None:
        self._stream = stream
        self.name = name
        self.sample_rate = round(stream.samplerate)
        self.latency_s = float(stream.latency)
        self.channels = int(stream.channels)
        self.inputs: InputChooser | None = None
        _open_streams.add(self)

    @property
    def is_active(self) -> bool:
        return bool(self._stream.active)

    def start(self) -> None:
        try:
            with _lock:
                self._stream.start()
        except library().PortAudioError as error:
            raise DeviceLost("The device does not start.") from error

    def close(self) -> None:
        with _lock:
            self._stream.abort(ignore_errors=True)
            self._stream.close(ignore_errors=True)
            _open_streams.discard(self)
