"""The options that give the words of a recording."""

import argparse
from pathlib import Path

from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.quality.doctor import names_a_file


def add_transcript(parser: argparse.ArgumentParser) -> None:
    """Declare ``--transcript`` and ``--transcript-file``."""
    words = parser.add_mutually_exclusive_group()
    words.add_argument("--transcript", metavar="TEXT", help="the words spoken in the recordings, in order")
    words.add_argument("--transcript-file", metavar="FILE", type=Path, help="a text file with those words (UTF-8)")


def transcript_of(arguments: argparse.Namespace) -> str:
    """The words that were given, or nothing.

    Raises:
        StorageError: the file cannot be read.
        InvalidRequest: a file was named in place of the words.
    """
    if arguments.transcript_file is None:
        return _words(arguments.transcript or "")
    try:
        text: str = arguments.transcript_file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StorageError(f"The transcript {arguments.transcript_file.name} cannot be read.") from error
    except UnicodeDecodeError as error:
        raise StorageError(
            f"The transcript {arguments.transcript_file.name} is no UTF-8 text.", "Save it as plain text in UTF-8."
        ) from error
    return text.strip()


def _words(transcript: str) -> str:
    words = transcript.strip()
    if names_a_file(words) and Path(words).is_file():
        raise InvalidRequest(
            f"“{Path(words).name}” is a file, not the words spoken.", "Give it with --transcript-file instead."
        )
    return words
