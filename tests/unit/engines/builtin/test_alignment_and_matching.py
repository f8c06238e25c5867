import numpy as np
import pytest

from tests.unit.engines.builtin.made_user import SAMPLE_RATE, USER_TEXT
from voicecloner.domain.audio import ReferenceClip
from voicecloner.engines.builtin.alignment import AlignmentTask, align
from voicecloner.engines.builtin.features import FRAME_S, log_mel
from voicecloner.engines.builtin.matching import MatchTask, match
from voicecloner.engines.builtin.source_speech import SourceSpeech, describe, space_of
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech.espeak import espeak


@pytest.fixture(scope="module")
def source() -> SourceSpeech:
    return describe(espeak().speak(USER_TEXT, "en-US+klatt6", 170))


def phoneme_at(source: SourceSpeech, frames: np.ndarray) -> np.ndarray:
    return np.array([source.spoken.phonemes[k].name for k in source.segment[frames]])


def spoken_frames(truth: SourceSpeech, heard: np.ndarray) -> np.ndarray:
    """Frames with speech that `heard` has too: espeak-ng never says a text twice at exactly the same length."""
    frames = np.flatnonzero(truth.active)
    assert abs(truth.frames - len(heard)) < 5
    return frames[frames < len(heard)]


def task_of(source: SourceSpeech, user_log_mels: np.ndarray) -> AlignmentTask:
    return AlignmentTask(source.log_mels, space_of([source]).labels(source).state, user_log_mels)


def test_a_known_time_warp_is_recovered(source: SourceSpeech):
    time = np.arange(int(source.frames * 1.3))
    warp = np.clip(time / 1.3 + 15 * np.sin(time / 90), 0, source.frames - 1)
    warp = np.maximum.accumulate(np.round(warp).astype(int))
    path = align([task_of(source, source.log_mels[warp])], no_progress, CancelToken(), rounds=1)[0]
    assert len(path) == len(warp)
    active = source.active[warp]
    assert np.median(np.abs(path - warp)[active]) * FRAME_S < 0.015


def test_another_voice_at_another_pace_is_aligned_word_by_word(source: SourceSpeech, user: ReferenceClip):
    truth = describe(espeak().speak(USER_TEXT, "en-US+f3", 150))
    mels = log_mel(user.clip.samples, SAMPLE_RATE)
    path = align([task_of(source, mels)], no_progress, CancelToken())[0]
    assert (np.diff(path) >= 0).all()
    frames = spoken_frames(truth, path)
    starts, ends = (np.array([getattr(p, e) for p in source.spoken.phonemes]) for e in ("start_s", "end_s"))
    segment = truth.segment[frames]
    assert len(truth.spoken.phonemes) == len(starts)
    wanted = starts[segment] + truth.position[frames] * (ends - starts)[segment]
    assert np.median(np.abs(path[frames] * FRAME_S - wanted)) < 0.03


def test_a_recording_shorter_than_the_text_does_not_break(source: SourceSpeech, user: ReferenceClip):
    short = log_mel(user.clip.samples[: SAMPLE_RATE // 2], SAMPLE_RATE)
    path = align([task_of(source, short)], no_progress, CancelToken())[0]
    assert len(path) == len(short)
    assert ((path >= 0) & (path < source.frames)).all()


def test_matching_unknown_words_finds_like_sounds(source: SourceSpeech, user: ReferenceClip):
    truth = describe(espeak().speak(USER_TEXT, "en-US+f3", 150))
    power = source.power(np.arange(source.frames))
    mels = log_mel(user.clip.samples, SAMPLE_RATE)
    found = match(MatchTask(power, source.spoken.sample_rate, [mels]), no_progress, CancelToken())[0]
    frames = spoken_frames(truth, found)
    right = (phoneme_at(source, found[frames]) == phoneme_at(truth, frames)).mean()
    by_chance = (phoneme_at(source, np.roll(found, 57)[frames]) == phoneme_at(truth, frames)).mean()
    assert right > 0.3
    assert right > 3 * by_chance


def test_both_stop_when_asked(source: SourceSpeech, user: ReferenceClip):
    token = CancelToken()
    token.cancel()
    mels = log_mel(user.clip.samples, SAMPLE_RATE)
    with pytest.raises(Cancelled):
        align([task_of(source, mels)], no_progress, token)
    power = source.power(np.arange(source.frames))
    with pytest.raises(Cancelled):
        match(MatchTask(power, source.spoken.sample_rate, [mels]), no_progress, token)


def test_a_long_reading_is_aligned_within_bounded_memory(user: ReferenceClip):
    times = 8
    read = describe(espeak().speak(" ".join([USER_TEXT] * times), "en-US+klatt6", 160))
    mels = log_mel(np.tile(user.clip.samples, times), SAMPLE_RATE)
    assert len(mels) * read.frames / 4 > 40_000_000
    task = AlignmentTask(read.log_mels, space_of([read]).labels(read).state, mels)
    path = align([task], no_progress, CancelToken(), rounds=2)[0]
    assert (np.diff(path) >= 0).all()
    length = user.clip.frames / SAMPLE_RATE / FRAME_S
    reached = path[(np.arange(1, times) * length).astype(int)]
    np.testing.assert_allclose(reached / read.frames, np.arange(1, times) / times, atol=0.01)
