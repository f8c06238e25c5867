"""Options whose default is what the user has set."""

import argparse

from voicecloner.cli.command import Context
from voicecloner.domain.voice import VoiceMode
from voicecloner.errors import InvalidRequest

MODES = ("auto", *(mode.value for mode in VoiceMode))
_FROM = "; ".join(f"{mode.value}: from {mode.words}" for mode in VoiceMode)
MODE_HELP = f"what the voice is made from. {_FROM}; auto (default): from both where there is a transcript"


def mode_named(choice: str) -> VoiceMode | None:
    """The mode of one of `MODES`; None for the one that fits, whether there is a transcript or not."""
    return None if choice == "auto" else VoiceMode(choice)


_LIST = "See the list: voicecloner languages list"


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Declare ``--engine``."""
    parser.add_argument("--engine", metavar="ID", help="cloning engine (default: the setting default_engine)")


def engine_of(arguments: argparse.Namespace, context: Context) -> str:
    """The engine that was named, here or in the settings."""
    return arguments.engine or context.app.settings.default_engine


def add_language(parser: argparse.ArgumentParser, what: str) -> None:
    """Declare ``--language``; `what` says of what."""
    parser.add_argument("--language", metavar="TAG", help=f"{what} (default: the setting default_language)")


def language_of(arguments: argparse.Namespace, context: Context) -> str:
    """The language that was named, here or in the settings.

    Raises:
        InvalidRequest: nobody speaks it.
    """
    return known_language(arguments.language or context.app.settings.default_language, context)


def known_language(text: str, context: Context) -> str:
    """The BCP 47 tag of a language, however it was written.

    Raises:
        InvalidRequest: nobody speaks it.
    """
    try:
        return context.app.languages.known(text)
    except InvalidRequest as error:
        raise InvalidRequest(error.message, f"{error.hint} {_LIST}".strip()) from error
