"""What goes wrong with recordings, a few lines each, made from clean speech."""

from itertools import pairwise

import numpy as np
import soxr
from scipy import signal

from tests.support.clips import noise
from voicecloner.domain.audio import AudioClip


def level(samples: np.ndarray) -> float:
    """RMS of the louder frames."""
    frames = samples[: len(samples) // 400 * 400].reshape(-1, 400)
    powers = np.mean(np.square(frames, dtype=np.float64), axis=1)
    return float(np.sqrt(powers[powers > powers.max() * 1e-3].mean()))


def mixed(speech: AudioClip, added: np.ndarray, snr_db: float) -> AudioClip:
    scale = level(speech.samples) / np.sqrt(np.mean(added**2)) * 10 ** (-snr_db / 20)
    return AudioClip((speech.samples + scale * added).astype(np.float32), speech.sample_rate)


def with_hum(speech: AudioClip, mains_hz: float, snr_db: float, harmonics: int = 6) -> AudioClip:
    time_s = np.arange(speech.frames) / speech.sample_rate
    lines = [np.sin(2 * np.pi * mains_hz * k * time_s + k) / k for k in range(1, harmonics + 1)]
    return mixed(speech, np.sum(lines, axis=0), snr_db)


def in_a_hall(speech: AudioClip, rt60_s: float, direct_db: float) -> AudioClip:
    tail = np.random.default_rng(3).normal(size=round(rt60_s * speech.sample_rate))
    tail *= 10 ** (-3 * np.arange(len(tail)) / speech.sample_rate / rt60_s)
    tail *= 10 ** (-direct_db / 20) / np.linalg.norm(tail)
    tail[0] = 1.0
    wet = signal.fftconvolve(speech.samples, tail)[: speech.frames]
    return AudioClip((0.7 * wet / np.abs(wet).max()).astype(np.float32), speech.sample_rate)


def over_a_telephone(speech: AudioClip) -> AudioClip:
    low = soxr.resample(speech.samples, speech.sample_rate, 8_000)
    band = signal.butter(6, [300, 3400], "bandpass", fs=8_000, output="sos")
    again = soxr.resample(signal.sosfilt(band, low), 8_000, speech.sample_rate)
    return AudioClip(again.astype(np.float32), speech.sample_rate)


def places(speech: AudioClip, count: int, block: int) -> list[int]:
    """Where a block of samples lies in the middle of loud speech."""
    loud = level(speech.samples)
    starts = range(4 * block, speech.frames - 4 * block, block)
    sides = [(speech.samples[s - block : s], speech.samples[s + block : s + 2 * block]) for s in starts]
    loud_there = [all(np.sqrt(np.mean(side**2)) > 0.7 * loud for side in pair) for pair in sides]
    sounding = [s for s, there in zip(starts, loud_there, strict=True) if there]
    return sounding[len(sounding) // count // 2 :: len(sounding) // count][:count]


def with_dropouts(speech: AudioClip, kind: str, count: int, ms: float) -> AudioClip:
    samples = speech.samples.copy()
    block = round(ms / 1000 * speech.sample_rate)
    for start in places(speech, count, block):
        lost = {"zeros": 0.0, "stuck": samples[start - 1], "repeated": samples[start - block : start]}
        samples[start : start + block] = lost[kind]
    return AudioClip(samples, speech.sample_rate)


def chords(seconds: float, sample_rate: int) -> np.ndarray:
    """A cadence on an organ, each chord held for a second."""
    time_s = np.arange(round(seconds * sample_rate)) / sample_rate
    triads = [(220.0, 277.2, 329.6), (293.7, 370.0, 440.0), (329.6, 415.3, 493.9), (196.0, 246.9, 293.7)]
    parts = [
        np.sum([np.sin(2 * np.pi * hz * k * time_s) / k for hz in triad for k in (1, 2, 3, 4)], 0) for triad in triads
    ]
    return np.choose(time_s.astype(int) % len(triads), parts)


def whispered(speech: AudioClip) -> AudioClip:
    """The envelope of the speech in eight bands, filled with noise: words without a pitch."""
    rate = speech.sample_rate
    edges = [150, 400, 700, 1100, 1600, 2300, 3200, 4500, 7000]
    hiss = noise(speech.seconds + 1, rate)[: speech.frames]
    smooth = signal.butter(2, 15, fs=rate, output="sos")
    total = np.zeros(speech.frames)
    for low, high in pairwise(edges):
        band = signal.butter(4, [low, high], "bandpass", fs=rate, output="sos")
        envelope = np.maximum(signal.sosfilt(smooth, np.abs(signal.sosfilt(band, speech.samples))), 0)
        total += envelope * signal.sosfilt(band, hiss)
    return AudioClip((0.4 * total / np.abs(total).max()).astype(np.float32), rate)
