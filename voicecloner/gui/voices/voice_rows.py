"""Voices as the rows of a list view."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicecloner.domain.voice import Voice
from voicecloner.gui.parts.row_roles import ITEM_ROLE, SEVERITY_ROLE, SUMMARY_ROLE
from voicecloner.gui.parts.words import language_name
from voicecloner.wording import ago

_VERDICT_WORDS = {"ok": "good recording", "warn": "usable recording", "fail": "failed review"}


class VoicesModel(QAbstractListModel):
    """A list of voices; `ITEM_ROLE` gives the `Voice` itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._voices: tuple[Voice, ...] = ()
        self._needs_rebuild: Mapping[str, str] = {}

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._voices)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object | None:
        if not index.isValid():
            return None
        voice = self._voices[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return voice.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{voice.name}, {self._summary(voice)}, {_VERDICT_WORDS[voice.review.verdict.value]}"
        if role == SUMMARY_ROLE:
            return self._summary(voice)
        return {ITEM_ROLE: voice, SEVERITY_ROLE: voice.review.verdict.value}.get(role)

    def show(self, voices: Sequence[Voice], needs_rebuild: Mapping[str, str] | None = None) -> None:
        """Hold these voices; `needs_rebuild` names, by id, those that cannot speak as they are."""
        waiting = needs_rebuild or {}
        if (tuple(voices), waiting) == (self._voices, self._needs_rebuild):
            return
        self.beginResetModel()
        self._voices, self._needs_rebuild = tuple(voices), waiting
        self.endResetModel()

    def row_of(self, voice_id: str) -> int:
        """Where a voice stands, or -1."""
        return next((row for row, voice in enumerate(self._voices) if voice.id == voice_id), -1)

    def _summary(self, voice: Voice) -> str:
        return f"needs rebuild · {summary(voice)}" if voice.id in self._needs_rebuild else summary(voice)


def summary(voice: Voice) -> str:
    """A voice's second line: language, its score if it was measured, and when it was last used or made."""
    when = f"used {ago(voice.last_used_at)}" if voice.last_used_at else f"made {ago(voice.created_at)}"
    score = f"score {voice.scorecard.score} · " if voice.scorecard else ""
    return f"{language_name(voice.language)} · {score}{when}"
