"""How a cloned voice came out, beside the recording it was made of."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

GOOD_FROM, FAIR_FROM = 75, 50
"""From this score on a voice is good, or fair; below it is poor."""
ALIKE, RATHER_ALIKE = 0.6, 0.35
"""From this likeness on a voice sounds like its speaker, or rather like it: worth `GOOD_FROM` and `FAIR_FROM`."""
# So many of the words of real recordings the recognizer misses, too.
CLEAR_LOSS, FAIR_LOSS = 0.1, 0.25
"""Up to this share of lost words a voice is very clear, or mostly clear."""
NATURAL, FAIR_NATURAL = 2.8, 2.3
"""From this naturalness on, 1..5, nothing is wrong with the sound, or not much."""
_POINTS_PER_MOS = 20.0
_POINTS_PER_WARNING = 3


@dataclass(frozen=True)
class SpeakerMatch:
    """How alike one ear finds the voice and the recording, on its own scale.

    Attributes:
        similarity: of the voice and the recording.
        own: of a piece of the recording and the rest of it, on average: the speaker's own spread.
        stranger: of the recording and the speaker who is nearest to it among others.
        place: where the recording stands among all speakers by how near they are to the voice; 1: it is the nearest.
    """

    similarity: float
    own: float
    stranger: float
    place: int

    @property
    def likeness(self) -> float:
        """0: no more alike than the nearest stranger; 1: as alike as the recording is to itself."""
        span = self.own - self.stranger
        return min(1.0, max(0.0, (self.similarity - self.stranger) / span)) if span > 0 else 0.0


@dataclass(frozen=True)
class VoiceComparison:
    """A voice beside its recording, as far as it can be measured in the sound alone.

    Attributes:
        by_encoder: what the speaker encoder hears, in cosines.
        by_mixtures: what the mixtures of cepstra hear, which know nothing of the encoder, in log-likelihood ratios per
            frame.
        others: how many other speakers there were to take it for.
        naturalness: what listeners would say of the voice's sound, 1..5.
        recording_naturalness: the same of the recording.
        pitch_st: median pitch of the voice less that of the recording, semitones.
        range_ratio: how widely its pitch moves over how widely the recording's does.
        pace_ratio: its syllables per second of speech over the recording's.
    """

    by_encoder: SpeakerMatch
    by_mixtures: SpeakerMatch
    others: int
    naturalness: float
    recording_naturalness: float
    pitch_st: float
    range_ratio: float
    pace_ratio: float

    @property
    def likeness(self) -> float:
        """What both ears say together, 0..1; see `SpeakerMatch.likeness`."""
        return (self.by_encoder.likeness + self.by_mixtures.likeness) / 2

    @property
    def is_nearest(self) -> bool:
        """Whether neither ear takes the voice for anybody else."""
        return self.by_encoder.place == self.by_mixtures.place == 1


@dataclass(frozen=True)
class Scorecard:
    """Everything that was measured in one audition of a voice.

    Attributes:
        comparison: the voice beside its recording.
        words: how many words were said; 0 in a language that nobody here understands.
        words_lost: how many of them were not understood, or not said.
        warnings: how many warnings the review had for the recording: the voice can be no better than that.
    """

    comparison: VoiceComparison
    words: int = 0
    words_lost: int = 0
    warnings: int = 0

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from voicecloner.domain.notebook import scorecard_html

        return scorecard_html(self)

    @property
    def lost_share(self) -> float:
        """Share of the words that were not understood, 0..1."""
        return min(1.0, self.words_lost / self.words) if self.words else 0.0

    @property
    def likeness_points(self) -> float:
        """What the likeness is worth, 0..100, as of the score; never good where an ear hears somebody else."""
        first = (self.comparison.by_encoder.place, self.comparison.by_mixtures.place).count(1)
        return min(_likeness_points(self.comparison.likeness), (FAIR_FROM - 1, GOOD_FROM - 1, 100)[first])

    @property
    def is_spoilt(self) -> bool:
        """Whether it is hard to understand or sounds of noise: then it is not good, whatever else it may be."""
        return self.lost_share > FAIR_LOSS or self.comparison.naturalness < FAIR_NATURAL

    @property
    def heard_points(self) -> float:
        """What the voice itself is worth, 0..100, whatever it was made of."""
        understood = 1.0 - max(0.0, self.lost_share - CLEAR_LOSS)
        unnatural = max(0.0, NATURAL - self.comparison.naturalness) * _POINTS_PER_MOS
        points = max(0.0, self.likeness_points * understood - unnatural)
        return min(points, GOOD_FROM - 1) if self.is_spoilt else points

    @property
    def warning_points(self) -> int:
        """What the warnings about the recording cost."""
        return _POINTS_PER_WARNING * self.warnings

    @property
    def score(self) -> int:
        """All in one number, 0..100: the likeness, less for lost words, an unnatural sound and a poor recording.

        Rounded down, so that a voice that is just not good does not look so.
        """
        return max(0, math.floor(self.heard_points - self.warning_points))


def _likeness_points(likeness: float) -> float:
    """From 0 at no likeness over `FAIR_FROM` and `GOOD_FROM` where their limits lie to 100."""
    steps = ((0.0, 0.0), (RATHER_ALIKE, FAIR_FROM), (ALIKE, GOOD_FROM), (1.0, 100.0))
    for (start, low), (end, high) in reversed(tuple(pairwise(steps))):
        if likeness >= start:
            return low + (high - low) * (likeness - start) / (end - start)
    return 0.0


def scorecard_as_dict(card: Scorecard) -> dict[str, Any]:
    """A scorecard as plain JSON values: the form kept in the library."""
    return asdict(card)


def scorecard_from_dict(stored: Mapping[str, Any]) -> Scorecard:
    """The scorecard that `scorecard_as_dict` made `stored` from.

    Raises:
        KeyError, ValueError, TypeError: `stored` has another form.
    """
    counts = {name: _count(stored[name]) for name in ("words", "words_lost", "warnings")}
    return Scorecard(comparison_from_dict(stored["comparison"]), **counts)


def comparison_from_dict(stored: Mapping[str, Any]) -> VoiceComparison:
    """The comparison that `dataclasses.asdict` made `stored` from.

    Raises:
        KeyError, ValueError, TypeError: `stored` has another form.
    """
    numbers = ("naturalness", "recording_naturalness", "pitch_st", "range_ratio", "pace_ratio")
    return VoiceComparison(
        by_encoder=_match(stored["by_encoder"]),
        by_mixtures=_match(stored["by_mixtures"]),
        others=_count(stored["others"]),
        **{name: _number(stored[name]) for name in numbers},
    )


def _match(stored: Mapping[str, Any]) -> SpeakerMatch:
    similarity, own, stranger = (_number(stored[name]) for name in ("similarity", "own", "stranger"))
    return SpeakerMatch(similarity, own, stranger, _count(stored["place"]))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} counts nothing")
    return value
