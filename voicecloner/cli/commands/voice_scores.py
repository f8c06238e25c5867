"""``voicecloner voices score``: measure how voices came out."""

import argparse

from voicecloner.cli.command import Context, worst_exit_code
from voicecloner.cli.fields import error_fields, scorecard_fields, voice_fields
from voicecloner.cli.voice_text import scorecard_lines
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, InvalidRequest, VoiceClonerError
from voicecloner.use_cases.voices.score_voice import ScoredVoice, ScoreRequest

ACTION = "score"


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the action below those of ``voices``."""
    parser = actions.add_parser(ACTION, help="measure how a voice came out beside its recording")
    parser.add_argument("voice", metavar="NAME_OR_ID", nargs="?", help="name or id of the voice")
    parser.add_argument("--all", action="store_true", help="all voices that were not measured yet")


def run(arguments: argparse.Namespace, context: Context) -> int:
    """One voice, or all without a scorecard: one that fails does not keep the others from being measured."""
    if bool(arguments.voice) == arguments.all:
        raise InvalidRequest("It is not clear which voice to measure.", "Name one, or say --all.")
    scored, failed = _all(context) if arguments.all else ([_one(arguments.voice, context)], [])
    fields = {
        "scored": [{**voice_fields(s.voice), **scorecard_fields(s.voice), "notes": list(s.notes)} for s in scored],
        "failed": [{**voice_fields(voice), "error": error_fields(error)} for voice, error in failed],
    }
    lines = [line for each in scored for line in (each.voice.name, *(f"  {x}" for x in scorecard_lines(each.voice)))]
    context.output.result(fields, "\n".join(lines or ["No voice was measured."]))
    context.output.notes(note for each in scored for note in each.notes)
    context.output.failures(error for _, error in failed)
    return worst_exit_code(error for _, error in failed)


def _one(voice: str, context: Context) -> ScoredVoice:
    return context.app.score_voice(ScoreRequest(voice), progress=context.output.progress, cancel=context.cancel)


def _all(context: Context) -> tuple[list[ScoredVoice], list[tuple[Voice, VoiceClonerError]]]:
    scored: list[ScoredVoice] = []
    failed: list[tuple[Voice, VoiceClonerError]] = []
    for voice in context.app.manage_voices.list().voices:
        if voice.scorecard:
            continue
        try:
            scored.append(_one(voice.id, context))
        except Cancelled as error:
            failed.append((voice, error))
            break
        except VoiceClonerError as error:
            failed.append((voice, error))
    return scored, failed
