"""``voicecloner takes list|show|play|again|choose|favourite|export|delete``: what was spoken and kept."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from voicecloner.api.answers import kept_take_fields, take_list_fields
from voicecloner.api.speaking import KeptTake, SentenceRequest, TakeList
from voicecloner.api.take_answers import whole_take_fields
from voicecloner.cli.command import Command, Context, number_between, whole_number
from voicecloner.cli.exporting import add_export, export
from voicecloner.cli.playing import play_to_end
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.synthesis import SPEED_RANGE, Sentence
from voicecloner.domain.takes import text_of
from voicecloner.domain.text import one_line, shortened
from voicecloner.errors import InvalidRequest
from voicecloner.wording import counted, day_and_time, seconds_words, size_words

_SHOWN_CHARACTERS = 60


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list what was spoken, the last first")
    listing.add_argument(
        "query", metavar="QUERY", nargs="?", default="", help="only takes whose text or voice has this"
    )
    listing.add_argument("--limit", type=whole_number(1), metavar="N", help="no more than so many (default: all)")
    _add_take(actions.add_parser("show", help="show how a take was said, with all its sentences"))
    play = _add_take(actions.add_parser("play", help="play a take, or one of its sentences"))
    _add_sentence(play, "--sentence", "--version")
    _add_again(actions)
    choose = _add_take(actions.add_parser("choose", help="let another version of a sentence be heard in a take"))
    _add_sentence(choose, "sentence", "version")
    favourite = _add_take(actions.add_parser("favourite", help="keep a take for good, whatever the rule says"))
    favourite.add_argument("--off", action="store_true", help="let the rule count for it again")
    add_export(actions.add_parser("export", help="save takes as files: their format, loudness and names"))
    delete = actions.add_parser("delete", help="erase takes, or a version of a sentence, for good")
    delete.add_argument("takes", metavar="TAKE_ID", nargs="*", help="ids of takes, or their beginnings")
    delete.add_argument("--all", action="store_true", help="all of them")
    _add_sentence(delete, "--sentence", "--version")


def _add_again(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    again = _add_take(actions.add_parser("again", help="say one sentence of a take again, in another way"))
    again.add_argument("sentence", metavar="SENTENCE", type=whole_number(1), help="its number, 1 for the first")
    again.add_argument("--text", help="other words, or the same with *stress* or another spelling")
    again.add_argument("--speed", type=number_between(*SPEED_RANGE), help="0.5 to 2.0 (default: as it was said)")
    again.add_argument("--seed", type=int, help="for engines that draw random numbers (default: one not tried yet)")


def _add_take(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("take", metavar="TAKE_ID", help="id of the take, or its beginning, as “list” shows it")
    return parser


def _add_sentence(parser: argparse.ArgumentParser, sentence: str, version: str) -> None:
    for name, help_text in ((sentence, "a sentence of the take"), (version, "a version of it")):
        parser.add_argument(name, type=whole_number(1), metavar="NUMBER", help=f"{help_text}, 1 for the first")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    if arguments.action == "export":  # of which a part can fail
        return export(arguments, context)
    actions = {
        "list": _list,
        "show": _show,
        "play": _play,
        "again": _again,
        "choose": _choose,
        "favourite": _favourite,
        "delete": _delete,
    }
    actions[arguments.action](arguments, context)
    return 0


def _show(arguments: argparse.Namespace, context: Context) -> None:
    _tell(context.app.manage_takes.find(arguments.take), context)


def _play(arguments: argparse.Namespace, context: Context) -> None:
    kept = context.app.manage_takes.find(arguments.take)
    played_s = play_to_end(_sound(kept, arguments, context), context)
    context.output.result({**kept_take_fields(kept), "played_s": played_s}, f"{_as_line(kept)}")


def _sound(kept: KeptTake, arguments: argparse.Namespace, context: Context) -> AudioClip | Path:
    takes, take = context.app.manage_takes, kept.take
    if arguments.version is not None:
        return takes.version_sound(take, _sentence_given(arguments), arguments.version)
    return take.path if arguments.sentence is None else takes.sentence_sound(take, arguments.sentence)


def _sentence_given(arguments: argparse.Namespace) -> int:
    if arguments.sentence is None:
        raise InvalidRequest("It is not clear of which sentence.", "Say --sentence, too.")
    return int(arguments.sentence)


def _again(arguments: argparse.Namespace, context: Context) -> None:
    kept = context.app.manage_takes.find(arguments.take)
    request = SentenceRequest(kept, arguments.sentence, arguments.text, arguments.speed, arguments.seed)
    _tell(context.app.say_sentence(request, progress=context.output.progress, cancel=context.cancel), context)


def _choose(arguments: argparse.Namespace, context: Context) -> None:
    takes = context.app.manage_takes
    kept = takes.find(arguments.take)
    _tell(takes.choose_version(kept.take, arguments.sentence, arguments.version), context)


def _favourite(arguments: argparse.Namespace, context: Context) -> None:
    takes = context.app.manage_takes
    kept = takes.mark_favourite(takes.find(arguments.take).take, is_favourite=not arguments.off)
    context.output.result(kept_take_fields(kept), _as_line(kept))


def _tell(kept: KeptTake, context: Context) -> None:
    lines = [_as_line(kept), f"  {_how(kept)}"]
    for number, sentence in enumerate(kept.take.sentences, 1):
        lines.append(f"  {number}  {_span(sentence)}  “{one_line(text_of(kept.take, sentence))}”")
        lines += [_version_line(place, sentence) for place in range(1, len(sentence.versions) + 1)]
    context.output.result(whole_take_fields(kept), "\n".join(lines))


def _how(kept: KeptTake) -> str:
    take = kept.take
    engine = f"{take.engine_id} {take.engine_revision}".strip()
    how = (engine, take.options.language, f"speed {take.options.speed:g}", f"seed {take.options.seed}")
    return "  ".join(filter(None, how))


def _span(sentence: Sentence) -> str:
    return f"{sentence.start_s:.2f}–{sentence.end_s:.2f} s"


def _version_line(place: int, sentence: Sentence) -> str:
    version = sentence.versions[place - 1]
    heard = "  heard in the take" if version.id == sentence.chosen else ""
    how = f"speed {version.options.speed:g}  seed {version.options.seed}"
    return f"      version {place}  {version.seconds:.2f} s  {how}  “{one_line(version.text)}”{heard}"


def _list(arguments: argparse.Namespace, context: Context) -> None:
    found = context.app.manage_takes.list(arguments.query, arguments.limit)
    lines = [_as_line(kept) for kept in found.takes]
    context.output.result(take_list_fields(found), "\n".join([*lines, _end(found, arguments.query)]))


def _delete(arguments: argparse.Namespace, context: Context) -> None:
    if arguments.version is not None or arguments.sentence is not None:
        _delete_version(arguments, context)
        return
    if bool(arguments.takes) == arguments.all:
        raise InvalidRequest("It is not clear which takes to erase.", "Name them, or say --all.")
    takes = context.app.manage_takes
    erased = takes.erase_all() if arguments.all else takes.erase(_named(arguments.takes, context))
    context.output.result({"erased": erased}, f"{counted(erased, 'take')} {'was' if erased == 1 else 'were'} erased.")


def _delete_version(arguments: argparse.Namespace, context: Context) -> None:
    if arguments.version is None or arguments.all or len(arguments.takes) != 1:
        raise InvalidRequest("It is not clear which version to erase.", "Name one take, and --sentence and --version.")
    takes = context.app.manage_takes
    take = takes.find(arguments.takes[0]).take
    _tell(takes.erase_version(take, _sentence_given(arguments), arguments.version), context)


def _named(given: Sequence[str], context: Context) -> list[KeptTake]:
    """All of them, or none: a wrong one is found before anything is erased."""
    found = [context.app.manage_takes.find(text) for text in given]
    return list({kept.take.path: kept for kept in found}.values())


def _as_line(kept: KeptTake) -> str:
    take, text = kept.take, shortened(kept.take.text, _SHOWN_CHARACTERS)
    broken = "" if take.is_whole else "  broken off"
    facts = (
        kept.id[:8],
        day_and_time(take.created_at),
        one_line(take.voice_name),
        f"{seconds_words(take.seconds)}{broken}",
    )
    star = "  favourite" if kept.is_favourite else ""
    return "  ".join((*facts, f"“{text}”{star}"))


def _end(found: TakeList, query: str) -> str:
    count, shown = found.count, len(found.takes)
    if not count:
        return f"No take has “{query}” in its text or voice." if query else "Nothing that was spoken is kept."
    those = f"{counted(shown, 'take')} of {count}" if shown < count else counted(count, "take")
    size = size_words(found.size_bytes)
    return f"{those}, each kept for {found.kept_days} days of use, favourites for good; {size} in all."


COMMAND = Command("takes", "find, play, change, save or erase what was spoken", _add_arguments, _run)
