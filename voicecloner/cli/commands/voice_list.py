"""``voicecloner voices list``: find saved voices."""

import argparse

from voicecloner.api.answers import voice_list_fields
from voicecloner.api.voices import ListRequest, VoiceState, WholeVoice
from voicecloner.cli.command import Context
from voicecloner.cli.commands import library_care
from voicecloner.domain.scorecard_words import GRADES, severity_of

_ORDERS = ("recent", "name", "created", "score")


def add_arguments(listing: argparse.ArgumentParser) -> None:
    """Declare what can be said of the voices that are wanted."""
    listing.add_argument(
        "query", nargs="?", default="", help="words that their name, id, tags, notes or transcript hold"
    )
    listing.add_argument("--search", metavar="TEXT", default="", help="the same")
    listing.add_argument(
        "--sort", choices=_ORDERS, default="recent", help="last used first (default), by name, newest or best first"
    )
    listing.add_argument("--state", choices=[each.value for each in VoiceState], help="only those in this state")
    listing.add_argument("--language", metavar="TAG", default="", help="only those in this language, e.g. en")
    listing.add_argument("--engine", metavar="ID", default="", help="only those of this engine")
    listing.add_argument("--tag", default="", help="only those with this tag")
    listing.add_argument("--limit", metavar="N", type=int, help="the first N of them (default: all)")


def run(arguments: argparse.Namespace, context: Context) -> None:
    """List them."""
    state = VoiceState(arguments.state) if arguments.state else None
    words = f"{arguments.query} {arguments.search}".strip()
    request = ListRequest(words, arguments.sort, state, arguments.language, arguments.engine, arguments.tag)
    listed = context.app.list_voices.top(request, arguments.limit)
    # Where a filter hides voices, the plain count would be taken for what was found.
    shown = len(listed.voices)
    hidden = f"{shown} shown; " if shown != listed.count else ""
    lines = [*map(_line, listed.voices), f"{hidden}{listed.count} of {listed.quota} voices."]
    context.output.result(voice_list_fields(listed), "\n".join(lines))
    library_care.warn_of_damaged(listed.damaged, context)


def _line(row: WholeVoice) -> str:
    voice = row.voice
    tags = f"; {', '.join(voice.tags)}" if voice.tags else ""
    why = f": {' '.join(row.reasons)}" if row.reasons else ""
    state = "" if row.state is VoiceState.APPROVED else f"  {row.state.words}{why}"
    card = voice.scorecard
    score = f"  score {card.score}, {GRADES[severity_of(card)]}" if card else ""
    return f"{voice.name}  ({voice.language}, {voice.engine_id}{tags}){score}{state}"
