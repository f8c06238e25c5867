"""Texts as VoxCPM2 is to get them."""

import re

_OPENING = ("(", "（")
_CLOSING = re.compile("[)）]")


def spoken_line(text: str) -> str:
    """The text as one line that is spoken from its first word on.

    What stands in brackets at the beginning would not be spoken: the model takes it for a description of the voice it
    shall have ("(an old man, whispering) Hello"). There the brackets become a pause.
    """
    line = " ".join(text.split())
    if not line.startswith(_OPENING):
        return line
    inner, *rest = _CLOSING.split(line.lstrip("(（ "), maxsplit=1)
    after = rest[0] if rest else ""
    is_pause_needed = after[:1].isalnum() or after[:1].isspace()
    return f"{inner},{after}" if is_pause_needed else inner + after
