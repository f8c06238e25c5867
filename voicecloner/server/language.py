"""Answers in the language a caller asks for (`Accept-Language`), as far as the core's own sentences go.

Names of fields, codes of errors and what the user wrote stay as they are; who asks for no language is told English.
"""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from typing import Any

from lxml import etree

from voicecloner.core_sentences import CoreSentences
from voicecloner.paths import resource

ENGLISH = "en"
_DECIMAL_POINTS = {"de": ",", "es": ",", "fr": ",", "zh": "."}
"""The languages there are translations into, and what they put in front of decimals."""
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_CORE = "core"
_SENTENCES = frozenset({"message", "hint", "stage", "sentence", "rebuild_reason", "title"})
_LISTS = frozenset({"notes", "warnings", "advice", "state_reasons"})
"""Fields of sentences; one called `notes` that holds no list is the user's own."""
_MOST_HEADER_CHARACTERS = 200
_LONGEST_CHARACTERS = 2_000
"""Longer is what holds words of the caller: to go through those would keep all other callers waiting."""
_asked: ContextVar[str] = ContextVar("language", default=ENGLISH)


def asked_language(accepted: str) -> str:
    """The language of an answer.

    Args:
        accepted: the header ``Accept-Language``, e.g. ``"de-AT,de;q=0.9,en;q=0.5"``; may be empty.
    """
    wanted = [_weighed(each) for each in accepted[:_MOST_HEADER_CHARACTERS].split(",")]
    for tag, weight in sorted(wanted, key=lambda each: -each[1]):
        language = tag.partition("-")[0]
        if weight > 0 and not tag.startswith(_TRADITIONAL) and (language in _DECIMAL_POINTS or language == ENGLISH):
            return language
    return ENGLISH


def _weighed(part: str) -> tuple[str, float]:
    tag, _, weight = part.partition(";")
    try:
        return tag.strip().lower(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return "", 0.0


def answer_in(language: str) -> None:
    """Have what is said from now on in this request be in a language.

    Args:
        language: as `asked_language` tells it.
    """
    _asked.set(language)


def said(text: str) -> str:
    """What the core says, in the language of the caller; as it is where nothing is known of it."""
    language = _asked.get()
    is_own = language != ENGLISH and 0 < len(text) <= _LONGEST_CHARACTERS
    return _sentences(language).said(text) if is_own else text


def told(answer: Any) -> Any:
    """An answer's JSON with the core's sentences in it in the language of the caller."""
    if _asked.get() == ENGLISH:
        return answer
    if isinstance(answer, Mapping):
        return {key: _told_field(key, value) for key, value in answer.items()}
    return [told(each) for each in answer] if isinstance(answer, list | tuple) else answer


def _told_field(key: str, value: Any) -> Any:
    if key in _SENTENCES and isinstance(value, str):
        return said(value)
    if key in _LISTS and isinstance(value, list | tuple):
        return [said(each) for each in value]
    return told(value)


@cache
def _sentences(language: str) -> CoreSentences:
    """Read when a language is asked for for the first time."""
    source = resource(f"translations/voicecloner_{language}.ts")
    messages = etree.parse(source).xpath("//context[name=$core]/message", core=_CORE)
    translations = {each.findtext("source"): each.findtext("translation") for each in messages}
    numbers = json.loads(resource("translations/core.json").read_text("utf-8"))
    return CoreSentences(numbers, lambda text: translations.get(text) or text, _DECIMAL_POINTS[language])
