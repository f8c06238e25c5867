"""How alike, how clear and how natural an engine's voices are, beside real speech and plain espeak-ng.

    ./dev bench fidelity [--engine ID] [--sentences report] [--speakers lj,ls533] [SPEECH_SET [OUTPUT_FOLDER]]

SPEECH_SET (or VOICECLONER_SPEECH_SET) holds manifest.csv (columns kind, speaker, sex, file, transcript, language) and
the recordings it names: `good` references, `good-clip` further recordings of the same people; those in pool/ are of
people who are only there to be mistaken for.
Every speaker is cloned with the engine's defaults, without a transcript and, where there is one, with it, and says new
sentences (in English where the engine does not speak the speaker's language). docs/fidelity.md tells what the columns
mean. OUTPUT_FOLDER keeps the sound, a list SYSTEM.jsonl of {"speaker", "path", "text"} for other scorers, scores.jsonl
and the tables. With --proof no engine is asked: the measure is tried on real speech and on rubbish.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks._speaking import (
    MODES,
    TIMES_HEADER,
    Outputs,
    Studio,
    Words,
    speak_all,
    speak_plainly,
    write_list,
)
from benchmarks._speech_set import (
    Speaker,
    add_speech_set,
    gallery,
    read_clip,
    require_speech_set,
    run_measured,
    speakers,
)
from benchmarks.measure.results import Gallery, Output, Score, table_of_speakers, table_of_systems
from benchmarks.measure.start import scores_of
from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.voice import VoiceMode
from voicecloner.use_cases.voices.choose_engine import PREFERRED

_NOISE_RMS = 0.05


def run(arguments: argparse.Namespace, folder: Path) -> None:
    """The whole comparison."""
    people = speakers(require_speech_set(arguments), [name for name in arguments.speakers.split(",") if name])
    words = Words(arguments.sentences, arguments.count)
    outputs = [*(clip for person in people for clip in person.clips), *speak_plainly(people, words, folder)]
    times = []
    for system, made in by_rubbish(people, folder) if arguments.proof else by_engine(arguments, people, words, folder):
        times += [system] if system else []
        outputs += made
    for system in dict.fromkeys(output.system for output in outputs):
        name = system.replace(" ", "_").replace(",", "")
        write_list((o for o in outputs if o.system == system), folder / f"{name}.jsonl")
    report(scores_of(outputs, Gallery(gallery(arguments.speech_set)), folder), times, folder)


def report(scores: Sequence[Score], times: Sequence[str], folder: Path) -> None:
    """Print the tables, and keep them."""
    lines = [*table_of_systems(scores), "", *([TIMES_HEADER, *times, ""] if times else []), *table_of_speakers(scores)]
    print("", *lines, sep="\n")
    (folder / "tables.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def by_engine(
    arguments: argparse.Namespace, people: Sequence[Speaker], words: Words, folder: Path
) -> Iterator[tuple[str, list[Output]]]:
    """The times and the files of each mode the engine has, in a process of its own each."""
    for mode in arguments.modes.split(","):
        able = [p for p in people if p.transcript or MODES[mode] is VoiceMode.EMBEDDING]
        studio = Studio(arguments.engine, folder)
        try:
            if able and MODES[mode] in studio.engine.requirements.modes:
                made = speak_all(studio, able, words, mode, folder)
                yield studio.times.row(made[0].system), made
        finally:
            studio.close()


def by_rubbish(people: Sequence[Speaker], folder: Path) -> Iterator[tuple[str, list[Output]]]:
    """What is no speech of the right person, without times."""
    yield "", _changed("real clips, reversed", _clips(people), folder, lambda clip: clip.samples[::-1])
    yield "", _changed("noise", _clips(people), folder, lambda clip: noise(clip.frames))
    pairs = zip(people, [*people[1:], people[0]], strict=True)
    yield "", [replace(c, system="another's real clips", speaker=own.name) for own, other in pairs for c in other.clips]


def _clips(people: Sequence[Speaker]) -> list[Output]:
    return [clip for person in people for clip in person.clips]


def _changed(
    system: str, clips: Iterable[Output], folder: Path, change: Callable[[AudioClip], Samples]
) -> list[Output]:
    outputs = Outputs(folder, system)
    for output in clips:
        clip = read_clip(output.path)
        outputs.add(output.speaker, AudioClip(change(clip), clip.sample_rate), output.text, "en")
    return outputs.made


def noise(frames: int) -> Samples:
    """White noise, the same for the same length."""
    return np.random.default_rng(frames).normal(0, _NOISE_RMS, frames).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_speech_set(parser)
    parser.add_argument("--engine", default=PREFERRED[0], help=f"id (default: {PREFERRED[0]})")
    parser.add_argument("--modes", default=",".join(MODES), help="of these, separated by commas; all when left out")
    parser.add_argument("--sentences", default="report", choices=("report", "short", "tuning"), help="which list")
    parser.add_argument("--count", type=int, default=8, help="sentences for each voice")
    parser.add_argument("--speakers", default="", help="names, separated by commas; all when left out")
    parser.add_argument("--proof", action="store_true", help="try the measure on real speech and on rubbish")
    run_measured(parser.parse_args(), run)


if __name__ == "__main__":
    main()
