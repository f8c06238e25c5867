"""``voicecloner languages list``: which languages there are, and which engines speak them."""

import argparse

from voicecloner.cli.command import Command, Context
from voicecloner.use_cases.speaking.list_languages import ListedLanguage


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="the languages by name, with their tags and the engines that speak them")


def _run(_arguments: argparse.Namespace, context: Context) -> int:
    listed = context.app.languages.list()
    fields = [
        {
            "language": each.tag,
            "name": each.name,
            "engine_ids": list(each.engines),
            "engine_ids_not_installed": list(each.lacking),
        }
        for each in listed
    ]
    context.output.result({"languages": fields}, "\n".join(map(_as_line, listed)))
    return 0


def _as_line(listed: ListedLanguage) -> str:
    lacking = f"(not installed: {', '.join(listed.lacking)})" if listed.lacking else ""
    return f"{listed.tag:<18} {listed.name:<36} {' '.join(filter(None, [', '.join(listed.engines), lacking]))}"


COMMAND = Command("languages", "list the languages and the engines that speak them", _add_arguments, _run)
