"""Which voices are listed: by state, language, engine and tag."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from voicecloner.api.voices import Kinds, ListRequest, VoiceState
from voicecloner.domain.text import one_line
from voicecloner.gui.parts.basics import Button
from voicecloner.gui.parts.words import language_name
from voicecloner.gui.translation import listed, tr

_MOST_TAGS = 40
_KINDS = {"state": tr("State"), "language": tr("Language"), "engine": tr("Engine"), "tag": tr("Tag")}
_STATES = {
    VoiceState.APPROVED.value: tr("Approved"),
    VoiceState.REVIEWING.value: tr("Being reviewed"),
    VoiceState.FAILED.value: tr("Failed review"),
    VoiceState.NEEDS_REBUILD.value: tr("Needs rebuild"),
}


class FilterButton(Button):
    """Opens a menu; what is chosen in it is said on the button.

    Args:
        engine_title: tells an engine's title by its id.

    Signals:
        changed: something else is chosen.
    """

    changed = Signal()

    def __init__(self, engine_title: Callable[[str], str]) -> None:
        super().__init__(tr("&Filter"), "filter")
        self._engine_title = engine_title
        self._kinds = Kinds((), (), ())
        self._chosen: dict[str, str] = {}
        self.menu_of_kinds = QMenu(self)
        self.menu_of_kinds.aboutToShow.connect(self._fill)
        self.setMenu(self.menu_of_kinds)
        self._say()

    def offer(self, kinds: Kinds) -> None:
        """Offer these; what is chosen stays, also where no voice is left that it fits."""
        self._kinds = kinds

    def request(self, words: str, order: str) -> ListRequest:
        """What to ask for."""
        state = self._chosen.get("state")
        return ListRequest(
            words,
            order,
            VoiceState(state) if state else None,
            self._chosen.get("language", ""),
            self._chosen.get("engine", ""),
            self._chosen.get("tag", ""),
        )

    def choose(self, kind: str, value: str) -> None:
        """Want voices of this kind alone; an empty value: of any.

        Args:
            kind: ``"state"``, ``"language"``, ``"engine"`` or ``"tag"``.
            value: which.
        """
        before = dict(self._chosen)
        if value:
            self._chosen[kind] = value
        else:
            self._chosen.pop(kind, None)
        self._say()
        if self._chosen != before:
            self.changed.emit()

    def clear(self) -> None:
        """Want all voices again."""
        self._chosen.clear()
        self._say()

    def _say(self) -> None:
        names = [self._name(kind, value) for kind, value in self._chosen.items()]
        self.say(" · ".join(names).replace("&", "&&") or tr("&Filter"))
        self.setToolTip(tr("Show only voices of one state, language, engine or tag"))
        self.setAccessibleName(tr("Filter: {kinds}", kinds=listed(names) or tr("none")))

    def _name(self, kind: str, value: str) -> str:
        return self._names()[kind].get(value, value)

    def _names(self) -> Mapping[str, Mapping[str, str]]:
        kinds = self._kinds
        return {
            "state": _STATES,
            "language": dict(sorted(((tag, language_name(tag)) for tag in kinds.languages), key=lambda each: each[1])),
            "engine": {engine: self._engine_title(engine) for engine, _revision in kinds.bindings},
            "tag": {tag: tag for tag in kinds.tags[:_MOST_TAGS]},
        }

    def _fill(self) -> None:
        self.menu_of_kinds.clear()
        for kind, names in self._names().items():
            menu = self.menu_of_kinds.addMenu(_KINDS[kind])
            menu.setEnabled(bool(names))
            self._fill_kind(menu, kind, names)
        self.menu_of_kinds.addSeparator()
        everything = self.menu_of_kinds.addAction(tr("Show all"))
        everything.setEnabled(bool(self._chosen))
        everything.triggered.connect(self._show_all)

    def _fill_kind(self, menu: QMenu, kind: str, names: Mapping[str, str]) -> None:
        group = QActionGroup(menu)
        for value, name in {"": tr("Any"), **names}.items():
            action = QAction(one_line(name).replace("&", "&&"), menu, checkable=True)
            action.setChecked(self._chosen.get(kind, "") == value)
            action.triggered.connect(lambda _is_on, value=value: self.choose(kind, value))
            group.addAction(action)
            menu.addAction(action)

    def _show_all(self) -> None:
        self.clear()
        self.changed.emit()
