import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clips import clip, noise
from voicecloner.domain.audio import Samples
from voicecloner.domain.quality import Span
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.quality.measures.speakers import smaller_group, stretches_of_one, voices
from voicecloner.speech.speaker import HOP, WINDOW_FRAMES, Windows


class Hearing:
    """An encoder to which a voice is the loudness of a window: soft and loud are two people."""

    def windows(self, samples_16k: Samples, step_frames: int = 80) -> Windows:
        size = WINDOW_FRAMES * HOP
        starts = range(0, max(1, len(samples_16k) - size + 1), step_frames * HOP)
        loud = [float(np.abs(samples_16k[start : start + size]).sum()) > 0.2 * size for start in starts]
        embeddings = np.array([[0.6, 0.8] if one else [1.0, 0.0] for one in loud], np.float32)
        return Windows(embeddings, tuple(Span(s / 16_000, (s + size) / 16_000) for s in starts))


def recording(samples: Samples, speech: tuple[Span, ...]) -> MeasuredRecording:
    frames = len(samples) // 512
    return MeasuredRecording(clip(samples), samples, 1.0, np.ones(frames), np.ones(frames, np.float32), speech)


def test_one_voice_is_like_itself() -> None:
    found = voices(recording(noise(20.0, rms=0.1), (Span(0.0, 20.0),)), Hearing())
    assert found is not None
    assert (found.alike, found.neighbours, found.groups) == pytest.approx((100, 100, 100), abs=1e-3)
    assert found.smaller_group == ()


def test_the_second_voice_is_shown_where_it_is_also_behind_a_pause() -> None:
    samples = np.concatenate((noise(12.0, rms=0.1), np.zeros(5 * 16_000, np.float32), noise(8.0, rms=0.3)))
    found = voices(recording(samples, (Span(0.0, 12.0), Span(17.0, 25.0))), Hearing())
    assert found is not None
    assert found.groups == pytest.approx(60, abs=1)
    assert found.smaller_group[-1].end_s == pytest.approx(25.0, abs=1.0)
    assert 10.4 < found.smaller_group[0].start_s < 18.7


def test_it_is_known_where_the_voice_changes_from_one_moment_to_the_next() -> None:
    samples = np.concatenate((noise(12.0, rms=0.1), noise(8.0, rms=0.3)))
    found = voices(recording(samples, (Span(0.0, 20.0),)), Hearing())
    assert found is not None
    (change,) = found.changes(99.0)
    assert change.start_s < 12.0 < change.end_s < 15.0
    assert found.changes(50.0) == ()


def test_long_recordings_are_looked_at_in_samples_of_the_right_places() -> None:
    samples = np.concatenate((noise(80.0, rms=0.1), noise(20.0, rms=0.3)))
    found = voices(recording(samples, (Span(0.0, 100.0),)), Hearing())
    assert found is not None
    assert found.smaller_group[0].start_s == pytest.approx(80.0, abs=3.5)


def test_one_person_is_alone_between_the_others_and_within_them() -> None:
    others = [Span(5.0, 6.0), Span(10.0, 14.0)]
    alone = [Span(0.0, 5.0), Span(6.0, 10.0), Span(14.0, 20.0), Span(10.8, 13.2)]
    assert stretches_of_one(others, 20.0) == alone


def test_too_little_speech_is_not_judged() -> None:
    assert voices(recording(noise(12.0), (Span(1.0, 5.0),)), Hearing()) is None
    assert voices(recording(noise(12.0), ()), Hearing()) is None


@given(st.integers(1, 8), st.integers(0, 8))
def test_two_clear_groups_are_told_apart(few: int, more: int) -> None:
    one = np.tile(np.array([[1.0, 0.0, 0.0]], np.float32), (few, 1))
    other = np.tile(np.array([[0.0, 1.0, 0.0]], np.float32), (few + more, 1))
    group = smaller_group(np.concatenate((one, other)))
    assert group.sum() == few
    assert group[:few].all() or (more == 0 and group[few:].all())
