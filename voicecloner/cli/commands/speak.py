"""``voicecloner speak TEXT --voice NAME --out FILE``: say a text, a file or what comes through a pipe."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from voicecloner.api.batches import SpeakBestRequest
from voicecloner.api.review import TextRequest
from voicecloner.api.speaking import SpeakOnceRequest, SpeakRequest, marks_of
from voicecloner.api.voices import CreateVoiceRequest, RebuildRequest
from voicecloner.cli.command import Command, Context, number_between
from voicecloner.cli.commands.batch import add_best_of
from voicecloner.cli.commands.voices import rebuild
from voicecloner.cli.defaults import known_language
from voicecloner.cli.said import Outlet, Said, add_out, outlets_of, pushing, require_sound, save_and_tell
from voicecloner.cli.sound_pipes import PIPE, recordings_of, require_place
from voicecloner.cli.text_files import comes_through_a_pipe, read_standard_input, read_text_file, words_of
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.synthesis import SPEED_RANGE, Take
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.settings import Setting, SettingValue


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "text", metavar="TEXT", nargs="?", help="what to say; - or nothing reads what comes through a pipe"
    )
    parser.add_argument("--text-file", metavar="FILE", type=Path, help="a text file with what to say (UTF-8)")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--voice", metavar="NAME_OR_ID", help="the voice that says it")
    who.add_argument(
        "--reference",
        dest="references",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a recording whose speaker says it, without a voice that is kept; may be given several times, once as -",
    )
    add_statement(parser)
    add_out(parser, is_played=True)
    parser.add_argument(
        "--language", metavar="TAG", help="language of the text, such as de or pt-BR (default: the voice's own)"
    )
    parser.add_argument(
        "--speed", type=number_between(*SPEED_RANGE), help="0.5 to 2.0 (default: the setting speaking_speed)"
    )
    parser.add_argument(
        "--option",
        dest="options",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="an option of the voice's engine, see: voicecloner engines list; may be given several times",
    )
    parser.add_argument(
        "--rebuild", action="store_true", help="make the voice anew from its kept recording first, if it needs it"
    )
    parser.add_argument("--seed", type=int, default=0, help="for engines that draw random numbers (default: 0)")
    add_best_of(parser)


def _run(arguments: argparse.Namespace, context: Context) -> int:
    require_place(arguments, context, arguments.references or ())
    require_sound(arguments)
    language = known_language(arguments.language, context) if arguments.language else None
    text = _text_of(arguments, context.cancel)
    say = _as_in_recordings if arguments.references else _with_voice
    return say(arguments, context, text, language)


def _with_voice(arguments: argparse.Namespace, context: Context, text: str, language: str | None) -> int:
    voice = context.app.manage_voices.find(arguments.voice)
    if arguments.rebuild and context.app.manage_voices.rebuild_reason(voice):
        voice = rebuild(RebuildRequest(voice.id), context).voice
    engine = context.app.speak.engine_of(voice)
    require_sound(arguments, engine.abilities.output_sample_rate)
    request = SpeakRequest(
        text=text,
        voice=voice.id,
        language=language,
        speed=arguments.speed or engine.abilities.nearest_speed(context.app.settings.speaking_speed),
        seed=arguments.seed,
        options=_options(arguments.options, engine.abilities.options),
    )
    warnings = context.app.check_text(TextRequest(text, language or voice.language)).warnings
    context.output.notes(warnings)
    outlets = outlets_of(arguments, marks_of(voice.name, voice.id, text), context)
    take = _spoken(request, arguments.best_of, context, outlets)
    return save_and_tell(Said(take, warnings, outlets), arguments, context)


def _as_in_recordings(arguments: argparse.Namespace, context: Context, text: str, language: str | None) -> int:
    """Say it as somebody in recordings would.

    Raises:
        InvalidRequest: what only a saved voice can do was asked for.
    """
    if arguments.best_of > 1 or arguments.options or arguments.rebuild:
        raise InvalidRequest(
            "--best-of, --option and --rebuild are for saved voices.", "Make a voice: voicecloner clone."
        )
    speech = SpeakRequest(text, "", language, arguments.speed or 1.0, arguments.seed)
    recording = recording_of(arguments, language or str(context.app.settings.default_language))
    outlets = outlets_of(arguments, marks_of(recording.name, "", text), context)
    with recordings_of(arguments.references, context) as paths:
        take = context.app.speak_once(
            SpeakOnceRequest(speech, replace(recording, references=paths)),
            progress=context.output.progress,
            cancel=context.cancel,
            on_chunk=pushing(outlets),
        )
    return save_and_tell(Said(take, outlets=outlets), arguments, context)


def add_statement(parser: argparse.ArgumentParser) -> None:
    """Declare whose voice recordings hold that come without one."""
    parser.add_argument(
        "--consent", choices=[kind.value for kind in ConsentKind], help="whose voice it is, as you state it"
    )
    parser.add_argument("--speaker", default="", help="name of the person who speaks; needed for --consent given")
    parser.add_argument("--transcript", default="", metavar="WORDS", help="the words of the recordings")


def recording_of(arguments: argparse.Namespace, language: str) -> CreateVoiceRequest:
    """The recordings of whose speaker something is to be said."""
    return CreateVoiceRequest(
        name="Recording" if arguments.references[0] == PIPE else arguments.references[0].stem or "Recording",
        references=tuple(arguments.references),
        consent=ConsentKind(arguments.consent) if arguments.consent else None,
        speaker=arguments.speaker,
        transcripts=(arguments.transcript,) if arguments.transcript else (),
        language=language,
        stated_via="cli",
    )


def _spoken(request: SpeakRequest, attempts: int, context: Context, outlets: tuple[Outlet, ...]) -> Take:
    if attempts == 1:
        on_chunk = pushing(outlets)
        return context.app.speak(request, progress=context.output.progress, cancel=context.cancel, on_chunk=on_chunk)
    best = SpeakBestRequest(request, attempts)
    return context.app.speak_best(best, progress=context.output.progress, cancel=context.cancel)


def _text_of(arguments: argparse.Namespace, cancel: CancelToken) -> str:
    """What to say, wherever it is given.

    Raises:
        InvalidRequest: nowhere, twice, or the name of a file in its place.
        StorageError: it cannot be read.
        Cancelled: Ctrl-C while nothing came through the pipe.
    """
    if arguments.text_file is not None:
        if arguments.text is not None:
            raise InvalidRequest("There are two texts.", "Give either TEXT or --text-file.")
        return read_text_file(arguments.text_file, cancel)
    if arguments.text in {"-", None} and PIPE in arguments.references:
        raise InvalidRequest("The recording comes through the pipe.", "Give the text in quotes or with --text-file.")
    if arguments.text == "-" or (arguments.text is None and comes_through_a_pipe()):
        return read_standard_input(cancel)
    if arguments.text is None:
        raise InvalidRequest("There is no text to say.", "Give it in quotes, with --text-file, or through a pipe.")
    return words_of(arguments.text, "--text-file", cancel, may_ask=not arguments.json)


def _options(given: Sequence[str], offered: Sequence[Setting]) -> dict[str, SettingValue]:
    """The engine's options as they were typed, each in its own type.

    Raises:
        InvalidRequest: one is no ``KEY=VALUE``, or does not take this value.
    """
    declared = {option.key: option for option in offered}
    options: dict[str, SettingValue] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign:
            raise InvalidRequest(f"“{text}” is not an option.", "Write it as KEY=VALUE.")
        options[key] = declared[key].parsed(value) if key in declared else value  # an unknown one is refused with all
    return options


COMMAND = Command("speak", "say a text with a saved voice", _add_arguments, _run)
