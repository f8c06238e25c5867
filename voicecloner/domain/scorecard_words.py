"""A scorecard in words: one sentence that says how the voice came out, and what to do about it.

The sentence begins with what the score is called, good, fair or poor, so that number and words are of one scale. Its
limits were set with `benchmarks/scorecard.py`: real clips of ten people, their clones, and other people's.
"""

from dataclasses import dataclass
from enum import StrEnum

from voicecloner.domain.quality import Severity
from voicecloner.domain.scorecard import (
    CLEAR_LOSS,
    FAIR_FROM,
    FAIR_LOSS,
    FAIR_NATURAL,
    GOOD_FROM,
    NATURAL,
    Scorecard,
)

GRADES = {Severity.OK: "good", Severity.WARN: "fair", Severity.FAIL: "poor"}
"""What a score is called."""
_FLATTER, _MUCH_FLATTER, _LIVELIER = 0.75, 0.5, 1.4
_HIGHER_ST = 1.5
_SLOWER, _FASTER = 0.83, 1.2
_RECORD_AGAIN = "Record again: 30 seconds in a quiet, furnished room, close to the microphone, then make the voice anew"
_UNCLEAR = "Rebuild the voice, or record again and speak distinctly"


class Clarity(StrEnum):
    """How well a voice can be understood, in the words of the verdict."""

    VERY_CLEAR = "very clear"
    CLEAR = "mostly clear"
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
        """Verdict and advice on one line: ``"Fair: sounds rather like you, very clear: record again."``"""
        advice = f": {self.advice[0][:1].lower()}{self.advice[0][1:]}" if self.advice else ""
        return f"{self.sentence}{advice}."


def verdict_on(card: Scorecard, *, is_users_own: bool) -> Verdict:
    """What to say of a scorecard.

    Args:
        card: what was measured.
        is_users_own: whether it is the user's own voice, which is called “you”.
    """
    severity, clarity = severity_of(card), _clarity(card)
    differences = _differences(card, is_users_own=is_users_own)
    heard = [f"{GRADES[severity].capitalize()}: {_likeness(card, is_users_own=is_users_own)}", clarity.value]
    if _is_lowered_by_warnings(card):
        heard.append("but from a poor recording")
    sentence = ", ".join(heard) + "".join(f"; {words}" for words, _advice in differences)
    advice = [*_on_likeness(card), *_on_clarity(card), *(each for _words, each in differences)]
    return Verdict(severity, sentence, tuple(dict.fromkeys(advice)))


def severity_of(card: Scorecard) -> Severity:
    """How good or bad a score is."""
    return _severity_at(card.score)


def _severity_at(points: float) -> Severity:
    if points >= GOOD_FROM:
        return Severity.OK
    return Severity.WARN if points >= FAIR_FROM else Severity.FAIL


def _is_lowered_by_warnings(card: Scorecard) -> bool:
    """Whether its recording alone makes a voice less good than it sounds."""
    return _severity_at(card.heard_points) is not severity_of(card)


def _likeness(card: Scorecard, *, is_users_own: bool) -> str:
    likeness = {
        Severity.OK: f"sounds like {'you' if is_users_own else 'the speaker'}",
        Severity.WARN: f"sounds rather like {'you' if is_users_own else 'the speaker'}",
        Severity.FAIL: f"does not sound like {'you' if is_users_own else 'the speaker'}",
    }
    return likeness[_severity_at(card.likeness_points)]


def _clarity(card: Scorecard) -> Clarity:
    if card.lost_share > FAIR_LOSS:
        return Clarity.UNCLEAR
    if card.comparison.naturalness < FAIR_NATURAL:
        return Clarity.NOISY
    is_best = card.lost_share <= CLEAR_LOSS and card.comparison.naturalness >= NATURAL
    return Clarity.VERY_CLEAR if is_best else Clarity.CLEAR


def _differences(card: Scorecard, *, is_users_own: bool) -> list[tuple[str, str]]:
    """Where the voice moves otherwise than the recording, each with what to do about it; the worst first."""
    found = card.comparison
    said = []
    if found.range_ratio < _FLATTER:
        is_much = found.range_ratio < _MUCH_FLATTER
        said.append(
            (
                f"{'much' if is_much else 'a little'} flatter than {'you' if is_users_own else 'the speaker'}",
                "Read in a livelier way when you record",
            )
        )
    elif found.range_ratio > _LIVELIER:
        livelier = f"livelier than {'you' if is_users_own else 'the speaker'}"
        said.append((livelier, "Read in the tone the voice is to have"))
    if abs(found.pitch_st) >= _HIGHER_ST:
        is_higher = found.pitch_st > 0
        pitched = f"{'higher' if is_higher else 'deeper'} than {'you' if is_users_own else 'the speaker'}"
        said.append((pitched, "Rebuild the voice"))
    if found.pace_ratio < _SLOWER or found.pace_ratio > _FASTER:
        is_slow = found.pace_ratio < 1
        said.append(
            (
                f"{'slower' if is_slow else 'faster'} than {'you' if is_users_own else 'the speaker'}",
                f"Choose a {'higher' if is_slow else 'lower'} speaking speed",
            )
        )
    return said


def _on_likeness(card: Scorecard) -> list[str]:
    if _severity_at(card.likeness_points) is Severity.OK:
        return [_RECORD_AGAIN] if _is_lowered_by_warnings(card) else []
    return [_RECORD_AGAIN] if card.warnings else ["Rebuild the voice, or make it from a longer recording"]


def _on_clarity(card: Scorecard) -> list[str]:
    """What to do about a voice that is less good for being unclear."""
    if not card.is_spoilt and severity_of(card) is Severity.OK:
        return []
    unclear = [_UNCLEAR] if card.lost_share > CLEAR_LOSS else []
    return unclear + ([_RECORD_AGAIN] if card.comparison.naturalness < NATURAL else [])


def measured_words(card: Scorecard) -> list[str]:
    """What was measured, a line for each, for those who want to know."""
    found = card.comparison
    heard = f"{card.words - min(card.words, card.words_lost)} of {card.words} words were understood"
    lines = [
        (
            f"Likeness: {found.likeness:.0%} of what the recording reaches with itself "
            f"({found.by_encoder.likeness:.0%} by the first measure, {found.by_mixtures.likeness:.0%} by the second)"
        ),
        _places(card),
        heard if card.words else "",
        f"Sound quality: {found.naturalness:.1f} of 5, that of the recording {found.recording_naturalness:.1f}",
        (
            f"Compared with the recording: pitch {_signed(found.pitch_st, 1)} semitones, "
            f"range of pitch {_percent(found.range_ratio)}, pace {_percent(found.pace_ratio)}"
        ),
        _warnings(card),
    ]
    return [line for line in lines if line]


def _places(card: Scorecard) -> str:
    found = card.comparison
    if found.is_nearest:
        return f"Among {found.others + 1} speakers both measures take it for the right one"
    return (
        f"Among {found.others + 1} speakers the right one comes in place {found.by_encoder.place} "
        f"by the first measure, {found.by_mixtures.place} by the second"
    )


def _warnings(card: Scorecard) -> str:
    if not card.warnings:
        return ""
    return (
        f"{card.warnings} {'warning' if card.warnings == 1 else 'warnings'} about the recording, "
        f"which cost {card.warning_points} points"
    )


def _percent(ratio: float) -> str:
    return f"{_signed(100 * (ratio - 1), 0)}\u00a0%"


def _signed(value: float, decimals: int) -> str:
    return f"{value:+.{decimals}f}".replace("-", "\u2212")
