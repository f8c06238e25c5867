"""Reviews of real recordings: the good ones pass, the bad ones are found by the check that is there for them."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.recording_faults import mixed
from tests.support.speech_set import speech_set
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Finding, Review, Severity
from voicecloner.quality.analyzer import Analyzer
from voicecloner.speech.vad import SpeechDetector

ANALYZER = Analyzer(SpeechDetector())
FAIL, WARN, OK = Severity.FAIL, Severity.WARN, Severity.OK
EXPECTED = [
    ("clip_12db", "clipping", {FAIL}),
    ("clip_12db_then_-6", "clipping", {FAIL}),
    ("clip_6db", "clipping", {WARN, FAIL}),
    ("quiet_-50", "level", {FAIL}),
    ("quiet_-40", "level", {WARN, FAIL}),
    ("noise_dishes_snr0", "noise", {FAIL}),
    ("noise_dishes_snr5", "noise", {FAIL}),
    ("noise_dishes_snr10", "noise", {FAIL, WARN}),
    ("noise_white_snr10", "noise", {FAIL, WARN}),
    ("noise_babble_snr5", "noise", {FAIL, WARN}),
    ("real_noisy_a", "noise", {WARN}),
    ("hum_50hz_snr10", "noise", {FAIL, WARN}),
    ("real_noise_only", "noise", {FAIL}),
    ("real_noise_only", "silence", {FAIL}),
    ("silence_digital", "silence", {FAIL}),
    ("silence_roomtone", "silence", {FAIL}),
    ("mostly_silence", "silence", {WARN, FAIL}),
    ("mostly_silence", "speech", {FAIL}),
    ("pauses_3s", "silence", {WARN, FAIL}),
    ("too_short_3s", "duration", {FAIL}),
    ("real_too_short_1.9s", "duration", {FAIL}),
    ("pauses_3s", "pauses", {WARN}),
    ("real_pause_3.3s", "pauses", {WARN}),
    ("hum_50hz_snr10", "hum", {WARN}),
    ("hum_50hz_snr10", "music", {OK}),
    ("noise_white_snr10", "hum", {OK}),
    ("real_dc_offset", "dc-offset", {WARN}),
    ("real_dc_offset", "noise", {OK}),
    ("real_dc_offset", "level", {OK}),
    ("telephone_8k", "bandwidth", {FAIL}),
    ("telephone_in_16k", "bandwidth", {FAIL}),
    ("reverb_rt0.8", "reverberation", {WARN}),
    ("reverb_rt1.5", "reverberation", {WARN}),
    ("reverb_rt1.5", "music", {OK}),
    ("dropouts", "dropouts", {FAIL}),
    ("two_speakers_in_turn", "speakers", {FAIL}),
    ("two_speakers_overlap_0db", "speakers", {WARN, FAIL}),
    ("real_meeting_2spk", "speakers", {FAIL}),
    ("real_meeting_3spk", "speakers", {FAIL}),
    ("real_meeting_4spk_1dominant", "speakers", {FAIL}),
    ("real_meeting_mostly_1spk", "speakers", {OK, WARN}),
    ("speech_over_music_5db", "music", {WARN, FAIL}),
    ("real_music_with_vocals", "music", {FAIL}),
    ("real_singing_solo", "music", {WARN}),
    ("mp3_16kbps", "bandwidth", {WARN}),
    ("whisper_lpc", "whisper", {FAIL}),
    ("real_whisper_short", "whisper", {FAIL}),
]


@cache
def review(path: Path) -> Review:
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    return ANALYZER.review(AudioClip(samples.mean(axis=1), sample_rate))


def finding(path: Path, check: str) -> Finding:
    return next(found for found in review(path).findings if found.check == check)


def references(folder: Path) -> list[Path]:
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as rows:
        return [folder / row["file"] for row in csv.DictReader(rows) if row["kind"] == "good"]


def test_no_good_recording_fails_and_hardly_one_is_warned_about() -> None:
    good = references(speech_set())
    verdicts = {path.parent.name + "/" + path.stem: review(path).verdict for path in good}
    assert good
    assert [name for name, verdict in verdicts.items() if verdict is FAIL] == []
    assert sum(verdict is WARN for verdict in verdicts.values()) <= len(good) / 10


@pytest.mark.parametrize(("name", "check", "severities"), EXPECTED)
def test_a_fault_is_found_by_its_check(name: str, check: str, severities: set[Severity]) -> None:
    path = speech_set() / "bad" / f"{name}.flac"
    if not path.exists():
        pytest.skip(f"{path.name} is not in this set")
    assert finding(path, check).severity in severities


def test_cut_peaks_are_shown_where_they_are() -> None:
    path = speech_set() / "bad" / "clip_12db.flac"
    spans = finding(path, "clipping").spans
    assert spans
    assert spans[-1].end_s <= review(path).seconds


def test_keys_hit_into_the_words_are_heard_with_every_speaker() -> None:
    """Bursts 5 dB below the voice in the mean; loud enough for the detector to hear speech in them."""
    missed = []
    for path in references(speech_set()):
        samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
        speech, keys, drawn = samples.mean(axis=1), np.zeros(len(samples)), np.random.default_rng(len(samples))
        length = round(0.03 * sample_rate)
        fading = np.exp(-np.arange(length) / (0.006 * sample_rate))
        place = length
        while place < len(keys) - length:
            keys[place : place + length] += drawn.normal(size=length) * fading
            place += round(drawn.uniform(0.15, 0.6) * sample_rate)
        found = ANALYZER.review(mixed(AudioClip(speech, sample_rate), keys, snr_db=5.0)).findings
        (noise,) = [each for each in found if each.check == "noise"]
        missed += [path.parent.name] if noise.severity is not FAIL else []
    assert missed == []
