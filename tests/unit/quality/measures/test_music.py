import numpy as np
import pytest

from tests.support.clips import clip, tone
from voicecloner.domain.quality import Span
from voicecloner.quality.measures.music import held_percent
from voicecloner.quality.measures.recording import measured
from voicecloner.speech.vad import SpeechDetector

FIFTH_HZ = (440.0, 660.0)


def fifth(seconds: float) -> np.ndarray:
    return sum((tone(seconds, hz=hz, amplitude=0.2) for hz in FIFTH_HZ), np.zeros(1, np.float32))


def held(sound: np.ndarray) -> float:
    return held_percent(measured(clip(sound), SpeechDetector()))


@pytest.mark.parametrize("span", [Span(0.0, 1.0), Span(1.5, 3.0), Span(3.0, 4.0)])
def test_two_notes_are_held_as_long_as_they_sound(span: Span) -> None:
    times_s = np.arange(4 * 16_000) / 16_000
    assert held(fifth(4.0) * ((times_s >= span.start_s) & (times_s < span.end_s))) > 90


def test_notes_of_less_than_four_tenths_of_a_second_are_not_held() -> None:
    times_s = np.arange(4 * 16_000) / 16_000
    assert held(fifth(4.0) * (times_s % 0.5 < 0.25)) == 0


def test_one_note_is_no_music() -> None:
    assert held(tone(2.0, hz=440.0) * np.repeat([0.0, 1.0], 16_000)) == 0


def test_sound_too_short_to_hold_a_note_is_no_music() -> None:
    assert held(fifth(0.4)) == 0
