"""``voicecloner engines list|install|remove``: which engines there are, and the packages of the neural ones."""

import argparse
from typing import TYPE_CHECKING

from voicecloner.api.program_answers import listed_engine_fields
from voicecloner.cli.command import Command, Context
from voicecloner.errors import hint_on_command_line

if TYPE_CHECKING:
    from voicecloner.api.engines import ListedEngine


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="the engines, and what they lack")
    install = actions.add_parser("install", help="fetch the packages of the neural engines (several gigabytes)")
    remove = actions.add_parser("remove", help="take these packages off this computer")
    for action in (install, remove):
        action.add_argument(
            "environment", metavar="WHAT", nargs="?", default="neural", help="neural (default) or neural-light"
        )


def _run(arguments: argparse.Namespace, context: Context) -> int:
    actions = {"list": _list, "install": _install, "remove": _remove}
    actions[arguments.action](arguments, context)
    return 0


def _list(_arguments: argparse.Namespace, context: Context) -> None:
    listed = context.app.manage_engines.list()
    context.output.result({"engines": [listed_engine_fields(one) for one in listed]}, "\n".join(map(_as_line, listed)))


def _install(arguments: argparse.Namespace, context: Context) -> None:
    engines = context.app.manage_engines
    folder = engines.install(arguments.environment, progress=context.output.progress, cancel=context.cancel)
    context.output.result({"environment_id": arguments.environment, "path": str(folder)}, f"Installed in {folder}.")


def _remove(arguments: argparse.Namespace, context: Context) -> None:
    spec = context.app.manage_engines.remove(arguments.environment)
    context.output.result({"environment_id": spec.id, "removed": True}, f"No longer on this computer: {spec.title}.")


def _as_line(listed: "ListedEngine") -> str:
    found = ((listed.lacks, listed.hint), (listed.lacks_model, listed.model_hint))
    states = [f"{lacks} {hint_on_command_line(hint)}" for lacks, hint in found if lacks] or ["ready"]
    head = f"{listed.info.id:<12} {listed.info.title}: {listed.info.summary}"
    lines = [head, *(f"{'':<12} {state}" for state in states)]
    options = [
        f"{'':<12} --option {option.key}=…  {option.text} Default: {option.default}; {option.allowed}."
        for option in listed.info.abilities.options
    ]
    return "\n".join([*lines, *options])


COMMAND = Command("engines", "list the engines, install what the neural ones need", _add_arguments, _run)
