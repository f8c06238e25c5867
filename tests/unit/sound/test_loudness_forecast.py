"""How loud a sound will be with its peaks held is told before it is made so."""

import numpy as np
import pytest

from tests.support.clips import silence, syllables
from tests.support.speech import espeak_speech
from voicecloner.sound.levelling import Level, measured
from voicecloner.sound.loudness_forecast import LoudnessForecast

RATE = 24_000


def forecast_of(samples, rate=RATE):
    forecast = LoudnessForecast(rate)
    for block in np.array_split(samples, 7):
        forecast.push(block)
    return forecast


@pytest.mark.parametrize("rate", [11_025, 24_000, 48_000])
def test_without_a_gain_it_is_what_is_measured(rate):
    sound = syllables(4.0, rate)
    assert forecast_of(sound, rate).lufs() == pytest.approx(measured([sound], rate).lufs, abs=0.03)


@pytest.mark.parametrize("gain_db", [3.0, 8.0, 14.0])
def test_held_peaks_are_foreseen(gain_db):
    said = espeak_speech()
    sound, rate = said.samples / np.abs(said.samples).max() * np.float32(0.8), said.sample_rate
    made = np.concatenate(list(Level(gain_db, ceiling_dbtp=-1.2).applied(np.array_split(sound, 9), rate)))
    assert forecast_of(sound, rate).lufs(gain_db, -1.2) == pytest.approx(measured([made], rate).lufs, abs=0.2)


@pytest.mark.parametrize("seconds", [0.05, 0.3])
def test_of_a_short_sound_the_gain_is_counted(seconds):
    sound = syllables(seconds, RATE)
    assert forecast_of(sound).lufs(6.0) == pytest.approx(measured([sound], RATE).lufs + 6.0, abs=0.01)


@pytest.mark.parametrize("seconds", [0.0, 0.2, 2.0])
def test_silence_has_no_loudness(seconds):
    assert forecast_of(silence(seconds, RATE)).lufs(10.0, -1.2) == -np.inf


def test_a_long_sound_in_small_blocks_is_foreseen_as_well(monkeypatch):
    monkeypatch.setattr("voicecloner.sound.loudness_forecast._STRETCH_CELLS", 100)
    sound = syllables(6.0, RATE)
    assert forecast_of(sound).lufs() == pytest.approx(measured([sound], RATE).lufs, abs=0.001)
    made = np.concatenate(list(Level(8.0, ceiling_dbtp=-1.2).applied([sound], RATE)))
    assert forecast_of(sound).lufs(8.0, -1.2) == pytest.approx(measured([made], RATE).lufs, abs=0.2)
