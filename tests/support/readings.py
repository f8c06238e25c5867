"""Recordings as users have them, read by eSpeak NG: a good one, a poor one, and a long one of which a part is good."""

import shutil
from pathlib import Path

import numpy as np

from tests.support.clips import noise
from tests.support.speech import PANGRAMS, espeak_speech
from voicecloner.audio.files.encoding import write_audio
from voicecloner.domain.audio import AudioClip
from voicecloner.sound.resampling import resample
from voicecloner.use_cases.recording.reading_scripts import reading_script


def good_file(folder: Path) -> Path:
    """A clean reading."""
    clip = espeak_speech(reading_script("en").text)
    path = folder / "reading.wav"
    return _written(path, clip.samples * 0.5 + noise(clip.seconds, clip.sample_rate, 0.0004)[: clip.frames], clip)


def poor_file(folder: Path) -> Path:
    """A noisy, clipped reading with a long pause."""
    clip = espeak_speech(reading_script("en").text)
    loud, quiet = clip.samples[: 7 * clip.sample_rate] * 4.0, clip.samples[: 6 * clip.sample_rate] * 0.4
    sound = np.concatenate([loud, np.zeros(8 * clip.sample_rate, np.float32), quiet])
    hiss = noise(len(sound) / clip.sample_rate + 1, clip.sample_rate, 0.03)[: len(sound)]
    return _written(folder / "interview with a friend, kitchen, second try.wav", np.clip(sound + hiss, -0.8, 0.8), clip)


def two_people_file(folder: Path) -> Path:
    """A clean reading, and another person's after it."""
    clip = espeak_speech(reading_script("en").text)
    one = clip.samples[: 16 * clip.sample_rate] * 0.5
    other = resample(espeak_speech(PANGRAMS).samples, clip.sample_rate, round(clip.sample_rate / 1.5)) * 0.5
    sound = np.concatenate([one, other[: 9 * clip.sample_rate]])
    return _written(folder / "two people.wav", sound + noise(60, clip.sample_rate, 0.0004)[: len(sound)], clip)


def long_file(folder: Path) -> Path:
    """A clean reading in the midst of a noisy one."""
    clip = espeak_speech(f"{PANGRAMS} {reading_script('en', 'serious').text}")
    rate, path = clip.sample_rate, folder / "interview.wav"
    other = espeak_speech(reading_script("en", "lively").text).samples
    noisy = np.resize(other * 0.4, 62 * rate) + noise(62, rate, 0.08)
    clean = clip.samples * 0.5 + noise(clip.seconds + 1, rate, 0.0004)[: clip.frames]
    return _written(path, np.concatenate([noisy, clean, noisy[::-1]]), clip)


def many_files(folder: Path) -> Path:
    """A folder of recordings of several people: good ones, a noisy one, and one that is none."""
    people = folder / "people"
    people.mkdir(exist_ok=True)
    good, poor = good_file(folder), poor_file(folder)
    for name in ("Maria", "Ľubomír Žltý", "小红", "Grandmother, the bedtime story of the little lighthouse keeper"):
        shutil.copy(good, people / f"{name}.wav")
    shutil.copy(poor, people / poor.name)
    (people / "letter.mp3").write_text("Dear Anna,", encoding="utf-8")
    return people


def _written(path: Path, samples: np.ndarray, like: AudioClip) -> Path:
    write_audio(path, AudioClip(samples.astype(np.float32), like.sample_rate), metadata={})
    return path
