"""List saved voices, however many there are: which ones at once, what is shown of them only for those in sight."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import DamagedVoice, Voice, VoiceSummary
from voicecloner.engines.contract.engine import EngineHost
from voicecloner.errors import AudioError, InvalidRequest, StorageError, VoiceDamaged, VoiceNotFound
from voicecloner.jobs import NEVER, CancelToken
from voicecloner.library.listing import Found, Kinds, Place, VoiceQuery
from voicecloner.library.voices import VoiceLibrary
from voicecloner.sound.outline import thumbnail
from voicecloner.use_cases.voices.rebuild_voice import RebuildReasons, binding_fault
from voicecloner.use_cases.voices.under_review import UnderReview

# So many rows come with the beginning of a list: what a usual window shows.
_ROWS_AT_ONCE = 30
_USABLE = (Severity.OK.value, Severity.WARN.value)


class VoiceState(StrEnum):
    """Whether a voice can be used, and what keeps it from that."""

    REVIEWING = "reviewing"
    APPROVED = "approved"
    FAILED = "failed"
    NEEDS_REBUILD = "needs-rebuild"

    @property
    def words(self) -> str:
        """As the user reads it."""
        return "needs rebuild" if self is VoiceState.NEEDS_REBUILD else self.value


@dataclass(frozen=True)
class ListRequest:
    """Which voices are wanted; what is empty is no condition.

    Attributes:
        words: any text; each of its words must be held by the name, the id, the tags, the notes or the transcript.
        order: ``"recent"`` (last used or made first), ``"name"``, ``"created"`` (newest first) or ``"score"`` (best
            first).
        state: whether they can be used. Those that need a rebuild are told by their engine alone: what has become of
            their files is not looked at for it.
        language: BCP 47 tag.
        engine_id: the engine they are bound to.
        tag: one of their tags.
    """

    words: str = ""
    order: str = "recent"
    state: VoiceState | None = None
    language: str = ""
    engine_id: str = ""
    tag: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether there are voices it does not want, perhaps."""
        return bool(self.words.strip() or self.state or self.language or self.engine_id or self.tag)


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """A voice in a list.

    Attributes:
        number: stands for the voice in lists.
        voice: what lists show of it.
        state: whether it can be used.
        outline: how loud it is along its recording, see `thumbnail`; None if nobody has drawn it yet.
    """

    number: int
    voice: VoiceSummary
    state: VoiceState
    outline: bytes | None = None


@dataclass(frozen=True)
class WholeVoice:
    """All of a voice, and whether it can be used.

    Attributes:
        voice: the voice.
        state: whether it can be used.
        reasons: why not, half sentences; empty where it can.
    """

    voice: Voice
    state: VoiceState
    reasons: tuple[str, ...] = ()

    @property
    def rebuild_reason(self) -> str:
        """Why it has to be made anew before it can speak, half a sentence; empty if it has not."""
        return self.reasons[0] if self.state is VoiceState.NEEDS_REBUILD else ""


@dataclass(frozen=True)
class VoiceRows:
    """Rows, and the voices of which something cannot be read."""

    rows: tuple[VoiceRow, ...]
    damaged: tuple[DamagedVoice, ...] = ()


@dataclass(frozen=True)
class ListedVoices:
    """The beginning of a list.

    Attributes:
        request: what was asked for.
        numbers: the voices found first, in order.
        rest: where the others begin; None if these are all.
        first: the rows of the first of them.
        wanted: the number of the voice that was asked for besides; None if there is none.
        count: how many voices there are in all.
        quota: how many there may be.
    """

    request: ListRequest
    numbers: Sequence[int]
    rest: Place | None
    first: VoiceRows
    wanted: int | None
    count: int
    quota: int


@dataclass(frozen=True)
class TopVoices:
    """The first voices of a list, whole.

    Attributes:
        voices: those that can be read, in order.
        damaged: those among them of which something cannot.
        count, quota: as of `ListedVoices`.
    """

    voices: tuple[WholeVoice, ...]
    damaged: tuple[DamagedVoice, ...]
    count: int
    quota: int


class ListVoices:
    """The lists. All methods are fast enough for any thread but the window's own, also with a hundred thousand voices.

    Args:
        library: keeps them.
        host: knows which of them it can speak with.
        under_review: which are just being reviewed again.
    """

    def __init__(self, library: VoiceLibrary, host: EngineHost, under_review: UnderReview) -> None:
        self._library = library
        self._host = host
        self._under_review = under_review

    def find(self, request: ListRequest, wanted_id: str = "") -> ListedVoices:
        """The beginning of a list.

        Args:
            request: which voices.
            wanted_id: a voice whose number is told besides.

        Raises:
            InvalidRequest: there is no such order.
        """
        lists = self._library.lists
        found = lists.find(self._query(request))
        wanted = lists.number_of(wanted_id) if wanted_id else None
        first = self.rows(found.numbers[:_ROWS_AT_ONCE])
        count, quota = self._library.count(), self._library.quota
        return ListedVoices(request, found.numbers, found.rest, first, wanted, count, quota)

    def more(self, request: ListRequest, after: Place) -> Found:
        """The next portion of a list."""
        return self._library.lists.find(self._query(request), after)

    def rows(self, numbers: Sequence[int]) -> VoiceRows:
        """What lists show of the voices with these numbers; those that are gone are left out."""
        found = self._library.lists.rows(numbers)
        known = RebuildReasons(self._host, self._library)
        rows = (
            VoiceRow(each.number, each.voice, self._state(each.voice, known)[0], each.outline) for each in found.rows
        )
        return VoiceRows(tuple(rows), found.damaged)

    def whole(self, number: int) -> WholeVoice | None:
        """All of the voice with this number; None if it is gone.

        Raises:
            VoiceDamaged: something of it cannot be read.
        """
        found = self._library.lists.whole([number])
        if found.damaged:
            raise VoiceDamaged(found.damaged[0].sentence)
        known = RebuildReasons(self._host, self._library)
        return next((self._whole(voice, known) for voice in found.voices), None)

    def top(self, request: ListRequest, limit: int | None = None) -> TopVoices:
        """The first `limit` voices of a list, or all of them.

        Raises:
            InvalidRequest: there is no such order, or the limit is none.
        """
        if limit is not None and limit < 1:
            raise InvalidRequest(f"{limit} is not a possible number of voices.", "Say 1 or more.")
        found = self._library.lists.find(self._query(request))
        numbers = list(found.numbers)
        while found.rest and (limit is None or len(numbers) < limit):
            found = self.more(request, found.rest)
            numbers += found.numbers
        read = self._library.lists.whole(numbers[:limit])
        known = RebuildReasons(self._host, self._library)
        voices = tuple(self._whole(voice, known) for voice in read.voices)
        return TopVoices(voices, read.damaged, self._library.count(), self._library.quota)

    def kinds(self) -> Kinds:
        """By what the voices can be told apart: languages, engines, tags."""
        return self._library.lists.kinds()

    def draw(self, rows: Sequence[VoiceRow], *, cancel: CancelToken = NEVER) -> dict[int, bytes]:
        """The outlines of voices that have none yet, by their numbers; they are kept from now on.

        A recording that cannot be read has an empty one, which is not kept.

        Raises:
            StorageError: they cannot be kept.
        """
        drawn = {row.number: self._drawn(row) for row in rows if row.outline is None and not cancel.is_cancelled}
        self._library.lists.keep_outlines({number: outline for number, outline in drawn.items() if outline})
        return drawn

    def _drawn(self, row: VoiceRow) -> bytes:
        from voicecloner.audio.files.encoding import read_audio

        try:
            voice = self._library.get(row.voice.id)
            return thumbnail(read_audio(self._library.reference_path(voice, voice.references[0])).samples)
        except (AudioError, StorageError, VoiceDamaged, VoiceNotFound):
            return b""

    def ids(self, numbers: Sequence[int]) -> list[str]:
        """The ids of the voices with these numbers; those that are gone are left out."""
        return self._library.lists.ids(numbers)

    def _whole(self, voice: Voice, known: RebuildReasons) -> WholeVoice:
        state, reason = self._state(voice.summary, known)
        if state is VoiceState.FAILED:
            failures = (each.message for each in voice.review.findings if each.severity is Severity.FAIL)
            return WholeVoice(voice, state, tuple(failures))
        return WholeVoice(voice, state, (reason,) if reason else ())

    def _state(self, voice: VoiceSummary, known: RebuildReasons) -> tuple[VoiceState, str]:
        """Its state, and why it needs a rebuild; why a review failed stands in the whole voice alone."""
        if voice.id in self._under_review:
            return VoiceState.REVIEWING, ""
        if voice.verdict is Severity.FAIL:
            return VoiceState.FAILED, ""
        reason = known.of(voice)
        return (VoiceState.NEEDS_REBUILD if reason else VoiceState.APPROVED), reason

    def _query(self, request: ListRequest) -> VoiceQuery:
        query = VoiceQuery(request.words, request.order, request.language, request.engine_id, request.tag)
        return query if request.state is None else self._in_state(query, request.state)

    def _in_state(self, query: VoiceQuery, state: VoiceState) -> VoiceQuery:
        if state is VoiceState.FAILED:
            return replace(query, verdicts=(Severity.FAIL.value,))
        if state is VoiceState.REVIEWING:
            return replace(query, ids=tuple(self._under_review))
        bindings = self._library.lists.kinds().bindings
        is_wanted_stale = state is VoiceState.NEEDS_REBUILD
        fitting = tuple(each for each in bindings if bool(binding_fault(*each, self._host)) == is_wanted_stale)
        return replace(query, verdicts=_USABLE, bindings=fitting)
