import numpy as np
import pytest

from voicecloner.engines.adapters.natural.conversion.source_melody import SourceMelody, recorded, sung_as
from voicecloner.engines.adapters.natural.melody import pitch_range
from voicecloner.engines.adapters.natural.voice import PitchRange
from voicecloner.errors import Cancelled
from voicecloner.jobs import NEVER, CancelToken

RATE = 24_000
LOW_VOICE = PitchRange(100.0, 84.0, 125.0)


def hum(hz: np.ndarray) -> np.ndarray:
    """A voice with harmonics; `hz` for each sample, 0 where it is silent."""
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    sound = sum(np.sin(number * phase) / number for number in range(1, 8))
    return (0.1 * sound * (hz > 0)).astype(np.float32)


def melody(course_hz: np.ndarray) -> SourceMelody:
    return SourceMelody(np.log(course_hz), np.ones(len(course_hz), bool), pitch_range(course_hz.astype(np.float32)))


def test_the_pitch_is_measured_and_goes_on_through_what_is_not_voiced() -> None:
    hz = np.concatenate([np.full(RATE, 180.0), np.zeros(RATE // 2), np.full(RATE, 240.0)])
    [found] = recorded([hum(hz)], NEVER)
    logs, voiced = found.melody.logs, found.melody.is_voiced
    assert np.exp(logs[20:70]) == pytest.approx(180, rel=0.02)
    assert np.exp(logs[140:190]) == pytest.approx(240, rel=0.02)
    assert not voiced[88:112].any()
    assert (np.diff(logs[85:115]) > -0.01).all()


def test_parts_of_one_recording_are_measured_from_one_middle() -> None:
    low, high = recorded([hum(np.full(RATE, 150.0)), hum(np.full(RATE, 300.0))], NEVER)
    assert low.melody.range == high.melody.range
    lower, higher = (np.median(sung_as(part.melody, LOW_VOICE)) for part in (low, high))
    assert higher > 1.2 * lower


def test_it_is_sung_around_the_voices_median_as_far_as_the_voice_moves() -> None:
    course = 220 * 2 ** (0.3 * np.sin(np.arange(800) / 30))
    sung = pitch_range(sung_as(melody(course), LOW_VOICE))
    assert sung is not None
    assert sung.median_hz == pytest.approx(100, rel=0.02)
    assert sung.high_hz / sung.low_hz == pytest.approx(125 / 84, rel=0.1)


def test_a_flat_speaker_does_not_become_a_singer() -> None:
    sung = sung_as(melody(220 * 2 ** (0.005 * np.sin(np.arange(800) / 30))), LOW_VOICE)
    assert sung.max() / sung.min() < 1.03


def test_silence_has_no_melody_and_is_sung_at_the_median() -> None:
    [found] = recorded([np.zeros(RATE, np.float32)], NEVER)
    assert found.melody.range is None
    assert set(sung_as(found.melody, LOW_VOICE)) == {100.0}


def test_it_can_be_stopped() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        recorded([np.zeros(RATE, np.float32)], cancel)
