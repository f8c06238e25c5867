"""Transcripts of real recordings: right ones are never blamed, wrong ones always."""

import csv
from functools import cache

import pytest
import soundfile

from tests.support.speech_set import speech_set
from voicecloner.audio.recognizer import hear_sounds
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Severity
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.quality.doctor import judge_fit, swapped
from voicecloner.quality.transcript_fit import TranscriptFit, fit_of
from voicecloner.speech.reading import read_text

pytest.importorskip("pocketsphinx")


@cache
def references():
    """What is heard in each good reference, and the sounds of its transcript."""
    folder = speech_set()
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as rows:
        wanted = [row for row in csv.DictReader(rows) if row["kind"] == "good" and row["transcript"]]
    return {row["speaker"]: _reference(folder / row["file"], row) for row in wanted}


def _reference(path, row):
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    heard = hear_sounds(AudioClip(samples[:, 0].copy(), sample_rate), progress=no_progress, cancel=CancelToken())
    return heard, read_text(row["transcript"], row["language"]).sounds


def fits(own: str, words_of: str) -> TranscriptFit:
    return fit_of(references()[own][0], references()[words_of][1])


def test_right_transcripts_fit():
    assert len(references()) >= 8
    assert [s for s in references() if judge_fit(fits(s, s)).severity is not Severity.OK] == []


def test_wrong_transcripts_do_not():
    speakers = [s for s in references() if s != "vctk_p226"]  # reads the same text as vctk_p225
    pairs = [(a, b) for a in speakers for b in speakers if a != b]
    assert [pair for pair in pairs if judge_fit(fits(*pair)).severity is Severity.OK] == []


def test_swapped_texts_are_found():
    assert swapped(fits("lj", "thorsten"), fits("lj", "lj")) is not None
    assert swapped(fits("lj", "lj"), fits("lj", "thorsten")) is None


def test_half_a_transcript_leaves_half_the_recording():
    heard, sounds = references()["lj"]
    fit = fit_of(heard, sounds[: len(sounds) // 2])
    missing_s = sum(span.end_s - span.start_s for span in fit.unwritten)
    assert missing_s == pytest.approx(11.8 / 2, abs=1.0)
    assert "do not seem to be in the transcript" in judge_fit(fit).message
