"""Measure all voices that were not measured yet. One that fails does not keep the others from being measured."""

from dataclasses import dataclass

from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.use_cases.voices.manage_voices import ManageVoices
from voicecloner.use_cases.voices.score_voice import ScoredVoice, ScoreRequest, ScoreVoice


@dataclass(frozen=True)
class ScoreAllRequest:
    """All that have no scorecard."""


@dataclass(frozen=True)
class FailedScore:
    """A voice that could not be measured, and why."""

    voice: Voice
    error: VoiceClonerError


@dataclass(frozen=True)
class ScoredVoices:
    """What came of it, those used last first."""

    scored: tuple[ScoredVoice, ...] = ()
    failed: tuple[FailedScore, ...] = ()


class ScoreVoices:
    """The use case: call it with a `ScoreAllRequest`.

    Args:
        score: measures one voice.
        voices: knows them all.
    """

    def __init__(self, score: ScoreVoice, voices: ManageVoices) -> None:
        self._score = score
        self._voices = voices

    def __call__(
        self, _request: ScoreAllRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> ScoredVoices:
        """Measure them, one after the other; stopped by the user, what was measured by then is told.

        Raises:
            LibraryError, StorageError: the voices cannot be listed.
        """
        scored: list[ScoredVoice] = []
        failed: list[FailedScore] = []
        for voice in self._voices.list().voices:
            if voice.scorecard:
                continue
            try:
                scored.append(self._score(ScoreRequest(voice.id), progress=progress, cancel=cancel))
            except VoiceClonerError as error:
                failed.append(FailedScore(voice, error))
                if isinstance(error, Cancelled):
                    break
        return ScoredVoices(tuple(scored), tuple(failed))
