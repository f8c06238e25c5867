"""``voicecloner consent sentence|show|set|log``: what is stated about consent, and a sentence to speak it in."""

import argparse

from voicecloner.api.answers import voice_fields
from voicecloner.api.consent_answers import consent_event_fields, consent_fields
from voicecloner.api.voices import ConsentChange
from voicecloner.cli.command import Command, Context
from voicecloner.cli.voice_text import consent_text
from voicecloner.domain.consent import Use
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest
from voicecloner.wording import day_and_time

NOTHING = "none"
"""Typed where a voice stays private."""


def add_uses(parser: argparse.ArgumentParser) -> None:
    """Declare the argument that says what a speaker allows."""
    parser.add_argument(
        "--allow",
        metavar="USES",
        help="what the speaker allows, with commas: export (be given to others as a file), http (be used over HTTP), "
        "or none (default: all for one’s own voice and the public domain, none for somebody else’s)",
        type=_uses,
    )


def _uses(text: str) -> tuple[Use, ...]:
    words = [word.strip() for word in text.split(",")]
    if words == [NOTHING]:
        return ()
    try:
        return tuple(Use(word) for word in words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be {NOTHING} or of {', '.join(Use)}") from None


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("sentence", help="a sentence for the speaker to read; good for half an hour")
    show = actions.add_parser("show", help="what is stated about a voice")
    change = actions.add_parser("set", help="state something else about a voice")
    log = actions.add_parser("log", help="what was ever stated, also about voices that were erased")
    for action in (show, change):
        action.add_argument("voice", metavar="VOICE", help="name or id of the voice")
    log.add_argument("voice", metavar="VOICE", nargs="?", default="", help="name or id of a voice")
    change.add_argument("--speaker", help="name of the person who speaks")
    change.add_argument("--note", help="what else there is to say, e.g. where the written agreement lies")
    add_uses(change)


def _run(arguments: argparse.Namespace, context: Context) -> int:
    actions = {"sentence": _sentence, "show": _show, "set": _set, "log": _log}
    actions[arguments.action](arguments, context)
    return 0


def _sentence(_arguments: argparse.Namespace, context: Context) -> None:
    sentence = context.app.consent_sentences.new()
    context.output.result({"text": sentence.text, "words": list(sentence.words)}, sentence.text)
    context.output.notes(["Record it being read, and make the voice with --spoken-consent FILE within half an hour."])


def _show(arguments: argparse.Namespace, context: Context) -> None:
    _tell(context.app.manage_voices.find(arguments.voice), context)


def _set(arguments: argparse.Namespace, context: Context) -> None:
    if (arguments.speaker, arguments.note, arguments.allow) == (None, None, None):
        # Going on would give the old statement today's date, in a log that nothing is taken out of.
        raise InvalidRequest("Nothing was said that should change.", "Give --speaker, --note or --allow.")
    change = ConsentChange(arguments.voice, arguments.speaker, arguments.note, arguments.allow, "cli")
    _tell(context.app.manage_consent.change(change), context)


def _tell(voice: Voice, context: Context) -> None:
    context.output.result(
        {**voice_fields(voice), "consent": consent_fields(voice.consent)}, consent_text(voice.consent)
    )


def _log(arguments: argparse.Namespace, context: Context) -> None:
    events = context.app.manage_consent.events(arguments.voice)
    lines = [f"{day_and_time(each.at)}  {each.kind.value}  {each.voice_name}  {each.voice_id}" for each in events]
    context.output.result({"events": [consent_event_fields(each) for each in events]}, "\n".join(lines))


COMMAND = Command("consent", "see and change what is stated about consent, and have it spoken", _add_arguments, _run)
