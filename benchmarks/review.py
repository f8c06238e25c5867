"""How well and how fast recordings are reviewed.

    python -m benchmarks.review [FOLDER]

FOLDER (or VOICECLONER_SPEECH_SET) holds real speech with a `manifest.csv` whose columns `file`, `kind` and `expect` say
what is in it. For every check the table counts the faulty recordings it is there for that it found, and the good
references it blamed (true and false positives; `faults.py` makes many more faults of the good ones); then follow the
verdicts on each kind, the misses by name, the time for a minute of speech, and what the live checks of a recording
recording. Aims: a review of a minute within 0.5 s of one processor core, live checks within 5 % of one.
"""

import csv
import os
import statistics
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Review, Severity
from voicecloner.quality.analyzer import Analyzer
from voicecloner.quality.live.speech_gate import SpeechGate
from voicecloner.speech.vad import SpeechDetector

KINDS: dict[str, tuple[str, ...]] = {
    "duration": ("bad-too-short", "bad-too-long"),
    "speech": ("bad-too-short", "bad-silence", "bad-noise-no-speech", "bad-little-speech"),
    "level": ("bad-quiet", "borderline-quiet"),
    "clipping": ("bad-clipped",),
    "noise": ("bad-noise", "bad-noise-babble", "bad-noise-no-speech", "bad-hum"),
    "silence": ("bad-silence", "bad-noise-no-speech", "bad-little-speech"),
    "pauses": ("bad-pauses", "borderline-long-pause"),
    "hum": ("bad-hum",),
    "dc-offset": ("borderline-dc-offset",),
    "reverberation": ("bad-reverb",),
    "bandwidth": ("bad-narrowband", "borderline-codec"),
    "dropouts": ("bad-dropouts",),
    "speakers": ("bad-several-speakers",),
    "music": ("bad-music", "bad-music-with-vocals", "bad-singing"),
    "whisper": ("bad-whisper",),
    "synthetic": (),
}
BLOCK_S = 0.01
RECORDING_MINUTES = 10
ROOM_DBFS = -60.0
_NOT_REFERENCES = {"good-clip", "format", "broken"}


@dataclass(frozen=True)
class Case:
    """One recording of the set with its review."""

    name: str
    kind: str
    expect: str
    review: Review

    def severity(self, check: str) -> Severity:
        found = (finding.severity for finding in self.review.findings if finding.check == check)
        return next(found, Severity.OK)


def main() -> None:
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("VOICECLONER_SPEECH_SET")
    if not named:
        sys.exit("Name the folder with the recordings, or set VOICECLONER_SPEECH_SET.")
    detector = SpeechDetector()
    analyzer = Analyzer(detector)
    cases = list(reviewed(Path(named), analyzer))
    print_checks(cases)
    print_verdicts(cases)
    print_blamed_and_missed(cases)
    print_speed(analyzer, Path(named))
    print_live(detector, Path(named))


def reviewed(folder: Path, analyzer: Analyzer) -> Iterable[Case]:
    """Every recording of the set that soundfile can read."""
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["kind"] not in _NOT_REFERENCES:
                yield Case(row["file"], row["kind"], row["expect"], analyzer.review(read(folder / row["file"])))


def read(path: Path) -> AudioClip:
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    return AudioClip(samples.mean(axis=1), sample_rate)


def print_checks(cases: list[Case]) -> None:
    good = [case for case in cases if case.kind == "good"]
    print(f"{'':<13} {'true positives':>27} {'false positives':>20}")
    heads = ("faulty", "failed", "warned", "missed", "good", "failed", "warned")
    print(f"{'check':<13} " + " ".join(f"{head:>6}" for head in heads))
    for check, kinds in KINDS.items():
        faulty = [case.severity(check) for case in cases if case.kind in kinds]
        blamed = [case.severity(check) for case in good]
        print(
            f"{check:<13} {len(faulty):>6} {faulty.count(Severity.FAIL):>6} {faulty.count(Severity.WARN):>6} "
            f"{faulty.count(Severity.OK):>6} {len(blamed):>6} {blamed.count(Severity.FAIL):>6} "
            f"{blamed.count(Severity.WARN):>6}"
        )


def print_verdicts(cases: list[Case]) -> None:
    print(f"\n{'kind':<28} {'files':>5} {'ok':>4} {'warn':>4} {'fail':>4}")
    for kind in sorted({case.kind for case in cases}):
        verdicts = [case.review.verdict for case in cases if case.kind == kind]
        counts = " ".join(f"{verdicts.count(severity):>4}" for severity in Severity)
        print(f"{kind:<28} {len(verdicts):>5} {counts}")
    bad = [case.review.verdict for case in cases if case.kind.startswith("bad-")]
    good = [case.review.verdict for case in cases if case.kind == "good"]
    print(
        f"\nbad: {len(bad) - bad.count(Severity.OK)} of {len(bad)} found; "
        f"good: {good.count(Severity.FAIL)} of {len(good)} failed, {good.count(Severity.WARN)} warned"
    )


def print_blamed_and_missed(cases: list[Case]) -> None:
    for case in cases:
        blamed = [finding.check for finding in case.review.findings if finding.severity is not Severity.OK]
        if case.kind == "good" and blamed:
            print(f"\ngood, but blamed for {', '.join(blamed)}: {case.name} ({case.expect})")
        for check, kinds in KINDS.items():
            if case.kind in kinds and check not in blamed:
                print(f"\nnot found by {check}: {case.name} ({case.expect})")


def print_speed(analyzer: Analyzer, folder: Path) -> None:
    """Median of nine reviews of one minute at 48 kHz, once everything is loaded."""
    minute = minute_of_speech(folder)
    analyzer.review(minute)
    walls, works = zip(*(timed(analyzer, minute) for _ in range(9)), strict=True)
    print(
        f"\n60 s at {minute.sample_rate} Hz: {statistics.median(walls):.3f} s, {statistics.median(works):.3f} s of one "
        "processor core"
    )


def print_live(detector: SpeechDetector, folder: Path) -> None:
    """What the live checks of a recording cost in its first and its last minute, in the blocks that PortAudio gives."""
    minute = minute_of_speech(folder)
    SpeechGate(detector).add(minute.samples, minute.sample_rate)  # loads what a first recording loads
    gate = SpeechGate(detector, ROOM_DBFS)
    shares = [live_share_percent(gate, minute) for _ in range(RECORDING_MINUTES)]
    print(
        f"live checks, blocks of {1000 * BLOCK_S:.0f} ms: {shares[0]:.2f} % of one processor core in the first minute, "
        f"{shares[-1]:.2f} % in minute {RECORDING_MINUTES}"
    )


def live_share_percent(gate: SpeechGate, minute: AudioClip) -> float:
    size = round(BLOCK_S * minute.sample_rate)
    work_s = time.process_time()
    for start in range(0, minute.frames, size):
        gate.add(minute.samples[start : start + size], minute.sample_rate)
    return 100 * (time.process_time() - work_s) / minute.seconds


def minute_of_speech(folder: Path) -> AudioClip:
    """The good reference with the highest sample rate, over and over for a minute."""
    longest = max((folder / "good").glob("*/ref.flac"), key=lambda path: soundfile.info(path).samplerate)
    clip = read(longest)
    return AudioClip(np.resize(clip.samples, 60 * clip.sample_rate), clip.sample_rate)


def timed(analyzer: Analyzer, clip: AudioClip) -> tuple[float, float]:
    wall, work = time.perf_counter(), time.process_time()
    analyzer.review(clip)
    return time.perf_counter() - wall, time.process_time() - work


if __name__ == "__main__":
    main()
