"""``voicecloner clone FILE... --name NAME --consent own``: make a voice."""

import argparse
from dataclasses import replace
from pathlib import Path

from voicecloner.api.answers import created_fields
from voicecloner.api.voices import ConsentReading, CreatedVoice, CreateVoiceRequest, ScoreRequest
from voicecloner.cli.command import Command, Context
from voicecloner.cli.commands.consent import add_uses
from voicecloner.cli.defaults import MODE_HELP, MODES, add_engine, add_language, engine_of, language_of, mode_named
from voicecloner.cli.sound_pipes import recordings_of
from voicecloner.cli.stretch import add_stretch, stretch_of
from voicecloner.cli.transcript import add_transcript, transcript_of
from voicecloner.cli.voice_text import scorecard_lines
from voicecloner.domain.consent import ConsentKind
from voicecloner.errors import VoiceClonerError
from voicecloner.wording import seconds_words


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="recordings of one speaker; - reads what comes through a pipe",
    )
    parser.add_argument("--name", required=True, help="name of the new voice")
    parser.add_argument(
        "--consent", required=True, choices=[c.value for c in ConsentKind], help="whose voice it is, as you state it"
    )
    parser.add_argument("--speaker", default="", help="name of the person who speaks; needed for --consent given")
    parser.add_argument("--consent-note", default="", help="what else there is to say about the consent")
    add_uses(parser)
    parser.add_argument(
        "--spoken-consent",
        metavar="FILE",
        type=Path,
        help="the speaker reading the sentence that “consent sentence” gave within the last half hour",
    )
    add_stretch(parser)
    add_transcript(parser)
    add_engine(parser)
    parser.add_argument("--mode", default="auto", choices=MODES, help=MODE_HELP)
    add_language(parser, "language of the recordings")
    parser.add_argument("--score", action="store_true", help="measure afterwards how the voice came out")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    with recordings_of(arguments.files, context) as paths:
        return _clone(paths, arguments, context)


def _clone(paths: tuple[Path, ...], arguments: argparse.Namespace, context: Context) -> int:
    transcript = transcript_of(arguments, context.cancel)
    request = CreateVoiceRequest(
        name=arguments.name,
        references=paths,
        consent=ConsentKind(arguments.consent),
        speaker=arguments.speaker,
        transcripts=(transcript,) if transcript else (),
        language=language_of(arguments, context),
        engine_id=engine_of(arguments, context),
        mode=mode_named(arguments.mode),
        stated_via="cli",
        span=stretch_of(arguments),
        channel=arguments.channel,
        consent_note=arguments.consent_note,
        uses=arguments.allow,
        spoken=_reading(arguments.spoken_consent, context),
    )
    created = context.app.create_voice(request, progress=context.output.progress, cancel=context.cancel)
    created = _scored(created, context) if arguments.score else created
    voice = created.voice
    text = f"“{voice.name}” is ready, made from {voice.mode.words} in {seconds_words(created.total_s)}."
    lines = [text, *(f"  {line}" for line in (*scorecard_lines(voice), *created.notes))]
    context.output.result(created_fields(created), "\n".join(lines))
    context.output.notes(created.warnings)
    return 0


def _reading(file: Path | None, context: Context) -> ConsentReading | None:
    return ConsentReading(context.app.consent_sentences.last(), file) if file else None


def _scored(created: CreatedVoice, context: Context) -> CreatedVoice:
    """The voice with its scorecard; it is there already, so whatever ends measuring is only told."""
    request = ScoreRequest(created.voice.id)
    try:
        scored = context.app.score_voice(request, progress=context.output.progress, cancel=context.cancel)
    except VoiceClonerError as error:
        return replace(created, notes=(*created.notes, f"How it came out was not measured. {error.message}"))
    return replace(created, voice=scored.voice, notes=(*created.notes, *scored.notes))


COMMAND = Command("clone", "make a voice from recordings", _add_arguments, _run)
