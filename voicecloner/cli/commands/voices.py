"""``voicecloner voices list|show|rename|delete``: look after saved voices."""

import argparse
import json
from typing import Any

from voicecloner.cli.command import Command, Context
from voicecloner.domain.quality import review_as_dict
from voicecloner.domain.voice import Voice


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list voices, last used first")
    listing.add_argument("query", nargs="?", default="", help="only those whose name, id, tags or notes contain this")
    show = actions.add_parser("show", help="everything about one voice")
    rename = actions.add_parser("rename", help="give a voice another name")
    delete = actions.add_parser("delete", help="put a voice into the trash for 30 days")
    for action in (show, rename, delete):
        action.add_argument("voice", metavar="NAME_OR_ID", help="name or id of the voice")
    rename.add_argument("new_name", metavar="NEW_NAME", help="its new name")
    for action in (listing, show, rename, delete):
        action.add_argument("--json", action="store_true", help="print the result as JSON")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    actions = {"list": _list, "show": _show, "rename": _rename, "delete": _delete}
    actions[arguments.action](arguments, context)
    return 0


def _list(arguments: argparse.Namespace, context: Context) -> None:
    found = context.app.manage_voices.list(arguments.query)
    lines = [f"{v.id}  {v.name}  ({v.language}, {v.engine_id}, {v.mode.value})" for v in found.voices]
    fields = {"voices": [_as_dict(v) for v in found.voices], "count": found.count, "quota": found.quota}
    context.output.result(fields, "\n".join([*lines, f"{found.count} of {found.quota} voices."]))


def _show(arguments: argparse.Namespace, context: Context) -> None:
    fields = _as_dict(context.app.manage_voices.find(arguments.voice))
    context.output.result(fields, json.dumps(fields, ensure_ascii=False, indent=2))


def _rename(arguments: argparse.Namespace, context: Context) -> None:
    voice = context.app.manage_voices.rename(arguments.voice, arguments.new_name)
    context.output.result(_as_dict(voice), f"It is now named “{voice.name}”.")


def _delete(arguments: argparse.Namespace, context: Context) -> None:
    voice = context.app.manage_voices.delete(arguments.voice)
    context.output.result(
        {"voice_id": voice.id, "name": voice.name, "deleted": True}, f"“{voice.name}” is in the trash for 30 days."
    )


def _as_dict(voice: Voice) -> dict[str, Any]:
    return {
        "voice_id": voice.id,
        "name": voice.name,
        "language": voice.language,
        "engine": voice.engine_id,
        "engine_revision": voice.engine_revision,
        "mode": voice.mode.value,
        "transcript": voice.transcript,
        "references": [{"name": r.name, "seconds": r.seconds, "sha256": r.sha256} for r in voice.references],
        "review": review_as_dict(voice.review),
        "consent": {
            "kind": voice.consent.kind.value,
            "speaker": voice.consent.who,
            "stated_at": voice.consent.stated_at.isoformat(),
            "stated_via": voice.consent.stated_via,
        },
        "created_at": voice.created_at.isoformat(),
        "last_used_at": voice.last_used_at.isoformat() if voice.last_used_at else None,
        "tags": list(voice.tags),
        "notes": voice.notes,
    }


COMMAND = Command("voices", "list, show, rename or delete saved voices", _add_arguments, _run)
