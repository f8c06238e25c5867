"""A microphone and a loudspeaker for a machine that has neither: a PulseAudio server of the tests' own.

A test asks for the fixture `virtual_microphone` (import it in the folder's conftest.py) and then uses the program's own
recorder and player, in this process, or in a child process that inherits the environment::

    def test_hears(virtual_microphone):
        virtual_microphone.speak(samples)          # into the microphone, returns when it was all spoken
        with virtual_microphone.ear() as ear:      # what the loudspeaker plays
            ...
        heard = ear.samples

PortAudio reads the environment when it starts, hence the rescan after each change of it. Everything runs at 48 kHz; the
server works on 16-bit numbers, so that sound made of whole 32768ths (`on_16_bit_grid`) arrives bit for bit.
"""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.support.waiting import wait_until
from voicecloner.audio.capture import devices
from voicecloner.domain.audio import Samples
from voicecloner.errors import DeviceError

SAMPLE_RATE = 48_000
STUDIO_MICROPHONE = "studio_mic"
DESK_SPEAKER = "desk_speaker"
_ALSA_CONF = Path("/usr/share/alsa/alsa.conf")
_PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
_MODULES = (
    ("module-null-sink", "sink_name=speakers", f"rate={SAMPLE_RATE}", "channels=2"),
    ("module-null-sink", "sink_name=mic_feed", f"rate={SAMPLE_RATE}", "channels=1", "channel_map=mono"),
    ("module-remap-source", "source_name=mic", "master=mic_feed.monitor"),
)
_SPEAK = ["paplay", "--device=mic_feed", "--raw", f"--rate={SAMPLE_RATE}", "--format=float32le", "--channels=1"]
_ALSA_DEVICES = f"""
pcm.!default {{ type pulse }}
ctl.!default {{ type pulse }}
pcm.{STUDIO_MICROPHONE} {{ type pulse device mic hint {{ show on description "Studio microphone" }} }}
pcm.{DESK_SPEAKER} {{ type pulse device speakers hint {{ show on description "PageTools speaker" }} }}
"""


class Ear:
    """What a listener at the loudspeaker heard.

    Attributes:
        samples: mono float32 at 48 kHz; complete once the `with` block is left.
    """

    def __init__(self, raw_path: Path) -> None:
        self._raw_path = raw_path

    @property
    def samples(self) -> Samples:
        raw = self._raw_path.read_bytes()
        return np.frombuffer(raw[: len(raw) // 4 * 4], np.float32)


class VirtualMicrophone:
    """A sound server with one microphone, fed by `speak`, and one loudspeaker, heard by `ear`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._modules: list[str] = []
        self._server: subprocess.Popen[bytes] | None = None
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder / "pulse"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_SERVER": f"unix:{folder / 'pulse' / 'native'}",
            "ALSA_CONFIG_PATH": f"{_ALSA_CONF}:{folder / 'devices.conf'}",
        }

    def start(self) -> None:
        """Start the server and plug microphone and loudspeaker in."""
        (self._folder / "devices.conf").write_text(_ALSA_DEVICES)
        options = ["-n", "--daemonize=no", "--exit-idle-time=-1", f"--log-target=file:{self._folder / 'pulse.log'}"]
        protocol = ["-L", "module-native-protocol-unix auth-anonymous=1"]
        root_is_fine = subprocess.DEVNULL  # where pulseaudio grumbles about being run by root
        self._server = subprocess.Popen(
            ["pulseaudio", *options, *protocol],
            env=self._env() | {"HOME": str(self._folder)},
            stdout=root_is_fine,
            stderr=root_is_fine,
        )
        wait_until(lambda: self._run("info", check=False).returncode == 0, what="the sound server")
        self.plug_in()

    def stop(self) -> None:
        """End the server."""
        if self._server:
            self._server.terminate()
            self._server.wait(10)

    @contextmanager
    def crashed(self) -> Iterator[None]:
        """The server dies and stays away until the end of the `with` block; then another one takes its place."""
        if self._server:
            self._server.kill()
            self._server.wait(10)
        try:
            yield
        finally:
            self.start()

    def plug_in(self) -> None:
        """Connect microphone and loudspeaker."""
        self._modules = [self._run("load-module", *module).stdout.strip() for module in _MODULES]
        self._run("set-default-sink", "speakers")
        self._run("set-default-source", "mic")

    def unplug(self) -> None:
        """Pull out microphone and loudspeaker; nothing else is left that could take their place."""
        for module in reversed(self._modules):
            self._run("unload-module", module)
        self._modules = []

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """Pulled out until the end of the `with` block."""
        self.unplug()
        try:
            yield
        finally:
            self.plug_in()

    @contextmanager
    def interface(self, inputs: int, samples: Samples, spoken_into: int) -> Iterator[None]:
        """A device with several inputs in the microphone's place, and somebody who speaks into one of them.

        Args:
            inputs: how many it has.
            samples: what is said until the end of the `with` block, mono at 48 kHz.
            spoken_into: number of the input, counted from 1; the others are silent.
        """
        names = ",".join(f"aux{number}" for number in range(inputs))
        form = [f"rate={SAMPLE_RATE}", f"channels={inputs}", f"channel_map={names}"]
        module = self._run("load-module", "module-null-sink", "sink_name=interface", *form).stdout.strip()
        self._run("set-default-source", "interface.monitor")
        sound = np.zeros((len(samples), inputs), "<f4")
        sound[:, spoken_into - 1] = samples
        layout = [f"--rate={SAMPLE_RATE}", "--format=float32le", f"--channels={inputs}", f"--channel-map={names}"]
        command = ["paplay", "--device=interface", "--raw", *layout]
        try:
            with self._played(command, sound.tobytes(), stderr=subprocess.DEVNULL):
                yield
        finally:
            self._run("unload-module", module)
            self._run("set-default-source", "mic")

    @contextmanager
    def muted(self) -> Iterator[None]:
        """Muted by the system's own switch until the end of the `with` block."""
        self._run("set-source-mute", "mic", "1")
        try:
            yield
        finally:
            self._run("set-source-mute", "mic", "0")

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Microphone and loudspeaker hang without an error until the end of the `with` block."""
        self._suspend("1")
        try:
            yield
        finally:
            self._suspend("0")

    def speak(self, samples: Samples) -> None:
        """Say `samples`, mono at 48 kHz, into the microphone; returns when the last one was said."""
        spoken = samples.astype("<f4").tobytes()
        subprocess.run(_SPEAK, input=spoken, env=self._env(), check=True, timeout=len(samples) / SAMPLE_RATE + 20)

    def speak_on(self, blocks: Iterable[Samples]) -> None:
        """Say one block after the other without a gap; for sounds too long to be kept in memory."""
        with subprocess.Popen(_SPEAK, stdin=subprocess.PIPE, env=self._env()) as speaker:
            assert speaker.stdin
            for block in blocks:
                speaker.stdin.write(block.astype("<f4").tobytes())
        assert speaker.returncode == 0

    @contextmanager
    def speaking(self, samples: Samples) -> Iterator[None]:
        """Say `samples` until the end of the `with` block, or until they are all said."""
        with self._played(_SPEAK, samples.astype("<f4").tobytes()):
            yield

    @contextmanager
    def _played(self, command: Sequence[str], sound: bytes, stderr: int | None = None) -> Iterator[None]:
        """`command` is fed with `sound` until the end of the `with` block."""
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=stderr, env=self._env()) as speaker:
            writer = threading.Thread(target=speaker.communicate, args=(sound,))
            writer.start()
            try:
                yield
            finally:
                speaker.terminate()
                writer.join(10)

    @contextmanager
    def ear(self) -> Iterator[Ear]:
        """Hear what the loudspeaker plays until the end of the `with` block."""
        raw_path = self._folder / "heard.raw"
        options = ["--raw", "--format=float32le", f"--rate={SAMPLE_RATE}", "--channels=1", "--latency-msec=20"]
        with raw_path.open("wb") as raw:
            command = ["parec", "--device=speakers.monitor", *options]
            listener = subprocess.Popen(command, env=self._env(), stdout=raw)
            try:
                wait_until(lambda: raw_path.stat().st_size > 0, what="the listener")
                yield Ear(raw_path)
            finally:
                listener.terminate()
                listener.wait(10)

    def _suspend(self, switch: str) -> None:
        self._run("suspend-source", "mic", switch)
        self._run("suspend-sink", "speakers", switch)

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pactl", *command], env=self._env(), check=check, capture_output=True, text=True, timeout=20
        )

    def _env(self) -> dict[str, str]:
        return os.environ | self.environment


def on_16_bit_grid(samples: Samples) -> Samples:
    """`samples` rounded to whole 32768ths, as the virtual microphone passes them on bit for bit."""
    return (np.round(samples * 32768) / 32768).astype(np.float32)


def lag_of(part: Samples, whole: Samples) -> int:
    """Where in `whole` the sound `part` begins, in samples, by cross-correlation."""
    from scipy.signal import correlate

    return int(np.argmax(correlate(whole, part, mode="valid", method="fft")))


@pytest.fixture(scope="module")
def virtual_microphone() -> Iterator[VirtualMicrophone]:
    """A microphone and a loudspeaker for this process and its children, for one test module."""
    _skip_without_sound_server()
    # A socket's path may have about a hundred characters: pytest's own folders are too deep.
    with tempfile.TemporaryDirectory(prefix="vm-") as folder, pytest.MonkeyPatch.context() as patch:
        microphone = VirtualMicrophone(Path(folder))
        try:
            microphone.start()
            for name, value in microphone.environment.items():
                patch.setenv(name, value)
            _rescan_or_skip()
            yield microphone
        finally:
            microphone.stop()
    devices.rescan()


def _skip_without_sound_server() -> None:
    missing = [program for program in _PROGRAMS if not shutil.which(program)]
    if missing or not _ALSA_CONF.exists():
        pytest.skip(f"no virtual microphone: {', '.join(missing) or _ALSA_CONF} is missing")


def _rescan_or_skip() -> None:
    try:
        devices.rescan()
    except DeviceError as error:
        pytest.skip(f"no virtual microphone: {error.message}")
    if not devices.list_inputs():
        pytest.skip("no virtual microphone: libasound2-plugins is missing")
