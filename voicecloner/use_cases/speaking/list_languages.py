"""Which languages there are, who speaks them, and what a user means by a language tag."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from voicecloner.domain.language_names import LANGUAGE_NAMES, OWN_LANGUAGE_NAMES, canonical_tag, language_name
from voicecloner.domain.languages import primary_language
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.upkeep.manage_engines import ListedEngine

_ANY = "mul"
_CLOSE = 0.7


@dataclass(frozen=True)
class ListedLanguage:
    """A language, and who speaks it.

    Attributes:
        tag: BCP 47 tag.
        name: what it is called.
        engines: ids of the engines that speak it and can be used.
        lacking: ids of those that would speak it, if their packages were here.
    """

    tag: str
    name: str
    engines: tuple[str, ...]
    lacking: tuple[str, ...]


class Languages:
    """What is known of languages.

    Args:
        engines: all engines, also those that cannot be used.
    """

    def __init__(self, engines: Callable[[], Sequence[ListedEngine]]) -> None:
        self._engines = engines

    def list(self) -> tuple[ListedLanguage, ...]:
        """All languages that an engine of the program speaks, by name."""
        engines = [engine for engine in self._engines() if engine.info.abilities.can_synthesize]
        tags = {tag for engine in engines for tag in engine.info.abilities.languages} - {_ANY}
        return tuple(sorted((_listed(tag, engines) for tag in tags), key=lambda each: (each.name, each.tag)))

    def known(self, text: str) -> str:
        """The BCP 47 tag that is meant, in its usual spelling; its region need not be one that an engine names.

        Args:
            text: a tag in any spelling, or a locale such as ``"de_DE.UTF-8"``.

        Raises:
            InvalidRequest: it is no language tag, or of a language that no engine speaks. The hint is what was probably
                meant, or empty: where the list is, the shell knows.
        """
        tag = canonical_tag(text)
        if not tag or not self._is_spoken(tag):
            meant = _meant(text)
            raise InvalidRequest(
                f"“{text}” is not a language that can be spoken here.",
                f"Did you mean “{meant}” ({language_name(meant)})?" if meant else "",
            )
        return tag

    def _is_spoken(self, tag: str) -> bool:
        language = primary_language(tag)
        return language in map(primary_language, LANGUAGE_NAMES) or language in map(primary_language, self._tags())

    def _tags(self) -> Iterator[str]:
        """The languages of engines that were added to the program, too."""
        return (tag for engine in self._engines() for tag in engine.info.abilities.languages)


def _listed(tag: str, engines: Sequence[ListedEngine]) -> ListedLanguage:
    speaking = [engine for engine in engines if engine.info.abilities.speaks(tag)]
    return ListedLanguage(
        tag,
        language_name(tag),
        tuple(engine.info.id for engine in speaking if not engine.lacks),
        tuple(engine.info.id for engine in speaking if engine.lacks),
    )


def _meant(text: str) -> str:
    """The tag of the language with about this name."""
    tags = {name.lower(): tag for tag, name in (*LANGUAGE_NAMES.items(), *OWN_LANGUAGE_NAMES.items())}
    close = difflib.get_close_matches(text.strip().lower(), tags, n=1, cutoff=_CLOSE)
    return tags[close[0]] if close else ""
