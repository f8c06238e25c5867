"""The gate on spoken sentences, and what takes seconds away from it."""

import numpy as np
import pytest
import soxr

from tests.support.clips import noise, silence
from tests.support.speech import espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.quality.live.live_review import LiveReview
from voicecloner.quality.live.speech_gate import SpeechGate
from voicecloner.speech.vad import SpeechDetector

RATE = 48_000
ROOM_DBFS = -66.0


@pytest.fixture(scope="module")
def sentences() -> np.ndarray:
    """14 s of speech at about -25 dBFS, without a room."""
    speech = espeak_speech()
    return (soxr.resample(speech.samples, speech.sample_rate, RATE) * 0.6).astype(np.float32)


def in_a_room(samples: np.ndarray, level_dbfs: float = ROOM_DBFS) -> np.ndarray:
    hiss = noise(len(samples) / RATE, RATE, rms=10 ** (level_dbfs / 20))
    return (samples + hiss[: len(samples)]).astype(np.float32)


def quiet(seconds: float) -> np.ndarray:
    return silence(seconds, RATE)


def judged(
    detector: SpeechDetector, samples: np.ndarray, room_floor_dbfs: float | None = ROOM_DBFS, rate: int = RATE
) -> LiveReview:
    gate = SpeechGate(detector, room_floor_dbfs)
    for start in range(0, len(samples), 1600):
        gate.add(samples[start : start + 1600], rate)
    gate.finish()
    return gate.review


def history(detector: SpeechDetector, samples: np.ndarray, room_floor_dbfs: float | None = None) -> list[LiveReview]:
    """The review after each quarter of a second."""
    gate = SpeechGate(detector, room_floor_dbfs)
    found = []
    for start in range(0, len(samples), RATE // 4):
        gate.add(samples[start : start + RATE // 4], RATE)
        found.append(gate.review)
    return found


def checks(review: LiveReview) -> list[str]:
    return [hint.check for hint in review.hints]


def total_s(spans: tuple[Span, ...]) -> float:
    return sum(span.end_s - span.start_s for span in spans)


def test_nothing_is_worth_nothing(detector: SpeechDetector) -> None:
    gate = SpeechGate(detector)
    gate.finish()
    assert gate.review == LiveReview()


def test_clean_speech_counts_nearly_whole(detector: SpeechDetector, sentences: np.ndarray) -> None:
    review = judged(detector, in_a_room(sentences))
    seconds = len(sentences) / RATE
    assert review.seconds == pytest.approx(seconds)
    assert 0.85 * seconds < review.usable_s <= seconds
    assert total_s(review.usable) == pytest.approx(review.usable_s)
    assert review.hints == ()
    assert review.floor_dbfs == pytest.approx(ROOM_DBFS, abs=3)
    assert review.voice_dbfs == pytest.approx(-25, abs=3)


def test_silence_and_noise_do_not_count(detector: SpeechDetector) -> None:
    for samples in (quiet(6.0), in_a_room(quiet(6.0)), noise(6.0, RATE)):
        review = judged(detector, samples)
        assert (review.usable_s, review.usable) == (0.0, ())
    assert "silence" in checks(review)


def test_long_stops_do_not_count_and_short_ones_do(detector: SpeechDetector, sentences: np.ndarray) -> None:
    def with_stop(seconds: float) -> LiveReview:
        half = 4 * RATE
        parts = (sentences[:half], quiet(seconds), sentences[half : 2 * half])
        return judged(detector, in_a_room(np.concatenate(parts)))

    together, short, long = with_stop(0.0), with_stop(0.25), with_stop(3.0)
    assert short.usable_s == pytest.approx(together.usable_s + 0.25, abs=0.3)
    assert long.usable_s == pytest.approx(together.usable_s, abs=0.6)
    assert long.seconds == pytest.approx(together.seconds + 3.0)
    assert not any(span.start_s < 5.5 < span.end_s for span in long.usable)


def test_clipped_stretches_do_not_count_and_are_told(detector: SpeechDetector, sentences: np.ndarray) -> None:
    fine = in_a_room(sentences[: 8 * RATE])
    loud = fine.copy()
    loud[: 4 * RATE] = np.clip(loud[: 4 * RATE] * 8, -1, 1)
    review = judged(detector, loud)
    assert review.usable_s < judged(detector, fine).usable_s - 1.5
    gate = SpeechGate(detector)
    gate.add(loud[: 3 * RATE], RATE)
    assert checks(gate.review)[0] == "clipping"
    clipped_at_s = np.flatnonzero(np.abs(loud) >= 0.999) / RATE
    inside = [any(span.start_s <= at_s < span.end_s for span in review.usable) for at_s in clipped_at_s]
    assert np.mean(inside) < 0.02


def test_speech_that_the_noise_drowns_does_not_count(detector: SpeechDetector, sentences: np.ndarray) -> None:
    for level_dbfs in (-26.0, -22.0):
        review = judged(detector, in_a_room(sentences, level_dbfs), level_dbfs)
        assert review.speech_s > 5
        assert review.usable_s == 0
        assert checks(review) == ["noise"]
        assert "steady" in review.hints[0].message


def test_noise_is_found_without_a_look_at_the_room_before(detector: SpeechDetector, sentences: np.ndarray) -> None:
    assert judged(detector, in_a_room(sentences, -24.0), None).usable_s < 1
    assert judged(detector, in_a_room(sentences), None).usable_s == pytest.approx(
        judged(detector, in_a_room(sentences)).usable_s, abs=0.1
    )


def test_a_quiet_voice_is_called_closer_and_a_faint_one_does_not_count(
    detector: SpeechDetector, sentences: np.ndarray
) -> None:
    quiet_voice = judged(detector, in_a_room(sentences / 8, -90), -90)
    assert quiet_voice.usable_s > 10
    assert [hint.message for hint in quiet_voice.hints] == ["You are quiet: come closer to the microphone."]
    faint_voice = judged(detector, in_a_room(sentences / 40, -90), -90)
    assert faint_voice.usable_s == 0
    assert "level" in checks(faint_voice)


def whispered(clip: AudioClip) -> np.ndarray:
    """The same words without a pitch: noise in the shape of their spectra, smoothed over 400 Hz."""
    from scipy.ndimage import uniform_filter1d
    from scipy.signal import istft, stft

    samples = soxr.resample(clip.samples, clip.sample_rate, 16_000)
    _, _, spectra = stft(samples, 16_000, nperseg=512)
    shape = np.sqrt(uniform_filter1d(np.abs(spectra) ** 2, 13, axis=0))
    drawn = np.random.default_rng(0).normal(size=(2, *spectra.shape))
    _, breath = istft(shape * (drawn[0] + 1j * drawn[1]) / np.sqrt(2), 16_000, nperseg=512)
    return soxr.resample((0.6 * breath).astype(np.float32), 16_000, RATE)


def test_a_whisper_does_not_count_and_is_told(detector: SpeechDetector) -> None:
    review = judged(detector, in_a_room(whispered(espeak_speech())))
    assert review.speech_s > 5
    assert review.usable_s < 0.1 * review.speech_s
    assert "whisper" in checks(review)


def test_the_count_grows_with_the_recording_and_never_shrinks(detector: SpeechDetector, sentences: np.ndarray) -> None:
    counted = [review.usable_s for review in history(detector, in_a_room(sentences))]
    assert counted == sorted(counted)
    assert counted[-1] > 10


def test_with_a_known_room_the_count_begins_at_once(detector: SpeechDetector, sentences: np.ndarray) -> None:
    samples = in_a_room(sentences[: 2 * RATE])
    assert history(detector, samples, ROOM_DBFS)[-1].usable_s > 1
    assert history(detector, samples)[-1].usable_s == 0
    assert judged(detector, samples, None).usable_s > 1


@pytest.mark.parametrize("rate", [16_000, 44_100, 96_000])
def test_any_sample_rate_will_do(detector: SpeechDetector, sentences: np.ndarray, rate: int) -> None:
    samples = soxr.resample(in_a_room(sentences), RATE, rate)
    at_48k = judged(detector, in_a_room(sentences))
    assert judged(detector, samples, rate=rate).usable_s == pytest.approx(at_48k.usable_s, abs=0.5)


def test_an_offset_and_a_bad_number_do_no_harm(detector: SpeechDetector, sentences: np.ndarray) -> None:
    samples = in_a_room(sentences) * np.float32(0.8) + np.float32(0.1)
    samples[RATE] = np.nan
    samples[2 * RATE] = np.inf
    assert judged(detector, samples).usable_s == pytest.approx(judged(detector, in_a_room(sentences)).usable_s, abs=0.5)


def test_a_long_recording_is_kept_whole(detector: SpeechDetector, sentences: np.ndarray) -> None:
    """More than the first table of frames holds."""
    one = judged(detector, in_a_room(sentences))
    three = judged(detector, in_a_room(np.tile(sentences, 3)))
    assert three.usable_s == pytest.approx(3 * one.usable_s, rel=0.05)
