"""Say a text as somebody in a recording would, without making a voice of it that is kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.requests import require_types
from voicecloner.domain.synthesis import Take
from voicecloner.domain.voice import Voice
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress, part_of
from voicecloner.use_cases.speaking.speak import Speak, SpeakRequest
from voicecloner.use_cases.speaking.take_maker import OnChunk
from voicecloner.use_cases.voices.create_voice import CreateVoice, CreateVoiceRequest

_CLONING = 0.7


@dataclass(frozen=True)
class PassingVoices:
    """What makes voices that are gone when the block ends, and speaks with them."""

    create: CreateVoice
    speak: Speak


Passing = Callable[[], AbstractContextManager[PassingVoices]]


@dataclass(frozen=True)
class SpeakOnceRequest:
    """What to say, and as whom.

    Attributes:
        speech: what to say and how; its voice does not count.
        recording: whose voice it is, with the ground on which it may be cloned; its name does not count.
        is_thorough: whether the voice is finished first; otherwise it speaks as soon as it can, in about ten seconds.
    """

    speech: SpeakRequest
    recording: CreateVoiceRequest
    is_thorough: bool = False


class SpeakOnce:
    """The use case: call it with a `SpeakOnceRequest`.

    Args:
        passing: makes voices for a while.
    """

    def __init__(self, passing: Passing) -> None:
        self._passing = passing

    def __call__(
        self,
        request: SpeakOnceRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_chunk: OnChunk | None = None,
    ) -> Take:
        """Say it; arguments, result and errors as of `Speak` and `CreateVoice`."""
        with self._passing() as passing:
            voice = _made(passing, request, part_of(progress, 0.0, _CLONING), cancel)
            wanted = replace(request.speech, voice=voice.id)
            return passing.speak(wanted, progress=part_of(progress, _CLONING, 1.0), cancel=cancel, on_chunk=on_chunk)

    def aloud(
        self,
        request: SpeakOnceRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_chunk: OnChunk | None = None,
    ) -> AudioClip:
        """Say it and keep nothing of it, see `Speak.aloud`."""
        with self._passing() as passing:
            voice = _made(passing, request, part_of(progress, 0.0, _CLONING), cancel)
            wanted = replace(request.speech, voice=voice.id)
            speaking = part_of(progress, _CLONING, 1.0)
            return passing.speak.aloud(wanted, progress=speaking, cancel=cancel, on_chunk=on_chunk)


def _made(passing: PassingVoices, request: SpeakOnceRequest, progress: Progress, cancel: CancelToken) -> Voice:
    """The voice, as soon as it speaks."""
    require_types(request)
    enough = CancelToken()

    def watched(update: ProgressUpdate) -> None:
        progress(replace(update, is_usable=False))
        if update.is_usable and not request.is_thorough:
            enough.cancel()

    with cancel.calling(enough.cancel):
        voice = passing.create(request.recording, progress=watched, cancel=enough).voice
    cancel.raise_if_cancelled()
    return voice
