"""Make a saved voice anew from its kept recordings: its engine or revision is gone, or a better one has come.

The voice stays who it is: id, name, tags, notes, consent and the day it was made. What it spoke with until now is kept
until the new data is there; if anything fails, or is stopped before there is a voice to keep, nothing has changed. A
voice that speaks and was fitted to its end is not given up for the beginning of another fitting: stopped, it stays.
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from voicecloner.audio.files.encoding import read_audio
from voicecloner.audio.repair import USUAL, repair_reference
from voicecloner.domain.audio import LONGEST_STRETCH_S, AudioClip, ReferenceClip
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import StoredReference, Voice, VoiceMode, VoiceSummary
from voicecloner.engines.contract.engine import EngineHost, EngineInfo
from voicecloner.errors import (
    AudioError,
    EngineError,
    EngineNotFound,
    EngineNotInstalled,
    StorageError,
    UnreadableAudio,
)
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress, part_of
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.review.check_references import Importer
from voicecloner.use_cases.voices.choose_engine import engine_for_new_voice, is_everyday
from voicecloner.use_cases.voices.create_voice import PREPARED_SAMPLE_RATE, STOPPED_EARLY, reference_clips, told_of_end


@dataclass(frozen=True)
class RebuildRequest:
    """Which voice to make anew.

    Attributes:
        voice: its id or name.
        engine_id: which engine clones. None: the voice's own, where the user had chosen it and it is here; otherwise
            the best one installed for the voice's language.
    """

    voice: str
    engine_id: str | None = None


@dataclass(frozen=True)
class RebuiltVoice:
    """A voice that was made anew.

    Attributes:
        voice: as it is now.
        engine: what it is spoken with now.
        clone_s: how long the engine took, seconds.
        notes: what is worth telling about how it was made.
    """

    voice: Voice
    engine: EngineInfo
    clone_s: float
    notes: tuple[str, ...]


class RebuildVoice:
    """The use case: call it with a `RebuildRequest`.

    Args:
        host: clones.
        library: keeps the recordings and the voice.
        importer: reads an original, where its prepared sound is lost.
    """

    def __init__(self, host: EngineHost, library: VoiceLibrary, importer: Importer) -> None:
        self._host = host
        self._library = library
        self._import = importer

    def __call__(
        self, request: RebuildRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> RebuiltVoice:
        """Clone it again and bind it to what comes of that; if cut short while there is something better, to that.

        Raises:
            VoiceNotFound: there is no such voice.
            EngineNotFound, EngineNotInstalled, EngineError: no engine can do it, or it failed.
            InvalidRequest: the engine needs more, or other, recordings.
            UnreadableAudio, StorageError: the kept recordings are damaged or gone.
            Cancelled: stopped by the user.
        """
        require_types(request)
        voice = self._library.find(request.voice)
        takes_best = self._takes_what_there_is(voice)
        engine = self._engine(voice, request.engine_id)
        progress(ProgressUpdate("Reading the kept recording", 0.0))
        clips = tuple(self._clip(voice, reference, cancel) for reference in voice.references)
        encoded = self._host.clone(
            engine.id,
            _worded(voice, clips),
            _mode(voice, engine),
            progress=part_of(progress if takes_best else _unusable(progress), 0.05, 0.97),
            cancel=cancel,
        )
        if encoded.cut_short_by and not takes_best:
            raise encoded.cut_short_by
        stopped = (STOPPED_EARLY,) if encoded.cut_short_by else ()
        progress(ProgressUpdate("Saving the voice", 0.98))
        made = self._library.rebind(
            voice.id, encoded.engine_id, encoded.engine_revision, encoded.mode, encoded.safetensors
        )
        notes = _renewed_notes(made.notes, stopped)
        if notes != made.notes:
            made = self._library.update(voice.id, notes=notes)
        progress(ProgressUpdate("Done", 1.0))
        return RebuiltVoice(made, engine, encoded.seconds, (*told_of_end(encoded), *encoded.notes, *self._host.notes()))

    def require_recordings(self, name_or_id: str) -> None:
        """See before anybody is asked that there is something to make a voice anew of; it is not read for that.

        Raises:
            VoiceNotFound: there is no such voice.
            UnreadableAudio: a recording of it is gone.
        """
        voice = self._library.find(name_or_id)
        for reference in voice.references:
            kept = (self._library.reference_path(voice, reference, kind) for kind in ("prepared", "original"))
            if not any(map(os.path.isfile, kept)):
                raise _gone(voice)

    def _takes_what_there_is(self, voice: Voice) -> bool:
        """Whether a fitting that is stopped early leaves a better voice than there is."""
        return STOPPED_EARLY in voice.notes.split("\n") or bool(
            rebuild_reason(voice, self._host, self._library, reads=True)
        )

    def _engine(self, voice: Voice, wanted: str | None) -> EngineInfo:
        if wanted is None and not is_everyday(voice.engine_id):
            try:
                return self._host.engine(voice.engine_id)
            except EngineError:
                pass  # gone: another one takes its place
        return engine_for_new_voice(self._host, wanted, voice.language)

    def _clip(self, voice: Voice, reference: StoredReference, cancel: CancelToken) -> AudioClip:
        cancel.raise_if_cancelled()
        try:
            return read_audio(self._library.reference_path(voice, reference))
        except (AudioError, StorageError):
            original = self._library.reference_path(voice, reference, "original")
        try:
            return self._from_original(original, reference, cancel)
        except UnreadableAudio as error:  # its name in the library tells the user nothing
            raise _gone(voice) from error

    def _from_original(self, path: Path, reference: StoredReference, cancel: CancelToken) -> AudioClip:
        span = reference.span
        start_s, seconds = (span.start_s, span.end_s - span.start_s) if span else (None, LONGEST_STRETCH_S)
        audio = self._import(path, start_s=start_s, max_seconds=seconds, channel=reference.channel, cancel=cancel)
        return repair_reference(audio.clip, PREPARED_SAMPLE_RATE, USUAL).after


def _gone(voice: Voice) -> UnreadableAudio:
    return UnreadableAudio(
        f"The recording that “{voice.name}” was made from is damaged or gone.",
        "Bring the voice back from a backup, or make a new one from the recording.",
    )


def _unusable(progress: Progress) -> Progress:
    """Progress that does not promise to keep what it has reached."""
    return lambda update: progress(replace(update, is_usable=False))


def rebuild_reason(voice: Voice, host: EngineHost, library: VoiceLibrary, *, reads: bool = False) -> str:
    """Why a voice has to be made anew before it can speak, half a sentence; empty if it has not.

    Args:
        voice: the voice.
        host: the engines there are. One that only lacks its packages is no reason: they can be installed.
        library: knows of the voice's data.
        reads: read its data to see whether it is whole; without that it costs next to nothing.
    """
    return RebuildReasons(host, library).of(voice, reads=reads)


class RebuildReasons:
    """As `rebuild_reason`, of many voices at one time: each engine is asked for once.

    Args:
        host: the engines there are.
        library: knows of the voices' data.
    """

    def __init__(self, host: EngineHost, library: VoiceLibrary) -> None:
        self._host = host
        self._library = library
        self._known: dict[tuple[str, str], str] = {}

    def of(self, voice: Voice | VoiceSummary, *, reads: bool = False) -> str:
        """Why a voice has to be made anew before it can speak, half a sentence; empty if it has not."""
        binding = (voice.engine_id, voice.engine_revision)
        if binding not in self._known:
            self._known[binding] = binding_fault(*binding, self._host)
        if fault := self._known[binding]:
            return fault
        try:
            return self._library.data_fault(voice, reads=reads)
        except StorageError:
            return ""  # it is there, and may not be read: speaking tells


def binding_fault(engine_id: str, engine_revision: str, host: EngineHost) -> str:
    """Why voices that are bound to a revision of an engine cannot speak, half a sentence; empty if they can."""
    try:
        engine = host.engine(engine_id)
    except EngineNotInstalled:
        return ""
    except EngineNotFound:
        return f"its engine “{engine_id}” is gone"
    except EngineError:
        return ""  # it is there, and broken: speaking tells
    if engine.revision != engine_revision:
        return f"it was made with revision {engine_revision} of {engine.title}, and this is {engine.revision}"
    return ""


def _worded(voice: Voice, clips: tuple[AudioClip, ...]) -> tuple[ReferenceClip, ...]:
    """The recordings with their words: one line for each, or all the words for all of them together."""
    lines = tuple(voice.transcript.splitlines())
    words = lines if len(lines) == len(clips) else (" ".join(lines),)
    return reference_clips(clips, words if voice.transcript else (), voice.language)


def _mode(voice: Voice, engine: EngineInfo) -> VoiceMode:
    """With the words if they are known, whatever the engine before could do with them."""
    wanted = VoiceMode.TRANSCRIPT if voice.transcript.strip() else VoiceMode.EMBEDDING
    return wanted if wanted in engine.requirements.modes else engine.requirements.modes[0]


def _renewed_notes(notes: str, stopped: tuple[str, ...]) -> str:
    """The user's notes, and whether the voice was stopped early this time."""
    own = [line for line in notes.split("\n") if line != STOPPED_EARLY]
    return "\n".join([*own, *stopped]).strip("\n")
