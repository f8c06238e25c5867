from dataclasses import replace

import numpy as np
import pytest

from tests.support.tunes import RATE, gliding, heard, hiss, humming, voice
from voicecloner.domain.quality import Span
from voicecloner.quality.measures.singing import sung_percent
from voicecloner.sound.pitch import pitch_of

TUNE_HZ = (196.0, 220.0, 247.0, 262.0, 196.0, 294.0)


def sung(sound: np.ndarray) -> float | None:
    recording = heard(sound)
    return sung_percent(recording, pitch_of(recording.listened))


def with_vibrato(seconds: float, hz: float) -> np.ndarray:
    time_s = np.arange(round(seconds * RATE)) / RATE
    return voice(hz * 2 ** (0.5 / 12 * np.sin(2 * np.pi * 5.5 * time_s)))


@pytest.mark.parametrize("note", [humming, with_vibrato])
def test_a_tune_is_sung(note):
    assert sung(np.concatenate([note(0.8, hz) for hz in TUNE_HZ])) > 80.0


def test_phrases_that_glide_are_spoken():
    assert sung(np.concatenate([gliding(0.7, hz, hz * 0.7) for hz in TUNE_HZ])) == 0.0


def test_short_notes_are_not_held():
    rests = np.zeros(RATE // 10, np.float32)
    assert sung(np.concatenate([part for hz in TUNE_HZ * 2 for part in (humming(0.25, hz), rests)])) == 0.0


def test_what_hums_in_a_pause_is_no_singing():
    recording = heard(np.concatenate([gliding(3.0, 220.0, 110.0), humming(3.0, 100.0)]))
    spoken = replace(recording, speech=(Span(0.0, 3.0),))
    assert sung_percent(recording, pitch_of(recording.listened)) > 30.0
    assert sung_percent(spoken, pitch_of(spoken.listened)) == 0.0


@pytest.mark.parametrize("sound", [hiss(3.0), hiss(3.0)[:0], humming(0.5, 200.0), np.zeros(RATE, np.float32)])
def test_without_a_second_of_voice_nothing_is_said(sound):
    assert sung(sound) is None
