"""What the speaking engines of this package have in common: one loaded model, whichever it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.coqui.adapter import CloningModel
from voicecloner.jobs import CancelToken


@dataclass(frozen=True)
class Utterance:
    """What is to be said.

    Attributes:
        text: with something to say in it.
        language: one of the engine's own tags.
        speed: 1.0 is the voice's own pace.
        seed: of the random numbers.
        options: the engine's own that were chosen.
    """

    text: str
    language: str
    speed: float
    seed: int
    options: Mapping[str, str | int | float] = field(default_factory=dict)


class SpeechModel(CloningModel, Protocol):
    """A checkpoint on its device that can speak. `Engine`s differ in this only."""

    @property
    def sample_rate(self) -> int:
        """Hz of its speech."""
        ...

    def say(self, voice: Any, utterance: Utterance, cancel: CancelToken) -> Iterator[Samples]:
        """Speak; yields sound as it is made.

        Raises:
            InvalidRequest: the model cannot say the text.
            Cancelled: `cancel` was set; looked at before each layer.
        """
        ...
