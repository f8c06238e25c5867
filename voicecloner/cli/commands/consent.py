"""``voicecloner consent sentence|speak|show|set|log``: what is stated about consent, and having it spoken."""

import argparse
from pathlib import Path

from voicecloner.api.answers import voice_fields
from voicecloner.api.consent_answers import consent_event_fields, consent_fields
from voicecloner.api.voices import AddConsentRequest, ConsentChange, ConsentReading
from voicecloner.cli.command import Command, Context
from voicecloner.cli.consent_text import consent_text, log_lines
from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest

NOTHING = "none"
"""Typed where a voice stays private."""
_READ_IT = (
    "Record it being read. Within half an hour make the voice with --spoken-consent FILE, or for one that is there "
    "already: voicecloner consent speak VOICE FILE"
)


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
    speak = actions.add_parser("speak", help="match the sentence, as its speaker read it, to a voice, and keep it")
    show = actions.add_parser("show", help="what is stated about a voice")
    change = actions.add_parser("set", help="state something else about a voice")
    log = actions.add_parser("log", help="what was ever stated, also about voices that were erased")
    for action in (speak, show, change):
        action.add_argument("voice", metavar="VOICE", help="name or id of the voice")
    log.add_argument("voice", metavar="VOICE", nargs="?", default="", help="name or id of a voice")
    speak.add_argument("file", metavar="FILE", type=Path, help="the speaker reading the sentence of the last half hour")
    change.add_argument(
        "--consent",
        choices=[c.value for c in ConsentKind],
        type=ConsentKind,
        help="whose voice it is; stated by you from then on, where it came in with a file",
    )
    change.add_argument("--speaker", help="name of the person who speaks")
    change.add_argument("--note", help="what else there is to say, e.g. where the written agreement lies")
    add_uses(change)


def _run(arguments: argparse.Namespace, context: Context) -> int:
    actions = {"sentence": _sentence, "show": _show, "set": _set, "speak": _speak, "log": _log}
    actions[arguments.action](arguments, context)
    return 0


def _sentence(_arguments: argparse.Namespace, context: Context) -> None:
    sentence = context.app.consent_sentences.new()
    context.output.result({"text": sentence.text, "words": list(sentence.words)}, sentence.text)
    context.output.notes([_READ_IT])


def _show(arguments: argparse.Namespace, context: Context) -> None:
    _tell(context.app.manage_voices.find(arguments.voice), context)


def _set(arguments: argparse.Namespace, context: Context) -> None:
    stated = (arguments.consent, arguments.speaker, arguments.note, arguments.allow)
    if all(each is None for each in stated):
        # Going on would give the old statement today's date, in a log that nothing is taken out of.
        raise InvalidRequest("Nothing was said that should change.", "Give --consent, --speaker, --note or --allow.")
    change = ConsentChange(arguments.voice, *stated, via="cli")
    _tell(context.app.manage_consent.change(change), context)


def _speak(arguments: argparse.Namespace, context: Context) -> None:
    reading = ConsentReading(context.app.consent_sentences.last(), arguments.file)
    request = AddConsentRequest(arguments.voice, reading, "cli")
    voice = context.app.add_spoken_consent(request, progress=context.output.progress, cancel=context.cancel)
    _tell(voice, context)


def _tell(voice: Voice, context: Context) -> None:
    context.output.result(
        {**voice_fields(voice), "consent": consent_fields(voice.consent)}, consent_text(voice.consent)
    )


def _log(arguments: argparse.Namespace, context: Context) -> None:
    events = context.app.manage_consent.events(arguments.voice)
    context.output.result({"events": [consent_event_fields(each) for each in events]}, "\n".join(log_lines(events)))


COMMAND = Command("consent", "see and change what is stated about consent, and have it spoken", _add_arguments, _run)
