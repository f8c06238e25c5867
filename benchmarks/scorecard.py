"""Whether scorecards are right: whose voice ranks first, what a poor recording costs, and what another measure says.

    ./dev bench scorecard [--lists a.jsonl,b.jsonl --scores s.jsonl | --clone good,bad] [SPEECH_SET [OUTPUT_FOLDER]]

With --lists, sounds that are there already are compared: rows of {"speaker", "path"} as fidelity.py writes them, two
sentences at a time; --references names a folder with recordings beyond SPEECH_SET's. With --scores, the scores that
fidelity.py keeps of the same lists: how far both agree is told by rank correlation. Without --lists voices are made
of the good recordings of SPEECH_SET, and with ``bad`` of those bad ones of the same people that the review lets pass,
each with the program's defaults, and scored as the program does; that takes two minutes a voice.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from benchmarks._speech_set import Speaker, add_speech_set, manifest_rows, read_clip, require_speech_set, speakers
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.scorecard import Scorecard
from voicecloner.domain.scorecard_words import verdict_on
from voicecloner.errors import VoiceClonerError
from voicecloner.paths import Folders
from voicecloner.quality.scoring.comparison import VoiceComparer
from voicecloner.speech.speaker import SpeakerEncoder
from voicecloner.speech.vad import SpeechDetector
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest
from voicecloner.use_cases.voices.score_voice import ScoreRequest

_TOGETHER = 2
"""So many sentences make one sound: about what the program itself has a voice say."""
_PAUSE_S = 0.3
HEADER = (
    "| | voice | score | likeness | encoder | mixtures | places | sound | pitch | range | pace | verdict |\n"
    f"|{'---|' * 12}"
)


@dataclass(frozen=True)
class Row:
    """One scorecard.

    Attributes:
        system: what made the voice.
        speaker: whose voice it is to be.
        card: what was measured.
    """

    system: str
    speaker: str
    card: Scorecard

    def __str__(self) -> str:
        found = self.card.comparison
        places = f"{found.by_encoder.place}, {found.by_mixtures.place}"
        ears = f"{found.likeness:.2f} | {found.by_encoder.likeness:.2f} | {found.by_mixtures.likeness:.2f}"
        moves = f"{found.pitch_st:+.1f} | {found.range_ratio:.2f} | {found.pace_ratio:.2f}"
        verdict = verdict_on(self.card, is_users_own=False).sentence
        return (
            f"| {self.system} | {self.speaker} | {self.card.score} | {ears} | {places} | {found.naturalness:.2f}"
            f" | {moves} | {verdict} |"
        )


def of_lists(paths: Sequence[Path], known: Mapping[str, Path]) -> Iterator[Row]:
    """Scorecards of sounds that are there already, of their first sentences; words are not heard again."""
    compare = VoiceComparer(SpeechDetector(), SpeakerEncoder())
    for path in paths:
        sounds = defaultdict(list)
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            sounds[row["speaker"]].append(Path(row["path"]))
        for speaker, files in sounds.items():
            if speaker in known:
                said = joined(read_clip(file) for file in files[:_TOGETHER])
                yield Row(path.stem, speaker, Scorecard(compare(read_clip(known[speaker]), said)))


def of_clones(people: Sequence[tuple[str, Speaker]], folder: Path) -> Iterator[Row]:
    """Make each voice as the program does, and have it scored."""
    with closing(Application(Folders(*(folder / name for name in ("data", "config", "cache", "log"))))) as app:
        for system, speaker in people:
            name = f"{speaker.name} {system}"
            request = CreateVoiceRequest(name, (speaker.path,), ConsentKind.GIVEN, "test", language=speaker.language)
            try:
                voice = app.create_voice(request).voice
                yield Row(system, speaker.name, app.score_voice(ScoreRequest(voice.id)).scorecard)
            except VoiceClonerError as error:
                print(f"{name}: {error.message}", flush=True)


def bad_recordings(speech_set: Path, people: Sequence[Speaker]) -> Iterator[tuple[str, Speaker]]:
    """The bad recordings of single people of whom there is a good one."""
    good = {person.name: person for person in people}
    for row in manifest_rows(speech_set):
        if row["file"].startswith("bad/") and row["speaker"] in good:
            person = good[row["speaker"]]
            path = speech_set / row["file"]
            yield path.stem, Speaker(person.name, person.sex, person.language, path)


def joined(clips: Iterable[AudioClip]) -> AudioClip:
    """Sounds of one rate, one after the other."""
    every = list(clips)
    rate = every[0].sample_rate
    pause = np.zeros(round(_PAUSE_S * rate), np.float32)
    return AudioClip(np.concatenate([part for clip in every for part in (clip.samples, pause)]), rate)


def summary(rows: Sequence[Row]) -> Iterator[str]:
    """For each system how many voices rank their own speaker first, and the scores."""
    for system in dict.fromkeys(row.system for row in rows):
        own = [row.card for row in rows if row.system == system]
        first = sum(card.comparison.is_nearest for card in own)
        scores = [card.score for card in own]
        yield (
            f"{system}: {first} of {len(own)} rank their speaker first by both, score {min(scores)} to {max(scores)}, "
            f"median {np.median(scores):.0f}"
        )


def compared_with_good(rows: Sequence[Row]) -> Iterator[str]:
    """For each poor recording, what it costs beside the good one of the same person."""
    good = {row.speaker: row.card.score for row in rows if row.system == "good"}
    for row in rows:
        if row.system != "good" and row.speaker in good:
            lower = "lower" if row.card.score < good[row.speaker] else "NOT LOWER"
            yield f"{row.system}, {row.speaker}: {row.card.score} beside {good[row.speaker]}: {lower}"


def agreement(rows: Sequence[Row], scores: Path) -> Iterator[str]:
    """How far the likeness and another measure's similarity put the same voices into the same order."""
    other = defaultdict(list)
    for line in scores.read_text("utf-8").splitlines():
        row = json.loads(line)
        other[row["system"].replace(" ", "_").replace(",", ""), row["speaker"]].append(row["similarity"])
    pairs = [
        (row.card.comparison.likeness, float(np.mean(other[row.system, row.speaker])))
        for row in rows
        if (row.system, row.speaker) in other
    ]
    if len(pairs) > 2:
        found = spearmanr([own for own, _ in pairs], [similarity for _, similarity in pairs])
        yield f"rank correlation of likeness and similarity over {len(pairs)} voices: {found.statistic:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_speech_set(parser)
    parser.add_argument("--lists", default="", help="lists of sounds, separated by commas")
    parser.add_argument("--references", type=Path, help="a folder with further recordings, named as their speakers")
    parser.add_argument("--scores", type=Path, help="scores of the same lists")
    parser.add_argument("--clone", default="good", help="good, bad, or both")
    parser.add_argument("--only", default="", help="names of speakers or bad recordings, separated by commas")
    arguments = parser.parse_args()
    people = speakers(require_speech_set(arguments))
    with tempfile.TemporaryDirectory() as temporary:
        rows: list[Row] = []
        for row in _rows(arguments, people, arguments.output_folder or Path(temporary)):
            print(row if rows else f"{HEADER}\n{row}", flush=True)
            rows.append(row)
    ends = [*summary(rows), *compared_with_good(rows)]
    print("", *ends, *(agreement(rows, arguments.scores) if arguments.scores else ()), sep="\n")


def _rows(arguments: argparse.Namespace, people: Sequence[Speaker], folder: Path) -> Iterator[Row]:
    if arguments.lists:
        known = {person.name: person.path for person in people}
        if arguments.references:
            known |= {path.stem: path for path in arguments.references.glob("*.wav")}
        return of_lists([Path(path) for path in arguments.lists.split(",")], known)
    wanted = [word for word in arguments.only.split(",") if word]
    kinds = arguments.clone.split(",")
    chosen = [("good", person) for person in people] if "good" in kinds else []
    chosen += bad_recordings(arguments.speech_set, people) if "bad" in kinds else []
    is_wanted = [(s, p) for s, p in chosen if not wanted or s in wanted or (s == "good" and p.name in wanted)]
    return of_clones(is_wanted, folder)


if __name__ == "__main__":
    main()
