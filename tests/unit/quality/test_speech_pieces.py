"""Cutting the speech of a recording: with a detector that takes whatever is loud for speech, and with the real one."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.clips import silence, tone
from tests.support.speech import espeak_speech
from voicecloner.quality.frames import FrameMeter
from voicecloner.quality.speech_pieces import PieceRules, SpeechCutter
from voicecloner.speech.vad import FRAME, SpeechDetector

RATE = 16_000
LONG = PieceRules(max_s=6.0, enough_s=2.0, long_pause_s=1.0)


class LoudIsSpeech:
    """A detector that is sure of every frame that is not silent."""

    def add(self, samples_16k):
        frames = np.abs(samples_16k).reshape(-1, FRAME)
        return np.where(frames.max(axis=1) > 0.05, 0.5 + 0.5 * frames.mean(axis=1), 0.0).astype(np.float32)


def pieces_of(sound, *, rules=LONG, block_s=1.0, rate=RATE, speech=None):
    """As ``(start_s, end_s)``; each holds the recording's own samples."""
    cutter = SpeechCutter(FrameMeter(speech or LoudIsSpeech(), rate), rate, rules)
    step = round(block_s * rate)
    pieces = [piece for start in range(0, len(sound), step) for piece in cutter.push(sound[start : start + step])]
    pieces += cutter.finish()
    for piece in pieces:
        end = piece.start_frame + len(piece.samples)
        np.testing.assert_array_equal(piece.samples, sound[piece.start_frame : end])
    return [(p.start_frame / rate, (p.start_frame + len(p.samples)) / rate) for p in pieces]


def sounds(*parts):
    """Speech of so many seconds, or silence where they are negative."""
    made = [tone(seconds, RATE) if seconds > 0 else silence(-seconds, RATE) for seconds in parts]
    return np.concatenate([np.zeros(0, np.float32), *made])


def starts_and_ends(pieces):
    return [(pytest.approx(start, abs=0.25), pytest.approx(end, abs=0.25)) for start, end in pieces]


def test_a_long_pause_ends_a_piece():
    assert pieces_of(sounds(-2, 1, -3, 1, -2)) == starts_and_ends([(1.9, 3.1), (5.9, 7.1)])


def test_short_pauses_are_kept_until_there_is_enough():
    assert pieces_of(sounds(1, -0.5, 0.4, -0.5, 1, -0.5, 1)) == starts_and_ends([(0, 3.5), (3.75, 4.9)])


def test_the_last_pause_ends_a_piece_that_would_become_too_long():
    rules = PieceRules(max_s=6.0, enough_s=5.5)
    assert pieces_of(sounds(3, -0.5, 1.5, -0.5, 4), rules=rules) == starts_and_ends([(0, 5.1), (5.4, 9.5)])


def test_speech_without_a_pause_is_cut_where_it_is_least_sure():
    sound = sounds(20)
    sound[round(5.0 * RATE) : round(5.1 * RATE)] *= 0.2
    found = pieces_of(sound)
    assert found[0] == (0.0, pytest.approx(5.05, abs=0.1))
    assert all(end == start for (_, end), (start, _) in pairwise(found)), "nothing is lost between them"
    assert max(end - start for start, end in found) <= 6.0


@pytest.mark.parametrize("sound", [sounds(), sounds(-20), sounds(-3, 0.1, -3)], ids=["nothing", "silence", "a click"])
def test_without_speech_there_is_no_piece(sound):
    assert pieces_of(sound) == []


def test_speech_up_to_the_very_end_is_not_lost():
    ((_start_s, end_s),) = pieces_of(sounds(-2, 1.99))
    assert end_s == pytest.approx(3.99, abs=0.07)


ANY_PARTS = st.lists(st.floats(0.4, 9.0).flatmap(lambda s: st.sampled_from([s, -s])), max_size=8)
ANY_BLOCK_S = st.sampled_from([0.05, 0.7, 4.0, 60.0])


@settings(max_examples=30)
@given(ANY_PARTS, ANY_BLOCK_S)
def test_pieces_are_in_order_short_enough_and_the_same_however_the_blocks_come(parts, block_s):
    assert_pieces_are_as_promised(parts, block_s)


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=300)
@given(ANY_PARTS, ANY_BLOCK_S)
def test_many_pieces_are_in_order_short_enough_and_the_same_however_the_blocks_come(parts, block_s):
    assert_pieces_are_as_promised(parts, block_s)


def assert_pieces_are_as_promised(parts, block_s):
    sound = sounds(*parts)
    found = pieces_of(sound, block_s=block_s)
    assert all(0.1 < end - start <= LONG.max_s for start, end in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(found))
    outside = np.concatenate([[0.0], *([start, end] for start, end in found), [len(sound) / RATE]]).reshape(-1, 2)
    lost = sum(np.count_nonzero(sound[round(a * RATE) : round(b * RATE)]) for a, b in outside)
    assert lost <= 0.1 * RATE * (1 + len(parts))


def test_little_more_than_a_piece_is_kept_of_a_recording_without_end():
    cutter = SpeechCutter(FrameMeter(LoudIsSpeech(), RATE), RATE, LONG)
    kept = []
    for _ in range(60):
        list(cutter.push(sounds(3.9, -0.1)))
        kept.append(len(cutter._sound) / RATE)
    for _ in range(10):
        list(cutter.push(sounds(-4)))
    assert max(kept) < 2 * LONG.max_s
    assert len(cutter._sound) / RATE < 2.0


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100])
def test_real_speech_at_any_rate(rate):
    import soxr

    spoken = espeak_speech()
    said = soxr.resample(spoken.samples, spoken.sample_rate, rate)
    sound = np.concatenate([said, np.zeros(3 * rate, np.float32), said]).astype(np.float32)
    found = pieces_of(sound, rules=PieceRules(), rate=rate, speech=SpeechDetector().stream())
    speech_s = len(said) / rate
    assert 2 <= len(found) <= 4
    assert sum(end - start for start, end in found) == pytest.approx(2 * speech_s, rel=0.05)
    assert not any(start < speech_s + 1.5 < end for start, end in found), "the pause belongs to none of them"
