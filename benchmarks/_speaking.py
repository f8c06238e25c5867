"""Clones and speaks with any engine through its process, as the program does, and takes the times."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
import soundfile

from benchmarks._sentences import is_english, primary, sentences
from benchmarks._speech_set import Speaker
from benchmarks.measure.results import Output
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.contract.engine import EngineInfo
from voicecloner.engines.host.client import WorkerHost
from voicecloner.engines.host.registry import discover
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech.espeak import espeak
from voicecloner.speech.espeak_languages import espeak_voice
from voicecloner.use_cases.speaking.sentence_sound import levelled

ESPEAK = "plain espeak-ng"
MODES = {"no transcript": VoiceMode.EMBEDDING, "with transcript": VoiceMode.TRANSCRIPT}
_ESPEAK_WPM = 165
_MIB = 1 << 20


@dataclass
class Times:
    """What an engine took for all that it was asked for.

    Attributes:
        clones_s: each clone, by the clock.
        clones_processor_s: each clone, on all processors together.
        firsts_s: to the first sound of each sentence, by the clock, the voice being loaded.
        processor_s: all sentences, on all processors together.
        spoken_s: how long the sentences are.
        memory_mib: the most that its process ever held.
    """

    clones_s: list[float] = field(default_factory=list)
    clones_processor_s: list[float] = field(default_factory=list)
    firsts_s: list[float] = field(default_factory=list)
    processor_s: float = 0.0
    spoken_s: float = 0.0
    memory_mib: float = 0.0

    def row(self, system: str) -> str:
        """For the table under `TIMES_HEADER`."""
        clone = f"{np.median(self.clones_s):.1f} / {max(self.clones_s):.1f} | {np.median(self.clones_processor_s):.1f}"
        first = f"{np.median(self.firsts_s):.2f} / {max(self.firsts_s):.2f}"
        spoken = f"{self.processor_s / self.spoken_s:.3f}"
        return f"| {system} | {clone} | {spoken} | {first} | {self.memory_mib:.0f} |"


TIMES_HEADER = (
    "| | clone, s: median / longest | clone, processor s | processor s per second of speech "
    "| first sound, s: median / longest | process, MiB |\n|---|---|---|---|---|---|"
)


class Studio:
    """An engine in its process, with everything left as it is by default.

    Args:
        engine_id: which engine.
        folder: where its voices and its log go.
    """

    def __init__(self, engine_id: str, folder: Path) -> None:
        self._folder = folder
        self._host = WorkerHost(discover(BUNDLED_ENGINES), folder / "log")
        self.engine: EngineInfo = self._host.engine(engine_id)
        self.times = Times()

    def clone(self, reference: ReferenceClip, mode: VoiceMode, name: str) -> Path:
        """Make a voice; returns its file, loaded and ready to speak."""
        with self._processor() as spent:
            encoded = self._host.clone(self.engine.id, [reference], mode, progress=no_progress, cancel=CancelToken())
        self.times.clones_s.append(encoded.seconds)
        self.times.clones_processor_s.append(spent())
        voice_file = self._folder / f"{name}.safetensors"
        voice_file.write_bytes(encoded.safetensors)
        self._host.load_voice(self.engine.id, voice_file, progress=no_progress, cancel=CancelToken())
        return voice_file

    def say(self, voice_file: Path, text: str, language: str) -> AudioClip:
        """One sentence, as loud as a saved take."""
        sample_rate = self.engine.abilities.output_sample_rate
        with self._processor() as spent:
            started_s = time.monotonic()
            arrivals_s, pieces = [], []
            options = SpeechOptions(language)
            for chunk in self._host.synthesize(self.engine.id, voice_file, text, options, cancel=CancelToken()):
                arrivals_s.append(time.monotonic() - started_s)
                pieces.append(chunk.samples)
        samples = np.concatenate(pieces)
        self.times.firsts_s.append(arrivals_s[0])
        self.times.processor_s += spent()
        self.times.spoken_s += len(samples) / sample_rate
        return AudioClip(levelled(samples, 0, sample_rate), sample_rate)

    def close(self) -> Times:
        """End the process; returns what was taken in all."""
        self._host.close()
        return self.times

    @contextmanager
    def _processor(self) -> Iterator[Callable[[], float]]:
        """What the processes below this one spend inside; asked for after it."""
        before_s = _spent_s()
        after_s: list[float] = []
        yield lambda: after_s[0] - before_s
        after_s.append(_spent_s())
        self.times.memory_mib = max(self.times.memory_mib, *map(_most_mib, _children()))


def _children() -> list[psutil.Process]:
    return list(psutil.Process().children(recursive=True))


def _spent_s() -> float:
    """With that of grandchildren that have ended; a process that ends meanwhile belongs to its parent."""
    total_s = 0.0
    for process in _children():
        used = process.cpu_times()
        total_s += used.user + used.system + used.children_user + used.children_system
    return total_s


def _most_mib(process: psutil.Process) -> float:
    """The most memory it ever held where the system tells, else what it holds now."""
    status = Path(f"/proc/{process.pid}/status")
    lines = status.read_text("utf-8").splitlines() if status.exists() else []
    peaks = [float(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")]
    return float(peaks[0] if peaks else process.memory_info().rss) / _MIB


@dataclass(frozen=True)
class Words:
    """What everybody says.

    Attributes:
        which: the list, ``"tuning"``, ``"report"`` or ``"short"``.
        count: how many of its sentences.
    """

    which: str = "report"
    count: int = 8

    def of(self, language: str) -> tuple[str, ...]:
        """The sentences in this language."""
        return sentences(self.which, language, self.count)


class Outputs:
    """The WAV files of one system."""

    def __init__(self, folder: Path, system: str) -> None:
        self._folder, self._system = folder / system.replace(" ", "_").replace(",", ""), system
        self._folder.mkdir(parents=True, exist_ok=True)
        self.made: list[Output] = []

    def add(self, speaker: str, clip: AudioClip, text: str, language: str) -> None:
        """Keep one more."""
        path = self._folder / f"{speaker.replace('/', '-')}_{len(self.made)}.wav"
        soundfile.write(path, clip.samples, clip.sample_rate)
        self.made.append(Output(self._system, speaker, path, text if is_english(language) else ""))


def write_list(outputs: Iterable[Output], path: Path) -> None:
    """Rows of ``{"speaker", "path", "text"}``, for other scorers."""
    rows = ({"speaker": o.speaker, "path": str(o.path.absolute()), "text": o.text} for o in outputs)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def language_of(speaker: Speaker, engine: EngineInfo) -> str:
    """What the speaker says sentences in: the language of the reference, or English where the engine has not that."""
    known = {primary(tag) for tag in engine.abilities.languages}
    return speaker.language if {"mul", primary(speaker.language)} & known else "en"


def speak_all(studio: Studio, people: Sequence[Speaker], words: Words, mode: str, folder: Path) -> list[Output]:
    """Clone everybody and have them speak.

    Args:
        studio: where.
        people: who; they need transcripts for ``"with transcript"``.
        words: what.
        mode: a key of `MODES`.
        folder: where the sound goes.
    """
    outputs = Outputs(folder, f"{studio.engine.id}, {mode}")
    for speaker in people:
        reference = speaker.reference(with_transcript=MODES[mode] is VoiceMode.TRANSCRIPT)
        voice_file = studio.clone(reference, MODES[mode], speaker.name)
        language = language_of(speaker, studio.engine)
        for text in words.of(language):
            outputs.add(speaker.name, studio.say(voice_file, text, language), text, language)
        print(f"{outputs.made[-1].system}: {speaker.name}, cloned in {studio.times.clones_s[-1]:.1f} s", flush=True)
    return outputs.made


def speak_plainly(people: Sequence[Speaker], words: Words, folder: Path) -> list[Output]:
    """The same sentences by espeak-ng's usual voices."""
    outputs = Outputs(folder, ESPEAK)
    for speaker in people:
        for text in words.of(speaker.language):
            spoken = espeak().speak(text, espeak_voice(speaker.language), _ESPEAK_WPM)
            clip = AudioClip(levelled(spoken.samples, 0, spoken.sample_rate), spoken.sample_rate)
            outputs.add(speaker.name, clip, text, speaker.language)
    return outputs.made
