import numpy as np
import pytest

from voicecloner.domain.quality import Span
from voicecloner.quality.measures.activity import (
    during,
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
