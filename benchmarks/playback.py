"""How soon speech is heard at the loudspeaker, how soon Stop is, and how often a slow maker of sound makes it stutter.

    python -m benchmarks.playback [--runs 20] [--busy 0] [--engine basic]

A sound server of its own stands in for the sound card; everything is measured in what its loudspeaker played. `--busy`
is how many other processes keep the cores busy. Times hold what the listener itself adds, which asks for 20 ms.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voicecloner.audio.playback.buffering import Buffering, Pace
from voicecloner.audio.playback.player import Player, SpeechStream
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioChunk, AudioClip, Samples
from voicecloner.domain.consent import ConsentKind
from voicecloner.paths import HOME_VARIABLE
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the virtual loudspeaker lives beside the tests

from tests.support.clips import noise  # noqa: E402 - see above
from tests.support.played import at_the_loudspeaker, busy_cores, worst_difference  # noqa: E402
from tests.support.speech import speech_file  # noqa: E402
from tests.support.virtual_microphone import SAMPLE_RATE, VirtualMicrophone  # noqa: E402
from tests.support.waiting import wait_until  # noqa: E402

TEXT = "A ferry leaves at seven. Who is coming? Nobody, it seems; not today!"
CLIP = AudioClip(noise(3.0, SAMPLE_RATE, rms=0.1), SAMPLE_RATE)
# Seconds that it takes to make a piece, and how long the piece is.
MAKERS = {
    "twice as fast as it is heard": [(0.25, 0.5)] * 24,
    "in bursts": [(0.2, 0.4)] + [(2.4, 0.4), (0.1, 2.8)] * 4,
    "0.8 times as fast": [(0.5, 0.4)] * 30,
    "half as fast": [(0.8, 0.4)] * 20,
}
QUIET = 0.002


def main() -> None:
    parser = argparse.ArgumentParser(description="First sound, Stop and gaps at the loudspeaker.")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--busy", type=int, default=0)
    parser.add_argument("--engine", default="basic", help="who says the text")
    options = parser.parse_args()
    with loudspeaker() as speaker, busy_cores(options.busy):
        told("A clip is heard after", [first_sound_s(speaker) for _ in range(options.runs)])
        told("Stop is heard after", [stop_s(speaker) for _ in range(options.runs)])
        told("Another place is heard after", [seek_s(speaker) for _ in range(options.runs)])
        tell_of_speech(speaker, max(3, options.runs // 4), options.engine)
        for name, pieces in MAKERS.items():
            tell_of_maker(name, pieces)


@contextmanager
def loudspeaker() -> Iterator[VirtualMicrophone]:
    with tempfile.TemporaryDirectory(prefix="vm-") as folder:
        made = VirtualMicrophone(Path(folder))
        made.start()
        os.environ.update(made.environment)
        try:
            yield made
        finally:
            made.stop()


def told(words: str, seconds: Sequence[float]) -> None:
    median, most = statistics.median(seconds), max(seconds)
    print(f"{words:<32} {1000 * median:5.0f} ms in the median, {1000 * most:5.0f} ms at most", flush=True)


def first_sound_s(speaker: VirtualMicrophone) -> float:
    """From asking for a clip to its first sample at the loudspeaker."""
    player = Player()
    with speaker.ear() as ear:
        asked = len(ear.samples)
        player.play(CLIP)
        wait_until(lambda: bool(np.any(ear.samples[asked:])), what="the first sound")
        player.stop()
        return float(np.flatnonzero(ear.samples[asked:])[0]) / SAMPLE_RATE


def stop_s(speaker: VirtualMicrophone) -> float:
    """From Stop to the last sample at the loudspeaker."""
    player = Player()
    with speaker.ear() as ear:
        player.play(CLIP)
        wait_until(lambda: player.position_s > 0.4, what="some sound")
        asked = len(ear.samples)
        player.stop()
        wait_until(lambda: len(ear.samples) > asked + SAMPLE_RATE // 2, what="the silence")
        return max(0.0, float(np.flatnonzero(ear.samples)[-1] - asked) / SAMPLE_RATE)


def seek_s(speaker: VirtualMicrophone) -> float:
    """From asking for another place, while the sound is heard, to the first sample from there."""
    player = Player()
    marked = CLIP.samples.copy()
    marked[: SAMPLE_RATE * 2] = np.abs(marked[: SAMPLE_RATE * 2])  # what is below zero comes from the other place
    clip = AudioClip(marked, SAMPLE_RATE)
    with speaker.ear() as ear:
        player.play(clip)
        wait_until(lambda: player.position_s > 0.3, what="some sound")
        asked = len(ear.samples)
        player.play(clip, start_s=2.0)
        wait_until(lambda: bool(np.any(ear.samples[asked:] < -QUIET)), what="the other place")
        player.stop()
        return float(np.flatnonzero(ear.samples[asked:] < -QUIET)[0]) / SAMPLE_RATE


def tell_of_speech(speaker: VirtualMicrophone, runs: int, engine_id: str) -> None:
    """A text said by an engine: from asking to hearing, and whether all of it is heard; at first its process starts."""
    with tempfile.TemporaryDirectory() as home:
        recording = speech_file(Path(home) / "anna.wav", seconds=12)
        with closing(_application(Path(home))) as app:
            app.create_voice(CreateVoiceRequest("Anna", (recording,), ConsentKind.OWN, engine_id=engine_id))
        with closing(_application(Path(home))) as app:
            _tell_of_texts(app, speaker, runs)


def _tell_of_texts(app: Application, speaker: VirtualMicrophone, runs: int) -> None:
    told("A text is heard, cold, after", [_said_aloud(app, speaker, None).first_s])
    heard, pace = list[Heard](), None
    for _ in range(runs):
        heard.append(_said_aloud(app, speaker, pace))
        pace = heard[-1].pace
    told("A text is heard after", [each.first_s for each in heard])
    gaps = sum(each.gaps for each in heard[1:])
    print(f"{'Gaps in the first, in the others':<32} {heard[0].gaps}, {gaps}", flush=True)
    whole = [each.worst_steps for each in heard if not each.gaps]
    most = f"{max(whole):.2f} steps of 16 bits" if whole else "unknown"
    print(f"{'Most that a sample differs':<32} {most}, in {len(whole)} of {runs} without a gap", flush=True)


@dataclass(frozen=True)
class Heard:
    """What was heard of a text that was said."""

    first_s: float
    gaps: int
    worst_steps: float
    pace: Pace | None


def _said_aloud(app: Application, speaker: VirtualMicrophone, pace: Pace | None) -> Heard:
    player, streams, pieces = Player(), list[SpeechStream](), list[Samples]()

    def hear(chunk: AudioChunk) -> None:
        if not streams:
            streams.append(player.open_stream(chunk.sample_rate, buffering=Buffering(len(TEXT) / 14.0, pace)))
        streams[0].feed(chunk.samples)
        pieces.append(chunk.samples.copy())

    with speaker.ear() as ear:
        asked = len(ear.samples)
        take = app.speak(SpeakRequest(TEXT, "Anna"), on_chunk=hear)
        streams[0].finish()
        player.wait(60)
    heard = ear.samples
    first_s = float(np.flatnonzero(heard[asked:])[0]) / SAMPLE_RATE
    whole = AudioClip(np.concatenate(pieces), take.sample_rate)
    buffering = streams[0].buffering
    return Heard(first_s, buffering.gaps, worst_difference(at_the_loudspeaker(whole), heard), buffering.pace)


def _application(home: Path) -> Application:
    os.environ[HOME_VARIABLE] = str(home)
    return Application()


def tell_of_maker(name: str, pieces: Sequence[tuple[float, float]]) -> None:
    """Gaps of the first sound of a maker, and of the next one."""
    gaps, before = list[int](), None
    for _ in range(2):
        buffering = _heard_from(pieces, before)
        gaps.append(buffering.gaps)
        before = buffering.pace
    print(f"{'Made ' + name:<40} {gaps[0]} gaps in the first sound, {gaps[1]} in the second", flush=True)


def _heard_from(pieces: Sequence[tuple[float, float]], before: Pace | None) -> Buffering:
    player = Player()
    buffering = Buffering(sum(seconds for _made, seconds in pieces), before)
    stream = player.open_stream(SAMPLE_RATE, buffering=buffering)

    def make() -> None:
        for made_s, seconds in pieces:
            time.sleep(made_s)
            stream.feed(noise(seconds, SAMPLE_RATE, rms=0.05))
        stream.finish()

    maker = threading.Thread(target=make)
    maker.start()
    maker.join()
    player.wait(120)
    return buffering


if __name__ == "__main__":
    main()
