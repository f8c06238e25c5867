"""How alike and how clear the built-in engine is, for 10, 20 and 60 s of reference, beside real speech and espeak-ng.

    python benchmarks/fidelity.py SPEECH_SET [OUTPUT_FOLDER] [--sentences 8] [--speakers lj,ls533] [--seconds 10,20,60]

SPEECH_SET (or VOICECLONER_SPEECH_SET) holds manifest.csv (columns kind, speaker, file, transcript, language) and the
recordings it names: `good` references, `good-clip` further recordings of the same people, `pool` other people. Every
speaker is cloned with and without transcript from as many of the recordings as come nearest to the wanted seconds, and
says sentences other than those most settings were chosen by.
Similarity is the cosine of GE2E embeddings with the speaker's reference,
"first" how often the right one of all references is the nearest, the word error rate Moonshine's, which misses
8 % of the words of real recordings. "WORLD copy" is espeak-ng taken apart and put together again by
the WORLD vocoder. OUTPUT_FOLDER gets the sound, a list SYSTEM.jsonl of {"speaker", "path", "text"} for other scorers,
and fidelity.png. Run it with OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 to time one core.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import soundfile
import soxr

from benchmarks._fidelity_score import Output, Score, Summary, score_all, summary
from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.base import VoiceData
from voicecloner.engines.builtin.engine import BuiltinEngine
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech.espeak import espeak
from voicecloner.speech.espeak_languages import espeak_voice

SAMPLE_RATE = 24_000
_LONGEST_MANY = 4  # recordings that are combined to come near the wanted seconds

# Harvard sentences (IEEE 1969), and German ones of the same kind
SENTENCES = {
    "en": [
        "The boy was there when the sun rose.",
        "A rod is used to catch pink salmon.",
        "The source of the huge river is the clear spring.",
        "Kick the ball straight and follow through.",
        "Help the woman get back to her feet.",
        "A pot of tea helps to pass the evening.",
        "Smoky fires lack flame and heat.",
        "The soft cushion broke the man's fall.",
        "The salt breeze came across from the sea.",
        "The girl at the booth sold fifty bonds.",
    ],
    "de": [
        "Am Montag bringt der Bäcker frische Brötchen in die Schule.",
        "Der alte Fischer flickt sein Netz am Hafen.",
        "Nach dem Regen roch die Wiese süß und frisch.",
        "Meine Großmutter kocht jeden Sonntag eine kräftige Suppe.",
        "Zwölf Boxkämpfer jagen Viktor quer über den großen Deich.",
        "Die Katze schläft am liebsten auf dem warmen Ofen.",
        "Ohne Brille kann er die kleine Schrift nicht lesen.",
        "Im Winter liegt auf den Bergen hoher Schnee.",
    ],
}


@dataclass(frozen=True)
class Speaker:
    """A person of the set: the reference, and all recordings of theirs with it."""

    name: str
    path: Path
    reference: ReferenceClip
    clips: tuple[ReferenceClip, ...]
    real: tuple[Output, ...]

    @property
    def language(self) -> str:
        return self.reference.language.split("-", maxsplit=1)[0]

    def about(self, seconds: float) -> list[ReferenceClip]:
        """The recordings that together are nearest to `seconds`, with the words known of all or of none."""
        usable = [c for c in self.clips if bool(c.transcript) == bool(self.reference.transcript)]
        many = range(1, min(len(usable), _LONGEST_MANY) + 1)
        choices = (choice for count in many for choice in combinations(usable, count))
        return list(min(choices, key=lambda choice: abs(sum(c.clip.seconds for c in choice) - seconds)))


@dataclass
class Timing:
    """What the engine took, on the processor's clock."""

    cloned_s: float = 0.0
    reference_s: float = 0.0
    spent_s: float = 0.0
    spoken_s: float = 0.0


def speakers(speech_set: Path, names: Sequence[str]) -> list[Speaker]:
    """The people with a good reference, or those of them that are named."""
    with (speech_set / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["file"].startswith("good/")]
    references = [r for r in rows if r["kind"] == "good" and (not names or r["speaker"] in names)]
    return [_speaker(speech_set, row, [r for r in rows if r["speaker"] == row["speaker"]]) for row in references]


def _speaker(speech_set: Path, reference: dict[str, str], rows: list[dict[str, str]]) -> Speaker:
    def recognizable(row: dict[str, str]) -> str:
        return row["transcript"] if row["language"].startswith("en") else ""

    clips = [r for r in rows if r["kind"] == "good-clip"]
    path = speech_set / reference["file"]
    real = (Output("real", r["speaker"], speech_set / r["file"], recognizable(r)) for r in clips)
    everything = (_clip(speech_set, row) for row in (reference, *clips))
    return Speaker(reference["speaker"], path, _clip(speech_set, reference), tuple(everything), tuple(real))


def _clip(speech_set: Path, row: dict[str, str]) -> ReferenceClip:
    samples, sample_rate = soundfile.read(speech_set / row["file"], dtype="float32", always_2d=True)
    mono = np.asarray(soxr.resample(samples.mean(axis=1), sample_rate, SAMPLE_RATE), np.float32)
    return ReferenceClip(AudioClip(mono, SAMPLE_RATE), row["transcript"], row["language"])


class Outputs:
    """The WAV files of one system and the list of them."""

    def __init__(self, folder: Path, system: str) -> None:
        self._folder, self._system = folder / system.replace(" ", "_").replace(",", ""), system
        self._folder.mkdir(parents=True, exist_ok=True)
        self.made: list[Output] = []

    def add(self, speaker: Speaker, text: str, samples: Samples, sample_rate: int) -> None:
        path = self._folder / f"{speaker.name}_{len(self.made)}.wav"
        soundfile.write(path, samples, sample_rate)
        recognizable = text if speaker.language == "en" else ""
        self.made.append(Output(self._system, speaker.name, path, recognizable))

    def close(self) -> list[Output]:
        rows = ({"speaker": o.speaker, "path": str(o.path), "text": o.text} for o in self.made)
        self._folder.with_suffix(".jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return self.made


def run_engine(mode: VoiceMode, seconds: float, people: list[Speaker], sentences: int, folder: Path) -> list[Output]:
    """Clone everybody and let them speak; prints the times."""
    engine, outputs, timing = BuiltinEngine(), Outputs(folder, f"{mode.value}, {seconds:g} s"), Timing()
    engine.load("cpu", no_progress)
    for speaker in people:
        references = speaker.about(seconds)
        start_s = time.process_time()
        voice = engine.clone(references, mode, no_progress, CancelToken())
        timing.cloned_s += time.process_time() - start_s
        timing.reference_s += sum(r.clip.seconds for r in references)
        for text in SENTENCES[speaker.language][:sentences]:
            outputs.add(speaker, text, _said(engine, voice, text, speaker.language, timing), SAMPLE_RATE)
    print(
        f"{mode.value}, {seconds:g} s: {len(people)} speakers, {timing.reference_s / len(people):.1f} s of reference "
        f"cloned in {timing.cloned_s / len(people):.2f} s, real-time factor {timing.spent_s / timing.spoken_s:.3f}",
        flush=True,
    )
    return outputs.close()


def _said(engine: BuiltinEngine, voice: VoiceData, text: str, language: str, timing: Timing) -> Samples:
    start_s = time.process_time()
    chunks = [c.samples for c in engine.synthesize(voice, text, SpeechOptions(language), CancelToken())]
    timing.spent_s += time.process_time() - start_s
    samples = np.concatenate(chunks)
    timing.spoken_s += len(samples) / SAMPLE_RATE
    return samples


def run_espeak(people: list[Speaker], sentences: int, folder: Path) -> Iterator[Output]:
    """Plain espeak-ng, and the same through WORLD."""
    plain, copied = Outputs(folder, "espeak-ng"), Outputs(folder, "WORLD copy")
    for speaker in people:
        for text in SENTENCES[speaker.language][:sentences]:
            spoken = espeak().speak(text, espeak_voice(speaker.reference.language), 165)
            plain.add(speaker, text, spoken.samples, spoken.sample_rate)
            copied.add(speaker, text, _world_copy(spoken.samples, spoken.sample_rate), spoken.sample_rate)
    yield from plain.close()
    yield from copied.close()


def _world_copy(samples: Samples, sample_rate: int) -> Samples:
    import pyworld

    f0, envelope, aperiodicity = pyworld.wav2world(samples.astype(np.float64), sample_rate)
    return np.asarray(pyworld.synthesize(f0, envelope, aperiodicity, sample_rate), np.float32)


def print_table(scores: list[Score]) -> dict[str, Summary]:
    """One row for each speaker and system, then one for each system."""
    systems = list(dict.fromkeys(s.output.system for s in scores))
    print(f"\n{'speaker':<18}{'system':<20}{'files':>6}{'similarity':>12}{'first':>8}{'wer':>7}")
    for name in sorted({s.output.speaker for s in scores}):
        for system in systems:
            _print_row(name, system, [s for s in scores if (s.output.system, s.output.speaker) == (system, name)])
    whole = {system: [s for s in scores if s.output.system == system] for system in systems}
    for system, made in whole.items():
        _print_row("all", system, made)
    return {system: summary(made) for system, made in whole.items()}


def _print_row(name: str, system: str, scores: list[Score]) -> None:
    if scores:
        row = summary(scores)
        figures = f"{row.files:>6}{row.similarity:>12.3f}{row.first:>8.0%}{row.word_error_rate:>7.2f}"
        print(f"{name:<18}{system:<20}{figures}", flush=True)


def plot(summaries: dict[str, Summary], path: Path) -> None:
    """Likeness over clearness, a point for each system."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import pyqtgraph
    from pyqtgraph.exporters import ImageExporter

    pyqtgraph.setConfigOptions(background="w", foreground="k", antialias=True)
    pyqtgraph.mkQApp()
    window = pyqtgraph.GraphicsLayoutWidget(size=(820, 520))
    chart = window.addPlot()
    chart.addLegend(offset=(-20, 10))
    chart.getAxis("left").enableAutoSIPrefix(enable=False)
    chart.setLabels(bottom="word error rate (further left is clearer)", left="similarity (further up is more alike)")
    for number, (system, row) in enumerate(summaries.items()):
        colour = pyqtgraph.intColor(number, len(summaries), maxValue=200)
        shape = "ost"[number % 3]
        place = [row.word_error_rate], [row.similarity]
        chart.plot(*place, pen=None, symbol=shape, symbolBrush=colour, symbolSize=13, name=system)
    chart.setXRange(0.35, 1.0)
    chart.setYRange(0.5, 0.95)
    window.show()
    pyqtgraph.mkQApp().processEvents()
    ImageExporter(window.scene()).export(str(path))


def run(arguments: argparse.Namespace, folder: Path) -> None:
    """The whole comparison."""
    people = speakers(arguments.speech_set, [name for name in arguments.speakers.split(",") if name])
    transcribed = [p for p in people if p.reference.transcript]
    outputs = [*(o for p in people for o in p.real), *run_espeak(people, arguments.sentences, folder)]
    for seconds in map(float, arguments.seconds.split(",")):
        for mode, who in ((VoiceMode.TRANSCRIPT, transcribed), (VoiceMode.EMBEDDING, people)):
            outputs += run_engine(mode, seconds, who, arguments.sentences, folder) if who else []
    references = {p.name: p.path for p in speakers(arguments.speech_set, [])}
    references |= {p.stem: p for p in sorted((arguments.speech_set / "pool").glob("*.flac"))}
    summaries = print_table(score_all(outputs, references))
    plot(summaries, folder / "fidelity.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = os.environ.get("VOICECLONER_SPEECH_SET")
    parser.add_argument("speech_set", type=Path, nargs="?", default=Path(usual) if usual else None)
    parser.add_argument("output_folder", type=Path, nargs="?")
    parser.add_argument("--sentences", type=int, default=8)
    parser.add_argument("--speakers", default="", help="names, separated by commas; all when left out")
    parser.add_argument("--seconds", default="10,20,60", help="seconds of reference, separated by commas")
    arguments = parser.parse_args()
    if arguments.speech_set is None:
        sys.exit("Name a speech set, or set VOICECLONER_SPEECH_SET.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.output_folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        run(arguments, folder)


if __name__ == "__main__":
    main()
