"""``voicecloner engines list|install|remove``: which engines there are, and the packages of the neural ones."""

import argparse
from typing import TYPE_CHECKING

from voicecloner.cli.command import Command, Context
from voicecloner.cli.fields import Fields, engine_fields
from voicecloner.errors import hint_on_command_line
from voicecloner.quality.profiles import profile_named
from voicecloner.settings import Setting

if TYPE_CHECKING:
    from voicecloner.use_cases.upkeep.manage_engines import ListedEngine


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
    context.output.result({"engines": [_as_dict(one) for one in listed]}, "\n".join(map(_as_line, listed)))


def _install(arguments: argparse.Namespace, context: Context) -> None:
    engines = context.app.manage_engines
    folder = engines.install(arguments.environment, progress=context.output.progress, cancel=context.cancel)
    context.output.result({"environment_id": arguments.environment, "path": str(folder)}, f"Installed in {folder}.")


def _remove(arguments: argparse.Namespace, context: Context) -> None:
    spec = context.app.manage_engines.remove(arguments.environment)
    context.output.result({"environment_id": spec.id, "removed": True}, f"No longer on this computer: {spec.title}.")


def _as_dict(listed: "ListedEngine") -> Fields:
    info = listed.info
    return {
        **engine_fields(info),
        "revision": info.revision,
        "installed": not listed.lacks,
        "ready": listed.is_ready,
        "lacks": listed.lacks or listed.lacks_model,
        "licence": info.abilities.licence,
        "languages": list(info.abilities.languages),
        "synthesizes": info.abilities.can_synthesize,
        "converts": info.abilities.can_convert,
        "stresses_words": info.abilities.stresses_words,
        "streams": info.abilities.streams,
        "speed_range": list(info.abilities.speed_range) if info.abilities.speed_range else None,
        "options": [_option_as_dict(option) for option in info.abilities.options],
        "reference": {
            "profile": info.requirements.profile,
            "min_seconds": profile_named(info.requirements.profile).min_seconds,
            "ideal_seconds": info.requirements.ideal_reference_s,
            "max_seconds": info.requirements.max_reference_s,
            "modes": [mode.value for mode in info.requirements.modes],
        },
        "memory_bytes": info.requirements.memory_bytes,
        "environment_id": info.environment,
    }


def _option_as_dict(option: Setting) -> Fields:
    return {
        "key": option.key,
        "type": option.kind.__name__,
        "default": option.default,
        "limits": list(option.limits) if option.limits else None,
        "choices": list(option.choices),
        "text": option.text,
    }


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
