"""``voicecloner clone FILE... --name NAME --consent own``: make a voice."""

import argparse
from pathlib import Path

from voicecloner.cli.command import Command, Context
from voicecloner.cli.defaults import MODE_HELP, MODES, add_engine, add_language, engine_of, language_of
from voicecloner.cli.fields import made_fields, scorecard_fields
from voicecloner.cli.stretch import add_stretch, stretch_of
from voicecloner.cli.transcript import add_transcript, transcript_of
from voicecloner.cli.voice_text import scorecard_lines
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import review_as_dict
from voicecloner.domain.voice import Voice, VoiceMode
from voicecloner.errors import VoiceClonerError
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest
from voicecloner.use_cases.voices.score_voice import ScoreRequest
from voicecloner.wording import seconds_words


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="recordings of one speaker")
    parser.add_argument("--name", required=True, help="name of the new voice")
    parser.add_argument(
        "--consent", required=True, choices=[c.value for c in ConsentKind], help="whose voice it is, as you state it"
    )
    parser.add_argument("--speaker", default="", help="name of the person who speaks")
    add_stretch(parser)
    add_transcript(parser)
    add_engine(parser)
    parser.add_argument("--mode", default="auto", choices=MODES, help=MODE_HELP)
    add_language(parser, "language of the recordings")
    parser.add_argument("--score", action="store_true", help="measure afterwards how the voice came out")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    transcript = transcript_of(arguments, context.cancel)
    request = CreateVoiceRequest(
        name=arguments.name,
        references=tuple(arguments.files),
        consent=ConsentKind(arguments.consent),
        speaker=arguments.speaker,
        transcripts=(transcript,) if transcript else (),
        language=language_of(arguments, context),
        engine_id=engine_of(arguments, context),
        mode=None if arguments.mode == "auto" else VoiceMode(arguments.mode),
        stated_via="cli",
        span=stretch_of(arguments),
        channel=arguments.channel,
    )
    created = context.app.create_voice(request, progress=context.output.progress, cancel=context.cancel)
    voice, unscored = _scored(created.voice, context) if arguments.score else (created.voice, ())
    fields = {
        **made_fields(voice),
        "review": review_as_dict(voice.review),
        **scorecard_fields(voice),
        "seconds": created.total_s,
        "clone_seconds": created.clone_s,
        "notes": [*created.notes, *unscored],
        "warnings": list(created.warnings),
    }
    text = f"“{voice.name}” is ready, made from {voice.mode.words} in {seconds_words(created.total_s)}."
    lines = [text, *(f"  {line}" for line in (*scorecard_lines(voice), *created.notes, *unscored))]
    context.output.result(fields, "\n".join(lines))
    context.output.notes(created.warnings)
    return 0


def _scored(voice: Voice, context: Context) -> tuple[Voice, tuple[str, ...]]:
    """The voice with its scorecard; it is there already, so whatever ends measuring is only told."""
    try:
        scored = context.app.score_voice(
            ScoreRequest(voice.id), progress=context.output.progress, cancel=context.cancel
        )
    except VoiceClonerError as error:
        return voice, (f"How it came out was not measured. {error.message}",)
    return scored.voice, scored.notes


COMMAND = Command("clone", "make a voice from recordings", _add_arguments, _run)
