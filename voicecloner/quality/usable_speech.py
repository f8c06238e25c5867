"""Which stretches of a recording can be used: voiced, unclipped, loud enough, and well above the background."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.quality import Span
from voicecloner.quality.live.live_frames import LiveFrames
from voicecloner.quality.measures.activity import BREATH_S
from voicecloner.quality.measures.level import CERTAIN_SPEECH
from voicecloner.quality.profiles import DEFAULT_PROFILE, profile_named
from voicecloner.sound.pitch import PERIODIC
from voicecloner.speech.vad import FRAME_S, SpanRules, edges, merged, speech_spans

WHISPER_SHARE = 0.15
_ENOUGH_TO_TELL_WHISPER = 30  # loud frames, about a second
_WHISPER_FRAMES = 125  # a phrase that is too short to tell is judged together with the last four seconds
_OVER_FRAMES = 32  # a second
_BELOW_LOUDEST = 0.1
_CLIPPED_AROUND = 3  # frames: a tenth of a second around a cut peak sounds harsh

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Phrase:
    """Speech between two stops of more than 0.2 s.

    Attributes:
        start: first frame.
        end: frame after the last one.
        is_good: whether it is loud enough, well above the background, and not whispered.
    """

    start: int
    end: int
    is_good: bool


class Phrases:
    """The phrases of a growing sound; remembers its verdicts, so that a long recording costs no more than a short one.

    A phrase is good if its speech has at least the level and the distance from the background at which a review does
    not fail, and if it is not a whisper. Until the background is known no phrase is good; then they are judged anew.
    """

    def __init__(self) -> None:
        self._verdicts: dict[tuple[int, int], bool] = {}

    def found(self, frames: LiveFrames) -> list[Phrase]:
        """All phrases so far, the one under way included."""
        probabilities = frames.probabilities.astype(np.float32)
        spans = speech_spans(probabilities, frames.count * FRAME_S, SpanRules(padding_s=0.0))
        borders = [(round(span.start_s / FRAME_S), round(span.end_s / FRAME_S)) for span in spans]
        return [Phrase(start, end, self._is_good(frames, start, end)) for start, end in borders]

    def _is_good(self, frames: LiveFrames, start: int, end: int) -> bool:
        known = self._verdicts.get((start, end))
        if known is not None:
            return known
        verdict = _is_good(frames, start, end)
        if end + _OVER_FRAMES < frames.count and not np.isnan(frames.floors[-1]):
            self._verdicts[start, end] = verdict
        return verdict


def usable_mask(frames: LiveFrames, found: list[Phrase]) -> Mask:
    """Which frames count, shape (count,): the good phrases and the stops of up to 0.5 s between them, without whatever
    lies within 0.1 s of a cut peak. Longer stops do not count.
    """
    good = [Span(phrase.start * FRAME_S, phrase.end * FRAME_S) for phrase in found if phrase.is_good]
    mask = np.zeros(frames.count, dtype=bool)
    for span in merged(good, BREATH_S):
        mask[round(span.start_s / FRAME_S) : round(span.end_s / FRAME_S)] = True
    for phrase in found:
        if not phrase.is_good:
            mask[phrase.start : phrase.end] = False
    return mask & ~_widened(frames.is_clipped, _CLIPPED_AROUND)


def spans_of(mask: Mask) -> tuple[Span, ...]:
    """The runs of True in seconds."""
    return tuple(Span(start * FRAME_S, end * FRAME_S) for start, end in zip(*edges(mask), strict=True))


def voice_power(frames: LiveFrames, start: int, end: int) -> float:
    """Mean power of the frames from `start` to `end` that surely hold speech, or of all if none does."""
    powers = frames.powers[start:end]
    certain = powers[frames.probabilities[start:end] > CERTAIN_SPEECH]
    return float(certain.mean() if len(certain) else powers.mean())


def is_whispered(frames: LiveFrames, start: int, end: int) -> bool:
    """Whether nearly none of the loudest 10 dB of the speech from `start` to `end` has a pitch; False if that is too
    little to tell.
    """
    certain = frames.probabilities[start:end] > CERTAIN_SPEECH
    powers, periodicities = frames.powers[start:end][certain], frames.periodicities[start:end][certain]
    if not len(powers):
        return False
    loud = periodicities[powers > np.percentile(powers, 90) * _BELOW_LOUDEST]
    return len(loud) >= _ENOUGH_TO_TELL_WHISPER and float(np.mean(loud > PERIODIC)) < WHISPER_SHARE


def _is_good(frames: LiveFrames, start: int, end: int) -> bool:
    power = voice_power(frames, start, end)
    limits = profile_named(DEFAULT_PROFILE).limits
    least_power, least_snr = (10 ** ((limits[name].fail_below or 0.0) / 10) for name in ("level", "noise"))
    is_clear = power >= least_power and power >= (1 + least_snr) * _floor(frames, end)
    return is_clear and not is_whispered(frames, min(start, max(0, end - _WHISPER_FRAMES)), end)


def _floor(frames: LiveFrames, end: int) -> float:
    """Power of the background when a phrase ended, or as soon as it was known; infinite if it is not known yet."""
    known = frames.floors[end - 1 :]
    if np.isnan(known[0]):
        known = known[~np.isnan(known)]
    return float(known[0]) if len(known) else np.inf


def _widened(mask: Mask, frames: int) -> Mask:
    if not mask.any():
        return mask
    reached: Mask = np.convolve(mask, np.ones(2 * frames + 1))[frames : frames + len(mask)] > 0
    return reached
