"""How alike, how clear and how high recordings come out that the natural engine says again, beside the recordings.

    ./dev bench conversion_natural [--pairs SOURCE>TARGET:WAY,...] [--voices FOLDER] [SPEECH_SET [OUTPUT_FOLDER]]

SPEECH_SET is that of the benchmark `fidelity`. A pair says which file of it is said again by which of its people, and
how (`auto` where WAY is left out). People are cloned with the engine's defaults, once; FOLDER keeps their voices, and a
voice NAME.safetensors that lies there is used. Words lost are told of the recording itself, too: what the recognizer
misses there, the conversion cannot say.
"""

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from benchmarks._sentences import is_english
from benchmarks._speech_set import add_speech_set, gallery, manifest_rows, read_clip, require_speech_set, run_measured
from benchmarks.measure.results import Gallery, Output, table_of_speakers, table_of_systems
from benchmarks.measure.start import scores_of
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import ConversionOptions, ConversionWay
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.contract.engine import MAX_CONVERT_S
from voicecloner.engines.host.client import WorkerHost
from voicecloner.engines.host.registry import discover
from voicecloner.jobs import NEVER, no_progress
from voicecloner.sound.levels import to_loudness
from voicecloner.use_cases.speaking.sentence_sound import levelled

ENGINE = "natural"
# Between the sexes and German; what counts as understood was set with some of these files among others.
USUAL = (
    "good/vctk_p226/clip2.flac>kathleen",
    "good/ls533/clip3.flac>vctk_p226",
    "good/kathleen/clip1.flac>ls2033",
    "good/ls1688/clip1.flac>lj",
    "good/ls533/clip3.flac>vctk_p226:world",
    "good/thorsten/ref.flac>vctk_p225",
    "good/thorsten/clip4.flac>ls1688",
)


@dataclass(frozen=True)
class Pair:
    """What is said again, by whom, and how."""

    source: str
    target: str
    way: ConversionWay

    @classmethod
    def of(cls, text: str) -> "Pair":
        source, _, rest = text.partition(">")
        target, _, way = rest.partition(":")
        return cls(source, target, ConversionWay(way or "auto"))


class Studio:
    """The natural engine in its process, and the voices of a speech set."""

    def __init__(self, speech_set: Path, voices: Path) -> None:
        self._speech_set, self._voices = speech_set, voices
        self._host = WorkerHost(discover(BUNDLED_ENGINES), voices / "log")

    def voice(self, name: str) -> Path:
        path = self._voices / f"{name}.safetensors"
        if not path.exists():
            reference = ReferenceClip(read_clip(self._speech_set / "good" / name / "ref.flac"))
            made = self._host.clone(ENGINE, [reference], VoiceMode.EMBEDDING, progress=no_progress, cancel=NEVER)
            path.write_bytes(made.safetensors)
        return path

    def convert(self, pair: Pair) -> tuple[AudioClip, Counter[str]]:
        """The recording, 30 s of it at most, said again; and how many seconds in which way."""
        clip = read_clip(self._speech_set / pair.source)
        samples = clip.samples[: round(MAX_CONVERT_S * clip.sample_rate)]
        speech = AudioClip(to_loudness(samples, clip.sample_rate), clip.sample_rate)
        options, ways, pieces, rate = ConversionOptions(way=pair.way), Counter[str](), [], 0
        for chunk in self._host.convert(ENGINE, self.voice(pair.target), speech, options, cancel=NEVER):
            rate = chunk.sample_rate
            ways[chunk.way] += len(chunk.samples)
            pieces.append(chunk.samples)
        return AudioClip(levelled(np.concatenate(pieces), 0, rate), rate), ways

    def close(self) -> None:
        self._host.close()


def converted(studio: Studio, pairs: Sequence[Pair], texts: dict[str, str], folder: Path) -> list[Output]:
    outputs = []
    for number, pair in enumerate(pairs):
        started_s = time.monotonic()
        clip, ways = studio.convert(pair)
        path = folder / f"{number}-{pair.target}.wav"
        soundfile.write(path, clip.samples, clip.sample_rate)
        took = (time.monotonic() - started_s) / clip.seconds
        print(f"{pair.source} > {pair.target}: {dict(ways)}, {took:.1f} s for a second", flush=True)
        used = "+".join(sorted(ways))
        language = "English" if texts[pair.source] else "other"
        outputs.append(Output(f"{used}, {language}", pair.target, path, texts[pair.source]))
    return outputs


def run(arguments: argparse.Namespace, folder: Path) -> None:
    speech_set = require_speech_set(arguments)
    pairs = [Pair.of(text) for text in arguments.pairs.split(",")]
    rows = {row["file"]: row for row in manifest_rows(speech_set)}
    texts = {name: row["transcript"] if is_english(row["language"]) else "" for name, row in rows.items()}
    voices = arguments.voices or folder
    voices.mkdir(parents=True, exist_ok=True)
    studio = Studio(speech_set, voices)
    try:
        outputs = converted(studio, pairs, texts, folder)
    finally:
        studio.close()
    sources = dict.fromkeys(pair.source for pair in pairs)
    outputs += [Output("the recordings", rows[name]["speaker"], speech_set / name, texts[name]) for name in sources]
    scores = scores_of(outputs, Gallery(gallery(speech_set)), folder)
    lines = [*table_of_systems(scores), "", *table_of_speakers(scores)]
    print("", *lines, sep="\n")
    (folder / "tables.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_speech_set(parser)
    parser.add_argument("--pairs", default=",".join(USUAL), help="SOURCE>TARGET:WAY, separated by commas")
    parser.add_argument("--voices", type=Path, help="where the voices lie, or are put")
    run_measured(parser.parse_args(), run)


if __name__ == "__main__":
    main()
