"""Clone the speakers of a speech set with the built-in engine, let them say new sentences, and time it.

    python benchmarks/fidelity.py SPEECH_SET OUTPUT_FOLDER [--sentences 3] [--speakers lj,thorsten]

SPEECH_SET holds manifest.csv (columns kind, speaker, file, transcript, language) and the reference recordings it names.
Writes WAV files, and for each of "transcript", "embedding" and "espeak" (the plain synthesizer, to compare with) a list
NAME.jsonl of {"speaker", "path", "text"} for a speaker-similarity and speech-recognition scorer. Run it with
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 to time one core.
"""

import argparse
import csv
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.builtin.engine import BuiltinEngine
from voicecloner.engines.builtin.espeak import espeak
from voicecloner.engines.builtin.espeak_languages import espeak_voice
from voicecloner.jobs import CancelToken, no_progress

SAMPLE_RATE = 24_000

# Harvard sentences (IEEE 1969), and German ones of the same kind
SENTENCES = {
    "en": [
        "The birch canoe slid on the smooth planks.",
        "Glue the sheet to the dark blue background.",
        "It's easy to tell the depth of a well.",
        "These days a chicken leg is a rare dish.",
        "Rice is often served in round bowls.",
        "The juice of lemons makes fine punch.",
        "The box was thrown beside the parked truck.",
        "The hogs were fed chopped corn and garbage.",
        "Four hours of steady work faced us.",
        "A large size in stockings is hard to sell.",
    ],
    "de": [
        "Der Zug nach München fährt heute leider erst um halb neun ab.",
        "Im Garten hinter dem alten Haus blühen die ersten roten Rosen.",
        "Sie hat den ganzen Nachmittag mit ihrer Schwester telefoniert.",
        "Wir möchten morgen früh gemeinsam auf den Berg steigen.",
        "Das Kind spielte fröhlich mit dem kleinen braunen Hund.",
    ],
}


@dataclass(frozen=True)
class Speaker:
    name: str
    reference: ReferenceClip

    @property
    def language(self) -> str:
        return self.reference.language.split("-", maxsplit=1)[0]


class Outputs:
    """The WAV files of one system and the list of them."""

    def __init__(self, folder: Path, system: str) -> None:
        self._folder, self._system = folder / system, system
        self._folder.mkdir(parents=True, exist_ok=True)
        self._rows: list[dict[str, str]] = []

    def add(self, speaker: Speaker, text: str, samples: Samples, sample_rate: int) -> None:
        path = self._folder / f"{speaker.name}_{len(self._rows)}.wav"
        soundfile.write(path, samples, sample_rate)
        recognizable = text if speaker.language == "en" else ""
        self._rows.append({"speaker": speaker.name, "path": str(path), "text": recognizable})

    def close(self) -> None:
        listing = self._folder.parent / f"{self._system}.jsonl"
        listing.write_text("".join(json.dumps(row) + "\n" for row in self._rows), encoding="utf-8")


def speakers(speech_set: Path, names: list[str]) -> list[Speaker]:
    with (speech_set / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "good" and row["file"].startswith("good/")]
    return [_speaker(speech_set, row) for row in rows if not names or row["speaker"] in names]


def _speaker(speech_set: Path, row: dict[str, str]) -> Speaker:
    samples, sample_rate = soundfile.read(speech_set / row["file"], dtype="float32", always_2d=True)
    mono = np.asarray(soxr.resample(samples.mean(axis=1), sample_rate, SAMPLE_RATE), np.float32)
    return Speaker(row["speaker"], ReferenceClip(AudioClip(mono, SAMPLE_RATE), row["transcript"], row["language"]))


def run_engine(mode: VoiceMode, people: list[Speaker], sentences: int, folder: Path) -> None:
    engine, outputs = BuiltinEngine(), Outputs(folder, mode.value)
    engine.load("cpu", no_progress)
    clone_s, ready_s, spent_s, spoken_s = [], [], 0.0, 0.0
    for speaker in people:
        start_s = time.perf_counter()
        voice = engine.clone([speaker.reference], mode, no_progress, CancelToken())
        clone_s.append((time.perf_counter() - start_s) * 20 / speaker.reference.clip.seconds)
        for text in SENTENCES[speaker.language][:sentences]:
            start_s = time.perf_counter()
            chunks: list[Samples] = []
            for chunk in engine.synthesize(voice, text, SpeechOptions(speaker.language), CancelToken()):
                if not chunks:
                    ready_s.append(time.perf_counter() - start_s)
                chunks.append(chunk.samples)
            spent_s += time.perf_counter() - start_s
            spoken_s += sum(map(len, chunks)) / SAMPLE_RATE
            outputs.add(speaker, text, np.concatenate(chunks), SAMPLE_RATE)
    outputs.close()
    print(
        f"{mode.value}: {len(people)} speakers, clone {np.median(clone_s):.2f} s for 20 s of reference (median), "
        f"first sound {1000 * np.median(ready_s):.0f} ms (median), real-time factor {spent_s / spoken_s:.3f}"
    )


def run_espeak(people: list[Speaker], sentences: int, folder: Path) -> None:
    outputs = Outputs(folder, "espeak")
    for speaker in people:
        for text in SENTENCES[speaker.language][:sentences]:
            spoken = espeak().speak(text, espeak_voice(speaker.reference.language), 165)
            outputs.add(speaker, text, spoken.samples, spoken.sample_rate)
    outputs.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("speech_set", type=Path)
    parser.add_argument("output_folder", type=Path)
    parser.add_argument("--sentences", type=int, default=3)
    parser.add_argument("--speakers", default="", help="names, separated by commas; all when left out")
    args = parser.parse_args()
    people = speakers(args.speech_set, [name for name in args.speakers.split(",") if name])
    run_espeak(people, args.sentences, args.output_folder)
    run_engine(VoiceMode.EMBEDDING, people, args.sentences, args.output_folder)
    run_engine(VoiceMode.TRANSCRIPT, [p for p in people if p.reference.transcript], args.sentences, args.output_folder)


if __name__ == "__main__":
    main()
