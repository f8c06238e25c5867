"""``voicecloner record``: record a voice from the microphone, in the terminal."""

import argparse
import shlex
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.api.answers import created_fields, review_fields
from voicecloner.api.forms.voices import RecordAnswer
from voicecloner.cli.command import NOT_GOOD_ENOUGH, Command, Context, number_between
from voicecloner.cli.defaults import add_engine, add_language, engine_of, language_of
from voicecloner.cli.sound_pipes import PIPE, require_reader, send_file
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Severity
from voicecloner.errors import InvalidRequest, NameTaken, VoiceNotFound
from voicecloner.wording import counted, day_and_time, seconds_words

if TYPE_CHECKING:
    from voicecloner.api.recording import LostRecording, Recording
    from voicecloner.api.review import CheckedReferences, CountedSpeech
    from voicecloner.api.voices import CreatedVoice

_TONES = ("calm", "lively", "serious")
_NO_SCRIPT = "none"
_LONGEST_S = 600.0


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device", default="", metavar="NAME", help="microphone, or words of its name (default: the set one)"
    )
    parser.add_argument("--list-devices", action="store_true", help="list the microphones, and record nothing")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where to save it, as .wav (default: a name with date and time, here); - writes it to standard output",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace the file if there is one of this name")
    parser.add_argument(
        "--script", choices=(*_TONES, _NO_SCRIPT), default=_TONES[0], help="the text to read aloud (default: calm)"
    )
    parser.add_argument("--no-room-check", action="store_true", help="do not listen to the room first")
    parser.add_argument(
        "--enough",
        metavar="SECONDS",
        type=number_between(1.0, _LONGEST_S),
        help="end by itself after so much usable speech (default: at Ctrl-C)",
    )
    parser.add_argument("--recover", action="store_true", help="take the last recording that was never used")
    parser.add_argument("--clone", metavar="NAME", help="make a voice of it at once, of this name; needs --consent")
    parser.add_argument(
        "--consent", choices=[kind.value for kind in ConsentKind], help="whose voice it is, as you state it"
    )
    parser.add_argument("--speaker", default="", help="name of the person who speaks; needed for --consent given")
    add_engine(parser)
    add_language(parser, "language of what is said and read")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    if arguments.list_devices:
        from voicecloner.cli.microphone.choosing import tell_microphones

        tell_microphones(context)
        return 0
    _refuse_nonsense(arguments, context)
    out = arguments.out or Path(f"recording-{datetime.now().astimezone():%Y%m%d-%H%M%S}.wav")
    if out == PIPE:
        require_reader(context)
    else:
        context.app.save_recording.require_possible(out, overwrites=arguments.overwrite)
    made = _recovered(arguments, context) if arguments.recover else _recorded(arguments, context)
    keep = _send_and_judge if out == PIPE else _keep_and_judge
    return keep(made, out, arguments, context)


@dataclass(frozen=True)
class _Made:
    """A recording, and what was counted of it; None where nobody counted and it is long enough."""

    recording: "Recording"
    counted: "CountedSpeech | None"

    @property
    def path(self) -> Path:
        assert self.recording.path is not None  # noqa: S101 - it was recorded into a file
        return self.recording.path


def _refuse_nonsense(arguments: argparse.Namespace, context: Context) -> None:
    """Refuse before somebody speaks what would fail afterwards."""
    if arguments.clone and not arguments.consent:
        raise InvalidRequest("It was not said whose voice it is.", "Say --consent own, given or public-domain.")
    if arguments.consent and not arguments.clone:
        raise InvalidRequest("Consent is for a voice.", "Give the voice a name with --clone.")
    if arguments.consent == ConsentKind.GIVEN.value and not arguments.speaker.strip():
        raise InvalidRequest("It was not said who speaks and agreed.", "Name them with --speaker.")
    if arguments.clone and _is_taken(arguments.clone, context):
        raise NameTaken(f"There is a voice “{arguments.clone}” already.")


def _is_taken(name: str, context: Context) -> bool:
    try:
        context.app.manage_voices.find(name)
    except VoiceNotFound:
        return False
    return True


def _recorded(arguments: argparse.Namespace, context: Context) -> _Made:
    from voicecloner.cli.microphone.choosing import chosen_microphone
    from voicecloner.cli.microphone.driving import Recorder, RecordingWish
    from voicecloner.cli.microphone.level_line import LevelLine
    from voicecloner.cli.microphone.reading import show_script

    app, settings = context.app, context.app.settings
    _tell_lost(app.recover_recordings.found(), context)
    language = language_of(arguments, context)
    wish = RecordingWish(
        chosen_microphone(arguments.device, context),
        checks_room=settings.room_check == "on" and not arguments.no_room_check,
        countdown_s=settings.countdown_s,
        enough_s=arguments.enough,
    )
    app.record_reference.minimum_s = _least_s(arguments, context)
    line = LevelLine(context.output)
    show_script(arguments.script, language, line)
    line.event("begin", {}, "Ctrl-C ends the recording and keeps it.")
    recording = Recorder(wish, context, line).record()
    return _Made(recording, app.record_reference.worth)


def _recovered(arguments: argparse.Namespace, context: Context) -> _Made:
    from voicecloner.api.review import CountedSpeech

    recordings = context.app.recover_recordings
    found = recordings.found()
    if not found:
        raise InvalidRequest("There is no recording that was never used.", "Record one: voicecloner record")
    recording = recordings.recover(found[-1].path)
    least_s = _least_s(arguments, context)
    return _Made(recording, CountedSpeech(recording.seconds, least_s) if recording.seconds < least_s else None)


def _least_s(arguments: argparse.Namespace, context: Context) -> float:
    usual_s, language = context.app.settings.recording_minimum_s, language_of(arguments, context)
    return context.app.check_recording.least_speech_s(engine_of(arguments, context), language, usual_s)


def _tell_lost(lost: "tuple[LostRecording, ...]", context: Context) -> None:
    if lost:
        several = counted(len(lost), "recording")
        last = f"the last of {seconds_words(lost[-1].seconds)} on {day_and_time(lost[-1].recorded_at)}"
        context.output.notes((f"Never used: {several}, {last}. Bring it back: voicecloner record --recover",))


def _keep_and_judge(made: _Made, out: Path, arguments: argparse.Namespace, context: Context) -> int:
    """Save it first, so that nothing that follows can lose it; then say what it is worth."""
    context.app.recover_recordings.hold(made.path)
    context.app.save_recording(made.path, out)
    context.output.notes((f"{out} is saved.",))
    context.cancel.raise_if_cancelled()
    checked, created = _judged(made, out, arguments, context)
    context.output.result(_fields(made, out, checked, created), _as_text(out, checked, created))
    return _code(checked)


def _send_and_judge(made: _Made, _out: Path, arguments: argparse.Namespace, context: Context) -> int:
    """Write it to standard output; until all of it is read there it stays among those that can be brought back."""
    recordings = context.app.recover_recordings
    recordings.hold(made.path)
    send_file(made.path)
    context.cancel.raise_if_cancelled()
    checked, created = _judged(made, made.path, arguments, context)
    recordings.remove(made.path)
    context.output.notes(_sent_text(checked, created))
    return _code(checked)


def _judged(
    made: _Made, path: Path, arguments: argparse.Namespace, context: Context
) -> "tuple[CheckedReferences, CreatedVoice | None]":
    """What the recording is worth, and the voice, if one is to be made of it and can be."""
    checked = _checked(made, path, arguments, context)
    is_wanted = arguments.clone and checked.review.verdict is not Severity.FAIL
    return checked, _cloned(checked, arguments, context) if is_wanted else None


def _code(checked: "CheckedReferences") -> int:
    return NOT_GOOD_ENOUGH if checked.review.verdict is Severity.FAIL else 0


def _checked(made: _Made, out: Path, arguments: argparse.Namespace, context: Context) -> "CheckedReferences":
    from voicecloner.api.review import RecordingRequest

    request = RecordingRequest(
        out,
        engine_id=engine_of(arguments, context),
        language=language_of(arguments, context),
        counted=made.counted,
        origin=made.recording.origin,
    )
    return context.app.check_recording(request, progress=context.output.progress, cancel=context.cancel)


def _cloned(checked: "CheckedReferences", arguments: argparse.Namespace, context: Context) -> "CreatedVoice":
    from voicecloner.api.voices import CreateVoiceRequest

    request = CreateVoiceRequest(
        name=arguments.clone,
        references=checked,
        consent=ConsentKind(arguments.consent),
        speaker=arguments.speaker,
        language=language_of(arguments, context),
        engine_id=engine_of(arguments, context),
        stated_via="cli",
    )
    return context.app.create_voice(request, progress=context.output.progress, cancel=context.cancel)


def _fields(made: _Made, out: Path, checked: "CheckedReferences", created: "CreatedVoice | None") -> RecordAnswer:
    origin, counted_s = made.recording.origin, made.counted.usable_s if made.counted else checked.review.speech_seconds
    return {
        "path": str(out),
        "seconds": made.recording.seconds,
        "speech_seconds": counted_s,
        "microphone": origin.microphone,
        "recorded_at": origin.recorded_at.isoformat() if origin.recorded_at else None,
        "dropouts": made.recording.dropouts,
        "broken_by": made.recording.fault,
        "review": review_fields(checked.review),
        "voice": created_fields(created) if created else None,
        "notes": list(checked.notes),
    }


def _as_text(out: Path, checked: "CheckedReferences", created: "CreatedVoice | None") -> str:
    from voicecloner.cli.checked_text import checked_text

    return f"{checked_text(out, checked)}\n{_next(out, checked, created)}"


def _sent_text(checked: "CheckedReferences", created: "CreatedVoice | None") -> list[str]:
    """The same of a recording that has no file."""
    from voicecloner.cli.checked_text import checked_text

    ready = [_next(PIPE, checked, created)] if created else []
    return [*checked_text(Path("standard output"), checked).splitlines(), *ready]


def _next(out: Path, checked: "CheckedReferences", created: "CreatedVoice | None") -> str:
    """What to do now."""
    if created:
        name = shlex.quote(created.voice.name)
        return f"“{created.voice.name}” is ready. Next: voicecloner speak TEXT --voice {name} --out FILE"
    if checked.review.verdict is Severity.FAIL:
        return "No voice can be made from it. Next: voicecloner record"
    return f"Next: voicecloner clone {shlex.quote(str(out))} --name NAME --consent own"


COMMAND = Command("record", "record a voice from the microphone, with its level and what counts", _add_arguments, _run)
