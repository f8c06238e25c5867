"""The whole way once, without a window or a microphone: a reference is made, checked, cloned and spoken with."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicecloner.atomic import is_there, make_folder
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Review
from voicecloner.domain.synthesis import Take
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest, NameTaken
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress, part_of
from voicecloner.use_cases.review.check_references import CheckedReferences, CheckReferences, CheckRequest
from voicecloner.use_cases.speaking.manage_takes import ManageTakes
from voicecloner.use_cases.speaking.speak import Speak, SpeakRequest
from voicecloner.use_cases.voices.create_voice import CreatedVoice, CreateVoice, CreateVoiceRequest
from voicecloner.use_cases.voices.manage_voices import ManageVoices

DEMO_VOICE_NAME = "Demo"
REFERENCE_NAME, SPEECH_NAME = "reference.wav", "speech.wav"
DEMO_SCRIPT = (
    "Good morning, and thank you for listening. "
    "This voice was made by a machine, a few seconds ago, on this very computer. "
    "The quick brown fox jumps over the lazy dog, while five wizards box a jug of liquid choir. "
    "She sells sea shells, he measures yellow oil; both enjoy a joyful vision of the azure sky. "
    "Which path would you choose, the narrow bridge or the rough road through the northern valley?"
)
DEMO_TEXT = "Hello. I am your new voice, and I can say whatever you type."


@dataclass(frozen=True)
class DemoRequest:
    """Where the files go.

    Attributes:
        folder: it is made where it is missing.
        overwrites: whether the files of an earlier demonstration may be replaced.
    """

    folder: Path
    overwrites: bool = True


@dataclass(frozen=True)
class DemoResult:
    """What the demonstration made.

    Attributes:
        reference: the reference recording it made for itself.
        review: the verdict on it.
        voice: the voice, saved in the library.
        take: what was said.
        spoken: the file with the speech.
        steps_s: how long each step took, seconds, by its name.
    """

    reference: Path
    review: Review
    voice: Voice
    take: Take
    spoken: Path
    steps_s: dict[str, float]


@dataclass(frozen=True)
class DemoParts:
    """The use cases the demonstration walks through, and what speaks its reference."""

    say: Callable[[str], AudioClip]
    check: CheckReferences
    create: CreateVoice
    speak: Speak
    manage: ManageVoices
    takes: ManageTakes


class Demonstrate:
    """The use case: call it with a `DemoRequest`."""

    def __init__(self, parts: DemoParts) -> None:
        self._parts = parts

    def __call__(
        self, request: DemoRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> DemoResult:
        """Make, check, clone, speak.

        Raises:
            InvalidRequest: there are files of these names, which may not be replaced.
            StorageError, EngineError, Cancelled
        """
        parts, clock = self._parts, _StepClock()
        _require_free(request)
        progress(ProgressUpdate("Making a reference recording", 0.0))
        make_folder(request.folder)
        reference, spoken = request.folder / REFERENCE_NAME, request.folder / SPEECH_NAME
        marks = {"comment": "Synthetic speech made by VoiceCloner"}
        parts.takes.save_clip(parts.say(DEMO_SCRIPT), reference, marks)
        clock.step_done("reference")
        checked = parts.check(CheckRequest((reference,)), progress=part_of(progress, 0.1, 0.2), cancel=cancel)
        clock.step_done("review")
        self._free_the_name()
        created = self._created(checked, part_of(progress, 0.2, 0.8), cancel)
        clock.step_done("clone")
        take = parts.speak(
            SpeakRequest(DEMO_TEXT, created.voice.id), progress=part_of(progress, 0.8, 1.0), cancel=cancel
        )
        if take.broken_by:
            raise take.broken_by
        parts.takes.hand_over(take, spoken)
        clock.step_done("speak")
        return DemoResult(reference, checked.review, created.voice, take, spoken, clock.steps_s)

    def _created(self, checked: CheckedReferences, progress: Progress, cancel: CancelToken) -> CreatedVoice:
        """A voice that can speak; a demonstration does not wait until it can be made no better."""
        enough = CancelToken()

        def told(update: ProgressUpdate) -> None:
            progress(update)
            if update.is_usable:
                enough.cancel()

        request = CreateVoiceRequest(
            name=DEMO_VOICE_NAME,
            references=checked,
            consent=ConsentKind.PUBLIC_DOMAIN,
            transcripts=(DEMO_SCRIPT,),
            stated_via="demo",
        )
        with cancel.calling(enough.cancel):
            created = self._parts.create(request, progress=told, cancel=enough)
        cancel.raise_if_cancelled()
        return created

    def _free_the_name(self) -> None:
        """A demonstration run twice replaces its own voice, which goes to the trash."""
        for voice in self._parts.manage.list(DEMO_VOICE_NAME).voices:
            if voice.name == DEMO_VOICE_NAME:
                if voice.consent.stated_via != "demo":
                    raise NameTaken(
                        f"You have a voice named “{DEMO_VOICE_NAME}” of your own.", "Rename it to run the demo."
                    )
                self._parts.manage.delete(voice.id)


def _require_free(request: DemoRequest) -> None:
    taken = [name for name in (REFERENCE_NAME, SPEECH_NAME) if is_there(request.folder / name)]
    if taken and not request.overwrites:
        words = f"“{request.folder / taken[0]}” is there already."
        raise InvalidRequest(words, "Choose another folder, or replace it with --overwrite.")


class _StepClock:
    def __init__(self) -> None:
        self.steps_s: dict[str, float] = {}
        self._last = time.monotonic()

    def step_done(self, name: str) -> None:
        now = time.monotonic()
        self.steps_s[name] = round(now - self._last, 3)
        self._last = now
