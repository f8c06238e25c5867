import numpy as np
import pytest

from tests.support.clips import tone
from voicecloner.audio.files.encoding import write_audio
from voicecloner.audio.files.importing import import_audio
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.review.read_stretch import ReadStretch, StretchRequest

RATE = 16_000


@pytest.fixture
def path(tmp_path):
    rising = np.linspace(0.0, 0.5, 10 * RATE, dtype=np.float32)
    made = tmp_path / "long.wav"
    write_audio(made, AudioClip(rising * np.sign(tone(10.0, RATE)), RATE), metadata={})
    return made


def read(path, start_s, end_s):
    request = StretchRequest(path, Span(start_s, end_s))
    return ReadStretch(import_audio)(request)


def test_a_stretch_is_read(path):
    clip = read(path, 4.0, 6.0)
    assert clip.seconds == pytest.approx(2.0)
    assert np.abs(clip.samples).max() == pytest.approx(0.3, abs=0.01)


def test_it_ends_with_the_recording(path):
    assert read(path, 9.0, 30.0).seconds == pytest.approx(1.0)


@pytest.mark.parametrize(("start_s", "end_s"), [(-1.0, 3.0), (3.0, 3.0), (5.0, 3.0), (0.0, 601.0)])
def test_nonsense_is_refused(path, start_s, end_s):
    with pytest.raises(InvalidRequest):
        read(path, start_s, end_s)
