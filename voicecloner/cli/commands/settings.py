"""``voicecloner settings list|set|reset``: see and change what is set, as on the page “Settings”."""

import argparse
import getpass
import sys
from pathlib import Path
from urllib.parse import quote

from voicecloner.cli.command import Command, Context
from voicecloner.cli.fields import Fields
from voicecloner.cli.text_files import read_standard_input, read_text_file
from voicecloner.errors import Cancelled, InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.passwords import split_password
from voicecloner.settings import SETTINGS, Setting, Settings, SettingValue, setting
from voicecloner.use_cases.upkeep.change_setting import SettingChange


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="all settings, with their values and what they take")
    change = actions.add_parser("set", help="change a setting")
    reset = actions.add_parser("reset", help="give a setting the value it has at first")
    for action in (change, reset):
        action.add_argument("key", metavar="KEY", choices=list(SETTINGS), help="its name, as “list” shows it")
    change.add_argument("value", metavar="VALUE", help="its new value")
    change.add_argument(
        "--password-file",
        metavar="FILE",
        type=Path,
        help="a file with the password of the address, as it is typed, for those that ask for one; - reads it from "
        "standard input "
        "(default: asked for in a terminal; kept in the system’s keyring)",
    )


def _run(arguments: argparse.Namespace, context: Context) -> int:
    actions = {"list": _list, "set": _set, "reset": _reset}
    actions[arguments.action](arguments, context)
    return 0


def _list(_arguments: argparse.Namespace, context: Context) -> None:
    settings = context.app.settings
    fields = [_as_dict(declared, settings) for declared in SETTINGS.values()]
    lines = [line for declared in SETTINGS.values() for line in _lines(declared, settings)]
    context.output.result({"settings": fields}, "\n".join(lines))


def _set(arguments: argparse.Namespace, context: Context) -> None:
    declared = setting(arguments.key)
    value = declared.parsed(arguments.value)
    if declared.may_hold_password:
        value = _with_password(str(value), arguments.password_file, context.cancel)
    elif arguments.password_file is not None:
        raise InvalidRequest(f"The setting {declared.key} has no password.", "Leave out --password-file.")
    _change(declared, value, context)


def _reset(arguments: argparse.Namespace, context: Context) -> None:
    declared = setting(arguments.key)
    _change(declared, declared.default, context)


def _change(declared: Setting, value: SettingValue, context: Context) -> None:
    changed = context.app.change_setting(SettingChange(declared.key, value))
    settings = changed.settings
    context.output.result(_as_dict(declared, settings), f"{declared.key} = {_shown(declared, settings)}")
    # what is wrong with the file itself is told at the end of every command
    context.output.warn(note for note in changed.notes if note not in context.app.notes)


def _with_password(address: str, file: Path | None, cancel: CancelToken) -> str:
    """The address with the password that was given for it, or that is asked for where it names a user alone."""
    bare, password = split_password(address)
    user, sign, host = bare.rpartition("@")
    if file is not None:
        if not sign:
            raise InvalidRequest(f"“{bare}” names no user.", "Write it as http://name@proxy.example:3128.")
        password = quote(read_standard_input(cancel) if str(file) == "-" else read_text_file(file, cancel), safe="")
    elif sign and not password and sys.stdin is not None and sys.stdin.isatty():
        password = quote(_asked(), safe="")
    return f"{user}:{password}@{host}" if password else address


def _asked() -> str:
    try:
        return getpass.getpass("Password (not shown; Enter for none): ", stream=sys.stderr)
    except (EOFError, KeyboardInterrupt) as error:
        raise Cancelled from error


def _as_dict(declared: Setting, settings: Settings) -> Fields:
    return {
        "key": declared.key,
        "value": settings.value(declared.key),
        "type": declared.kind.__name__,
        "default": declared.default,
        "unit": declared.unit,
        "limits": list(declared.limits) if declared.limits else None,
        "choices": list(declared.choices),
        "text": declared.text,
    }


def _lines(declared: Setting, settings: Settings) -> list[str]:
    return [f"{declared.key} = {_shown(declared, settings)}", f"    {declared.text} It takes {declared.allowed}."]


def _shown(declared: Setting, settings: Settings) -> str:
    value = settings.value(declared.key)
    if value == "":
        return f"({declared.when_empty or 'empty'})"
    return f"{value:g}" if isinstance(value, float) else str(value)


COMMAND = Command("settings", "see and change the settings", _add_arguments, _run)
