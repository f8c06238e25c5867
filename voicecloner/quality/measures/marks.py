"""Whether a recording carries the inaudible mark of synthetic speech."""

from collections.abc import Iterator
from dataclasses import dataclass

from voicecloner.domain.audio import Samples
from voicecloner.domain.quality import Span
from voicecloner.provenance.hearing import mark_score
from voicecloner.provenance.mark_lines import MARK_RATE_HZ
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.sound.resampling import resample
from voicecloner.speech.vad import VAD_RATE_HZ

MARKED_FROM = 0.6
"""Short stretches of 86 recordings without a mark reach 0.45, where there is much echo; marked ones 0.90 and more."""
_WINDOW_S = 4.0
_MOST_WINDOWS = 4
"""0.3 s of work: a mark is in all of a synthetic recording, so a long one is listened to here and there."""
_LEAST_S = 1.0


@dataclass(frozen=True)
class HeardMark:
    """What was heard of the mark.

    Attributes:
        percent: how sure it is where it is surest, 0 (no mark) to 100.
        spans: where it was heard.
    """

    percent: float
    spans: tuple[Span, ...]


def heard_mark(recording: MeasuredRecording) -> HeardMark | None:
    """Listen for the mark where somebody speaks, at the recording's own speed only.

    Returns:
        None where there is less than a second in one piece to listen to.
    """
    scores = {span: mark_score(_at_mark_rate(recording, span)) for span in _windows(recording)}
    if not scores:
        return None
    surest = max(0.0, min(1.0, max(scores.values())))
    return HeardMark(100.0 * surest, tuple(span for span, score in scores.items() if score >= MARKED_FROM))


def _windows(recording: MeasuredRecording) -> list[Span]:
    """Stretches with speech, spread over all of it."""
    spoken = [span for span in _stretches(recording.clip.seconds) if _is_spoken(recording, span)]
    if len(spoken) <= _MOST_WINDOWS:
        return spoken
    return [spoken[number * (len(spoken) - 1) // (_MOST_WINDOWS - 1)] for number in range(_MOST_WINDOWS)]


def _stretches(seconds: float) -> Iterator[Span]:
    start_s = 0.0
    while seconds - start_s >= 2 * _WINDOW_S:  # the last one is longer, rather than a snippet
        yield Span(start_s, start_s + _WINDOW_S)
        start_s += _WINDOW_S
    if seconds - start_s >= _LEAST_S:
        yield Span(start_s, seconds)


def _is_spoken(recording: MeasuredRecording, window: Span) -> bool:
    return any(speech.start_s < window.end_s and speech.end_s > window.start_s for speech in recording.speech)


def _at_mark_rate(recording: MeasuredRecording, window: Span) -> Samples:
    """A stretch as loud as it came: the network hears levels."""
    frames = slice(round(window.start_s * VAD_RATE_HZ), round(window.end_s * VAD_RATE_HZ))
    loud: Samples = recording.samples_16k[frames] * recording.peak
    return resample(loud, VAD_RATE_HZ, MARK_RATE_HZ)
