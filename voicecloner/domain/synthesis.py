"""Text in, speech out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from voicecloner.domain.audio import WordTime
from voicecloner.errors import VoiceClonerError

SPEED_RANGE = (0.5, 2.0)


@dataclass(frozen=True)
class SpeechOptions:
    """How something is said.

    Attributes:
        language: BCP 47 tag of the text.
        speed: 1.0 is the voice's own pace; 0.5..2.0.
        seed: for engines that draw random numbers; the same seed gives the same sound.
        options: the engine's own options that were chosen, by their keys.
    """

    language: str = "en"
    speed: float = 1.0
    seed: int = 0
    options: Mapping[str, str | int | float] = field(default_factory=dict)


class ConversionWay(StrEnum):
    """How a recording is said again.

    Attributes:
        AUTO: as the engine finds best.
        WORDS: its words are understood and said anew, when and how they are said there.
        WORLD: its sound is changed, whatever is said; named after the vocoder that takes it apart.
    """

    AUTO = "auto"
    WORDS = "words"
    WORLD = "world"


@dataclass(frozen=True)
class ConversionOptions:
    """How a recording is said again.

    Attributes:
        seed: for engines that draw random numbers; the same seed gives the same sound.
        way: how, of engines that have several ways; `ConversionWay.AUTO` for any.
    """

    seed: int = 0
    way: ConversionWay = ConversionWay.AUTO


@dataclass(frozen=True)
class SentenceVersion:
    """One of several ways in which a sentence of a take was said; its sound is kept beside the take.

    Attributes:
        id: names its sound; random, never changes.
        text: what it says, as the user wrote it.
        options: how it was said.
        seconds: duration of its sound.
        words: when its words are said, from its own start, with their places in `text`.
    """

    id: str
    text: str
    options: SpeechOptions
    seconds: float
    words: tuple[WordTime, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """What of a take was said in one go.

    Attributes:
        first_character: of it in the take's text.
        end_character: the one after its last.
        start_s: where its sound begins, behind the pause before it, seconds.
        end_s: where its sound ends.
        options: how it was said.
        versions: all the ways it was said, the first one first; empty as long as there is only the one in the take.
        chosen: the id of the version that is heard in the take; empty where there are none.
    """

    first_character: int
    end_character: int
    start_s: float
    end_s: float
    options: SpeechOptions = field(default_factory=SpeechOptions)
    versions: tuple[SentenceVersion, ...] = ()
    chosen: str = ""

    @property
    def seconds(self) -> float:
        """Duration of its sound."""
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Take:
    """One synthesized result on disk.

    Attributes:
        path: the sound file.
        text: what it says.
        voice_id: who says it.
        voice_name: the voice's name at that time.
        options: how it was said.
        seconds: duration of the sound.
        sample_rate: Hz.
        synthesis_s: how long the engine took once it was loaded, seconds.
        first_sound_s: how long the first sentence took once the engine was loaded, seconds.
        created_at: UTC.
        notes: what the user should know about how it was made, e.g. on another device than wished for.
        words: when each word is said; empty where the engine does not know.
        sentences: what was said in one go, in order; empty for what is no text, and for takes of earlier versions.
        engine_id: which engine said it; empty for takes of earlier versions.
        engine_revision: with which revision.
        ways: in which ways a recording was said again, values of `ConversionWay`, the one used for most of it
            first; empty for a text, and where the engine has one way only.
        broken_by: what ended it before all was said, `Cancelled` if the user did; None if it is whole.
    """

    path: Path
    text: str
    voice_id: str
    voice_name: str
    options: SpeechOptions
    seconds: float
    sample_rate: int
    synthesis_s: float
    first_sound_s: float
    created_at: datetime
    notes: tuple[str, ...] = ()
    words: tuple[WordTime, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    engine_id: str = ""
    engine_revision: str = ""
    ways: tuple[str, ...] = ()
    broken_by: VoiceClonerError | None = field(default=None, compare=False)

    @property
    def is_whole(self) -> bool:
        """Whether all was said."""
        return self.broken_by is None

    @property
    def rtf(self) -> float:
        """Real-time factor: seconds of work per second of speech."""
        return self.synthesis_s / self.seconds if self.seconds else 0.0
