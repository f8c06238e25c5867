"""A scorecard in words: one sentence that says how the voice came out, and what to do about it.

The limits were set with `benchmarks/scorecard.py`: real clips of ten people, their clones, and other people's.
"""

from dataclasses import dataclass
from enum import StrEnum

from voicecloner.domain.quality import Severity
from voicecloner.domain.scorecard import Scorecard

ALIKE, RATHER_ALIKE = 0.6, 0.35
"""From this likeness on a voice sounds like its speaker, or rather like it."""
CLEAR_LOSS, FAIR_LOSS = 0.1, 0.25
NATURAL, FAIR_NATURAL = 2.8, 2.3
_FLATTER, _MUCH_FLATTER, _LIVELIER = 0.75, 0.5, 1.4
_HIGHER_ST = 1.5
_SLOWER, _FASTER = 0.83, 1.2
_RECORD_AGAIN = "Record again: 30 seconds in a quiet, furnished room, close to the microphone, then make the voice anew"
_UNCLEAR = "Rebuild the voice, or record again and speak distinctly"


class Clarity(StrEnum):
    """How well a voice can be understood, in the words of the verdict."""

    VERY_CLEAR = "very clear"
    CLEAR = "clear"
    UNCLEAR = "hard to understand"
    NOISY = "with noise or artefacts"


@dataclass(frozen=True)
class Verdict:
    """What is said about a scorecard.

    Attributes:
        severity: ok, warn or fail: how good it is.
        sentence: how the voice came out, without its last full stop.
        advice: what to do about it, one sentence each; empty if nothing need be done.
    """

    severity: Severity
    sentence: str
    advice: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """Verdict and advice on one line: ``"Sounds like you, very clear; a little flatter: read more lively."``"""
        advice = f": {self.advice[0][:1].lower()}{self.advice[0][1:]}" if self.advice else ""
        return f"{self.sentence}{advice}."


def verdict_on(card: Scorecard, *, is_users_own: bool) -> Verdict:
    """What to say of a scorecard.

    Args:
        card: what was measured.
        is_users_own: whether it is the user's own voice, which is called “you”.
    """
    whom = "you" if is_users_own else "the speaker"
    of_likeness, likeness = _likeness(card, whom)
    clarity = _clarity(card)
    differences = _differences(card, whom)
    sentence = ", ".join([likeness, clarity.value]) + "".join(f"; {words}" for words, _advice in differences)
    advice = [*_on_likeness(card, of_likeness), *_on_clarity(clarity), *(each for _words, each in differences)]
    return Verdict(severity_of(card), sentence, tuple(dict.fromkeys(advice)))


def severity_of(card: Scorecard) -> Severity:
    """How good or bad what a scorecard says is, no matter whose voice it is."""
    severity, _words = _likeness(card, "")
    if _clarity(card) in {Clarity.UNCLEAR, Clarity.NOISY}:
        severity = max(severity, Severity.WARN, key=lambda each: each.rank)
    return severity


def _likeness(card: Scorecard, whom: str) -> tuple[Severity, str]:
    found = card.comparison
    if found.likeness >= ALIKE and found.is_nearest:
        return Severity.OK, f"Sounds like {whom}"
    if found.likeness >= RATHER_ALIKE and 1 in {found.by_encoder.place, found.by_mixtures.place}:
        return Severity.WARN, f"Sounds rather like {whom}"
    return Severity.FAIL, f"Does not sound like {whom}"


def _clarity(card: Scorecard) -> Clarity:
    if card.lost_share > FAIR_LOSS:
        return Clarity.UNCLEAR
    if card.comparison.naturalness < FAIR_NATURAL:
        return Clarity.NOISY
    is_best = card.lost_share <= CLEAR_LOSS and card.comparison.naturalness >= NATURAL
    return Clarity.VERY_CLEAR if is_best else Clarity.CLEAR


def _differences(card: Scorecard, whom: str) -> list[tuple[str, str]]:
    """Where the voice moves otherwise than the recording, each with what to do about it; the worst first."""
    found, than = card.comparison, f"than {whom}"
    said = []
    if found.range_ratio < _FLATTER:
        much = "much" if found.range_ratio < _MUCH_FLATTER else "a little"
        said.append((f"{much} flatter {than}", "Read more lively when you record"))
    elif found.range_ratio > _LIVELIER:
        said.append((f"livelier {than}", "Read in the tone the voice is to have"))
    if abs(found.pitch_st) >= _HIGHER_ST:
        said.append((f"{'higher' if found.pitch_st > 0 else 'deeper'} {than}", "Rebuild the voice"))
    if found.pace_ratio < _SLOWER or found.pace_ratio > _FASTER:
        is_slow = found.pace_ratio < 1
        said.append(
            (
                f"{'slower' if is_slow else 'faster'} {than}",
                f"Choose a {'higher' if is_slow else 'lower'} speed to speak",
            )
        )
    return said


def _on_likeness(card: Scorecard, severity: Severity) -> list[str]:
    if severity is Severity.OK:
        return []
    return [_RECORD_AGAIN] if card.warnings else ["Rebuild the voice, or make it of a longer recording"]


def _on_clarity(clarity: Clarity) -> list[str]:
    return {Clarity.UNCLEAR: [_UNCLEAR], Clarity.NOISY: [_RECORD_AGAIN]}.get(clarity, [])


def measured_words(card: Scorecard) -> list[str]:
    """What was measured, a line for each, for those who want to know."""
    found = card.comparison
    heard = f"{card.words - min(card.words, card.words_lost)} of {card.words} words were understood"
    lines = [
        (
            f"Likeness {found.likeness:.0%} of that of the recording to itself "
            f"({found.by_encoder.likeness:.0%} by the first ear, {found.by_mixtures.likeness:.0%} by the second)"
        ),
        _places(card),
        heard if card.words else "",
        f"Sound {found.naturalness:.1f} of 5, the recording {found.recording_naturalness:.1f}",
        (
            f"Pitch {_signed(found.pitch_st, 1)} semitones, its range {_percent(found.range_ratio)}, "
            f"pace {_percent(found.pace_ratio)}"
        ),
    ]
    return [line for line in lines if line]


def _places(card: Scorecard) -> str:
    found = card.comparison
    if found.is_nearest:
        return f"Of {found.others + 1} speakers both ears take it for the right one"
    return (
        f"Of {found.others + 1} speakers the right one comes on place {found.by_encoder.place} by the first ear, "
        f"{found.by_mixtures.place} by the second"
    )


def _percent(ratio: float) -> str:
    return f"{_signed(100 * (ratio - 1), 0)}\u00a0%"


def _signed(value: float, decimals: int) -> str:
    return f"{value:+.{decimals}f}".replace("-", "\u2212")
