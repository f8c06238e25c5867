"""``voicecloner book FILE --voice NAME --out FOLDER``: read a document aloud; ``book list``: those not finished yet."""

import argparse
import re
from pathlib import Path

from voicecloner.api.book_answers import made_book_fields, unfinished_book_fields, unfinished_books_fields
from voicecloner.api.books import SUBTITLE_KINDS, BookRequest, MadeBook, UnfinishedBook
from voicecloner.api.speaking import KNOWN_SUFFIXES
from voicecloner.cli.command import Command, Context, number_between
from voicecloner.cli.defaults import known_language
from voicecloner.cli.sound_options import add_loudness
from voicecloner.domain.synthesis import SPEED_RANGE
from voicecloner.domain.text import one_line
from voicecloner.errors import InvalidRequest
from voicecloner.wording import counted, seconds_words

_FORMATS = tuple(suffix.lstrip(".") for suffix in KNOWN_SUFFIXES)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = "text, Markdown, HTML, EPUB, DOCX, SRT or VTT"
    parser.add_argument(
        "words",
        metavar="FILE",
        nargs="+",
        help=f"the document: {kinds}; or “list”: those that are not finished; or “continue” or “discard” and an id",
    )
    parser.add_argument(
        "--voice", metavar="NAME_OR_ID", help="the voice that reads; [Name] before a paragraph: another"
    )
    parser.add_argument("--out", type=Path, metavar="PATH", help="a folder, or one file that ends in .m4b or .mp3")
    parser.add_argument("--format", choices=_FORMATS, default="mp3", help="of the files in a folder (default: mp3)")
    parser.add_argument("--chapters", metavar="FROM-TO", type=_chapters, help="such as 2-5, or 3 (default: all)")
    parser.add_argument("--subtitles", choices=SUBTITLE_KINDS, help="write subtitles beside the sound")
    parser.add_argument("--by-word", action="store_true", help="give each word a subtitle of its own")
    parser.add_argument(
        "--plain-brackets", action="store_true", help="read [Name] before a paragraph as text, not as a voice"
    )
    parser.add_argument(
        "--cast",
        metavar="NAME=VOICE",
        type=_part,
        action="append",
        default=[],
        help="the voice that reads what [NAME] stands before; once for each name that is not a voice’s own",
    )
    parser.add_argument("--cover", type=Path, metavar="FILE", help="a JPEG or PNG picture for an M4B or MP3")
    parser.add_argument("--language", metavar="TAG", help="language of the document (default: the one it names)")
    parser.add_argument(
        "--speed", type=number_between(*SPEED_RANGE), help="0.5 to 2.0 (default: the setting speaking_speed)"
    )
    parser.add_argument("--seed", type=int, default=0, help="for engines that draw random numbers (default: 0)")
    parser.add_argument("--overwrite", action="store_true", help="replace files of these names")
    add_loudness(parser)


def _run(arguments: argparse.Namespace, context: Context) -> int:
    first, *rest = arguments.words
    if first == "list" and not rest:
        return _list(context)
    if first == "discard" and rest:
        return _discard(rest, context)
    if first == "continue" and len(rest) == 1:
        made = context.app.make_book.resume(rest[0], progress=context.output.progress, cancel=context.cancel)
        return _told(made, context)
    if first in {"discard", "continue"} and not rest:
        raise InvalidRequest(f"It is not said which book to {first}.", "Run: voicecloner book list")
    if rest:
        raise InvalidRequest("There is more than one document.", "Read one after the other.")
    return _read(Path(first), arguments, context)


def _read(source: Path, arguments: argparse.Namespace, context: Context) -> int:
    for option in ("voice", "out"):
        if getattr(arguments, option) is None:
            raise InvalidRequest(f"It is not said with which --{option}.", "See: voicecloner book --help")
    engine = context.app.speak.engine_of(context.app.manage_voices.find(arguments.voice))
    request = BookRequest(
        source=source,
        voice=arguments.voice,
        out=arguments.out,
        format=f".{arguments.format}",
        chapters=arguments.chapters or (),
        subtitles=arguments.subtitles or "",
        are_words_shown=arguments.by_word,
        reads_names=not arguments.plain_brackets,
        cast=dict(arguments.cast),
        cover=arguments.cover,
        language=known_language(arguments.language, context) if arguments.language else None,
        speed=arguments.speed or engine.abilities.nearest_speed(context.app.settings.speaking_speed),
        seed=arguments.seed,
        overwrites=arguments.overwrite,
        loudness_lufs=arguments.loudness,
    )
    made = context.app.make_book(request, progress=context.output.progress, cancel=context.cancel)
    return _told(made, context)


def _told(made: MadeBook, context: Context) -> int:
    context.output.notes(made.notes)
    context.output.result(made_book_fields(made), _in_words(made))
    return 0


def _list(context: Context) -> int:
    books = context.app.make_book.unfinished()
    lines = [_as_line(book) for book in books] or ["No book is unfinished."]
    context.output.result(unfinished_books_fields(books), "\n".join(lines))
    return 0


def _discard(ids: list[str], context: Context) -> int:
    books = [context.app.make_book.discard(each) for each in ids]
    fields = {"books": [{**unfinished_book_fields(book), "is_discarded": True} for book in books]}
    context.output.result(fields, "\n".join(f"“{book.record.title}” was discarded." for book in books))
    return 0


def _as_line(book: UnfinishedBook) -> str:
    record = book.record
    state = "  being read" if book.is_being_read else ""
    what = one_line(f"“{record.title}”, {record.voice}")
    return f"{book.id[:8]}  {100 * book.fraction:.0f} %{state}  {what}  →  {record.out}"


def _in_words(made: MadeBook) -> str:
    facts = f"{counted(made.chapters, 'chapter')}, {counted(made.words, 'word')}, {seconds_words(made.seconds)}"
    kept = f" {100 * made.kept_fraction:.0f} % was said before." if made.kept_fraction else ""
    return f"{made.out}: “{made.title}”, {facts}.{kept}"


def _chapters(text: str) -> tuple[int, ...]:
    found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", text.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last:
        raise argparse.ArgumentTypeError("must be such as 2-5, or 3")
    return tuple(range(first, last + 1))


def _part(text: str) -> tuple[str, str]:
    name, _sign, voice = text.partition("=")
    if not (name.strip() and voice.strip()):
        raise argparse.ArgumentTypeError("must be such as Ben=Benjamin")
    return name.strip().strip("[]"), voice.strip()


COMMAND = Command("book", "read a document aloud, chapter by chapter", _add_arguments, _run)
