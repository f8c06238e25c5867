"""Answers in JSON, held against the schema that the program prints of them."""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jsonschema

from voicecloner.cli.main import build_parser
from voicecloner.cli.schemas import FORMS, command_schema


def require_valid(command: str, answer: Mapping[str, Any]) -> None:
    """Raise where an answer is not what the schema of its command says, or holds a key that it does not name."""
    schema = command_schema(command)
    jsonschema.validate(answer, _closed(schema), cls=jsonschema.Draft202012Validator)


def require_valid_output(typed: Iterable[object], output: str) -> None:
    """The same of what a command has printed, if it was asked for JSON.

    Args:
        typed: all words behind the program's name.
        output: what it has printed.
    """
    words = [str(word) for word in typed]
    if "--json" not in words or not output:
        return
    named = " ".join(word for word in words if word not in {"--json", "--quiet"})
    known = [command for command in FORMS if f"{named} ".startswith(f"{command} ")]
    if known:  # otherwise it was wrong usage
        require_valid(max(known, key=len), json.loads(output))


def all_commands() -> set[str]:
    """The words of every command that does something, as its parser knows them."""
    return set(_below(build_parser(), ()))


def _below(parser: argparse.ArgumentParser, words: tuple[str, ...]) -> Iterator[str]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield " ".join(words)
    for group in groups:
        for name, child in group.choices.items():
            yield from _below(child, (*words, name))


def _closed(schema: Any) -> Any:
    """The same schema without room for more keys: the form must name all that are printed."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _closed(value) for key, value in schema.items()}
    return {**inner, "additionalProperties": False} if "properties" in schema and "required" in schema else inner
