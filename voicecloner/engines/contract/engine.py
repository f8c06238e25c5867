"""What an engine is, and how the rest of the program talks to the one that runs in the worker process.

`Engine` is what engine authors write; it lives in the worker. `EngineHost` is what use cases call; it lives in the
program's own process and drives the worker. Splitting text, joining, loudness, progress, files and playback stay above.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip
from voicecloner.domain.languages import are_same, primary_language
from voicecloner.domain.synthesis import ConversionOptions, ConversionWay, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.errors import Cancelled, EngineCrashed, InvalidRequest
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.settings import Setting, SettingValue

MIN_CONVERT_S = 0.1
"""Shortest piece of speech an engine is given to convert, seconds."""
MAX_CONVERT_S = 30.0
"""Longest piece of speech an engine is given to convert at once, seconds; longer speech is cut in its pauses."""


@dataclass(frozen=True)
class Requirements:
    """What an engine asks for: of a reference, and of the computer.

    Attributes:
        modes: the modes it can clone in, best first.
        min_reference_s: shortest reference it can do anything with, seconds. What a recording must hold for a new voice
            is the profile's, which may ask for more where so little makes no good voice; recordings that are there
            already are cloned again all the same.
        max_reference_s: longest reference it makes use of, seconds.
        ideal_reference_s: what is best, seconds.
        reference_sample_rate: Hz it wants its references resampled to.
        memory_bytes: what it needs when loaded.
        profile: name of the requirement profile its references are held against; see `quality.profiles`.
    """

    modes: tuple[VoiceMode, ...]
    min_reference_s: float
    max_reference_s: float
    ideal_reference_s: float
    reference_sample_rate: int
    memory_bytes: int
    profile: str = "console"


@dataclass(frozen=True)
class Abilities:
    """What a voice can do with its engine. Pages, commands and checks are drawn from it.

    Attributes:
        languages: BCP 47 tags it speaks; ``("mul",)``: any.
        output_sample_rate: Hz of the speech it makes.
        licence: SPDX name of the engine's licence.
        max_chunk_characters: longest text it takes in one call; 0 if it says no texts.
        speed_range: slowest and fastest, 1.0 being the voice's own pace; None if it has no other pace.
        options: what else can be chosen when it speaks, each with type, default, range and text; it finds the chosen
            ones in `SpeechOptions.options`.
        keeps_language: whether a voice speaks the language of its recording only.
        stresses_words: whether it stresses *words* between asterisks; other engines do not get to see these.
        takes_phonemes: whether it says phonemes of the IPA between `PHONEMES_BEGIN` and `PHONEMES_END` (see
            `domain.pronunciation`); other engines do not get to see any.
        streams: whether the first sound of a text comes before all of it is made.
        can_synthesize: whether it does text to speech; it is a `SpeakingEngine` then.
        can_convert: whether it does speech to speech; it is a `ConvertingEngine` then.
        conversion_ways: the ways in which it does that, where the user may choose between several.
    """

    languages: tuple[str, ...]
    output_sample_rate: int
    licence: str
    max_chunk_characters: int = 0
    speed_range: tuple[float, float] | None = None
    options: tuple[Setting, ...] = ()
    keeps_language: bool = False
    stresses_words: bool = False
    takes_phonemes: bool = False
    streams: bool = True
    can_synthesize: bool = True
    can_convert: bool = False
    conversion_ways: tuple[ConversionWay, ...] = ()

    def speaks(self, tag: str) -> bool:
        """Whether it speaks a language, in whatever region."""
        return bool({"mul", primary_language(tag)} & set(map(primary_language, self.languages)))

    def nearest_speed(self, wanted: float) -> float:
        """What comes nearest to a speed that is wanted, of those it has."""
        slowest, fastest = self.speed_range or (1.0, 1.0)
        return min(max(wanted, slowest), fastest)

    def languages_of_voice(self, own: str) -> tuple[str, ...]:
        """What a voice whose recording is in the language `own` can speak."""
        if not self.keeps_language:
            return self.languages
        kept = tuple(tag for tag in self.languages if are_same(tag, own))
        return kept or (own,)


@dataclass(frozen=True)
class EngineInfo:
    """How an engine describes itself.

    Attributes:
        id: stable short name, e.g. ``"natural"``.
        title: what the user reads.
        revision: changes whenever voices made by an earlier one can no longer be spoken with.
        summary: one honest sentence.
        requirements: what it asks for.
        abilities: what its voices can do.
        environment: id of the environment its packages can be installed into; empty: it needs none.
        packages: the modules it imports, without which it can do nothing, e.g. ``("torch", "pocket_tts")``.
        weights_packages: the modules that bring its weights, all of them in place of a model.
        load_options: what the user sets once and for all, and counts while it is loaded; it is a `TunableEngine` then.
            Keys are the engine's own: the settings show them with its id before them.
    """

    id: str
    title: str
    revision: str
    summary: str
    requirements: Requirements
    abilities: Abilities
    environment: str = ""
    packages: tuple[str, ...] = ()
    weights_packages: tuple[str, ...] = ()
    load_options: tuple[Setting, ...] = ()


@dataclass(frozen=True, eq=False)
class VoiceData:
    """An engine's encoded voice: a cache that can be rebuilt from the references. Saved as one safetensors file.

    Attributes:
        arrays: any numpy arrays (no object arrays).
        metadata: any text; the worker adds engine id, revision and mode.
        mode: the mode it was really cloned in, where that is not the one asked for.
        notes: what the user should know about how it was made; not saved.
    """

    arrays: Mapping[str, npt.NDArray[np.generic]]
    metadata: Mapping[str, str] = field(default_factory=dict)
    mode: VoiceMode | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class VoiceReached(ProgressUpdate):
    """Progress of a cloning that gets better and better, with the voice that has been reached by then.

    The program keeps the last one: it is what the user gets who stops the cloning, and what is left where the worker
    process ends before it has done its work. It is sent through the pipe each time, so a few times a second at most.

    Attributes:
        voice_data: ready to speak; its notes say how good it is.
    """

    voice_data: VoiceData = field(kw_only=True)
    is_usable: bool = True


class Engine(Protocol):
    """A cloning engine. Lives in the worker process and is called from one thread at a time.

    It is a `SpeakingEngine`, a `ConvertingEngine` or both, as its abilities say.
    """

    def info(self) -> EngineInfo:
        """How the engine describes itself. Must be cheap: called without `load`."""
        ...

    def load(self, device: str, progress: Progress) -> None:
        """Get ready to work on `device` (``"cpu"``, ``"cuda"``)."""
        ...

    def clone(
        self, references: Sequence[ReferenceClip], mode: VoiceMode, progress: Progress, cancel: CancelToken
    ) -> VoiceData:
        """Encode a voice.

        References come reviewed, mono, at `Requirements.reference_sample_rate`, `min_reference_s` or more in all.

        An engine that gets better and better may report progress with `VoiceReached`, which the program keeps. Once
        `cancel` is set, any engine stops within two seconds; what it then returns or raises is not looked at.
        """
        ...

    def unload(self) -> None:
        """Give the memory back."""
        ...


class TunableEngine(Engine, Protocol):
    """An engine that can be loaded in several ways, between which the user chooses: `EngineInfo.load_options`."""

    def choose(self, options: Mapping[str, SettingValue]) -> None:
        """Be loaded like this, by the keys of the options; called before `load`. Without it the defaults count.

        An engine reads no settings itself: it works in another process, which is started anew after a change.
        """
        ...


class SpeakingEngine(Engine, Protocol):
    """An engine that turns text into speech."""

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say one chunk of text (at most `max_chunk_characters`); yields sound as soon as there is some.

        The options are those that `Abilities` promises: a language, a speed within the range (1.0 if there is none),
        and of the engine's own options those that were chosen.
        """
        ...


class ConvertingEngine(Engine, Protocol):
    """An engine that turns speech into the same speech of another voice."""

    def convert(
        self, voice_data: VoiceData, speech: AudioClip, options: ConversionOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say what is said in `speech`, in the voice; yields sound as soon as there is some.

        Args:
            voice_data: who shall be heard.
            speech: one piece, not silent, of `MIN_CONVERT_S` to `MAX_CONVERT_S`, at
                `Requirements.reference_sample_rate`.
            options: how; a way that `Abilities.conversion_ways` has, or none in particular.
            cancel: looked at before each chunk at the latest.
        """
        ...


@dataclass(frozen=True)
class EncodedVoice:
    """A cloned voice as it leaves the worker.

    Attributes:
        engine_id: who made it.
        engine_revision: with which revision.
        mode: the mode it was really cloned in.
        safetensors: the content of the VoiceData file.
        seconds: how long cloning took.
        notes: what the user should know about how it was made.
        cut_short_by: what ended the cloning early, if anything did; this is what had been reached by then.
    """

    engine_id: str
    engine_revision: str
    mode: VoiceMode
    safetensors: bytes
    seconds: float
    notes: tuple[str, ...] = ()
    cut_short_by: EngineCrashed | Cancelled | None = None


class EngineHost(Protocol):
    """The engines as use cases see them: their work is done in another process."""

    def engines(self) -> tuple[EngineInfo, ...]:
        """All engines that can be used, the program's own first."""
        ...

    def engine(self, engine_id: str) -> EngineInfo:
        """The engine with this id.

        Raises:
            EngineNotFound, EngineNotInstalled, EngineError: it cannot be used, and why
        """
        ...

    def clone(
        self,
        engine_id: str,
        references: Sequence[ReferenceClip],
        mode: VoiceMode,
        *,
        progress: Progress,
        cancel: CancelToken,
    ) -> EncodedVoice:
        """Encode a voice in the worker.

        Once the progress `is_usable`, neither cancelling nor the worker's end raises anything: the voice is what had
        been reached by then, and `EncodedVoice.cut_short_by` tells.

        Raises:
            EngineNotFound, EngineCrashed, EngineError, Cancelled
        """
        ...

    def load_voice(self, engine_id: str, voice_file: Path, *, progress: Progress, cancel: CancelToken) -> None:
        """Start the worker, load the engine and a saved voice, so that speaking begins at once.

        Raises:
            EngineNotFound, EngineCrashed, EngineError, VoiceBoundElsewhere, Cancelled
        """
        ...

    def synthesize(
        self, engine_id: str, voice_file: Path, text: str, options: SpeechOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say one chunk of text with a saved VoiceData file; yields sound as it arrives from the worker.

        Closing the iterator early stops the engine.

        Raises:
            EngineNotFound, EngineCrashed, EngineError, VoiceBoundElsewhere, Cancelled
        """
        ...

    def convert(
        self, engine_id: str, voice_file: Path, speech: AudioClip, options: ConversionOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say one piece of speech again with a saved VoiceData file; yields sound as it arrives from the worker.

        Closing the iterator early stops the engine.

        Raises:
            InvalidRequest: the engine cannot, or not in this way, or it is no piece of speech of `MIN_CONVERT_S` to
                `MAX_CONVERT_S`.
            EngineNotFound, EngineCrashed, EngineError, VoiceBoundElsewhere, Cancelled
        """
        ...

    def notes(self) -> tuple[str, ...]:
        """What the user should know about how requests were done since this was last asked, e.g. on another device."""
        ...

    def loaded(self) -> tuple[str, ...]:
        """The ids of the engines that hold memory just now."""
        ...

    def eject(self) -> bool:
        """Give back all memory the engines hold; False if one of them is at work just now."""
        ...

    def close(self) -> None:
        """End the worker."""
        ...


def require_synthesis(engine: EngineInfo) -> None:
    """Refuse to have a text said by an engine that only converts.

    Raises:
        InvalidRequest: it cannot say texts.
    """
    if not engine.abilities.can_synthesize:
        raise InvalidRequest(
            f"{engine.title} cannot say a text: it says recorded speech again, in another voice.",
            "Convert a recording, or choose a voice of another engine.",
        )


def require_conversion(engine: EngineInfo, way: ConversionWay = ConversionWay.AUTO) -> None:
    """Refuse to have speech converted by an engine that only says texts, or in a way that it does not have.

    Raises:
        InvalidRequest: it cannot convert, or not so.
    """
    if not engine.abilities.can_convert:
        raise InvalidRequest(
            f"{engine.title} cannot convert recordings: it says texts.",
            "Choose a voice that was made with an engine that converts speech.",
        )
    if way is not ConversionWay.AUTO and way not in engine.abilities.conversion_ways:
        raise InvalidRequest(f"{engine.title} converts in its own way, not by “{way}”.", "Leave the way to it.")


def checked_speech(engine: EngineInfo, options: SpeechOptions, own_language: str = "") -> SpeechOptions:
    """The options in the types that the engine declares; the one place where they are held against its abilities.

    Args:
        engine: who is to speak.
        options: how.
        own_language: BCP 47 tag of the voice's recording, where it is known.

    Raises:
        InvalidRequest: a language, a speed or an option that the engine does not have.
    """
    if not engine.abilities.speaks(options.language):
        known = ", ".join(engine.abilities.languages)
        raise InvalidRequest(f"{engine.title} does not speak “{options.language}”.", f"It speaks: {known}.")
    if own_language and engine.abilities.keeps_language and not are_same(options.language, own_language):
        raise InvalidRequest(
            f"{engine.title} ties a voice to the language of its recording: it cannot speak “{options.language}”.",
            "Choose that language, or a voice of another engine.",
        )
    _require_speed(engine, options.speed)
    declared = {option.key: option for option in engine.abilities.options}
    for key in options.options:
        if key not in declared:
            names = ", ".join(declared)
            raise InvalidRequest(
                f"{engine.title} has no option “{key}”.", f"It has: {names}." if names else "It has none."
            )
    return replace(options, options={key: declared[key].checked(value) for key, value in options.options.items()})


def _require_speed(engine: EngineInfo, speed: float) -> None:
    if engine.abilities.speed_range is None:
        if speed != 1.0:
            raise InvalidRequest(f"{engine.title} speaks at the voice's own pace only.", "Set the speed to 1.")
        return
    slowest, fastest = engine.abilities.speed_range
    if not slowest <= speed <= fastest:
        raise InvalidRequest(f"The speed {speed:g} is out of range.", f"Choose {slowest:g} to {fastest:g}.")
