"""``voicecloner settings list|set|reset``: see and change what is set, as on the page “Settings”."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from voicecloner.api.program_answers import setting_fields
from voicecloner.api.upkeep import ListedSetting, SettingChange, engine_options, setting_keys, split_password
from voicecloner.cli.command import Command, Context
from voicecloner.cli.text_files import read_standard_input, read_text_file
from voicecloner.errors import Cancelled, InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.settings import SETTINGS, Setting, SettingValue


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="all settings, with their values and what they take")
    change = actions.add_parser("set", help="change a setting")
    reset = actions.add_parser("reset", help="give a setting the value it has at first")
    for action in (change, reset):
        action.add_argument("key", metavar="KEY", choices=_Keys(), help="its name, as “list” shows it")
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


class _Keys:
    """The names of all settings. The engines are asked for theirs only where none of the program's own is meant."""

    def __contains__(self, key: str) -> bool:
        return key in SETTINGS or key in tuple(self)

    def __iter__(self) -> Iterator[str]:
        return iter(setting_keys(engine_options()))


def _list(_arguments: argparse.Namespace, context: Context) -> None:
    listed = context.app.known_settings.list()
    fields = [setting_fields(each.declared, each.value) for each in listed]
    context.output.result({"settings": fields}, "\n".join(line for each in listed for line in _lines(each)))


def _set(arguments: argparse.Namespace, context: Context) -> None:
    declared = context.app.known_settings.find(arguments.key).declared
    value = declared.parsed(arguments.value)
    if declared.may_hold_password:
        value = _with_password(str(value), arguments.password_file, context.cancel)
    elif arguments.password_file is not None:
        raise InvalidRequest(f"The setting {declared.key} has no password.", "Leave out --password-file.")
    _change(declared, value, context)


def _reset(arguments: argparse.Namespace, context: Context) -> None:
    declared = context.app.known_settings.find(arguments.key).declared
    _change(declared, declared.default, context)


def _change(declared: Setting, value: SettingValue, context: Context) -> None:
    changed = context.app.change_setting(SettingChange(declared.key, value))
    now = context.app.known_settings.find(declared.key)
    context.output.result(setting_fields(declared, now.value), f"{declared.key} = {_shown(now)}")
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


def _lines(listed: ListedSetting) -> list[str]:
    declared = listed.declared
    return [f"{declared.key} = {_shown(listed)}", f"    {declared.text} It takes {declared.allowed}."]


def _shown(listed: ListedSetting) -> str:
    if listed.value == "":
        return f"({listed.declared.when_empty or 'empty'})"
    return f"{listed.value:g}" if isinstance(listed.value, float) else str(listed.value)


COMMAND = Command("settings", "see and change the settings", _add_arguments, _run)
