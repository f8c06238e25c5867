import numpy as np

from voicecloner.engines.builtin.features import FRAMES_PER_S, MEL_BANDS
from voicecloner.engines.builtin.stretches import MOST_FRAMES, Stretch, choose


def recording(seconds: int) -> np.ndarray:
    """Log-mel of 4 s of speech and half a second of silence, again and again."""
    frames = np.arange(seconds * FRAMES_PER_S)
    speaks = frames % 900 < 800
    return np.repeat(np.where(speaks, -4.0, -15.0)[:, None], MEL_BANDS, axis=1).astype(np.float32)


def test_short_recordings_are_used_whole():
    assert choose([recording(20), recording(30)]) == [Stretch(0, 0, 4000), Stretch(1, 0, 6000)]


def test_a_long_recording_is_cut_in_its_pauses_to_a_minute():
    mels = recording(300)
    chosen = choose([mels])
    total = sum(s.frames for s in chosen)
    assert MOST_FRAMES - 2000 < total <= MOST_FRAMES
    inner = [edge for s in chosen for edge in (s.start, s.end) if 0 < edge < len(mels)]
    assert all(edge % 900 >= 800 for edge in inner)
    assert chosen == sorted(chosen, key=lambda s: s.start)
    assert chosen[-1].end - chosen[0].start > len(mels) / 2


def test_stretches_that_the_words_fit_come_first():
    mels = recording(300)
    misfit = np.ones(len(mels), np.float32)
    misfit[20_000:40_000] = 0.1
    chosen = choose([mels], [misfit])
    assert all(s.start > 19_000 and s.end < 41_000 for s in chosen)


def test_speech_without_a_pause_is_cut_all_the_same():
    mels = np.full((100 * FRAMES_PER_S, MEL_BANDS), -4.0, np.float32)
    mels += np.random.default_rng(3).normal(0, 0.01, mels.shape).astype(np.float32)
    assert sum(s.frames for s in choose([mels])) > MOST_FRAMES / 2
