"""The options that give the words of a recording."""

import argparse
from pathlib import Path

from voicecloner.errors import StorageError


def add_transcript(parser: argparse.ArgumentParser) -> None:
    """Declare ``--transcript`` and ``--transcript-file``."""
    words = parser.add_mutually_exclusive_group()
    words.add_argument("--transcript", metavar="TEXT", help="the words spoken in the recordings, in order")
    words.add_argument("--transcript-file", metavar="FILE", type=Path, help="a text file with those words (UTF-8)")


def transcript_of(arguments: argparse.Namespace) -> str:
    """The words that were given, or nothing.

    Raises:
        StorageError: the file cannot be read.
    """
    if arguments.transcript_file is None:
        return (arguments.transcript or "").strip()
    try:
        text: str = arguments.transcript_file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StorageError(f"The transcript {arguments.transcript_file.name} cannot be read.") from error
    except UnicodeDecodeError as error:
        raise StorageError(
            f"The transcript {arguments.transcript_file.name} is no UTF-8 text.", "Save it as plain text in UTF-8."
        ) from error
    return text.strip()
