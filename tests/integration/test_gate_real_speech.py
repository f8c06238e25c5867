"""The recording's gate on real people: good speech counts, what a review would refuse does not."""

import csv
from functools import cache
from pathlib import Path

import pytest
import soundfile
import soxr

from tests.support.speech_set import speech_set
from voicecloner.quality.live.live_review import LiveReview
from voicecloner.quality.live.speech_gate import SpeechGate
from voicecloner.speech.vad import SpeechDetector

DETECTOR = SpeechDetector()
RATE = 48_000


@cache
def judged(path: Path) -> tuple[LiveReview, tuple[float, ...], frozenset[str]]:
    """The last review, what was counted four times a second, and every hint that was given."""
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    samples = soxr.resample(samples[:, 0], sample_rate, RATE)
    gate, counted, hints = SpeechGate(DETECTOR), [], set()
    for start in range(0, len(samples), RATE // 4):
        gate.add(samples[start : start + RATE // 4], RATE)
        counted.append(gate.review.usable_s)
        hints |= {hint.check for hint in gate.review.hints}
    gate.finish()
    return gate.review, tuple(counted), frozenset(hints)


def references(folder: Path) -> list[dict[str, str]]:
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as rows:
        return [row for row in csv.DictReader(rows) if row["kind"] == "good"]


def test_good_references_count_nearly_whole_and_are_hardly_corrected() -> None:
    folder = speech_set()
    rows = references(folder)
    assert len(rows) > 10
    for row in rows:
        review, counted, hints = judged(folder / row["file"])
        assert review.usable_s > 0.95 * float(row["speech_s"]), row["file"]
        assert review.usable_s > 0.7 * review.seconds, row["file"]
        assert list(counted) == sorted(counted), row["file"]
        assert hints <= {"level", "clipping"}, row["file"]


@pytest.mark.parametrize(
    "name",
    [
        "noise_dishes_snr0",
        "noise_babble_snr5",
        "noise_white_snr10",
        "speech_over_music_5db",
        "real_music_with_vocals",
        "real_noise_only",
        "quiet_-50",
        "whisper_lpc",
        "real_whisper_short",
        "silence_digital",
        "silence_roomtone",
    ],
)
def test_what_cannot_be_used_does_not_count(name: str) -> None:
    review, _, _ = judged(speech_set() / "bad" / f"{name}.flac")
    assert review.usable_s < 0.5


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("clip_12db", "clipping"),
        ("noise_white_snr10", "noise"),
        ("noise_babble_snr5", "noise"),
        ("hum_50hz_snr10", "noise"),
        ("quiet_-40", "level"),
        ("real_quiet_-36", "level"),
        ("whisper_lpc", "whisper"),
        ("mostly_silence", "silence"),
    ],
)
def test_the_speaker_is_told_what_is_wrong(name: str, hint: str) -> None:
    _, _, hints = judged(speech_set() / "bad" / f"{name}.flac")
    assert hint in hints


def test_long_pauses_and_clipped_stretches_are_taken_off() -> None:
    folder = speech_set() / "bad"
    for name in ("pauses_3s", "real_pause_3.6s", "clip_12db"):
        review, _, _ = judged(folder / f"{name}.flac")
        assert review.usable_s < 0.7 * review.seconds
