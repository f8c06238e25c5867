"""The real network on speech whose words are known."""

import subprocess
import sys
from functools import cache

import numpy as np
import pytest

from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.speech import PANGRAMS, espeak_speech
from voicecloner.errors import RecognizerError
from voicecloner.sound.resampling import resample
from voicecloner.speech import moonshine
from voicecloner.speech.moonshine import FILES, RATE_HZ, Recognizer, model_folder

pytestmark = NEEDS_RECOGNIZER


@cache
def recognizer() -> Recognizer:
    return Recognizer()


def sound(text: str = PANGRAMS, voice: str = "en-us") -> np.ndarray:
    spoken = espeak_speech(text, voice)
    return resample(spoken.samples, spoken.sample_rate, RATE_HZ)


def test_words_come_with_their_punctuation():
    heard = recognizer().words(sound("The old man was walking through the street. He opened the window."))
    assert heard.startswith("The old man was walking through the street. He opened the window")


def test_words_have_a_confidence():
    clear = recognizer().written(sound("Good morning. Thank you very much."))
    assert [word.text.strip(",.").lower() for word in clear] == ["good", "morning", "thank", "you", "very", "much"]
    assert all(0.0 < word.confidence <= 1.0 for word in clear)


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.3, 20.0])
def test_in_silence_nothing_runs_away(seconds):
    heard = recognizer().written(np.zeros(round(seconds * RATE_HZ), np.float32))
    assert len(heard) <= 6.5 * seconds + 8


@pytest.mark.parametrize("frames", [0, 3, 1599])
def test_in_a_moment_nothing_is_said(frames):
    assert recognizer().words(np.zeros(frames, np.float32)) == ""


def test_long_sound_is_cut_where_it_is_quiet():
    pause = np.zeros(RATE_HZ // 2, np.float32)
    long = np.concatenate([np.concatenate([sound(), pause])] * 3)
    stretches = list(moonshine._stretches(long))
    assert np.array_equal(np.concatenate(stretches), long)
    assert max(map(len, stretches)) <= 15 * RATE_HZ
    assert all(np.abs(stretch[-RATE_HZ // 100 :]).max() < 0.02 for stretch in stretches[:-1])
    assert recognizer().words(long).lower().count("from the garage") == 3


def test_a_decoder_that_repeats_itself_is_stopped(monkeypatch):
    monkeypatch.setattr(Recognizer, "_decode", lambda self, samples: iter([(400, 0.9)] * 10_000))
    assert 0 < len(recognizer().written(np.zeros(2 * RATE_HZ, np.float32))) <= 2 * 6.5 + 4


def test_it_can_be_stopped():
    answers = iter([True, True])
    assert len(recognizer().written(sound(), lambda: next(answers, False))) <= 2


def test_the_package_itself_is_never_loaded():
    program = "import sys; from voicecloner.speech.moonshine import Recognizer; Recognizer(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "onnxruntime" in loaded
    assert "moonshine_voice" not in loaded


def test_without_its_files_it_says_so(monkeypatch):
    monkeypatch.setattr(moonshine, "_PACKAGE", "no_such_package")
    assert model_folder() is None
    with pytest.raises(RecognizerError, match="not installed"):
        Recognizer()


def test_files_that_are_damaged_are_one_sentence(tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes(b"ORTM, but not really")
    with pytest.raises(RecognizerError, match="could not be loaded"):
        Recognizer(folder=tmp_path)


def test_a_token_may_be_longer_than_a_byte_can_count():
    long = b"x" * 300
    assert moonshine._read_tokens(b"\x02hi" + bytes([300 % 128 + 128, 300 // 128]) + long) == [b"hi", long]
