"""How well the input doctor tells right transcripts from wrong ones.

    python -m benchmarks.doctor [FOLDER]

FOLDER (or VOICECLONER_SPEECH_SET) holds real speech with a `manifest.csv` whose columns `file`, `kind`, `speaker`,
`language` and `transcript` say what is in it. Every good English recording with a transcript is held against its own
words, written in several ways, those of other clips, parts of its own, and texts in other languages; then every
sentence of the reading scripts against its own language and seven others. Last, what the recognizer makes of the words.
"""

import csv
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.listening import HeardSound
from voicecloner.domain.quality import Finding, Severity
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech.pieces import is_known_language, pieces_of
from voicecloner.speech.reading_aloud import read_aloud
from voicecloner.speech.recognizer import hear_words
from voicecloner.speech.transcript_fit import TranscriptFit, fit_of, sounds_in_time, sure_words
from voicecloner.speech.typed_words import judge_fit
from voicecloner.speech.word_errors import word_distance
from voicecloner.use_cases.recording import reading_scripts
from voicecloner.use_cases.review import propose_transcript
from voicecloner.use_cases.review.check_words import TextRequest


@dataclass(frozen=True, eq=False)
class Case:
    """One recording, what was heard in it, and what is said."""

    name: str
    speaker: str
    language: str
    clip: AudioClip
    words: str
    sounds: tuple[str, ...]
    heard: tuple[HeardSound, ...]


def main() -> None:
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("VOICECLONER_SPEECH_SET")
    if not named:
        sys.exit("Name the folder with the recordings, or set VOICECLONER_SPEECH_SET.")
    with closing(Application()) as app:
        cases = list(read_cases(app, Path(named)))
        print_transcripts(app, cases)
        print_languages(app)
        print_words(app, cases)


def read_cases(app: Application, folder: Path) -> Iterator[Case]:
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["kind"] in ("good", "good-clip") and row["transcript"] and is_known_language(row["language"]):
                samples, sample_rate = soundfile.read(folder / row["file"], dtype="float32", always_2d=True)
                clip = AudioClip(samples.mean(axis=1), sample_rate)
                sounds = sounds_of(row["transcript"], row["language"])
                yield Case(
                    row["file"], row["speaker"], row["language"], clip, row["transcript"], sounds, hear(app, clip)
                )


def sounds_of(text: str, language: str = "en") -> tuple[str, ...]:
    """The sounds of a text in a language espeak-ng speaks."""
    read = read_aloud(text, language)
    if read is None:
        raise ValueError(f"espeak-ng does not speak {language}")
    return read.sounds


def hear(app: Application, clip: AudioClip) -> tuple[HeardSound, ...]:
    """What `CheckTranscript` hears."""
    pieces = pieces_of(app.judging.find_speech(clip, CancelToken()), clip.seconds)
    words = sure_words(hear_words(clip, pieces, progress=no_progress, cancel=CancelToken()))
    return sounds_in_time(words, sounds_of(" ".join(word.text for word in words)))


def print_transcripts(app: Application, cases: list[Case]) -> None:
    kinds: dict[str, Callable[[Case], Iterable[tuple[str, ...]]]] = {
        "right": lambda case: [case.sounds],
        "right, without marks and capitals": lambda case: [sounds_of(plain(case.words))],
        "right, in capitals": lambda case: [sounds_of(case.words.upper())],
        "right, abbreviated": lambda case: [sounds_of(abbreviated(case.words))],
        "right, written out": lambda case: [sounds_of(written_out(case.words))],
        "another clip, same speaker": lambda case: others(case, cases, is_same=True),
        "another speaker's": lambda case: others(case, cases, is_same=False),
        "first half only": lambda case: [case.sounds[: len(case.sounds) // 2]],
        "last half only": lambda case: [case.sounds[len(case.sounds) // 2 :]],
        "right, twice": lambda case: [case.sounds * 2],
        "a third missing": lambda case: [case.sounds[: len(case.sounds) * 2 // 3]],
        "half as much too much": lambda case: [case.sounds + one_other(case, cases)[: len(case.sounds) // 2]],
        "another language": foreign,
    }
    print(f"{'transcript':<34} {'pairs':>5} {'judged':>6} {'warned':>6} {'share':>6}   fit %: least, median, most")
    for below_db in (20, 12):
        fits = [fit_of(hear(app, in_noise(case.clip, below_db)), case.sounds) for case in cases]
        print_row(f"right, in noise {below_db} dB lower", fits)
    for kind, texts in kinds.items():
        print_row(kind, [fit_of(case.heard, text) for case in cases for text in texts(case)])


def print_row(kind: str, fits: list[TranscriptFit | None]) -> None:
    judged = [(fit, judge_fit(fit)) for fit in fits if fit]
    warned = [finding for _, finding in judged if finding.severity is Severity.WARN]
    percents = np.quantile([fit.percent for fit, _ in judged], [0.0, 0.5, 1.0])
    print(
        f"{kind:<34} {len(fits):>5} {len(judged):>6} {len(warned):>6} {len(warned) / len(judged):>6.1%}   "
        + " ".join(f"{percent:6.1f}" for percent in percents)
    )


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9' ]+", " ", text.lower())


def abbreviated(text: str) -> str:
    return with_words(text, {v: k for k, v in WRITTEN.items()})


def written_out(text: str) -> str:
    return with_words(text, WRITTEN)


def with_words(text: str, other: dict[str, str]) -> str:
    return " ".join(other.get(word, word) for word in text.split())


WRITTEN = {
    "Mr.": "Mister", "Mrs.": "Missus", "Dr.": "Doctor", "15th": "fifteenth", "1": "one", "2": "two", "3": "three",
    "4": "four", "5": "five", "6": "six", "colored": "coloured", "tonight?": "to-night?",
}  # fmt: skip


def in_noise(clip: AudioClip, below_db: float) -> AudioClip:
    """With white noise that much below the voice."""
    level = np.sqrt(np.mean(np.square(clip.samples))) * 10 ** (-below_db / 20)
    noise = np.random.default_rng(0).normal(0.0, level, len(clip.samples))
    return AudioClip((clip.samples + noise).astype(np.float32), clip.sample_rate)


def others(case: Case, cases: list[Case], *, is_same: bool) -> list[tuple[str, ...]]:
    """Words of other clips; where several people read the same, those are not other words."""
    found = [other for other in cases if other.words != case.words and (other.speaker == case.speaker) is is_same]
    return [other.sounds for other in found if case.words[:20].lower() not in other.words.lower()]


def one_other(case: Case, cases: list[Case]) -> tuple[str, ...]:
    return max(others(case, cases, is_same=False), key=len)


def foreign(case: Case) -> list[tuple[str, ...]]:
    """As much of the reading scripts in other languages as takes the same time."""
    found = []
    for language in reading_scripts.languages():
        if not case.language.startswith(language):
            read = sounds_of(reading_scripts.reading_script(language).text, language)
            found.append(read[: len(case.sounds)])
    return found


def print_languages(app: Application) -> None:
    sentences = [
        (language, sentence)
        for language in reading_scripts.languages()
        for tone in reading_scripts.tones()
        for sentence in reading_scripts.reading_script(language, tone).sentences
        if sum(map(str.isalpha, sentence)) >= 20
    ]
    rows: dict[bool, list[Finding | None]] = {True: [], False: []}
    for language, sentence in sentences:
        for expected in reading_scripts.languages():
            request = TextRequest(sentence, expected)
            rows[expected == language].append(next(iter(app.check_text(request).findings), None))
    for is_right, found in rows.items():
        warned = sum(finding is not None for finding in found)
        kind = "its own language" if is_right else "another language"
        print(f"{'text set to ' + kind:<28} {len(found):>5} {len(found):>6} {warned:>6} {warned / len(found):>6.1%}")


def print_words(app: Application, cases: list[Case]) -> None:
    errors = count = 0
    seconds = 0.0
    started = os.times()
    for case in cases:
        if case.language.startswith("en"):
            request = propose_transcript.ProposeRequest(case.clip, case.language)
            found = app.propose_transcript(request)
            said = words_of(case.words)
            errors += word_distance(said, words_of(found.text))
            count += len(said)
            seconds += case.clip.seconds
    used = os.times()
    work = used.children_user + used.children_system - started.children_user - started.children_system
    print(
        f"\nproposed words: {errors / count:.1%} of {count} wrong; {work / seconds:.2f} s of one core for each second"
    )


def words_of(text: str) -> list[str]:
    return re.sub(r"[^a-z' ]+", " ", text.lower().replace("’", "'")).split()


if __name__ == "__main__":
    begun = time.monotonic()
    main()
    print(f"in {time.monotonic() - begun:.0f} s")
