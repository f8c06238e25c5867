"""``voicecloner takes list|export|delete``: what was spoken and kept."""

import argparse
from collections.abc import Sequence

from voicecloner.api.answers import kept_take_fields, take_list_fields
from voicecloner.api.speaking import KeptTake, TakeList, require_savable
from voicecloner.cli.command import Command, Context
from voicecloner.cli.commands.speak import add_out
from voicecloner.domain.text import shortened
from voicecloner.errors import InvalidRequest
from voicecloner.wording import counted, day_and_time, seconds_words

_SHOWN_CHARACTERS = 60


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list what was spoken, the last first")
    listing.add_argument(
        "query", metavar="QUERY", nargs="?", default="", help="only takes whose text or voice has this"
    )
    export = actions.add_parser("export", help="save a take as a file")
    export.add_argument("take", metavar="TAKE_ID", help="id of the take, or its beginning, as “list” shows it")
    add_out(export)
    delete = actions.add_parser("delete", help="erase takes, for good")
    delete.add_argument("takes", metavar="TAKE_ID", nargs="*", help="ids of takes, or their beginnings")
    delete.add_argument("--all", action="store_true", help="all of them")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    actions = {"list": _list, "export": _export, "delete": _delete}
    actions[arguments.action](arguments, context)
    return 0


def _list(arguments: argparse.Namespace, context: Context) -> None:
    found = context.app.manage_takes.list(arguments.query)
    lines = [_as_line(kept) for kept in found.takes]
    context.output.result(take_list_fields(found), "\n".join([*lines, _end(found, arguments.query)]))


def _export(arguments: argparse.Namespace, context: Context) -> None:
    require_savable(arguments.out, overwrites=arguments.overwrite)
    kept = context.app.manage_takes.find(arguments.take)
    path = context.app.manage_takes.save(kept.take, arguments.out)
    words = f"{path}: {seconds_words(kept.take.seconds)}, spoken by “{kept.take.voice_name}”."
    context.output.result({**kept_take_fields(kept), "is_saved": True, "path": str(path)}, words)


def _delete(arguments: argparse.Namespace, context: Context) -> None:
    if bool(arguments.takes) == arguments.all:
        raise InvalidRequest("It is not clear which takes to erase.", "Name them, or say --all.")
    takes = context.app.manage_takes
    erased = takes.erase_all() if arguments.all else takes.erase(_named(arguments.takes, context))
    context.output.result({"erased": erased}, f"{counted(erased, 'take')} {'was' if erased == 1 else 'were'} erased.")


def _named(given: Sequence[str], context: Context) -> list[KeptTake]:
    """All of them, or none: a wrong one is found before anything is erased."""
    found = [context.app.manage_takes.find(text) for text in given]
    return list({kept.take.path: kept for kept in found}.values())


def _as_line(kept: KeptTake) -> str:
    take, text = kept.take, shortened(kept.take.text, _SHOWN_CHARACTERS)
    broken = "" if take.is_whole else "  broken off"
    facts = (kept.id[:8], day_and_time(take.created_at), take.voice_name, f"{seconds_words(take.seconds)}{broken}")
    return "  ".join((*facts, f"“{text}”"))


def _end(found: TakeList, query: str) -> str:
    count = len(found.takes)
    if not count:
        return f"No take has “{query}” in its text or voice." if query else "Nothing that was spoken is kept."
    return f"{counted(count, 'take')}, each kept for {found.kept_days} days of use."


COMMAND = Command("takes", "list, save or erase what was spoken and kept", _add_arguments, _run)
