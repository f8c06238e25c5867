"""What keeps the model's known faults out of the speech: too long, stuck, or begun with the reference's last words.

All of it looks at the first code of each frame only, which stands for what is said rather than how: 12.5 a second.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

FRAME_RATE_HZ = 12.5

_PAUSE_S = 4.0
_LETTER_S = 0.2
_WIDE_LETTER_S = 0.8
# About three times what slow speakers need for a letter, for a letter that is a syllable or more, and for a digit or
# symbol that is read out as words; on top of that a pause.
_OTHER_S = 1.2

_STUCK_FRAMES = 38
_STUCK_CODES = 2

_SILENT_FRAMES = 4
_FIRST_LOOK_FRAMES = 12
_LAST_LOOK_FRAMES = 44
_TAIL_FRAMES = 31
_LATE_FRAMES = 5
_EARLY_END_FRAMES = 4
_AFTERWARDS_FRAMES = 6
_MATCH, _GAP = 3, -1
_SUSPICIOUS_SCORE, _REPEATED_SCORE = 5, 10
_NEVER = -1_000


def longest_speech_frames(text: str) -> int:
    """How many frames a text can take at the very most; speech that is longer has lost its end.

    Args:
        text: what is to be said.
    """
    return round((_PAUSE_S + sum(_longest_s(character) for character in text)) * FRAME_RATE_HZ)


def is_stuck(codes: Sequence[int]) -> bool:
    """Whether nothing has changed for three seconds: silence, or one sound without end.

    Args:
        codes: the first code of each frame spoken so far.
    """
    return len(codes) >= _STUCK_FRAMES and len(set(codes[-_STUCK_FRAMES:])) <= _STUCK_CODES


def begins_with_end_of(text: str, transcript: str) -> bool:
    """Whether a text begins with words the reference ends with: they are then meant to be heard.

    Args:
        text: what is to be said.
        transcript: the words of the reference.
    """
    wanted, before = _letters(text), _letters(transcript)
    return any(before.endswith(wanted[:length]) for length in range(_shortest_word(wanted), len(wanted) + 1))


def repeated_frames(reference: Sequence[int], spoken: Sequence[int], *, is_whole: bool) -> int | None:
    """How many frames at the beginning of speech repeat the end of its reference.

    The two are aligned as Smith and Waterman do it (Identification of common molecular subsequences, 1981), but only
    from the beginning of the speech on: the model says the words anew, a little faster or slower, so some codes are
    others. Silence counts for nothing; what it looks like is known from the end of the reference.

    Args:
        reference: the first code of each frame of the reference, which ends in silence.
        spoken: those of the speech so far.
        is_whole: whether the speech has ended.

    Returns:
        None while more must be heard to know.
    """
    silence = frozenset(reference[-_SILENT_FRAMES:])
    tail = [code for code in reference if code not in silence][-_TAIL_FRAMES:]
    heard = [(at, code) for at, code in enumerate(spoken) if code not in silence]
    if len(heard) < _FIRST_LOOK_FRAMES and len(spoken) < _LAST_LOOK_FRAMES and not is_whole:
        return None
    best, at_end = _alignments(tail, [code for _, code in heard])
    if at_end.score >= max(best.score, _REPEATED_SCORE):  # a better one is on its way to the end
        end = min(heard[at_end.heard][0] + len(tail) - at_end.tail, len(spoken))
        is_open = len(spoken) < end + _AFTERWARDS_FRAMES
    else:
        end, is_open = 0, best.score >= _SUSPICIOUS_SCORE
    return None if is_open and not is_whole and len(spoken) < _LAST_LOOK_FRAMES else end


@dataclass(frozen=True)
class _Alignment:
    """How well the frames up to `heard` of the speech and `tail` of the reference match, both included."""

    score: int = 0
    heard: int = 0
    tail: int = 0


def _alignments(tail: Sequence[int], heard: Sequence[int]) -> tuple[_Alignment, _Alignment]:
    """The best alignment of all, and the best of those that reach the end of the reference."""
    best = at_end = _Alignment()
    above = [_NEVER] * (len(tail) + 1)
    for row, spoken in enumerate(heard):
        start = 0 if row <= _LATE_FRAMES else _NEVER
        current = [_NEVER]
        for column, told in enumerate(tail):
            together = max(start, above[column]) + (_MATCH if spoken == told else _GAP)
            score = max(together, above[column + 1] + _GAP, current[column] + _GAP)
            current.append(score)
            if spoken == told and score > best.score:
                best = _Alignment(score, row, column)
            if spoken == told and score > at_end.score and column >= len(tail) - _EARLY_END_FRAMES:
                at_end = _Alignment(score, row, column)
        above = current
    return best, at_end


def _longest_s(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE_LETTER_S
    return _LETTER_S if character.isalpha() or not character.isprintable() or _is_mark(character) else _OTHER_S


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PZM"


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _shortest_word(letters: str) -> int:
    """Letters that can be no coincidence: fewer where each of them is a syllable."""
    return 2 if letters and unicodedata.east_asian_width(letters[0]) in "WF" else 4
