import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import numpy as np
import pytest
import soxr
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clips import noise, silence, syllables, tone
from tests.support.speech import espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.paths import resource
from voicecloner.speech.speaker import SpeakerEncoder, mel_bands, raised

ENCODER = SpeakerEncoder()

# The twelve highest numbers Resemblyzer 0.1.4 itself gives for five seconds of `syllables`.
RESEMBLYZER = {
    246: 0.315,
    243: 0.223,
    36: 0.2217,
    122: 0.2087,
    168: 0.2079,
    113: 0.2054,
    64: 0.2024,
    164: 0.1836,
    187: 0.1729,
    213: 0.1623,
    202: 0.1621,
    235: 0.144,
}


def at_16k(clip: AudioClip) -> np.ndarray:
    return soxr.resample(clip.samples, clip.sample_rate, 16_000)


def test_the_network_is_the_one_its_note_names() -> None:
    digest = sha256(resource("speaker/ge2e.onnx").read_bytes()).hexdigest()
    assert digest in resource("speaker/README.md").read_text(encoding="utf-8")
    assert "Apache License" in resource("speaker/LICENSE").read_text(encoding="utf-8")


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, voicecloner.speech.speaker as s; s.SpeakerEncoder()\n"
    code += "print(sorted({'onnxruntime', 'scipy', 'soxr', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_embedding_is_what_resemblyzer_makes_of_it() -> None:
    found = ENCODER.embed(syllables(5.0))
    assert found.dtype == np.float32
    assert found.shape == (256,)
    assert np.argsort(-found)[:12].tolist() == list(RESEMBLYZER)
    assert found[list(RESEMBLYZER)] == pytest.approx(list(RESEMBLYZER.values()), abs=1e-3)
    assert np.linalg.norm(found) == pytest.approx(1.0, abs=1e-5)


def test_faint_sound_is_raised_first_as_resemblyzer_does() -> None:
    found = ENCODER.embed(syllables(5.0) * np.float32(0.001))
    assert found[[246, 168, 36, 113, 64, 164]] == pytest.approx(
        [0.3014, 0.2395, 0.2136, 0.2034, 0.2024, 0.1826], abs=1e-2
    )
    assert raised(tone(1.0, amplitude=0.5)).max() == pytest.approx(0.5, rel=1e-3)
    assert np.sqrt(np.mean(raised(tone(1.0, amplitude=0.001)) ** 2)) == pytest.approx(10**-1.5, rel=1e-3)


def test_the_bands_are_those_of_librosa() -> None:
    bands = mel_bands(syllables(5.0), 501)
    assert bands.shape == (501, 40)
    assert float(bands.sum()) == pytest.approx(1367.5076, rel=1e-4)


def test_one_voice_is_nearer_to_itself_than_to_another() -> None:
    first = at_16k(espeak_speech())
    other = at_16k(espeak_speech(voice="en-gb-scotland"))
    half = len(first) // 2
    one, two, three = (ENCODER.embed(part) for part in (first[:half], first[half:], other))
    assert one @ two > 0.85
    assert one @ two > one @ three + 0.02 or one @ three > 0.85


@pytest.mark.parametrize("step", [20, 77, 80, 160])
def test_windows_cover_the_sound_in_steps(step: int) -> None:
    found = ENCODER.windows(noise(6.0), step)
    starts = [span.start_s for span in found.spans]
    assert found.embeddings.shape == (len(starts), 256)
    assert np.diff(starts) == pytest.approx(step / 100)
    assert all(span.end_s - span.start_s == pytest.approx(1.6) for span in found.spans)
    assert 6.0 - starts[-1] >= 0.75 * 1.6
    assert 6.0 - (starts[-1] + step / 100) < 1.6


@given(st.integers(0, 40_000), st.integers(1, 160))
def test_any_length_gives_finite_embeddings_of_length_one(samples: int, step: int) -> None:
    found = ENCODER.windows(noise(2.5)[:samples], max(step, 40))
    assert len(found.spans) >= 1
    lengths = np.linalg.norm(found.embeddings, axis=1)
    assert ((np.abs(lengths - 1) < 1e-4) | (lengths == 0)).all()


def test_silence_has_an_embedding_too() -> None:
    assert np.isfinite(ENCODER.embed(silence(2.0))).all()


def test_threads_may_share_it() -> None:
    encoder = SpeakerEncoder()
    sound = syllables(3.0)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: encoder.embed(sound), range(8)))
    assert all(np.array_equal(found[0], other) for other in found)
