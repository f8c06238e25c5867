"""Windows are looked for in frames made by hand, so that each weakness stands alone."""

import numpy as np
import pytest

from voicecloner.errors import InvalidRequest
from voicecloner.quality.best_window import WindowFinder, WindowRules
from voicecloner.quality.frames import FRAME_TYPE
from voicecloner.speech.vad import FRAME_S

LOUD, FLOOR = 10 ** (-20 / 10), 10 ** (-60 / 10)


def frames(seconds, *, speaks=True, level=LOUD, floor=FLOOR, hertz=120.0, clipped=0.0, colour_db=0.0):
    """Sentences of 3 s with pauses of 0.5 s, or nobody at all."""
    made = np.zeros(round(seconds / FRAME_S), FRAME_TYPE)
    at_s = np.arange(len(made)) * FRAME_S
    voice = (at_s % 3.5 < 3.0) & speaks
    made["speech"] = np.where(voice, 0.95, 0.02)
    made["power"] = np.where(voice, level, 0.0) + floor
    made["pitch"] = np.where(voice, np.log2(hertz), np.nan)
    made["clipped"] = clipped
    made["timbre"][:, :5], made["timbre"][:, 5:] = colour_db / 2, -colour_db / 2
    return made


def found(*parts, rules=None, block=200):
    finder = WindowFinder(rules or WindowRules())
    whole = np.concatenate(parts)
    for start in range(0, len(whole), block):
        finder.push(whole[start : start + block])
    return finder.finish()


def place(*parts, **keywords):
    """Middle of the best window, in seconds."""
    best = found(*parts, **keywords)[0].span
    return (best.start_s + best.end_s) / 2


GOOD = frames(42.0)
"""Lies at 70 to 112 s in what follows."""


@pytest.mark.parametrize(
    "worse",
    [
        frames(70.0, floor=10 ** (-35 / 10)),
        frames(70.0, clipped=0.4),
        frames(70.0, level=10 ** (-42 / 10), floor=10 ** (-82 / 10)),
        frames(70.0, speaks=False),
        np.concatenate([np.concatenate([frames(3.0), frames(3.0, speaks=False)]) for _ in range(12)])[:2187],
        np.concatenate([np.concatenate([frames(3.5), frames(3.5, hertz=220.0)]) for _ in range(10)]),
        np.concatenate([np.concatenate([frames(3.5), frames(3.5, level=LOUD / 100)]) for _ in range(10)]),
        np.concatenate([np.concatenate([frames(7.0), frames(7.0, colour_db=16.0)]) for _ in range(5)]),
        np.concatenate([np.concatenate([frames(10.5), frames(10.5, floor=10 ** (-35 / 10))]) for _ in range(4)])[:2187],
    ],
    ids=[
        "noise",
        "cut peaks",
        "too quiet",
        "nobody",
        "long pauses",
        "two heights",
        "near and far",
        "two colours",
        "fan",
    ],
)
def test_the_window_lies_where_the_recording_is_best(worse):
    assert 70.0 < place(worse, GOOD, worse) < 112.0


def test_it_has_the_length_aimed_at_and_ends_in_pauses():
    best = found(frames(35.0, speaks=False), frames(300.0))[0]
    assert best.span.end_s - best.span.start_s == pytest.approx(20.0, abs=2.0)
    assert (best.span.start_s + 0.25) % 3.5 == pytest.approx(0.0, abs=0.1)
    assert (best.span.end_s - 0.25) % 3.5 == pytest.approx(3.0, abs=0.1)
    assert best.speech_s == pytest.approx(18.0, abs=1.5)
    assert best.longest_pause_s == pytest.approx(0.5, abs=0.1)
    assert best.snr_db == pytest.approx(40.0, abs=0.5)


@pytest.mark.parametrize("rules", [WindowRules(10, 30, 20), WindowRules(3, 10, 10), WindowRules(25, 60, 40)])
def test_it_keeps_to_its_bounds(rules):
    for each in found(frames(200.0), rules=rules):
        assert rules.min_s - 0.1 <= each.span.end_s - each.span.start_s <= rules.max_s + 0.1


def test_several_are_offered_best_first_and_apart():
    candidates = found(frames(100.0), frames(100.0, floor=10 ** (-45 / 10)), frames(100.0))
    assert len(candidates) == 5
    assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)
    for one in candidates:
        for other in candidates:
            shared_s = min(one.span.end_s, other.span.end_s) - max(one.span.start_s, other.span.start_s)
            assert one is other or shared_s < 10.0


@pytest.mark.parametrize("block", [7, 125, 5000])
def test_it_does_not_matter_in_which_pieces_the_recording_comes(block):
    parts = (frames(130.0, floor=10 ** (-40 / 10)), frames(24.5), frames(150.0, floor=10 ** (-40 / 10)))
    assert found(*parts, block=block) == found(*parts)
    assert 130.0 < place(*parts, block=block) < 154.5


def test_one_that_crosses_the_border_of_what_is_looked_at_is_found():
    noisy = 10 ** (-35 / 10)
    for start_s in (98.0, 108.5, 115.5, 119.0):
        parts = (frames(start_s, floor=noisy), frames(21.0), frames(200.0, floor=noisy))
        assert start_s - 1 < place(*parts) < start_s + 22


def test_somebody_who_never_stops_is_cut_somewhere():
    breathless = frames(200.0)
    breathless["speech"] = 0.95
    best = found(breathless)[0]
    assert best.span.end_s - best.span.start_s == pytest.approx(20.0, abs=0.1)
    assert best.score < found(frames(200.0))[0].score


def test_a_little_speech_is_found_in_hours_of_nothing():
    best = found(frames(3000.0, speaks=False), frames(3.5), frames(3000.0, speaks=False))[0].span
    assert best.start_s <= 3000.1
    assert best.end_s >= 3003.0
    assert best.end_s - best.start_s == pytest.approx(10.0, abs=0.1)


def test_nobody_speaks():
    assert found(frames(300.0, speaks=False)) == ()


@pytest.mark.parametrize("seconds", [0.0, 0.032, 3.5])
def test_a_recording_shorter_than_any_window(seconds):
    candidates = found(frames(seconds))
    assert all(c.span.start_s >= 0 and c.span.end_s <= seconds + 0.1 for c in candidates)


def test_what_is_kept_does_not_grow():
    finder = WindowFinder(WindowRules())
    sizes = []
    for _ in range(40):
        finder.push(frames(100.0))
        sizes.append(len(finder._frames) + len(finder._found))
    assert max(sizes[20:]) <= max(sizes[:20])


@pytest.mark.parametrize("bounds", [(0, 30, 20), (10, 5, 7), (10, 30, 40), (10, 400, 20)])
def test_bounds_that_make_no_sense(bounds):
    with pytest.raises(InvalidRequest, match="cannot be"):
        WindowRules(*bounds)
