"""Make all voices anew that need it. One that fails does not keep the others from being made."""

from dataclasses import dataclass

from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.use_cases.voices.manage_voices import ManageVoices
from voicecloner.use_cases.voices.rebuild_voice import RebuildRequest, RebuildVoice, RebuiltVoice


@dataclass(frozen=True)
class RebuildAllRequest:
    """How to make them.

    Attributes:
        engine_id: which engine clones; None: as of `RebuildRequest`.
    """

    engine_id: str | None = None


@dataclass(frozen=True)
class FailedRebuild:
    """A voice that could not be made anew, and why. It is as it was."""

    voice: Voice
    error: VoiceClonerError


@dataclass(frozen=True)
class RebuiltVoices:
    """What came of it, those used last first."""

    rebuilt: tuple[RebuiltVoice, ...] = ()
    failed: tuple[FailedRebuild, ...] = ()


class RebuildVoices:
    """The use case: call it with a `RebuildAllRequest`.

    Args:
        rebuild: makes one voice anew.
        voices: knows which need it.
    """

    def __init__(self, rebuild: RebuildVoice, voices: ManageVoices) -> None:
        self._rebuild = rebuild
        self._voices = voices

    def __call__(
        self, request: RebuildAllRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> RebuiltVoices:
        """Make them, one after the other.

        Raises:
            LibraryError, StorageError: the voices cannot be listed.
            Cancelled: stopped by the user before there was any. Later what was made is told, and that the others were
                not.
        """
        require_types(request)
        rebuilt: list[RebuiltVoice] = []
        failed: list[FailedRebuild] = []
        for voice in self._voices.list().voices:
            # asked of each anew: the list tells what costs nothing to see, this reads the voice's data
            if not self._voices.rebuild_reason(voice):
                continue
            try:
                rebuilt.append(
                    self._rebuild(RebuildRequest(voice.id, request.engine_id), progress=progress, cancel=cancel)
                )
            except VoiceClonerError as error:
                if isinstance(error, Cancelled) and not rebuilt:
                    raise
                failed.append(FailedRebuild(voice, error))
        return RebuiltVoices(tuple(rebuilt), tuple(failed))
