"""Tell whether a file is synthetic speech: by the inaudible mark in its sound, its tags and content credentials."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from voicecloner.audio.files.decoding import printable_name
from voicecloner.audio.files.importing import recording_size_bytes
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import Voice
from voicecloner.errors import VoiceNotFound
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.library.voices import VoiceLibrary
from voicecloner.provenance.credentials import INSTALL_HINT, Credentials, can_read_credentials
from voicecloner.provenance.hearing import MarkListener, MarkReading
from voicecloner.provenance.statement import Statement, statement_in
from voicecloner.sound.channels import channel_with_speech
from voicecloner.use_cases.review.find_window import Streamer
from voicecloner.wording import clock

TagReader = Callable[[Path, CancelToken], Mapping[str, str]]
"""See `voicecloner.audio.files.tags.read_tags`."""
CredentialReader = Callable[[Path], Credentials | None]
"""See `voicecloner.provenance.credentials.read_credentials`."""
_NOT_LOOKED_FOR = f"Content credentials (C2PA) were not looked for: what reads them is not installed. {INSTALL_HINT}"
_CHANGED = "Its content credentials (C2PA) do not fit: it was changed after it was signed, or they are damaged."
_NOTHING_FOUND = (
    "It carries no mark, and its tags do not say that it is synthetic. That does not prove it is a recording of a "
    "person: marks can be removed, and not every program writes them."
)


@dataclass(frozen=True)
class VerifyRequest:
    """What to look at.

    Attributes:
        path: a sound file of any kind and length.
    """

    path: Path


@dataclass(frozen=True)
class Provenance:
    """What could be told of a file.

    Attributes:
        name: the file's name.
        mark: what was heard of the inaudible mark.
        statement: what its tags say; None where they do not say that it is synthetic.
        voice: the voice that its tags name, where it is in this library.
        credentials: what its content credentials say; None where it carries none.
    """

    name: str
    mark: MarkReading
    statement: Statement | None
    voice: Voice | None
    credentials: Credentials | None = None

    @property
    def is_synthetic(self) -> bool:
        """Whether the sound, the tags or the content credentials tell that it is synthetic."""
        says_so = self.credentials is not None and self.credentials.is_synthetic
        return self.mark.is_found or self.statement is not None or says_so

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it, for the user."""
        signed = _of_credentials(self.credentials)
        if not self.is_synthetic:
            return (_NOTHING_FOUND, *signed)
        return (_of_mark(self.mark), _of_statement(self.statement), *_of_voice(self.statement, self.voice), *signed)


class VerifyFile:
    """The use case: call it with a `VerifyRequest`.

    Args:
        stream: hands out the sound of a file.
        read_tags: reads what a file says of itself.
        read_credentials: reads what a file's content credentials say.
        library: the voices known here.
    """

    def __init__(
        self, stream: Streamer, read_tags: TagReader, read_credentials: CredentialReader, library: VoiceLibrary
    ) -> None:
        self._stream = stream
        self._read_tags = read_tags
        self._read_credentials = read_credentials
        self._library = library

    def __call__(
        self, request: VerifyRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> Provenance:
        """Listen to all of the file and read its tags.

        Raises:
            UnreadableAudio: it holds no sound that can be read.
            StorageError: it may not be read.
            Cancelled: stopped by the user.
        """
        require_types(request)
        recording_size_bytes(request.path)  # a name mistyped is told in one sentence
        statement = statement_in(self._read_tags(request.path, cancel))
        mark = self._heard(request.path, progress, cancel)
        voice = self._known(statement.voice_id) if statement else None
        credentials = self._read_credentials(request.path)
        return Provenance(printable_name(request.path), mark, statement, voice, credentials)

    def _heard(self, path: Path, progress: Progress, cancel: CancelToken) -> MarkReading:
        stage = f"Listening to {printable_name(path)}"
        progress(ProgressUpdate(stage, 0.0))
        listener: MarkListener | None = None
        for block in self._stream(path, cancel):
            if listener is None or not block.start_frame:  # a damaged file may be read anew from its beginning
                listener = MarkListener(block.sample_rate)
            listener.push(channel_with_speech(block.samples))
            cancel.raise_if_cancelled()
            progress(ProgressUpdate(stage, block.fraction))
        return listener.reading() if listener else MarkReading(is_found=False, confidence=0.0)

    def _known(self, voice_id: str) -> Voice | None:
        try:
            return self._library.find(voice_id)
        except VoiceNotFound:
            return None


def _of_mark(mark: MarkReading) -> str:
    if not mark.is_found:
        return "Its sound carries no mark."
    places = ", ".join(f"{clock(span.start_s)} to {clock(span.end_s)}" for span in mark.spans)
    speed = "" if mark.speed == 1.0 else f", played at {mark.speed:g} times its speed"
    return (
        f"Its sound carries the inaudible mark of synthetic speech ({mark.confidence:.0%} sure; {places}{speed}). "
        "VoiceCloner writes it, and so do other programs with the mark “Perth”."
    )


def _of_statement(statement: Statement | None) -> str:
    if statement is None:
        return "Its tags do not say that it is synthetic."
    made = " ".join(filter(None, [f"by {statement.software}" if statement.software else "", statement.date]))
    return f"Its tags say that it is synthetic speech, made {made}." if made else "Its tags say that it is synthetic."


def _of_voice(statement: Statement | None, voice: Voice | None) -> tuple[str, ...]:
    if statement is None:
        return ()
    if voice:
        return (f"They name the voice “{voice.name}”, which is in this library.",)
    named = f"“{statement.voice_name}”" if statement.voice_name else statement.voice_id
    return (f"They name the voice {named}, which is not in this library.",)


def _of_credentials(found: Credentials | None) -> tuple[str, ...]:
    if found is None:
        return () if can_read_credentials() else (_NOT_LOOKED_FOR,)
    if not found.is_intact:
        return (_CHANGED,)
    says = "say that a machine made it" if found.is_synthetic else "do not say that a machine made it"
    known = "known to this computer" if found.is_known else "unknown to this computer"
    return (f"Its content credentials (C2PA) {says}: signed by “{found.signer}” ({known}), and not changed since.",)
