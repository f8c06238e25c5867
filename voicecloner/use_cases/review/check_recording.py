"""Judge one recording together with its words, as a voice would be made of it. No voice is made."""

from dataclasses import dataclass, replace
from pathlib import Path

from voicecloner.domain.audio import UNKNOWN_ORIGIN, RecordingOrigin
from voicecloner.domain.quality import Span
from voicecloner.domain.requests import require_types
from voicecloner.engines.contract.engine import EngineHost
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.quality.profiles import profile_named
from voicecloner.use_cases.review.check_references import (
    CheckedReferences,
    CheckReferences,
    CheckRequest,
    CountedSpeech,
)
from voicecloner.use_cases.review.check_words import CheckTranscript, TranscriptRequest
from voicecloner.use_cases.voices.choose_engine import engine_without_words, profile_for_new_voice


@dataclass(frozen=True)
class RecordingRequest:
    """A recording, and what is known of it.

    Attributes:
        path: the file.
        profile: the requirement profile of a service it is meant for as it is; None: it is meant for a voice here.
        engine_id: the engine that would make the voice; None: the best one installed for the language.
        transcript: what is said in it, as far as the user knows; empty if nobody says.
        text: what the voice shall say later, if that is known, to see whether the two were swapped.
        language: BCP 47 tag of the recording, its transcript and the text.
        span: the stretch to use; None uses all of a short file and the best stretch of a long one, and all of any that
            has a transcript.
        channel: the channel to use, counted from 1; None uses the one with speech.
        counted: what was counted while it was recorded here; such a recording is used whole.
        origin: where it comes from, if it was recorded here.
    """

    path: Path
    profile: str | None = None
    engine_id: str | None = None
    transcript: str = ""
    text: str = ""
    language: str = "en"
    span: Span | None = None
    channel: int | None = None
    counted: CountedSpeech | None = None
    origin: RecordingOrigin = UNKNOWN_ORIGIN


class CheckRecording:
    """The use case: call it with a `RecordingRequest`.

    Args:
        check_references: reads and judges the sound.
        check_transcript: holds the words against it.
        host: knows what the engine asks for.
    """

    def __init__(self, check_references: CheckReferences, check_transcript: CheckTranscript, host: EngineHost) -> None:
        self._check_references = check_references
        self._check_transcript = check_transcript
        self._host = host

    def __call__(
        self, request: RecordingRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> CheckedReferences:
        """Judge it; what is found of the words stands behind what is found of the sound.

        Raises:
            UnreadableAudio: it cannot be read.
            InvalidRequest: there is no such stretch, channel or profile.
            Cancelled: stopped by the user.
        """
        require_types(request)
        checked = self._check_references(self._sound_request(request), progress=progress, cancel=cancel)
        words = TranscriptRequest(checked.clip, request.transcript, request.language, request.text)
        found = self._check_transcript(words, progress=progress, cancel=cancel)
        if engine := self._ignoring_words(request):
            found = found.unused_by(engine)
        return replace(checked, review=checked.review.with_findings(found.findings))

    def least_speech_s(self, engine_id: str | None, language: str, usual_s: float) -> float:
        """How much usable speech a recording made here must hold: `usual_s`, or less if the engine needs less.

        Args:
            engine_id: the engine that would make the voice; None: the best one installed for the language.
            language: BCP 47 tag of the recording.
            usual_s: what the settings say.
        """
        profile = profile_named(profile_for_new_voice(self._host, engine_id, language))
        return profile.shortest_recording_s(usual_s)

    def _sound_request(self, request: RecordingRequest) -> CheckRequest:
        return CheckRequest(
            (request.path,),
            request.profile or profile_for_new_voice(self._host, request.engine_id, request.language),
            request.span,
            keep_whole=bool(request.transcript or request.counted),  # the words are those of all of it
            channel=request.channel,
            language=request.language,
            as_it_is=request.profile is not None,
            counted=request.counted,
            origin=request.origin,
        )

    def _ignoring_words(self, request: RecordingRequest) -> str:
        """The engine that would make nothing of the transcript; empty where it is used, or another service is meant."""
        if request.profile or not request.transcript:
            return ""
        return engine_without_words(self._host, request.engine_id, request.language)
