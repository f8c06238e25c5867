"""What the recognizer is given to listen to: which languages it knows, and stretches cut at pauses."""

from collections.abc import Sequence

from voicecloner.domain.quality import Span

LANGUAGES = ("en",)
"""Two-letter codes of the languages whose words are understood, all their varieties included."""
_LONGEST_PIECE_S = 15.0
_MARGIN_S = 0.15


def is_known_language(tag: str) -> bool:
    """Whether the words of a language are understood, given as a BCP 47 tag."""
    return tag.replace("_", "-").partition("-")[0].lower() in LANGUAGES


def pieces_of(speech: Sequence[Span], seconds: float) -> tuple[Span, ...]:
    """Neighbouring spans of speech put together up to 15 s, with a little of the silence around them.

    Args:
        speech: where somebody speaks, in order.
        seconds: length of the recording.
    """
    pieces: list[Span] = []
    for span in speech:
        wide = Span(max(0.0, span.start_s - _MARGIN_S), min(seconds, span.end_s + _MARGIN_S))
        if pieces and wide.end_s - pieces[-1].start_s <= _LONGEST_PIECE_S:
            pieces[-1] = Span(pieces[-1].start_s, wide.end_s)
        else:
            pieces.append(wide)
    return tuple(pieces)
