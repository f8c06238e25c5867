import numpy as np
import pytest

from tests.support.clips import SAMPLE_RATE, clip, noise, silence, syllables
from voicecloner.domain.audio import AudioClip
from voicecloner.quality.measures.clipping import TOP, clipping


def cut(samples: np.ndarray, at: float) -> np.ndarray:
    return np.clip(samples, -at, at)


def as_16_bit(samples: np.ndarray) -> np.ndarray:
    return (np.round(samples * 32767) / 32768).astype(np.float32)


def test_a_voice_that_reaches_full_scale_is_not_clipped(spoken: AudioClip) -> None:
    loud = spoken.samples / np.abs(spoken.samples).max()
    assert clipping(AudioClip(as_16_bit(loud), spoken.sample_rate)).share_percent < 0.005


@pytest.mark.parametrize("gain", [1.0, 0.5, 0.1])
def test_cut_peaks_are_counted_also_when_lowered_afterwards(gain: float) -> None:
    voice = noise(4.0, rms=0.2)
    # Neighbours in white noise are independent: a run of two needs both beyond the cut.
    beyond = np.abs(voice) >= TOP * 0.3
    same_side = np.sign(voice[1:]) == np.sign(voice[:-1])
    in_pairs = beyond[1:] & beyond[:-1] & same_side
    expected = 100 * np.mean(np.concatenate((in_pairs, [False])) | np.concatenate(([False], in_pairs)))
    found = clipping(clip(as_16_bit(cut(voice, 0.3) * np.float32(gain))))
    assert expected > 1.0
    assert found.share_percent == pytest.approx(expected, rel=0.02)


def test_the_place_is_told_and_neighbours_are_joined() -> None:
    samples = syllables(4.0) * np.float32(0.5)
    for start_s in (1.0, 1.05, 3.0):
        start = round(start_s * SAMPLE_RATE)
        samples[start : start + 16] = 0.9
    spans = clipping(clip(samples)).spans
    assert [(round(span.start_s, 3), round(span.end_s, 3)) for span in spans] == [(1.0, 1.051), (3.0, 3.001)]


def test_one_side_alone_is_found() -> None:
    voice = noise(2.0, rms=0.1)
    assert clipping(clip(np.minimum(voice, 0.12))).share_percent > 0.5


def test_an_offset_hides_nothing_and_adds_nothing() -> None:
    voice = noise(2.0, rms=0.05)
    assert clipping(clip(voice - np.float32(0.26))).share_percent == 0.0
    clean = clipping(clip(cut(voice, 0.08))).share_percent
    assert clipping(clip(cut(voice, 0.08) - np.float32(0.26))).share_percent == pytest.approx(clean, rel=0.1)
    assert clean > 0.5


def test_a_click_in_silence_is_no_clipping() -> None:
    samples = silence(1.0)
    samples[8000] = 1.0
    assert clipping(clip(samples)).share_percent == 0.0


@pytest.mark.parametrize("samples", [silence(1.0), silence(0.0), np.full(1000, 0.5, np.float32)])
def test_nothing_to_cut(samples: np.ndarray) -> None:
    assert clipping(clip(samples)).spans == ()


def test_the_coarse_steps_of_room_tone_are_no_flat_tops() -> None:
    assert clipping(clip(as_16_bit(noise(2.0, rms=0.00003)))).share_percent == 0.0
