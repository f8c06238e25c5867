"""How voices come out that are made from hard references: noise, a room, 16 kHz, children, very low voices, ...

    ./dev bench hard_references [--engine ID] [--sentences report] [--only child,noise] [SPEECH_SET [OUTPUT_FOLDER]]

The references are made from the good ones of SPEECH_SET (see fidelity.py) by the recipes in `_hard_recipes.py`. Each
goes through the review first; one that is refused is not cloned. The others are cloned with the engine's defaults,
without a transcript, and say new sentences. Columns as in docs/fidelity.md; "right first" counts the person's own
unchanged recording as right where only the recording was made worse, not where the voice was changed.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks._hard_recipes import Hard, Maker
from benchmarks._sentences import primary
from benchmarks._speaking import TIMES_HEADER, Outputs, Studio, Words, language_of
from benchmarks._speech_set import add_speech_set, gallery, require_speech_set, run_measured, speakers
from benchmarks.measure.results import Gallery, Output, table_of_speakers, table_of_systems
from benchmarks.measure.start import scores_of
from voicecloner.bootstrap import Application
from voicecloner.domain.quality import ReviewState, Severity
from voicecloner.domain.voice import VoiceMode
from voicecloner.paths import Folders
from voicecloner.use_cases.review.check_references import CheckRequest
from voicecloner.use_cases.voices.choose_engine import PREFERRED


def run(arguments: argparse.Namespace, folder: Path) -> None:
    """Make, review, clone, speak, judge."""
    known = gallery(require_speech_set(arguments))
    people = speakers(arguments.speech_set)
    strangers = [path for name, path in known.items() if name not in {p.name for p in people}]
    wanted = [word for word in arguments.only.split(",") if word]
    every = [h for h in Maker(people, strangers, folder / "references").all() if _is_wanted(h, wanted)]
    accepted = list(reviewed(every, folder))
    studio = Studio(arguments.engine, folder)
    try:
        outputs = [o for h in accepted for o in spoken(studio, h, Words(arguments.sentences, arguments.count), folder)]
        times = studio.times.row(f"{studio.engine.id}, hard references") if outputs else ""
    finally:
        studio.close()
    everybody = known | {h.name: h.reference.path for h in accepted}
    persons = {h.name: h.person for h in accepted}
    scores = scores_of(outputs, Gallery(everybody, persons), folder) if outputs else []
    lines = [*table_of_speakers(scores), "", *table_of_systems(scores), "", TIMES_HEADER, times]
    print("", *lines, sep="\n")
    (folder / "tables.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def reviewed(every: Sequence[Hard], folder: Path) -> Iterator[Hard]:
    """Those that the review lets pass; it is said of each what it found."""
    with closing(Application(Folders(*(folder / name for name in ("data", "config", "cache", "log"))))) as app:
        for hard in every:
            wanted = CheckRequest((hard.reference.path,))
            review = app.check_references(wanted).review
            found = "; ".join(f.message for f in review.findings if f.severity is not Severity.OK)
            print(f"{hard.name}: {review.state.value}{f' ({found})' if found else ''}", flush=True)
            if review.state is not ReviewState.FAILED:
                yield hard


def spoken(studio: Studio, hard: Hard, words: Words, folder: Path) -> list[Output]:
    """One voice's sentences, in its language where the engine speaks that."""
    voice_file = studio.clone(hard.reference.reference(with_transcript=False), VoiceMode.EMBEDDING, "hard")
    language = hard.says if primary(hard.says) != primary(hard.reference.language) else ""
    language = language or language_of(hard.reference, studio.engine)
    outputs = Outputs(folder, studio.engine.id)
    for text in words.of(language):
        outputs.add(hard.name, studio.say(voice_file, text, language), text, language)
    print(f"{hard.name}: cloned in {studio.times.clones_s[-1]:.1f} s", flush=True)
    return outputs.made


def _is_wanted(hard: Hard, words: Sequence[str]) -> bool:
    return not words or any(word in hard.name for word in words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_speech_set(parser)
    parser.add_argument("--engine", default=PREFERRED[0], help=f"id (default: {PREFERRED[0]})")
    parser.add_argument("--sentences", default="report", choices=("report", "short", "tuning"), help="which list")
    parser.add_argument("--count", type=int, default=8, help="sentences for each voice")
    parser.add_argument("--only", default="", help="those whose names hold one of these, separated by commas")
    run_measured(parser.parse_args(), run)


if __name__ == "__main__":
    main()
