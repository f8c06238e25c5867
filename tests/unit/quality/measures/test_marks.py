"""The mark of synthetic speech, listened for in a recording that is to become a voice."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.speech import espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Severity, Span
from voicecloner.provenance.marking import Marker
from voicecloner.quality.analyzer import Analyzer
from voicecloner.quality.measures.marks import heard_mark
from voicecloner.quality.measures.recording import MeasuredRecording, measured
from voicecloner.speech.vad import SpeechDetector


def marked(clip: AudioClip) -> AudioClip:
    return AudioClip(Marker(clip.sample_rate).marked(clip.samples), clip.sample_rate)


def long_recording(detector: SpeechDetector, clip: AudioClip) -> MeasuredRecording:
    return measured(AudioClip(np.resize(clip.samples, 60 * clip.sample_rate), clip.sample_rate), detector)


@pytest.fixture(scope="module")
def spoken() -> AudioClip:
    return espeak_speech()


def test_a_review_warns_of_marked_speech_and_says_where(analyzer: Analyzer, spoken: AudioClip) -> None:
    review = analyzer.review(marked(spoken))
    (found,) = (each for each in review.findings if each.check == "synthetic")
    assert found.severity is Severity.WARN
    assert found.message.startswith("This recording is marked as synthetic speech (")
    assert found.spans[0].start_s == 0.0
    assert review.warnings_of("synthetic") == (found.message,)


def test_speech_without_a_mark_is_not_suspected(analyzer: Analyzer, spoken: AudioClip) -> None:
    review = analyzer.review(spoken)
    (found,) = (each for each in review.findings if each.check == "synthetic")
    assert (found.severity, found.spans) == (Severity.OK, ())
    assert review.warnings_of("synthetic") == ()


def test_a_quiet_recording_is_heard_as_well(detector: SpeechDetector, spoken: AudioClip) -> None:
    loud = marked(spoken)
    quiet = AudioClip(loud.samples * np.float32(0.05), loud.sample_rate)
    mark = heard_mark(measured(quiet, detector))
    assert mark is not None
    assert mark.percent > 60


def test_a_long_recording_is_listened_to_here_and_there(detector: SpeechDetector, spoken: AudioClip) -> None:
    mark = heard_mark(long_recording(detector, marked(spoken)))
    assert mark is not None
    assert [round(span.start_s) for span in mark.spans] == [0, 16, 36, 56]


def test_where_nobody_speaks_nothing_is_listened_to(detector: SpeechDetector, spoken: AudioClip) -> None:
    recording = long_recording(detector, spoken)
    assert heard_mark(replace(recording, speech=())) is None
    beginning = heard_mark(replace(recording, speech=(Span(0.0, 3.0),)))
    assert beginning is not None
    assert beginning.percent < 50
