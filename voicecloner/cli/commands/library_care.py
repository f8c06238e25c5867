"""``voicecloner voices trash list|restore|purge`` and ``voicecloner voices repair``: care for the whole library."""

import argparse
from collections.abc import Sequence

from voicecloner.api.answers import emptied_trash_fields, erased_voice_fields, trash_fields, voice_fields
from voicecloner.api.program_answers import repair_fields
from voicecloner.cli.command import Context
from voicecloner.domain.voice import DamagedVoice
from voicecloner.errors import InvalidRequest, VoiceDamaged, hint_on_command_line
from voicecloner.wording import counted

ACTIONS = ("trash", "repair")


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the actions of this module below those of ``voices``."""
    trash = actions.add_parser("trash", help="list, restore or erase deleted voices")
    in_trash = trash.add_subparsers(dest="trash_action", metavar="ACTION", required=True)
    in_trash.add_parser("list", help="list deleted voices, last deleted first")
    restore = in_trash.add_parser("restore", help="take a voice out of the trash")
    restore.add_argument("voice", metavar="NAME_OR_ID", help="name or id of the deleted voice")
    restore.add_argument("--name", default="", help="another name for it, if its own was given away meanwhile")
    purge = in_trash.add_parser("purge", help="erase deleted voices with their recordings and takes, for good")
    purge.add_argument("voice", metavar="NAME_OR_ID", nargs="?", help="name or id of the deleted voice")
    purge.add_argument("--all", action="store_true", help="all of them")
    actions.add_parser("repair", help="look through the library and mend what can be mended")


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Do what was asked; returns the exit code."""
    if arguments.action == "repair":
        return _repair(context)
    actions = {"list": _list, "restore": _restore, "purge": _purge}
    actions[arguments.trash_action](arguments, context)
    return 0


def warn_of_damaged(voices: Sequence[DamagedVoice], context: Context) -> None:
    """Name the voices that cannot be read, and what to do."""
    context.output.warn(f"{voice.sentence} {hint_on_command_line(VoiceDamaged.default_hint)}" for voice in voices)


def _list(_arguments: argparse.Namespace, context: Context) -> None:
    trash = context.app.manage_voices.trash()
    fields = trash_fields(trash)
    lines = [f"{each['name']}  (erased after {each['days_left']} more days of use)" for each in fields["voices"]]
    context.output.result(fields, "\n".join(lines or ["The trash is empty."]))
    warn_of_damaged(trash.damaged, context)


def _restore(arguments: argparse.Namespace, context: Context) -> None:
    voice = context.app.manage_voices.restore(arguments.voice, arguments.name)
    context.output.result(voice_fields(voice), f"“{voice.name}” is back.")


def _purge(arguments: argparse.Namespace, context: Context) -> None:
    if bool(arguments.voice) == arguments.all:
        raise InvalidRequest("It is not clear which voice to erase.", "Name one, or say --all.")
    if arguments.all:
        emptied = context.app.manage_voices.empty_trash()
        left, count = emptied.left, emptied.erased
        words = f"{counted(count, 'voice')} {'was' if count == 1 else 'were'} erased."
        context.output.result(emptied_trash_fields(emptied), words)
    else:
        voice = context.app.manage_voices.erase(arguments.voice)
        takes = f", with {counted(voice.takes, 'take')} it had spoken" if voice.takes else ""
        left = voice.left
        context.output.result(erased_voice_fields(voice), f"“{voice.name}” was erased{takes}.")
    context.output.notes(f"{path.name}, a damaged index that was set aside, may still name it: {path}" for path in left)


def _repair(context: Context) -> int:
    """Exit code 1 where something is wrong that could not be mended."""
    report = context.app.manage_voices.repair()
    faults = (*report.refused, *report.faults)
    lines = [*report.done, *faults, *(f"Not from VoiceCloner, left alone: {path}" for path in report.left_alone)]
    end = f"{report.voices} voices were looked through" + ("." if faults else "; all is well.")
    context.output.result(repair_fields(report), "\n".join([*lines, end]))
    return 1 if faults else 0
