import numpy as np
import pytest

from tests.support.clips import clip, noise, silence
from tests.support.speech import espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.quality.measures.level import speech_rms_dbfs
from voicecloner.quality.measures.noise import LOWEST_FLOOR_DBFS, noise_power
from voicecloner.quality.measures.noise import noise as measured_noise
from voicecloner.quality.measures.recording import measured
from voicecloner.speech.vad import SpeechDetector


def with_noise(speech: AudioClip, detector: SpeechDetector, snr_db: float) -> AudioClip:
    """White noise in the band up to 8 kHz lies `snr_db` below the speech frames."""
    level = speech_rms_dbfs(measured(speech, detector))
    assert level is not None
    band = 16_000 / speech.sample_rate
    rms = 10 ** ((level - snr_db) / 20) / np.sqrt(band)
    added = noise(speech.seconds, speech.sample_rate, rms=rms)[: speech.frames]
    return AudioClip(speech.samples + added, speech.sample_rate)


@pytest.mark.parametrize("snr_db", [0.0, 5.0, 10.0, 20.0, 25.0])
def test_a_known_ratio_is_measured(detector: SpeechDetector, spoken: AudioClip, snr_db: float) -> None:
    found = measured_noise(measured(with_noise(spoken, detector, snr_db), detector))
    assert found.snr_db == pytest.approx(snr_db, abs=1.5)


@pytest.mark.parametrize("snr_db", [5.0, 10.0, 20.0])
def test_a_known_ratio_is_measured_without_pauses(detector: SpeechDetector, snr_db: float) -> None:
    found = measured_noise(measured(with_noise(espeak_speech(), detector, snr_db), detector))
    assert found.snr_db == pytest.approx(snr_db, abs=2.0)


@pytest.mark.parametrize("floor_dbfs", [-70.0, -50.0, -30.0])
def test_the_floor_of_room_tone(detector: SpeechDetector, floor_dbfs: float) -> None:
    found = measured_noise(measured(clip(noise(3.0, rms=10 ** (floor_dbfs / 20))), detector))
    assert found.floor_dbfs == pytest.approx(floor_dbfs, abs=0.5)
    assert found.snr_db is None


def test_digital_silence_around_a_noisy_take_does_not_flatter_it(detector: SpeechDetector, spoken: AudioClip) -> None:
    noisy = with_noise(spoken, detector, 10.0)
    gap = silence(5.0, spoken.sample_rate)
    padded = AudioClip(np.concatenate((gap, noisy.samples, gap)), spoken.sample_rate)
    assert measured_noise(measured(padded, detector)).snr_db == pytest.approx(10.0, abs=1.5)


def test_an_offset_is_no_noise(detector: SpeechDetector, spoken: AudioClip) -> None:
    shifted = AudioClip(spoken.samples - np.float32(0.26), spoken.sample_rate)
    found = measured_noise(measured(shifted, detector))
    assert found.snr_db is not None
    assert found.snr_db > 20


def test_the_figures_stay_finite(detector: SpeechDetector) -> None:
    digital = measured_noise(measured(clip(silence(1.0)), detector))
    assert digital.floor_dbfs == LOWEST_FLOOR_DBFS
    nothing = measured_noise(measured(clip(silence(0.0)), detector))
    assert nothing.floor_dbfs is None


def test_pauses_are_measured_away_from_speech() -> None:
    powers = np.concatenate((np.full(10, 1.0), np.full(2, 0.5), np.full(30, 0.01)))
    probabilities = np.concatenate((np.full(10, 0.9), np.zeros(32))).astype(np.float32)
    assert noise_power(powers, probabilities) == pytest.approx(0.01)
