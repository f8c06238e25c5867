"""What several engines refuse, each time in the same words, and how they put their references together."""

from collections.abc import Sequence

import numpy as np

from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import EngineInfo
from voicecloner.errors import REBUILD_HINT, EngineError, InvalidRequest, VoiceBoundElsewhere


def damaged_voice() -> EngineError:
    """What is raised for voice data that the engine cannot have made."""
    return EngineError("The voice's data file is damaged.", REBUILD_HINT)


def other_weights(model: str) -> VoiceBoundElsewhere:
    """What is raised where the weights of a model have changed since the voice was made."""
    return VoiceBoundElsewhere(f"The voice was made with other weights of “{model}” than those that are here.")


def unspoken_language(info: EngineInfo, tag: str) -> InvalidRequest:
    """What is raised for a language the engine does not speak."""
    known = ", ".join(info.abilities.languages)
    return InvalidRequest(f"{info.title} does not speak “{tag}”.", f"It speaks: {known}.")


def require_sound_alone(info: EngineInfo, mode: VoiceMode) -> None:
    """Refuse to make use of a transcript.

    Raises:
        InvalidRequest
    """
    if mode is not VoiceMode.EMBEDDING:
        raise InvalidRequest(f"{info.title} clones from the sound alone.", "Choose the embedding mode.")


def joined(references: Sequence[ReferenceClip], longest_s: float) -> Samples:
    """The first `longest_s` seconds of all references one after the other; they have one sample rate.

    Returns:
        float32, shape (frames,), contiguous.
    """
    samples = np.concatenate([reference.clip.samples for reference in references])
    return np.ascontiguousarray(samples[: round(longest_s * references[0].clip.sample_rate)], dtype=np.float32)
