"""What a recording is worth so far, and what the speaker should do better right now."""

from dataclasses import dataclass

from voicecloner.domain.quality import Span


@dataclass(frozen=True)
class Hint:
    """Something to do better while recording.

    Attributes:
        check: what it is about: ``"clipping"``, ``"level"``, ``"whisper"``, ``"noise"`` or ``"silence"``.
        message: one sentence.
    """

    check: str
    message: str


@dataclass(frozen=True)
class LiveReview:
    """State of a recording while it grows.

    Attributes:
        seconds: sound heard so far.
        speech_s: how much of it is speech.
        usable_s: how much of it counts: voiced speech, unclipped, loud enough and above the background, with the stops
            of up to 0.5 s within it; longer stops do not count.
        usable: where that is.
        hints: what to do better, the most urgent first; empty while all is well.
        voice_dbfs: level of the voice in the last four seconds; None without speech.
        floor_dbfs: level of the background; None until there were pauses enough to tell.
    """

    seconds: float = 0.0
    speech_s: float = 0.0
    usable_s: float = 0.0
    usable: tuple[Span, ...] = ()
    hints: tuple[Hint, ...] = ()
    voice_dbfs: float | None = None
    floor_dbfs: float | None = None
