import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import numpy as np
import pytest
import soxr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.support.clips import noise, silence, tone
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.paths import resource
from voicecloner.speech import vad
from voicecloner.speech.vad import FRAME_S, SpanRules, SpeechDetector, edges, merged, speech_spans

EXACT = SpanRules(padding_s=0.0)


def spans_of(values: Sequence[float], rules: SpanRules = EXACT) -> list[tuple[int, int]]:
    probabilities = np.array(values, dtype=np.float32)
    spans = speech_spans(probabilities, len(probabilities) * FRAME_S, rules)
    return [(round(span.start_s / FRAME_S), round(span.end_s / FRAME_S)) for span in spans]


def at_16k(clip: AudioClip) -> np.ndarray:
    return soxr.resample(clip.samples, clip.sample_rate, 16_000)


def test_the_vendored_network_is_the_one_its_note_names() -> None:
    digest = sha256(resource("vad/silero_vad_16k_sequence.onnx").read_bytes()).hexdigest()
    assert digest in resource("vad/README.md").read_text(encoding="utf-8")
    assert "MIT" in resource("vad/LICENSE").read_text(encoding="utf-8")


def test_nothing_is_loaded_before_the_first_use() -> None:
    import subprocess

    code = (
        "import sys, voicecloner.quality.analyzer as a, voicecloner.speech.vad as v; a.Analyzer(v.SpeechDetector())\n"
    )
    code += "print(sorted({'onnxruntime', 'scipy', 'soxr', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("samples", "frames"), [(0, 0), (1, 1), (512, 1), (513, 2), (512 * 513, 513)])
def test_one_probability_for_every_frame(detector: SpeechDetector, samples: int, frames: int) -> None:
    found = detector.probabilities(noise(samples / 16_000)[:samples])
    assert found.dtype == np.float32
    assert found.shape == (frames,)
    assert ((found >= 0) & (found <= 1)).all()


def test_speech_is_told_from_everything_else(detector: SpeechDetector, spoken: AudioClip) -> None:
    found = detector.probabilities(at_16k(spoken))
    assert np.mean(found > 0.5) > 0.7
    for other in (silence(3.0), noise(3.0), tone(3.0)):
        assert detector.probabilities(other).max() < 0.5


def test_blocks_join_without_a_seam(
    detector: SpeechDetector, spoken: AudioClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = at_16k(spoken)
    whole = detector.probabilities(samples)
    monkeypatch.setattr(vad, "_BLOCK_FRAMES", 7)
    assert detector.probabilities(samples) == pytest.approx(whole, abs=1e-4)


def test_the_state_does_not_leak_into_the_next_recording(detector: SpeechDetector, spoken: AudioClip) -> None:
    samples = at_16k(spoken)
    first = detector.probabilities(samples)
    assert np.array_equal(detector.probabilities(samples), first)


def test_threads_may_share_a_detector(spoken: AudioClip) -> None:
    detector, samples = SpeechDetector(), at_16k(spoken)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(detector.probabilities, [samples] * 4))
    assert all(np.array_equal(result, results[0]) for result in results)


def test_short_bursts_are_dropped_and_short_gaps_closed() -> None:
    assert spans_of([0.9] * 7 + [0.0] * 20) == []
    assert spans_of([0.9] * 8 + [0.0] * 20) == [(0, 8)]
    assert spans_of([0.9] * 8 + [0.0] * 6 + [0.9] * 8) == [(0, 22)]
    assert spans_of([0.9] * 8 + [0.0] * 7 + [0.9] * 8) == [(0, 8), (15, 23)]


def test_speech_begins_above_the_threshold_and_ends_below_the_lower_one() -> None:
    assert spans_of([0.4] * 20) == []
    assert spans_of([0.4] * 5 + [0.6] * 5 + [0.4] * 5 + [0.3] * 10) == [(5, 15)]


def test_padding_stays_inside_the_recording() -> None:
    spans = speech_spans(np.full(20, 0.9, np.float32), 20 * FRAME_S, SpanRules(padding_s=1.0))
    assert spans == (Span(0.0, 20 * FRAME_S),)


@given(
    hnp.arrays(np.float32, st.integers(0, 200), elements=st.floats(0, 1, width=32)),
    st.floats(0, 0.2),
    st.floats(0, 1),
)
def test_spans_are_ordered_apart_and_inside(probabilities: np.ndarray, cut_s: float, padding_s: float) -> None:
    seconds = max(0.0, len(probabilities) * FRAME_S - cut_s)
    spans = speech_spans(probabilities, seconds, SpanRules(padding_s=padding_s))
    borders = [border for span in spans for border in (span.start_s, span.end_s)]
    assert borders == sorted(borders)
    assert len(set(borders)) == len(borders)
    assert all(0 <= border <= seconds for border in borders)


def test_edges_of_runs() -> None:
    assert edges(np.array([True, True, False, True])) == ([0, 3], [2, 4])
    assert edges(np.zeros(0, dtype=bool)) == ([], [])


def test_merging_joins_neighbours() -> None:
    assert merged([Span(0, 1), Span(1.2, 2), Span(3, 4)], 0.2000001) == (Span(0, 2), Span(3, 4))
    assert merged([Span(0, 5), Span(1, 2)], 0.0) == (Span(0, 5),)


@pytest.mark.parametrize("piece", [100, 512, 4801, 100_000])
def test_sound_that_comes_in_pieces_is_judged_like_the_whole(
    detector: SpeechDetector, spoken: AudioClip, piece: int
) -> None:
    samples = at_16k(spoken)[:100_000]
    stream = detector.stream()
    found = np.concatenate([stream.add(samples[i : i + piece]) for i in range(0, len(samples), piece)])
    assert len(found) == len(samples) // 512
    assert found == pytest.approx(detector.probabilities(samples)[: len(found)], abs=1e-4)


def test_two_streams_do_not_disturb_each_other(detector: SpeechDetector, spoken: AudioClip) -> None:
    samples = at_16k(spoken)[:32_000]
    one, other = detector.stream(), detector.stream()
    found = []
    for start in range(0, len(samples), 5120):
        found.append(one.add(samples[start : start + 5120]))
        other.add(noise(0.32))
    whole = np.concatenate(found)
    assert whole == pytest.approx(detector.probabilities(samples)[: len(whole)], abs=1e-4)
