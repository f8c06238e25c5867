"""Make several voices at once: lists of names, references, transcripts, modes and languages.

A list of one value holds for every voice; lists of other lengths must fit each other. What cannot be made is told at
the end and does not keep the others from being made, unless what failed would fail for each of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import VoiceMode
from voicecloner.errors import (
    Cancelled,
    ConsentRequired,
    EngineNotFound,
    InvalidRequest,
    LibraryDamaged,
    LibraryTooNew,
    QuotaReached,
    StorageError,
    VoiceClonerError,
    WeightsError,
)
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress, part_of
from voicecloner.use_cases.voices.create_voice import CreatedVoice, CreateVoice, CreateVoiceRequest

ValueT = TypeVar("ValueT")
_OF_ALL = (Cancelled, LibraryDamaged, LibraryTooNew, QuotaReached, StorageError)
_OF_A_LANGUAGE = (EngineNotFound, WeightsError)


@dataclass(frozen=True)
class CreateVoicesRequest:
    """Which voices to make.

    Attributes:
        names: the voices' names.
        references: one recording for each voice.
        consent: on what ground they may be cloned; None is refused.
        transcripts: the words of each recording; empty: none of any.
        modes: how each is cloned; None: with the transcript if there is one.
        languages: BCP 47 tag of each recording.
        channels: the channel of each recording to use, counted from 1; None uses the one with speech.
        engine_id: which engine clones; None: the best one installed for each language.
        stated_via: the shell in which consent was stated.
        speakers: who speaks in each recording; needed where somebody gave consent.
        uses: what the speakers allow; None where that was not stated.
    """

    names: tuple[str, ...]
    references: tuple[Path, ...]
    consent: ConsentKind | None
    transcripts: tuple[str, ...] = ()
    modes: tuple[VoiceMode | None, ...] = (None,)
    languages: tuple[str, ...] = ("en",)
    channels: tuple[int | None, ...] = (None,)
    engine_id: str | None = None
    stated_via: str = "python"
    speakers: tuple[str, ...] = ("",)
    uses: tuple[Use, ...] | None = None


@dataclass(frozen=True)
class FailedVoice:
    """A voice that could not be made, and why."""

    name: str
    error: VoiceClonerError


@dataclass(frozen=True)
class CreatedVoices:
    """What came of it, in the order of the request. What was not even tried failed for what ended the work."""

    created: tuple[CreatedVoice, ...]
    failed: tuple[FailedVoice, ...]


OnEach = Callable[[CreatedVoice | FailedVoice], object]


class CreateVoices:
    """The use case: call it with a `CreateVoicesRequest`.

    Args:
        create: makes one voice.
    """

    def __init__(self, create: CreateVoice) -> None:
        self._create = create

    def __call__(
        self,
        request: CreateVoicesRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_each: OnEach | None = None,
    ) -> CreatedVoices:
        """Make the voices, one after the other.

        Args:
            request: which voices.
            progress: gets what is being done.
            cancel: stops it.
            on_each: gets each voice as soon as it is made, or why it is not.

        Raises:
            ConsentRequired: nobody has said whose voices they are.
            InvalidRequest: the lists do not fit each other, or two names are the same; nothing was made then.
            Cancelled: stopped by the user before there was any voice. Later what was made is told, and that the others
                were not.
            EngineError, WeightsError, LibraryError, StorageError: no voice can be made at all, and there is none yet.
        """
        if not isinstance(request.consent, ConsentKind):
            raise ConsentRequired("Nobody has said whose voices these are.")
        require_types(request)
        wanted = requests_of(request)
        tell = on_each or (lambda _each: None)
        created: list[CreatedVoice] = []
        failed: list[FailedVoice] = []
        for index, one in enumerate(wanted):
            step = _named(part_of(progress, index / len(wanted), (index + 1) / len(wanted)), one.name)
            try:
                created.append(self._create(one, progress=step, cancel=cancel))
            except VoiceClonerError as error:
                if not _is_of_all(error, request):
                    failed.append(FailedVoice(one.name, error))
                    tell(failed[-1])
                    continue
                if not created:
                    raise
                failed += [FailedVoice(other.name, error) for other in wanted[index:]]
                break
            else:
                tell(created[-1])
        return CreatedVoices(tuple(created), tuple(failed))


def _is_of_all(error: VoiceClonerError, request: CreateVoicesRequest) -> bool:
    """Whether the other voices would fail for the same, whatever their recordings are."""
    return isinstance(error, _OF_ALL) or (isinstance(error, _OF_A_LANGUAGE) and len(set(request.languages)) == 1)


def requests_of(request: CreateVoicesRequest) -> tuple[CreateVoiceRequest, ...]:
    """One request for each voice.

    Raises:
        InvalidRequest: the lists do not fit each other, or two names are the same.
    """
    lists: dict[str, Sequence[object]] = {
        "names": request.names,
        "recordings": request.references,
        "transcripts": request.transcripts or ("",),
        "modes": request.modes,
        "languages": request.languages,
        "channels": request.channels,
        "speakers": request.speakers,
    }
    count = _common_length(lists)
    if len(set(request.names)) != count:
        raise InvalidRequest("Every voice needs a name of its own.", "Give one name for each recording.")
    spread = {title: broadcast(values, count) for title, values in lists.items()}
    rows = zip(*spread.values(), strict=True)
    make: Callable[..., CreateVoiceRequest] = CreateVoiceRequest
    return tuple(
        make(
            name=name,
            references=(reference,),
            consent=request.consent,
            transcripts=(transcript,) if transcript else (),
            mode=mode,
            language=language,
            channel=channel,
            engine_id=request.engine_id,
            stated_via=request.stated_via,
            speaker=speaker,
            uses=request.uses,
        )
        for name, reference, transcript, mode, language, channel, speaker in rows
    )


def broadcast(values: Sequence[ValueT], count: int) -> Sequence[ValueT]:
    """`values`, or its only value `count` times."""
    return [values[0]] * count if len(values) == 1 else values


def _common_length(lists: dict[str, Sequence[object]]) -> int:
    lengths = {title: len(values) for title, values in lists.items()}
    count = max(lengths.values())
    misfits = [f"{length} {title}" for title, length in lengths.items() if length not in (1, count)]
    if misfits:
        longest = next(title for title, length in lengths.items() if length == count)
        raise InvalidRequest(
            f"The lists do not match: there are {count} {longest} but {' and '.join(misfits)}.",
            "Give one value for each voice, or a single one for all of them.",
        )
    return count


def _named(progress: Progress, name: str) -> Progress:
    return lambda update: progress(replace(update, stage=f"{name}: {update.stage}"))
