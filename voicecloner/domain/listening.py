"""What was heard in a recording: its words, and the sounds these are said with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HeardWord:
    """One word as the recognizer understood it.

    Attributes:
        text: the word, with its capital and its punctuation.
        start_s: about where it begins, seconds from the start of the recording.
        end_s: about where it ends.
        confidence: how sure the recognizer is of its least sure part, 0..1.
    """

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True)
class HeardSound:
    """One sound of speech.

    Attributes:
        name: IPA, one or two letters.
        start_s: where it begins, seconds from the start of the recording.
        end_s: where it ends.
    """

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class ReadText:
    """A text as a synthesizer reads it.

    Attributes:
        sounds: IPA of each sound, pauses left out.
        seconds: how long it takes at an unhurried pace.
    """

    sounds: tuple[str, ...]
    seconds: float
