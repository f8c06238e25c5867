"""Every error a user can meet.

    VoiceClonerError
    ├── InvalidRequest          what was asked for makes no sense (empty name, speed 0, unknown language)
    │   ├── TranscriptRequired  transcript mode without a transcript
    │   ├── ConsentRequired     a voice without a statement whose voice it is
    │   ├── LicenceRequired     a model without agreement to its licence
    │   └── BadTable            lines of a table that cannot be done
    ├── AudioError
    │   ├── UnreadableAudio     the file holds no sound that can be read
    │   └── DeviceError         microphone or loudspeaker
    │       └── DeviceLost      it went away during use; what had arrived is kept
    ├── RecognizerError         the speech recognizer is missing or died; the words must be typed
    ├── JudgingFailed           the process that judges recordings died; it is started again for the next one
    ├── UnreadableDocument      a document holds no text that can be read, or what may not be trusted
    ├── ReviewFailed            the reference did not pass its review
    ├── LibraryError
    │   ├── VoiceNotFound
    │   ├── NameTaken
    │   ├── QuotaReached
    │   ├── VoiceDamaged        what is kept of one voice cannot be read
    │   ├── LibraryDamaged      its database cannot be read
    │   ├── LibraryTooNew       written by a later version of the program
    │   └── BundleRefused       a file of voices or a backup is damaged, or holds what may not be trusted
    │       └── BundleTooNew    written by a later version of the program
    ├── ClusterFailed           the computers of a cluster cannot be reached, or cannot do the work
    ├── ServiceFailed           the service for other programs could not start, or ended
    ├── StorageError            disk full, no permission, folder gone
    ├── EngineError
    │   ├── EngineNotFound
    │   │   └── EngineNotInstalled  the program knows it, but the packages it needs are not here
    │   ├── EnvironmentFailed   the packages of the neural engines could not be installed
    │   ├── EnvironmentInUse    another program is installing or removing them
    │   ├── EngineCrashed       the worker process ended; it is started again for the next job
    │   └── VoiceBoundElsewhere the voice belongs to another engine or model revision
    │       └── VoiceNeedsRebuild   nothing here speaks with it as it is; its recordings can be cloned again
    ├── WeightsError            a model's files
    │   ├── WeightsNotFound     no model has this id, or it is not on this computer
    │   ├── WeightsDamaged      files are missing or are not what they should be
    │   ├── WeightsInUse        another download or removal of the same model is at work
    │   └── DownloadFailed      the files could not be fetched; what has arrived is kept
    │       └── AccessDenied    the server wants an account, a token or an agreement first
    └── Cancelled               the user pressed Stop; no failure

`message` says in one sentence what happened, `hint` what the user can do. `code` is the stable name used in JSON and
across the worker's pipe. Foreign exceptions are turned into these once, where the foreign library is called.
"""

from collections.abc import Sequence
from typing import ClassVar, Self

_OR = ", or with: voicecloner "
_OVER_HTTP = " ‖ "
_ELSEWHERE = "That is done in VoiceCloner's window, on the computer of the service."


def either(in_window: str, command: str, over_http: str = "") -> str:
    """A hint with several ways to go: each shell shows its own.

    See `hint_in_window`, `hint_on_command_line` and `hint_over_http`.

    Args:
        in_window: what to do in the window, without the full stop.
        command: what to type after ``voicecloner``.
        over_http: what a program can ask of the service, in whole sentences; empty: nothing that helps.
    """
    return f"{in_window}{_OR}{command}{_OVER_HTTP if over_http else ''}{over_http}"


def otherwise_over_http(hint: str, over_http: str) -> str:
    """A hint for all shells but the service over HTTP, whose callers are told something else.

    Args:
        hint: what to do on this computer, in whole sentences.
        over_http: what to do from elsewhere, in whole sentences.
    """
    return f"{hint}{_OVER_HTTP}{over_http}"


def hint_in_window(hint: str) -> str:
    """The hint without the command, which is of no use in the window."""
    in_window, there_is_another, _ = hint.partition(_OVER_HTTP)[0].partition(_OR)
    return f"{in_window}." if there_is_another else in_window


def hint_on_command_line(hint: str) -> str:
    """The hint with nothing but the command, where there is one."""
    here = hint.partition(_OVER_HTTP)[0]
    _, there_is_one, command = here.partition(_OR)
    return f"Run: voicecloner {command}" if there_is_one else here


def hint_over_http(hint: str) -> str:
    """The hint for a caller elsewhere, who has neither the window nor the commands at hand."""
    here, there_is_one, over_http = hint.partition(_OVER_HTTP)
    if there_is_one:
        return over_http
    return " ".join((hint_in_window(here), _ELSEWHERE)) if _OR in here else here


REBUILD_HINT = either("Rebuild the voice from its kept recording, on the page “Voices”", "voices rebuild")


class VoiceClonerError(Exception):
    """Root of all errors the program raises on purpose: one sentence for the user and a hint.

    Args:
        message: what happened, one sentence.
        hint: what the user can do about it; falls back to the class's own.
    """

    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint

    @property
    def code(self) -> str:
        """Stable name of the kind of error, e.g. ``"UnreadableAudio"``."""
        return type(self).__name__


class InvalidRequest(VoiceClonerError):
    """What was asked for makes no sense."""


class TranscriptRequired(InvalidRequest):
    """Transcript mode was asked for, but no transcript was given."""

    default_hint = "Give the transcript, the words that are spoken, or clone from the sound alone."


class ConsentRequired(InvalidRequest):
    """A voice was to be made without saying whose it is."""

    default_hint = "Say whose voice it is: your own, one you have consent for, or one in the public domain."


class LicenceRequired(InvalidRequest):
    """A model was to be fetched without agreeing to its licence."""

    default_hint = "Read the licence and say that you accept it."


class BadTable(InvalidRequest):
    """Lines of a table cannot be done; nothing was begun.

    Attributes:
        faults: what is wrong, one sentence with the number of its line for each.
    """

    default_hint = "Correct these lines, then start again."
    faults: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, faults: Sequence[str]) -> Self:
        """What is wrong with the table of this file name."""
        count = len(faults)
        error = cls(f"“{name}” was not begun: {count} {'line' if count == 1 else 'lines'} of it cannot be done.")
        error.faults = tuple(faults)
        return error


class AudioError(VoiceClonerError):
    """Sound could not be read, recorded or played."""


class UnreadableAudio(AudioError):
    """A file holds no sound that can be read."""

    default_hint = "Choose a WAV, MP3, M4A, FLAC, OGG, Opus, AIFF or WebM recording."


class DeviceError(AudioError):
    """A microphone or a loudspeaker is missing or refuses."""

    default_hint = "Plug the device in, allow its use in the system's settings, then try again."


class DeviceLost(DeviceError):
    """A device went away while it was used."""


class RecognizerError(VoiceClonerError):
    """The speech recognizer is missing or died."""

    default_hint = "Type the words yourself."


class JudgingFailed(VoiceClonerError):
    """The process that judges recordings ended unexpectedly."""

    default_hint = "Try again: it is started anew. If it happens again, report it with the log."


class UnreadableDocument(VoiceClonerError):
    """A document holds no text that can be read, or asks for what no book needs; nothing was taken from it."""

    default_hint = "Save it again, as EPUB, DOCX, HTML, Markdown or plain text, with the program that made it."


class ReviewFailed(VoiceClonerError):
    """The reference did not pass its review."""

    default_hint = "Record again following the advice in the review."


class LibraryError(VoiceClonerError):
    """The voice library cannot do what was asked."""


class VoiceNotFound(LibraryError):
    """No voice has this name or id."""

    default_hint = either(
        "Look for its name on the page “Voices”", "voices list", "GET /v1/audio/voices lists those that are there."
    )


class NameTaken(LibraryError):
    """Another voice already has this name."""

    default_hint = "Choose another name, or rename or delete the other voice."


class QuotaReached(LibraryError):
    """The library holds as many voices as its quota allows."""

    default_hint = either(
        "Delete a voice first, or raise “Number of voices” in the settings",
        "voices delete NAME, or: voicecloner settings set voice_quota NUMBER",
        "A voice goes into the trash by DELETE /v1/audio/voices/{voice}.",
    )


class VoiceDamaged(LibraryError):
    """What the library keeps of one voice cannot be read; the others can."""

    default_hint = either("Press “Check and repair” in the settings", "voices repair")


class LibraryDamaged(LibraryError):
    """The library's database cannot be read."""

    default_hint = either("Start VoiceCloner again (the voices' recordings are not touched)", "voices repair")


class LibraryTooNew(LibraryError):
    """The library was written by a later version of the program."""

    default_hint = "Update VoiceCloner, or point VOICECLONER_HOME at another folder."


class BundleRefused(LibraryError):
    """A file of voices or a backup is none, is damaged, or holds what may not be trusted; nothing was taken from it."""

    default_hint = "Have the voice exported again where it comes from, and copy the new file here."


class BundleTooNew(BundleRefused):
    """A file of voices or a backup was written by a later version of the program."""

    default_hint = "Update VoiceCloner."


class StorageError(VoiceClonerError):
    """A file could not be written or read."""

    default_hint = "Check the free space and the permissions of the folder."


class ClusterFailed(VoiceClonerError):
    """The computers of a cluster cannot be reached, or cannot do the work."""

    default_hint = "Check the address, and that the same version of VoiceCloner is installed on all its computers."


class ServiceFailed(VoiceClonerError):
    """The service for other programs could not start, or ended."""

    default_hint = "Switch it off and on again."


class EngineError(VoiceClonerError):
    """The cloning engine could not do its work."""


class EngineNotFound(EngineError):
    """No engine has this id."""


class EngineNotInstalled(EngineNotFound):
    """The program knows the engine, but the packages it needs are not installed."""

    default_hint = either("Install the neural engines on the page “Models”", "engines install")


class EnvironmentFailed(EngineError):
    """The packages of the neural engines could not be installed; what has arrived is kept."""

    default_hint = "Try again. If it happens again, report it with install.log from the folder of the engines."


class EnvironmentInUse(EngineError):
    """Another program is installing or removing the packages of the neural engines."""

    default_hint = "Wait until it is done, or stop it."


class EngineCrashed(EngineError):
    """The engine's process ended unexpectedly."""

    default_hint = "Try again: the engine is started anew. If it happens again, report it with the log."


class VoiceBoundElsewhere(EngineError):
    """The voice was made by another engine or model revision."""

    default_hint = REBUILD_HINT


class VoiceNeedsRebuild(VoiceBoundElsewhere):
    """Its engine, revision or data is gone; it can be made anew from its kept recordings."""


class WeightsError(VoiceClonerError):
    """Something about the files of a model."""


class WeightsNotFound(WeightsError):
    """No model has this id, or it is not on this computer."""

    default_hint = either("Look at the page “Models” to see what there is", "models list")


class WeightsDamaged(WeightsError):
    """Files of a model are missing or are not what they should be."""

    default_hint = "Remove the model and fetch it again."


class WeightsInUse(WeightsError):
    """Another program is fetching or removing the same model."""

    default_hint = "Wait until it is done, or stop it."


class DownloadFailed(WeightsError):
    """The files of a model could not be fetched; what has arrived is kept."""

    default_hint = "Try again: the download goes on where it stopped."


class AccessDenied(DownloadFailed):
    """The server gives the files only to those with an account, a token or an agreement."""

    default_hint = "Agree to the terms on the model's page and give an access token."


class Cancelled(VoiceClonerError):
    """The user stopped the job."""

    def __init__(self, message: str = "Stopped.", hint: str = "") -> None:
        super().__init__(message, hint)


def all_errors() -> dict[str, type[VoiceClonerError]]:
    """Every error class by its `code`, for rebuilding errors that crossed a process border."""
    found: dict[str, type[VoiceClonerError]] = {}
    waiting: list[type[VoiceClonerError]] = [VoiceClonerError]
    while waiting:
        kind = waiting.pop()
        found[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return found
