"""``voicecloner voices score``: measure how voices came out."""

import argparse

from voicecloner.api.answers import scored_fields
from voicecloner.api.voices import ScoreAllRequest, ScoredVoices, ScoreRequest
from voicecloner.cli.command import Context, worst_exit_code
from voicecloner.cli.voice_text import scorecard_lines
from voicecloner.errors import InvalidRequest

ACTION = "score"


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the action below those of ``voices``."""
    parser = actions.add_parser(ACTION, help="measure how a voice came out beside its recording")
    parser.add_argument("voice", metavar="NAME_OR_ID", nargs="?", help="name or id of the voice")
    parser.add_argument("--all", action="store_true", help="all voices that were not measured yet")


def run(arguments: argparse.Namespace, context: Context) -> int:
    """One voice, or all without a scorecard."""
    if bool(arguments.voice) == arguments.all:
        raise InvalidRequest("It is not clear which voice to measure.", "Name one, or say --all.")
    done = _scored(arguments, context)
    lines = [line for each in done.scored for line in (each.voice.name, *_indented(scorecard_lines(each.voice)))]
    lines += [f"“{each.voice.name}” was not measured." for each in done.failed]
    context.output.result(scored_fields(done), "\n".join(lines or ["No voice was measured."]))
    context.output.notes(note for each in done.scored for note in each.notes)
    context.output.failures_of((each.voice.name, each.error) for each in done.failed)
    return worst_exit_code(each.error for each in done.failed)


def _scored(arguments: argparse.Namespace, context: Context) -> ScoredVoices:
    progress, cancel = context.output.progress, context.cancel
    if arguments.all:
        return context.app.score_voices(ScoreAllRequest(), progress=progress, cancel=cancel)
    return ScoredVoices((context.app.score_voice(ScoreRequest(arguments.voice), progress=progress, cancel=cancel),))


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
