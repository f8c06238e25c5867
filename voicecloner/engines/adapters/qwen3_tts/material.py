"""What of the references the model gets to hear."""

from collections.abc import Sequence
from dataclasses import dataclass

from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.domain.text import is_speakable
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.refusals import joined
from voicecloner.errors import TranscriptRequired

MAX_REFERENCE_S = 30.0


@dataclass(frozen=True, eq=False)
class Material:
    """Sound and the words spoken in it.

    Attributes:
        samples: shape (frames,), float32, `MAX_REFERENCE_S` at most.
        transcript: the words of all of it; empty: only the sound counts.
        notes: what the user should know about what was left out.
    """

    samples: Samples
    transcript: str = ""
    notes: tuple[str, ...] = ()


def material(references: Sequence[ReferenceClip], mode: VoiceMode) -> Material:
    """The sound to clone from.

    With words only whole recordings are taken: where fewer words are told than are heard, or more, the model says the
    rest of them first, or does not find an end. Where not even one is short enough, only the sound of it counts.

    Raises:
        TranscriptRequired: words are wanted, and no recording has any.
    """
    if mode is VoiceMode.EMBEDDING:
        return Material(joined(references, MAX_REFERENCE_S))
    known = [reference for reference in references if is_speakable(reference.transcript)]
    if not known:
        raise TranscriptRequired("Transcript mode needs the words that are spoken in the recording.")
    taken = _fitting(known)
    if not taken:
        return Material(joined(references, MAX_REFERENCE_S), notes=(_too_long(),))
    words = " ".join(reference.transcript.strip() for reference in taken)
    return Material(joined(taken, MAX_REFERENCE_S), words, _left_out(len(taken), len(references)))


def _fitting(references: Sequence[ReferenceClip]) -> list[ReferenceClip]:
    taken: list[ReferenceClip] = []
    left_s = MAX_REFERENCE_S
    for reference in references:
        if reference.clip.seconds <= left_s:
            taken.append(reference)
            left_s -= reference.clip.seconds
    return taken


def _too_long() -> str:
    return (
        f"The recording is longer than {MAX_REFERENCE_S:g} s, so its words could not be used. "
        f"A shorter one gives a closer likeness."
    )


def _left_out(taken: int, given: int) -> tuple[str, ...]:
    if taken == given:
        return ()
    return (f"{taken} of {given} recordings were used: those with words, {MAX_REFERENCE_S:g} s in all.",)
