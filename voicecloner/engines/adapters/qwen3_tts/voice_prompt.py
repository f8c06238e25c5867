"""A Qwen3-TTS voice as plain arrays and text.

`speaker` is the embedding of the voice. With words (the package calls it in-context learning) there are also `codes`,
the reference itself as the codec hears it, and its transcript: the model then goes on as the same person.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.text import is_speakable
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.refusals import damaged_voice

SPEAKER, CODES, TRANSCRIPT = "speaker", "codes", "transcript"
# 80 s of reference: no voice of ours has more.
_MAX_FRAMES = 1_000


@dataclass(frozen=True)
class PromptShape:
    """What fits a checkpoint.

    Attributes:
        width: of a speaker's embedding.
        groups: codes in each frame.
        codes: how many different ones there are.
    """

    width: int
    groups: int
    codes: int


@dataclass(frozen=True, eq=False)
class VoicePrompt:
    """What the model is told of a voice.

    Attributes:
        speaker: float32, shape (width,).
        codes: int64, shape (frames, groups); None in embedding mode.
        transcript: the words that the codes say; empty in embedding mode.
    """

    speaker: npt.NDArray[np.float32]
    codes: npt.NDArray[np.int64] | None = None
    transcript: str = ""

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The numbers as they are saved."""
        return (
            {SPEAKER: self.speaker}
            if self.codes is None
            else {SPEAKER: self.speaker, CODES: self.codes.astype(np.int16)}
        )

    def metadata(self) -> dict[str, str]:
        """The text as it is saved."""
        return {} if self.codes is None else {TRANSCRIPT: self.transcript}


def to_prompt(voice_data: VoiceData, shape: PromptShape) -> VoicePrompt:
    """The prompt in a voice's data, which may come from anywhere.

    Raises:
        EngineError: it is no voice for a checkpoint of this shape.
    """
    speaker = voice_data.arrays.get(SPEAKER)
    codes = voice_data.arrays.get(CODES)
    transcript = voice_data.metadata.get(TRANSCRIPT, "")
    known = {SPEAKER} if codes is None else {SPEAKER, CODES}
    if speaker is None or voice_data.arrays.keys() != known or not _is_speaker(speaker, shape):
        raise damaged_voice()
    if codes is None:
        return VoicePrompt(np.array(speaker, np.float32))
    if not _is_speech(codes, shape) or not is_speakable(transcript):
        raise damaged_voice()
    return VoicePrompt(np.array(speaker, np.float32), codes.astype(np.int64), transcript)


def _is_speaker(array: npt.NDArray[np.generic], shape: PromptShape) -> bool:
    return array.dtype == np.float32 and array.shape == (shape.width,) and bool(np.isfinite(array).all())


def _is_speech(array: npt.NDArray[np.generic], shape: PromptShape) -> bool:
    if array.dtype != np.int16 or array.ndim != 2 or array.shape[1] != shape.groups:
        return False
    codes = np.asarray(array, np.int16)
    return 0 < len(codes) <= _MAX_FRAMES and codes.min() >= 0 and codes.max() < shape.codes
