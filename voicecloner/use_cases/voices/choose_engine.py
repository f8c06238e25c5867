"""Which engine clones a new voice: the one the user names, or the best that is installed for the language."""

from collections.abc import Sequence

from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import EngineHost, EngineInfo
from voicecloner.errors import EngineError, EngineNotFound
from voicecloner.quality.profiles import DEFAULT_PROFILE
from voicecloner.settings import AUTO_ENGINE

PREFERRED = ("natural", "basic")
"""Engines that need no choice of the user, best first: each for the languages it speaks."""


def engine_for_new_voice(host: EngineHost, wanted: str | None, language: str) -> EngineInfo:
    """The engine that clones a new voice.

    Args:
        host: the engines there are.
        wanted: id of the engine the user named; None or `AUTO_ENGINE`: the best one for the language.
        language: BCP 47 tag of the reference speech.

    Raises:
        EngineNotFound, EngineNotInstalled, EngineError: the engine named cannot be used, or none speaks the language.
    """
    if wanted and wanted != AUTO_ENGINE:
        return host.engine(wanted)
    best = best_engine(host.engines(), language)
    if best is None:
        raise EngineNotFound(
            f"No engine that is installed speaks “{language}”.", "Choose another language, or name an engine."
        )
    return best


def best_engine(engines: Sequence[EngineInfo], language: str) -> EngineInfo | None:
    """The best of these engines for new voices in a language: a preferred one, else the first that speaks it."""
    able = [engine for engine in engines if engine.abilities.can_synthesize and engine.abilities.speaks(language)]
    return min(able, key=_rank, default=None)


def profile_for_new_voice(host: EngineHost, wanted: str | None, language: str) -> str:
    """Name of the profile that recordings are held against before a voice is made of them.

    The usual one where no engine can be used: that is told when the voice is made.
    """
    try:
        return engine_for_new_voice(host, wanted, language).requirements.profile
    except EngineError:
        return DEFAULT_PROFILE


def engine_without_words(host: EngineHost, wanted: str | None, language: str) -> str:
    """Title of the engine that makes a new voice if it makes it of the sound alone; empty if it uses a transcript.

    Empty as well where no engine can be used: that is told when the voice is made.
    """
    try:
        return title_without_words(engine_for_new_voice(host, wanted, language))
    except EngineError:
        return ""


def title_without_words(engine: EngineInfo) -> str:
    """The engine's title if it makes voices of the sound alone, else empty."""
    return "" if VoiceMode.TRANSCRIPT in engine.requirements.modes else engine.title


def languages_for_new_voices(engines: Sequence[EngineInfo], wanted: str | None) -> tuple[str, ...]:
    """BCP 47 tags a new voice may have: those of the engine named, or of all that may be chosen for it.

    ``("mul",)``: any.
    """
    named = [engine for engine in engines if engine.id == wanted]
    chosen = named or [engine for engine in engines if engine.id in PREFERRED] or list(engines)
    return tuple(dict.fromkeys(tag for engine in chosen for tag in engine.abilities.languages))


def is_everyday(engine_id: str) -> bool:
    """Whether an engine is one of those that are chosen where the user named none."""
    return engine_id in PREFERRED


def _rank(engine: EngineInfo) -> int:
    return PREFERRED.index(engine.id) if is_everyday(engine.id) else len(PREFERRED)
