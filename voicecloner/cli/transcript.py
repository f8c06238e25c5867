"""The options that give the words of a recording."""

import argparse
from pathlib import Path

from voicecloner.api.review import LONGEST_TRANSCRIPT
from voicecloner.cli.text_files import read_text_file, words_of
from voicecloner.jobs import CancelToken


def add_transcript(parser: argparse.ArgumentParser) -> None:
    """Declare ``--transcript`` and ``--transcript-file``."""
    words = parser.add_mutually_exclusive_group()
    most = f"{LONGEST_TRANSCRIPT:,} characters at most"
    words.add_argument("--transcript", metavar="TEXT", help=f"the words spoken in the recordings, in order; {most}")
    words.add_argument("--transcript-file", metavar="FILE", type=Path, help="a text file with those words (UTF-8)")


def transcript_of(arguments: argparse.Namespace, cancel: CancelToken) -> str:
    """The words that were given, or nothing.

    Raises:
        StorageError: the file cannot be read.
        Cancelled: by Ctrl-C while nothing came of it.
        InvalidRequest: a file was named in place of the words, and nobody can be asked.
    """
    if arguments.transcript_file is not None:
        return read_text_file(arguments.transcript_file, cancel)
    return words_of(arguments.transcript or "", "--transcript-file", cancel, may_ask=not arguments.json)
