import numpy as np
import pytest

from voicecloner.domain.quality import Span
from voicecloner.quality.measures.activity import (
    during,
    gaps_between,
    is_worth_using,
    longest_continuous_s,
    longest_pause_s,
    pauses,
    silent_share,
    silent_spans,
    speech_seconds,
)

SPEECH = (Span(1.0, 3.0), Span(3.4, 5.0), Span(8.0, 9.0))


def test_speech_is_summed_without_the_gaps() -> None:
    assert speech_seconds(SPEECH) == pytest.approx(4.6)
    assert speech_seconds(()) == 0.0


def test_a_breath_does_not_end_continuous_speech() -> None:
    assert longest_continuous_s(SPEECH) == pytest.approx(4.0)
    assert longest_continuous_s((Span(0, 1), Span(1.6, 2))) == pytest.approx(1.0)
    assert longest_continuous_s(()) == 0.0


def test_silence_around_the_speech_is_no_pause() -> None:
    assert longest_pause_s(SPEECH) == pytest.approx(3.0)
    assert longest_pause_s((Span(5.0, 6.0),)) == 0.0
    assert longest_pause_s(()) == 0.0
    assert pauses(SPEECH, 1.0) == (Span(5.0, 8.0),)


def test_the_silent_share_is_what_is_left() -> None:
    assert silent_share(SPEECH, 10.0) == pytest.approx(54.0)
    assert silent_share((), 10.0) == 100.0
    assert silent_share((), 0.0) == 100.0


def test_silent_stretches_include_the_ends() -> None:
    assert silent_spans(SPEECH, 10.5) == (Span(0.0, 1.0), Span(5.0, 8.0), Span(9.0, 10.5))
    assert silent_spans((), 4.0) == (Span(0.0, 4.0),)
    assert silent_spans((Span(0.2, 3.5),), 4.0) == ()


def test_times_inside_speech_are_told_from_those_outside() -> None:
    speech = (Span(1.0, 2.0), Span(3.0, 4.0))
    assert during(speech, np.array([0.5, 1.0, 1.5, 2.5, 3.9, 4.1])).tolist() == [False, True, True, False, True, False]
    assert during((), np.array([0.5])).tolist() == [False]


def test_gaps_are_what_no_span_touches() -> None:
    spans = (Span(8.0, 9.0), Span(2.0, 5.0), Span(3.0, 4.0))
    found = [gap for gap in gaps_between(spans, 9.0) if gap.end_s > gap.start_s]
    assert found == [Span(0.0, 2.0), Span(5.0, 8.0)]
    assert gaps_between((), 9.0) == [Span(0.0, 9.0)]


@pytest.mark.parametrize(
    ("stretch", "least_s", "is_worth"),
    [
        (Span(0.0, 7.0), 5.0, True),  # from 1 to 6
        (Span(0.0, 7.0), 5.1, False),
        (Span(3.0, 14.0), 5.0, False),  # four of eleven seconds are spoken
        (Span(2.5, 6.0), 3.5, True),
        (Span(7.0, 11.0), 0.1, False),
    ],
)
def test_a_stretch_is_worth_using_if_it_is_long_enough_and_spoken(stretch, least_s, is_worth) -> None:
    speech = (Span(1.0, 4.0), Span(5.0, 6.0), Span(12.0, 15.0))
    assert is_worth_using(speech, stretch, least_s) is is_worth
    assert not is_worth_using((), stretch, least_s)
