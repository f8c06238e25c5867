"""``voicecloner languages list``: which languages there are, and which engines speak them."""

import argparse

from voicecloner.api.answers import language_list_fields
from voicecloner.api.speaking import ListedLanguage
from voicecloner.cli.command import Command, Context


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="the languages by name, with their tags and the engines that speak them")


def _run(_arguments: argparse.Namespace, context: Context) -> int:
    listed = context.app.languages.list()
    context.output.result(language_list_fields(listed), "\n".join(map(_as_line, listed)))
    return 0


def _as_line(listed: ListedLanguage) -> str:
    lacking = f"(not installed: {', '.join(listed.lacking)})" if listed.lacking else ""
    return f"{listed.tag:<18} {listed.name:<36} {' '.join(filter(None, [', '.join(listed.engines), lacking]))}"


COMMAND = Command("languages", "list the languages and the engines that speak them", _add_arguments, _run)
