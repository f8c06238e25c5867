"""Faults made from clean speech, each at a few strengths with every speaker: which are found, and what is blamed.

    python -m benchmarks.faults [FOLDER] [--only WORD] [--json FILE]

FOLDER (or VOICECLONER_SPEECH_SET) holds clean speech of several people, as for `review.py`. Nothing is kept of what is
made. For every fault and strength the table tells with how many speakers one of its checks warned or failed; strengths
in brackets are borderline, and may pass. Then come the false positives: the clean recordings as they are, longer ones
joined from each speaker's further clips, and copies through good codecs and mild rooms. `--json` writes every figure.
"""

import argparse
import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import soundfile

from benchmarks._fault_makers import Donor, Fault
from benchmarks._made_faults import FAULTS, HARMLESS
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Review, Severity
from voicecloner.quality.analyzer import Analyzer
from voicecloner.speech.vad import SpeechDetector
from voicecloner.use_cases.review.check_references import joined

LONGEST_S = 20.0
LEAST_S = 10.0


def main() -> None:
    options = read_options()
    found = donors(Path(options.folder))
    analyzer = Analyzer(SpeechDetector())
    told: list[dict[str, object]] = []
    missed = Counter[str]()
    print(f"{'fault':<24} {'strength':>9} {'speakers':>8} {'failed':>6} {'warned':>6} {'missed':>6}  missed with")
    for fault in wanted(FAULTS, options.only):
        for index, strength in enumerate(fault.strengths):
            reviews = [(donor.name, analyzer.review(fault.clip(donor, strength))) for donor in found]
            told += [in_figures(fault.name, strength, name, review) for name, review in reviews]
            missed[fault.checks[0]] += print_row(fault, index, reviews)
    print("\nclear faults missed:", ", ".join(f"{n} by {check}" for check, n in missed.items() if n) or "none")
    told += list(print_blamed([*found, *joined_donors(found, Path(options.folder))], analyzer, options.only))
    if options.json:
        Path(options.json).write_text(json.dumps(told))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Faults made from clean speech.")
    parser.add_argument("folder", nargs="?", default=os.environ.get("VOICECLONER_SPEECH_SET"))
    parser.add_argument("--only", default="", help="a word in the names of the faults to make")
    parser.add_argument("--json", help="a file for every figure")
    options = parser.parse_args()
    if not options.folder:
        sys.exit("Name the folder with the recordings, or set VOICECLONER_SPEECH_SET.")
    return options


def wanted(faults: tuple[Fault, ...], word: str) -> Iterator[Fault]:
    return (fault for fault in faults if word in fault.name)


def rows(folder: Path, kind: str) -> list[dict[str, str]]:
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["kind"] == kind]


def donors(folder: Path) -> list[Donor]:
    """Everybody with a clean recording, at most 20 s of it."""
    clips = {row["speaker"]: read(folder / row["file"]) for row in rows(folder, "good")}
    return [
        Donor(name, clip, tuple(other for who, other in clips.items() if who != name), number)
        for number, (name, clip) in enumerate(clips.items())
    ]


def joined_donors(found: list[Donor], folder: Path) -> Iterator[Donor]:
    """The same people's further clips, joined where they are long enough together."""
    by_name = {donor.name: donor for donor in found}
    for name, group in groupby(rows(folder, "good-clip"), key=lambda row: row["speaker"]):
        clip = joined([read(folder / row["file"]) for row in group])
        if clip.seconds >= LEAST_S:
            yield replace(by_name[name], name=f"{name} (joined)", clip=clip)


def read(path: Path) -> AudioClip:
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    return AudioClip(np.ascontiguousarray(samples[: round(LONGEST_S * sample_rate), 0]), sample_rate)


def print_row(fault: Fault, index: int, reviews: list[tuple[str, Review]]) -> int:
    """One line of the table; returns how many clear faults were missed."""
    worst = {name: severity_of(review, fault.checks) for name, review in reviews}
    counts = Counter(worst.values())
    missed = [name for name, severity in worst.items() if severity is Severity.OK]
    strength = f"{fault.strengths[index]:g}" if fault.must(index) else f"({fault.strengths[index]:g})"
    print(
        f"{fault.name:<24} {strength:>9} {len(reviews):>8} {counts[Severity.FAIL]:>6} {counts[Severity.WARN]:>6} "
        f"{len(missed):>6}  {', '.join(missed)}",
        flush=True,
    )
    return len(missed) if fault.must(index) else 0


def severity_of(review: Review, checks: tuple[str, ...]) -> Severity:
    found = (finding.severity for finding in review.findings if finding.check in checks)
    return max(found, key=lambda severity: severity.rank)


def print_blamed(found: list[Donor], analyzer: Analyzer, word: str) -> Iterator[dict[str, object]]:
    print(f"\n{'no fault':<24} {'strength':>9} {'files':>8} {'failed':>6} {'warned':>6}  blamed for")
    for fault in wanted(HARMLESS, word):
        for strength in fault.strengths:
            reviews = [(donor.name, analyzer.review(fault.clip(donor, strength))) for donor in found]
            counts = Counter(review.verdict for _, review in reviews)
            blamed = [f"{name}: {', '.join(blamed_for(review))}" for name, review in reviews if blamed_for(review)]
            print(
                f"{fault.name:<24} {strength:>9g} {len(reviews):>8} {counts[Severity.FAIL]:>6} "
                f"{counts[Severity.WARN]:>6}  {'; '.join(blamed)}",
                flush=True,
            )
            yield from (in_figures(fault.name, strength, name, review) for name, review in reviews)


def blamed_for(review: Review) -> list[str]:
    return [finding.check for finding in review.findings if finding.severity is not Severity.OK]


def in_figures(fault: str, strength: float, name: str, review: Review) -> dict[str, object]:
    values = {finding.check: [finding.severity.value, finding.value] for finding in review.findings}
    return {"fault": fault, "strength": strength, "speaker": name, "checks": values}


if __name__ == "__main__":
    main()
