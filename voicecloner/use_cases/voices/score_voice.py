"""Measure how a voice came out: it says two sentences, which are held against its recording.

The voice is saved long before, and nothing waits for this. What is measured is kept with the voice until it is rebuilt.
"""

from dataclasses import dataclass
from typing import Protocol

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.languages import closest_tag
from voicecloner.domain.quality import Severity, Span
from voicecloner.domain.requests import require_types
from voicecloner.domain.scorecard import Scorecard, VoiceComparison
from voicecloner.domain.voice import Voice
from voicecloner.errors import RecognizerError
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress, part_of
from voicecloner.library.voices import VoiceLibrary
from voicecloner.speech.pieces import is_known_language, pieces_of
from voicecloner.speech.word_errors import word_distance, words_of
from voicecloner.use_cases.review.propose_transcript import Hear
from voicecloner.use_cases.speaking.audition import scoring_text
from voicecloner.use_cases.speaking.speak import Speak, SpeakRequest
from voicecloner.use_cases.voices.kept_recording import kept_recording

_SPOKEN, _COMPARED = 0.5, 0.85


class Compare(Protocol):
    """Compares a voice with its recording; see `voicecloner.quality.scoring.comparing.compare_voice`."""

    def __call__(self, recording: AudioClip, voice: AudioClip, cancel: CancelToken) -> VoiceComparison:
        """How alike they are, and how they differ."""
        ...


@dataclass(frozen=True)
class ScoreRequest:
    """Which voice to measure.

    Attributes:
        voice: its id or name.
    """

    voice: str


@dataclass(frozen=True)
class ScoredVoice:
    """A voice that was measured.

    Attributes:
        voice: as it is kept now, with its scorecard.
        scorecard: what was measured.
        notes: what could not be measured, and why.
    """

    voice: Voice
    scorecard: Scorecard
    notes: tuple[str, ...] = ()


class ScoreVoice:
    """The use case: call it with a `ScoreRequest`.

    Args:
        speak: has the voice say something.
        library: keeps the recordings, and what is measured.
        compare: compares two sounds.
        hear: the recognizer.
    """

    def __init__(self, speak: Speak, library: VoiceLibrary, compare: Compare, hear: Hear) -> None:
        self._speak = speak
        self._library = library
        self._compare = compare
        self._hear = hear

    def __call__(
        self, request: ScoreRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> ScoredVoice:
        """Measure it, and keep what was measured.

        Raises:
            VoiceNotFound, VoiceNeedsRebuild, ReviewFailed: the voice cannot be used.
            InvalidRequest: its engine says no texts, or there is too little speech to compare.
            UnreadableAudio, StorageError: its kept recordings are damaged or gone.
            EngineError, JudgingFailed: the engine or what compares failed.
            Cancelled: stopped by the user; nothing is kept.
        """
        require_types(request)
        voice = self._library.find(request.voice)
        text, language = self._text(voice)
        recording = kept_recording(self._library, voice, cancel)
        spoken = self._speak.aloud(
            SpeakRequest(text, voice.id, language), progress=part_of(progress, 0.0, _SPOKEN), cancel=cancel
        )
        progress(ProgressUpdate("Comparing the voice with its recording", _SPOKEN))
        comparison = self._compare(recording, spoken, cancel)
        words, lost, notes = self._words(spoken, text, language, part_of(progress, _COMPARED, 1.0), cancel)
        warnings = sum(finding.severity is Severity.WARN for finding in voice.review.findings)
        card = Scorecard(comparison, words, lost, warnings)
        return ScoredVoice(self._library.keep_scorecard(voice, card), card, notes)

    def _text(self, voice: Voice) -> tuple[str, str]:
        abilities = self._speak.engine_of(voice).abilities
        language = closest_tag(voice.language, abilities.languages_of_voice(voice.language))
        return scoring_text(language), language

    def _words(
        self, spoken: AudioClip, text: str, language: str, progress: Progress, cancel: CancelToken
    ) -> tuple[int, int, tuple[str, ...]]:
        """How many words were said and lost; none, and why, where nobody can tell."""
        if not is_known_language(language):
            return 0, 0, ("Whether its words can be understood was not measured: the recognizer knows English only.",)
        pieces = pieces_of((Span(0.0, spoken.seconds),), spoken.seconds)
        try:
            heard = self._hear(spoken, pieces, progress=progress, cancel=cancel)
        except RecognizerError as error:
            return 0, 0, (f"Whether its words can be understood was not measured. {error.message}",)
        truth = words_of(text)
        return len(truth), word_distance(truth, words_of(" ".join(word.text for word in heard))), ()
