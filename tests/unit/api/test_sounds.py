"""Recordings in every form that a script may have them in."""

import base64
import io

import numpy as np
import pytest
import soundfile

from tests.support.clips import tone
from voicecloner.api.sounds import as_files, matched, several
from voicecloner.errors import InvalidRequest

RATE = 16_000
SAMPLES = tone(1.0, RATE, 220.0, 0.5)


@pytest.fixture
def path(tmp_path):
    soundfile.write(tmp_path / "anna.wav", SAMPLES, RATE, subtype="FLOAT")
    return tmp_path / "anna.wav"


def forms_of(path):
    content = path.read_bytes()
    return {
        "path": path,
        "text": str(path),
        "bytes": content,
        "bytearray": bytearray(content),
        "memoryview": memoryview(content),
        "open file": io.BytesIO(content),
        "data URI": f"data:audio/wav;base64,{base64.b64encode(content).decode()}",
        "floats": (SAMPLES, RATE),
        "list": (SAMPLES.tolist(), RATE),
        "double": (SAMPLES.astype(np.float64), RATE),
    }


def test_every_form_is_the_same_sound(path):
    forms = forms_of(path)
    with as_files(list(forms.values())) as files:
        for name, file in zip(forms, files, strict=True):
            samples, rate = soundfile.read(file, dtype="float32")
            assert (name, rate, np.array_equal(samples, SAMPLES)) == (name, RATE, True)
    assert [file.exists() for file in files].count(True) == 2  # the user's own


def test_whole_numbers_and_channels_are_kept():
    stereo = np.stack([SAMPLES, -SAMPLES], axis=1)
    with as_files([((SAMPLES * 32_768).astype(np.int16), RATE), (stereo, RATE)]) as (mono, both):
        assert np.abs(soundfile.read(mono)[0] - SAMPLES).max() < 1e-4
        assert np.array_equal(soundfile.read(both, dtype="float32")[0], stereo)


def test_one_and_several_are_told_apart(path):
    sound = (SAMPLES, RATE)
    assert several(path) == (path,)
    assert several(sound) == (sound,)
    assert several([path, sound]) == several((path, sound)) == (path, sound)
    assert several(("a.wav", "b.wav")) == ("a.wav", "b.wav")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "A NoneType is no recording."),
        (SAMPLES, "A ndarray is no recording."),
        ("data:audio/wav,abc", "not in base64"),
        ("data:audio/wav;base64,@@@@", "is not base64"),
        (io.StringIO("text"), "opened as text"),
        ((SAMPLES, 10), "A sample rate lies between"),
        ((np.zeros((2, 3, 4)), RATE), "An array of the shape (2, 3, 4) is no sound."),
        ((np.zeros((10, 4000)), RATE), "An array of the shape (10, 4000) is no sound."),
        ((np.zeros(0), RATE), "An array of the shape (0,) is no sound."),
        ((np.full(10, np.nan), RATE), "values that are not numbers"),
        ((np.array(["a"]), RATE), "are no sound"),
        ((np.zeros(10, np.uint16), RATE), "Numbers without a sign are no sound."),
    ],
)
def test_what_is_no_recording_is_refused(given, words):
    with pytest.raises(InvalidRequest) as raised, as_files([given]):
        pass
    assert words in raised.value.message


def test_one_value_is_for_all_and_a_list_for_each():
    assert matched(3, "en", "languages") == matched(3, ["en"], "languages") == ("en", "en", "en")
    assert matched(2, ["en", "de"], "languages") == ("en", "de")
    with pytest.raises(InvalidRequest, match="There are 2 languages for 3"):
        matched(3, ["en", "de"], "languages")
