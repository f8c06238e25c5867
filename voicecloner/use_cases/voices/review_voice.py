"""Review a saved voice again: the checks of this version, on the recordings as they were given.

A voice that fails cannot be used until it passes again, see `ReviewState`; it stays in the library, with the reasons.
"""

from dataclasses import dataclass

from voicecloner.audio.repair import USUAL, repair_reference
from voicecloner.domain.quality import Review
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import Voice
from voicecloner.engines.contract.engine import EngineHost
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress, part_of
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.review.check_references import CheckedReferences, CheckReferences, CheckRequest
from voicecloner.use_cases.review.check_words import CheckTranscript, TranscriptRequest
from voicecloner.use_cases.voices.choose_engine import profile_for_new_voice
from voicecloner.use_cases.voices.create_voice import PREPARED_SAMPLE_RATE
from voicecloner.use_cases.voices.under_review import UnderReview

_TOLERANCE_S = 0.1


@dataclass(frozen=True)
class ReviewRequest:
    """Which voice to review.

    Attributes:
        voice: its id or name.
    """

    voice: str


class ReviewVoice:
    """The use case: call it with a `ReviewRequest`.

    Args:
        check: reads and judges the recordings.
        check_transcript: compares transcript and recordings.
        host: knows what the voice's engine asks of recordings.
        library: keeps the voice.
        under_review: is told while it lasts.
    """

    def __init__(
        self,
        check: CheckReferences,
        check_transcript: CheckTranscript,
        host: EngineHost,
        library: VoiceLibrary,
        under_review: UnderReview,
    ) -> None:
        self._check = check
        self._check_transcript = check_transcript
        self._host = host
        self._library = library
        self._under_review = under_review

    def __call__(
        self, request: ReviewRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> Voice:
        """Review it, and keep the verdict; returns the voice with it.

        Raises:
            VoiceNotFound: there is no such voice.
            UnreadableAudio, StorageError: the kept recordings are damaged or gone.
            Cancelled: stopped by the user; the verdict before stays.
        """
        require_types(request)
        voice = self._library.find(request.voice)
        with self._under_review.during(voice.id):
            checked = self._check(self._wanted(voice), progress=part_of(progress, 0.0, 0.7), cancel=cancel)
            review = _as_kept(voice, checked)
            if voice.transcript.strip():
                words = TranscriptRequest(checked.clip, voice.transcript, voice.language)
                found = self._check_transcript(words, progress=part_of(progress, 0.7, 1.0), cancel=cancel)
                review = review.with_findings(found.findings)
            return self._library.keep_review(voice.id, review)

    def _wanted(self, voice: Voice) -> CheckRequest:
        only = voice.references[0] if len(voice.references) == 1 else None
        return CheckRequest(
            tuple(self._library.reference_path(voice, each, "original") for each in voice.references),
            profile_for_new_voice(self._host, voice.engine_id, voice.language),
            span=only.span if only else None,
            keep_whole=only is None or only.span is None,  # as it was when the voice was made of it
            channel=only.channel if only else None,
            language=voice.language,
        )


def _as_kept(voice: Voice, checked: CheckedReferences) -> Review:
    """The review as it fits the recording that is kept to be heard: its edges may have been cut off."""
    if len(checked.files) > 1:
        return checked.review
    kept = repair_reference(checked.files[0].audio.clip, PREPARED_SAMPLE_RATE, USUAL)
    if abs(kept.after.seconds - voice.references[0].seconds) > _TOLERANCE_S:  # it was repaired otherwise then
        return checked.review
    return checked.review.cut_to(kept.start_s, kept.start_s + kept.after.seconds)
