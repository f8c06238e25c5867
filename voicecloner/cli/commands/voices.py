"""``voicecloner voices list|show|edit|rename|delete|review|rebuild|score|export|...``: look after voices."""

import argparse

from voicecloner.api.answers import rebuilt_fields, voice_fields, whole_voice_fields
from voicecloner.api.voices import (
    TRASH_DAYS,
    RebuildAllRequest,
    RebuildRequest,
    RebuiltVoice,
    RebuiltVoices,
    ReviewRequest,
)
from voicecloner.cli.command import Command, Context, worst_exit_code
from voicecloner.cli.commands import exchange, library_care, voice_list, voice_scores
from voicecloner.cli.voice_text import voice_text
from voicecloner.errors import InvalidRequest


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list voices, last used first")
    voice_list.add_arguments(listing)
    show = actions.add_parser("show", help="everything about one voice")
    rename = actions.add_parser("rename", help="give a voice another name")
    edit = actions.add_parser("edit", help="change the name, the tags or the notes of a voice")
    review = actions.add_parser("review", help="review a voice again; one that fails cannot be used")
    delete = actions.add_parser("delete", help="put a voice into the trash for 30 days of use")
    rebuild = actions.add_parser("rebuild", help="make a voice anew from its kept recording")
    rebuild.add_argument("voice", metavar="NAME_OR_ID", nargs="?", help="name or id of the voice")
    rebuild.add_argument("--all", action="store_true", help="all voices that need it")
    rebuild.add_argument("--engine", metavar="ID", help="cloning engine (default: the voice's own, or the best here)")
    for action in (show, edit, rename, review, delete):
        action.add_argument("voice", metavar="NAME_OR_ID", help="name or id of the voice")
    rename.add_argument("new_name", metavar="NEW_NAME", help="its new name")
    edit.add_argument("--name", help="its new name")
    edit.add_argument("--tags", metavar="TAG,TAG", help="its tags from now on, with commas between; empty: none")
    edit.add_argument("--notes", metavar="TEXT", help="its notes from now on; empty: none")
    voice_scores.add_arguments(actions)
    exchange.add_arguments(actions)
    library_care.add_arguments(actions)


def _run(arguments: argparse.Namespace, context: Context) -> int:
    if arguments.action == "rebuild":
        return _rebuild(arguments, context)
    if arguments.action == voice_scores.ACTION:
        return voice_scores.run(arguments, context)
    if arguments.action in exchange.ACTIONS:
        return exchange.run(arguments, context)
    if arguments.action in library_care.ACTIONS:
        return library_care.run(arguments, context)
    _ACTIONS[arguments.action](arguments, context)
    return 0


def _show(arguments: argparse.Namespace, context: Context) -> None:
    voice = context.app.manage_voices.find(arguments.voice)
    reason = context.app.manage_voices.rebuild_reason(voice)
    context.output.result(whole_voice_fields(voice, reason), voice_text(voice, reason))


def _review(arguments: argparse.Namespace, context: Context) -> None:
    request = ReviewRequest(arguments.voice)
    voice = context.app.review_voice(request, progress=context.output.progress, cancel=context.cancel)
    reason = context.app.manage_voices.rebuild_reason(voice)
    context.output.result(whole_voice_fields(voice, reason), voice_text(voice, reason))


def _rename(arguments: argparse.Namespace, context: Context) -> None:
    voice = context.app.manage_voices.rename(arguments.voice, arguments.new_name)
    context.output.result(
        whole_voice_fields(voice, context.app.manage_voices.rebuild_reason(voice)), f"It is now named “{voice.name}”."
    )


def _edit(arguments: argparse.Namespace, context: Context) -> None:
    name, tags, notes = arguments.name, arguments.tags, arguments.notes
    if name is None and tags is None and notes is None:
        raise InvalidRequest("It is not clear what to change.", "Say --name, --tags or --notes.")
    new_tags = None if tags is None else tuple(tags.split(","))
    voice = context.app.manage_voices.describe(arguments.voice, name=name, tags=new_tags, notes=notes)
    reason = context.app.manage_voices.rebuild_reason(voice)
    context.output.result(whole_voice_fields(voice, reason), voice_text(voice, reason))


def _delete(arguments: argparse.Namespace, context: Context) -> None:
    voice = context.app.manage_voices.delete(arguments.voice)
    context.output.result(
        {**voice_fields(voice), "deleted": True},
        f"“{voice.name}” is in the trash for {TRASH_DAYS} days of use.",
    )


def _rebuild(arguments: argparse.Namespace, context: Context) -> int:
    """One voice, or all that need it: one that fails does not keep the others from being made anew."""
    if bool(arguments.voice) == arguments.all:
        raise InvalidRequest("It is not clear which voice to rebuild.", "Name one, or say --all.")
    done = _rebuild_all(arguments.engine, context) if arguments.all else _rebuild_one(arguments, context)
    lines = [f"“{each.voice.name}” was rebuilt with {each.engine.title}." for each in done.rebuilt]
    lines += [f"“{each.voice.name}” was not rebuilt." for each in done.failed]
    context.output.result(rebuilt_fields(done), "\n".join(lines or ["No voice was rebuilt."]))
    context.output.failures_of((each.voice.name, each.error) for each in done.failed)
    return worst_exit_code(each.error for each in done.failed)


def _rebuild_one(arguments: argparse.Namespace, context: Context) -> RebuiltVoices:
    return RebuiltVoices((rebuild(RebuildRequest(arguments.voice, arguments.engine), context),))


def _rebuild_all(engine_id: str | None, context: Context) -> RebuiltVoices:
    request = RebuildAllRequest(engine_id)
    done = context.app.rebuild_voices(request, progress=context.output.progress, cancel=context.cancel)
    context.output.notes(note for each in done.rebuilt for note in each.notes)
    return done


def rebuild(request: RebuildRequest, context: Context) -> RebuiltVoice:
    """Make a voice anew and tell what there is to tell about it."""
    made = context.app.rebuild_voice(request, progress=context.output.progress, cancel=context.cancel)
    context.output.notes(made.notes)
    return made


_ACTIONS = {
    "list": voice_list.run,
    "show": _show,
    "edit": _edit,
    "rename": _rename,
    "delete": _delete,
    "review": _review,
}
COMMAND = Command(
    "voices",
    "list, show, edit, rename, delete, review, rebuild, score, export, import, restore or repair saved voices",
    _add_arguments,
    _run,
)
