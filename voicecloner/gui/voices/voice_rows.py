"""Voices as the rows of a list view. However many there are, only those in sight are read."""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from voicecloner.api.voices import VoiceRow, VoiceRows, VoiceState
from voicecloner.domain.quality import Severity
from voicecloner.domain.scorecard_words import GRADES
from voicecloner.domain.text import one_line
from voicecloner.domain.voice import VoiceSummary
from voicecloner.gui.parts.basics import plain_tip
from voicecloner.gui.parts.row_roles import ITEM_ROLE, SEVERITY_ROLE, SUMMARY_ROLE
from voicecloner.gui.parts.words import language_name
from voicecloner.gui.translation import listed, said, tr
from voicecloner.gui.wording import ago

OUTLINE_ROLE = SEVERITY_ROLE + 10
"""How loud the voice is along its recording, see `sound.outline.thumbnail`; None while that is not known."""
SCORE_ROLE = OUTLINE_ROLE + 1
"""How the voice came out, a `ScoreBadge`; None where that was not measured."""

_VERDICT_WORDS = {"ok": tr("good recording"), "warn": tr("usable recording"), "fail": tr("failed review")}
_STATE_WORDS = {
    VoiceState.APPROVED: "",
    VoiceState.REVIEWING: tr("being reviewed"),
    VoiceState.FAILED: tr("failed review"),
    VoiceState.NEEDS_REBUILD: tr("needs rebuild"),
}
# How many rows are read with one that is asked for: it is scrolled over them next.
_BEFORE, _BEHIND = 10, 40
_MOST_KEPT = 300
# So long rows are collected that are asked for: where it is scrolled fast, most of them are out of sight by then.
_ASK_MS = 30


@dataclass(frozen=True)
class ScoreBadge:
    """How a voice came out, as far as there is room to say it in a row.

    Attributes:
        score: 0 to 100.
        severity: of the verdict.
    """

    score: int
    severity: Severity


class VoicesModel(QAbstractListModel):
    """A list of voices by their numbers; `ITEM_ROLE` gives the `VoiceSummary`, None until it was read.

    Signals:
        rows_wanted: with numbers of voices that are looked at and whose rows are not known; answered by `put`.
    """

    rows_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers: array[int] = array("q")
        self._rows: OrderedDict[int, VoiceRow] = OrderedDict()  # the last looked at at the end
        self._outdated: set[int] = set()
        self._wanted: set[int] = set()
        self._asked: set[int] = set()
        # a view asks for its rows one by one: they are read together
        self._ask_soon = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._ask_soon.timeout.connect(self._ask)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object | None:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return "" if role in {Qt.ItemDataRole.DisplayRole, SUMMARY_ROLE} else None
        voice = row.voice
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(voice.name)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            words = (one_line(voice.name), *_spoken(row))
            return plain_tip("\n".join(words)) if role == Qt.ItemDataRole.ToolTipRole else listed(words)
        if role in {SUMMARY_ROLE, SCORE_ROLE}:
            return summary(row) if role == SUMMARY_ROLE else _badge(voice)
        told = {ITEM_ROLE: voice, SEVERITY_ROLE: _mark(voice), OUTLINE_ROLE: row.outline}
        return told.get(role)

    def row_at(self, place: int) -> VoiceRow | None:
        """What is known of the voice in a row; None until it was read, which is asked for then."""
        number = self._numbers[place]
        row = self._rows.get(number)
        if row is not None:
            self._rows.move_to_end(number)
        if row is None or number in self._outdated:
            self._wanted.add(place)
            if not self._ask_soon.isActive():
                self._ask_soon.start()
        return row

    def numbers_at(self, places: Sequence[int]) -> list[int]:
        """The numbers of the voices in these rows."""
        return [self._numbers[place] for place in places]

    def number_of(self, voice_id: str) -> int | None:
        """The number of a voice by its id, if its row was read."""
        return next((number for number, row in self._rows.items() if row.voice.id == voice_id), None)

    def place_of(self, number: int | None) -> int:
        """In which row a voice is, by its number, or -1."""
        try:
            return self._numbers.index(number) if number is not None else -1
        except ValueError:
            return -1

    def show(self, numbers: Sequence[int], first: VoiceRows, *, is_whole: bool = True) -> None:
        """Hold these voices; what is known of the rows before is shown until they were read again.

        Args:
            numbers: the voices.
            first: the rows of the first of them; those that lack there cannot be read, and are left out.
            is_whole: whether there are no more; if there are, and the list is as far the same, it stays longer.
        """
        self._outdated = set(self._rows)
        self._asked.clear()
        unreadable = len(first.damaged) and _lacking(numbers[: len(first.rows) + len(first.damaged)], first)
        new = array("q", [n for n in numbers if n not in unreadable] if unreadable else numbers)
        self._keep(first.rows)
        before = self._numbers
        if before[: len(new)] == new and (len(before) == len(new) or not is_whole):
            self._tell_changed()
        elif before and new[: len(before)] == before:
            self._grow(new)
        else:
            self.beginResetModel()
            self._numbers = new
            self.endResetModel()

    def put(self, rows: VoiceRows, asked: Sequence[int]) -> None:
        """Take up rows that were asked for; voices that lack among them are gone or cannot be read, and left out."""
        self._asked.difference_update(asked)
        self._keep(rows.rows)
        for number in _lacking(asked, rows):
            if (place := self.place_of(number)) >= 0:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._numbers[place]
                self.endRemoveRows()
        self._tell_changed()

    def put_outlines(self, outlines: dict[int, bytes]) -> None:
        """Take up outlines, by the voices' numbers."""
        self._keep([replace(self._rows[n], outline=o) for n, o in outlines.items() if n in self._rows])
        self._tell_changed()

    def _grow(self, numbers: "array[int]") -> None:
        self.beginInsertRows(QModelIndex(), len(self._numbers), len(numbers) - 1)
        self._numbers = numbers
        self.endInsertRows()
        self._tell_changed()

    def _keep(self, rows: Sequence[VoiceRow]) -> None:
        for row in rows:
            self._rows[row.number] = row
            self._rows.move_to_end(row.number)
            self._outdated.discard(row.number)
        while len(self._rows) > _MOST_KEPT:
            self._rows.popitem(last=False)

    def _tell_changed(self) -> None:
        if self._numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))

    def _ask(self) -> None:
        """Have those read that were looked at, with their neighbours."""
        last = len(self._numbers) - 1
        places = {n for place in self._wanted for n in range(max(0, place - _BEFORE), min(last, place + _BEHIND) + 1)}
        self._wanted.clear()
        numbers = [
            number
            for number in self.numbers_at(sorted(places))
            if (number not in self._rows or number in self._outdated) and number not in self._asked
        ]
        if numbers:
            self._asked = set(numbers)  # what was asked for before need not be answered any more
            self.rows_wanted.emit(numbers)


def _lacking(numbers: Sequence[int], rows: VoiceRows) -> set[int]:
    return set(numbers) - {row.number for row in rows.rows}


def summary(row: VoiceRow) -> str:
    """A voice's second line: what keeps it from being used, language, when it was last used or made, tags."""
    voice = row.voice
    words = (_STATE_WORDS[row.state], language_name(voice.language), _when(voice))
    return " · ".join(filter(None, (*words, one_line(listed(voice.tags)))))


def _badge(voice: VoiceSummary) -> ScoreBadge | None:
    return None if voice.score is None or voice.score_verdict is None else ScoreBadge(voice.score, voice.score_verdict)


def _mark(voice: VoiceSummary) -> str | None:
    """The icon of the recording's review. A tick would contradict a poor score beside it."""
    return None if _badge(voice) and voice.verdict is Severity.OK else voice.verdict.value


def _spoken(row: VoiceRow) -> list[str]:
    """All that is painted beside the name, in words."""
    voice = row.voice
    badge = _badge(voice)
    score = (
        [tr("score {score} of 100, {grade}", score=badge.score, grade=said(GRADES[badge.severity]))] if badge else []
    )
    return [summary(row), *score, _VERDICT_WORDS[voice.verdict.value]]


def _when(voice: VoiceSummary) -> str:
    return (
        tr("used {when}", when=ago(voice.last_used_at))
        if voice.last_used_at
        else tr("made {when}", when=ago(voice.created_at))
    )
