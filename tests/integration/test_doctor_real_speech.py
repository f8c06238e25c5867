"""Transcripts of real recordings: right ones are never blamed, wrong ones always."""

import csv
from collections.abc import Sequence
from functools import cache

import pytest
import soundfile

from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.speech_set import speech_set
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.listening import HeardSound
from voicecloner.domain.quality import Severity, Span
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech.reading_aloud import read_aloud
from voicecloner.speech.recognizer import hear_words
from voicecloner.speech.transcript_fit import TranscriptFit, fit_of, sounds_in_time, sure_words
from voicecloner.speech.typed_words import judge_fit, swapped

pytestmark = NEEDS_RECOGNIZER


@cache
def references():
    """What is heard in each good English reference, and its transcript."""
    folder = speech_set()
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as rows:
        wanted = [row for row in csv.DictReader(rows) if row["kind"] == "good" and row["transcript"]]
    return {
        row["speaker"]: (_heard(folder / row["file"]), row["transcript"])
        for row in wanted
        if row["language"].startswith("en")
    }


def _heard(path):
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    clip = AudioClip(samples[:, 0].copy(), sample_rate)
    whole = (Span(0.0, clip.seconds),)
    words = sure_words(hear_words(clip, whole, progress=no_progress, cancel=CancelToken()))
    return sounds_in_time(words, sounds_of(" ".join(word.text for word in words)))


def fits(own: str, words_of: str) -> TranscriptFit:
    return fit(references()[own][0], sounds_of(references()[words_of][1]))


def fit(heard: Sequence[HeardSound], sounds: Sequence[str]) -> TranscriptFit:
    found = fit_of(heard, sounds)
    assert found is not None
    return found


def sounds_of(text: str) -> tuple[str, ...]:
    read = read_aloud(text, "en")
    assert read is not None
    return read.sounds


@pytest.mark.parametrize("written", [str, str.upper, str.lower, lambda text: text.replace("Mr.", "Mister")])
def test_right_transcripts_fit_however_they_are_written(written):
    assert len(references()) >= 7
    found = {s: fit(heard, sounds_of(written(text))) for s, (heard, text) in references().items()}
    assert [speaker for speaker, one in found.items() if judge_fit(one).severity is not Severity.OK] == []


def test_wrong_transcripts_do_not():
    speakers = [s for s in references() if s != "vctk_p226"]  # reads the same text as vctk_p225
    pairs = [(a, b) for a in speakers for b in speakers if a != b]
    assert [pair for pair in pairs if judge_fit(fits(*pair)).severity is Severity.OK] == []


def test_swapped_texts_are_found():
    assert swapped(fits("lj", "ls533"), fits("lj", "lj")) is not None
    assert swapped(fits("lj", "lj"), fits("lj", "ls533")) is None


def test_half_a_transcript_leaves_half_the_recording():
    heard, text = references()["lj"]
    sounds = sounds_of(text)
    found = fit(heard, sounds[: len(sounds) // 2])
    missing_s = sum(span.end_s - span.start_s for span in found.unwritten)
    assert missing_s == pytest.approx(11.8 / 2, abs=1.5)
    assert "do not seem to be in the transcript" in judge_fit(found).message
