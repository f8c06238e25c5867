"""``voicecloner pronounce list|set|remove|say``: how words are said that an engine would say otherwise."""

import argparse

from voicecloner.api.pronunciation_answers import pronunciation_fields, pronunciation_list_fields
from voicecloner.api.speaking import SayWordRequest
from voicecloner.cli.command import Command, Context
from voicecloner.cli.playing import play_to_end
from voicecloner.domain.pronunciation import Pronunciation, PronunciationList
from voicecloner.wording import counted, seconds_words


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list the words whose pronunciation was changed")
    put = actions.add_parser("set", help="say a word in another way from now on")
    put.add_argument("word", metavar="WORD", help="as it is written; capitals count where one stands inside the word")
    put.add_argument(
        "spoken", metavar="SPOKEN", help="what is said for it: letters, or phonemes of the IPA such as /ˈwɪn/"
    )
    remove = actions.add_parser("remove", help="say a word as the engine does again")
    remove.add_argument("word", metavar="WORD", help="as the list has it")
    for action in (listing, put, remove):
        action.add_argument("--voice", metavar="NAME_OR_ID", help="for this voice alone (default: for all voices)")
    _add_say(actions)


def _add_say(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    say = actions.add_parser("say", help="play a word in a voice, as the list has it or in another way")
    say.add_argument("word", metavar="WORD", help="as it is written")
    say.add_argument("spoken", metavar="SPOKEN", nargs="?", default="", help="how to say it (default: as in the list)")
    say.add_argument("--voice", metavar="NAME_OR_ID", required=True, help="the voice that says it")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    {"list": _list, "set": _set, "remove": _remove, "say": _say}[arguments.action](arguments, context)
    return 0


def _list(arguments: argparse.Namespace, context: Context) -> None:
    found, voice_id = context.app.pronounce.list(), _voice_id(arguments, context)
    if voice_id:
        found = PronunciationList(found.for_voice(voice_id), found.notes)
    context.output.notes(found.notes)
    lines = [_as_line(entry, context) for entry in found.entries]
    words = "\n".join([*lines, f"{counted(len(lines), 'word')} with a pronunciation of your own."])
    context.output.result(pronunciation_list_fields(found), words)


def _set(arguments: argparse.Namespace, context: Context) -> None:
    entry = Pronunciation(arguments.word, arguments.spoken, _voice_id(arguments, context))
    kept = context.app.pronounce.put(entry)
    context.output.result(pronunciation_fields(kept), _as_line(kept, context))


def _remove(arguments: argparse.Namespace, context: Context) -> None:
    gone = context.app.pronounce.remove(arguments.word, _voice_id(arguments, context))
    context.output.result(pronunciation_fields(gone), f"“{gone.word}” is said as the engine says it again.")


def _say(arguments: argparse.Namespace, context: Context) -> None:
    request = SayWordRequest(arguments.word, arguments.voice, arguments.spoken)
    clip = context.app.pronounce.say(request, progress=context.output.progress, cancel=context.cancel)
    play_to_end(clip, context)
    fields = {"word": arguments.word, "seconds": clip.seconds}
    context.output.result(fields, f"“{arguments.word}”: {seconds_words(clip.seconds)}.")


def _voice_id(arguments: argparse.Namespace, context: Context) -> str:
    return context.app.manage_voices.find(arguments.voice).id if arguments.voice else ""


def _as_line(entry: Pronunciation, context: Context) -> str:
    whose = f"  ({_name_of(entry.voice_id, context)})" if entry.voice_id else ""
    return f"{entry.word}  →  {entry.spoken}{whose}"


def _name_of(voice_id: str, context: Context) -> str:
    found = context.app.manage_voices.list(voice_id).voices
    return next((voice.name for voice in found if voice.id == voice_id), "a voice that is not there any more")


COMMAND = Command("pronounce", "say words in another way than the engine would", _add_arguments, _run)
