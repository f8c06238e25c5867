"""What a model would be like on this computer, told before it is fetched: does it fit, and how long does it take."""

from collections.abc import Mapping
from dataclasses import dataclass

from voicecloner.models.catalogue import Model
from voicecloner.wording import size_words

_MINUTE_S = 60.0
_SLOW = 1.5
"""From so many seconds of work for a second of speech on one waits while one listens."""


@dataclass(frozen=True)
class Computer:
    """What counts of a computer.

    Attributes:
        memory_bytes: free memory.
        graphics_bytes: free memory of the graphics card; None where there is none that neural engines can use.
        slowness: how many times as long its processor takes as the one the engines were measured on.
    """

    memory_bytes: int
    graphics_bytes: int | None
    slowness: float = 1.0


@dataclass(frozen=True)
class Needs:
    """What an engine takes for speech.

    Attributes:
        processor: seconds of work for a second of speech on the processor it was measured on; None: not measured.
        graphics: the same on a graphics card; None: not measured.
        memory_bytes: what it needs on the processor; on a graphics card the catalogue tells.
        uses_card: whether it can work on a graphics card.
    """

    processor: float | None
    graphics: float | None
    memory_bytes: int
    uses_card: bool = True


# docs/performance.md and docs/trials.md; Qwen3-TTS on the processor is what users report at the worst.
ENGINE_NEEDS: Mapping[str, Needs] = {
    "natural": Needs(None, None, 600_000_000, uses_card=False),
    "pocket-lite": Needs(0.33, None, 900_000_000, uses_card=False),
    "pocket": Needs(0.44, 0.14, 1_200_000_000),
    "pocket-onnx": Needs(0.27, None, 500_000_000, uses_card=False),
    "voxcpm2": Needs(None, 0.14, 14_000_000_000),
    "qwen3-tts": Needs(10.0, 2.0, 5_000_000_000),
    "xtts": Needs(18.0, 0.27, 3_000_000_000),
    "yourtts": Needs(None, 0.003, 1_000_000_000),
    "tortoise": Needs(None, None, 5_000_000_000),
    "bark": Needs(None, None, 8_000_000_000),
    "knnvc": Needs(None, 0.003, 3_500_000_000),
    "freevc": Needs(None, 0.005, 3_500_000_000),
    "openvoice": Needs(None, 0.004, 800_000_000),
}
# larger models than those that their engine was measured with
MODEL_NEEDS: Mapping[str, Needs] = {
    "pocket-lite-fr": Needs(None, None, 1_200_000_000, uses_card=False),
    "qwen3-tts-1.7b": Needs(10.0, None, 9_000_000_000),
}


@dataclass(frozen=True)
class Suits:
    """What a model would be like on a computer.

    Attributes:
        fits: whether it can be loaded with what is free now.
        is_on_card: whether it would work on the graphics card.
        needed_bytes: the memory it wants there.
        seconds_per_minute: how long a minute of speech takes, about; None: it was not measured.
    """

    fits: bool
    is_on_card: bool
    needed_bytes: int
    seconds_per_minute: float | None

    @property
    def is_slow(self) -> bool:
        """Whether speech takes clearly longer to make than to hear."""
        return self.seconds_per_minute is not None and self.seconds_per_minute >= _SLOW * _MINUTE_S

    @property
    def words(self) -> str:
        """That, in a few words."""
        where = "on the graphics card" if self.is_on_card else "in memory"
        fitting = (
            f"fits {where}" if self.fits else f"too large for the free memory (needs {size_words(self.needed_bytes)})"
        )
        return f"{fitting}, {self._pace}"

    @property
    def _pace(self) -> str:
        if self.seconds_per_minute is None:
            return "speed not known"
        times = self.seconds_per_minute / _MINUTE_S
        if self.is_slow:
            return f"{times:.0f} times slower than speech"
        return f"about {max(1, round(self.seconds_per_minute))} s for a minute of speech"


def suits(model: Model, computer: Computer) -> Suits:
    """What a model would be like on a computer; of an engine that is not known here only its memory is told."""
    unknown = Needs(None, None, model.memory_bytes or 0)
    needs = MODEL_NEEDS.get(model.id) or ENGINE_NEEDS.get(model.engine, unknown)
    on_card_bytes = model.memory_bytes or needs.memory_bytes
    if needs.uses_card and computer.graphics_bytes is not None and computer.graphics_bytes >= on_card_bytes:
        on_card_s = None if needs.graphics is None else _MINUTE_S * needs.graphics
        return Suits(fits=True, is_on_card=True, needed_bytes=on_card_bytes, seconds_per_minute=on_card_s)
    work_s = None if needs.processor is None else _MINUTE_S * needs.processor * computer.slowness
    return Suits(
        fits=computer.memory_bytes >= needs.memory_bytes,
        is_on_card=False,
        needed_bytes=needs.memory_bytes,
        seconds_per_minute=work_s,
    )
