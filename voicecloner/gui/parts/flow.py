"""Widgets side by side, which go on in the next line where a line is too narrow for their words."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from voicecloner.gui.parts.basics import SMALL_GAP_PX


class FlowRow(QLayout):
    """A row that becomes several.

    Args:
        parts: from left to right; what comes after None stands at the right end while one line is enough.

    Attributes:
        may_wrap: whether it may become several; beside something else it would do so too soon.
    """

    def __init__(self, *parts: QWidget | None) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._at_right = len(parts)
        self.may_wrap = True
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(SMALL_GAP_PX)
        for part in parts:
            if part is None:
                self._at_right = len(self._items)
            else:
                self.addWidget(part)

    def insertWidget(self, place: int, widget: QWidget) -> None:
        """Put a widget in front of the one at this place; one in front of the right end stays in front of it."""
        self.addChildWidget(widget)
        self._items.insert(place, QWidgetItem(widget))
        self._at_right += place <= self._at_right
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        return sum(map(_height, lines)) + self.spacing() * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        shown = self._shown
        return QSize(self._length(shown), _height(shown))

    def minimumSize(self) -> QSize:
        if not self.may_wrap:
            return self.sizeHint()
        sizes = [each.minimumSize() for each in self._shown]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        lines = self._lines(rect.width())
        top = rect.top()
        for line in lines:
            height = _height(line)
            left = rect.left()
            at_right = next((each for each in line if self._items.index(each) >= self._at_right), None)
            for item in line:
                if len(lines) == 1 and item is at_right:
                    left = max(left, rect.right() + 1 - self._length(line[line.index(item) :]))
                size = item.sizeHint()
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + self.spacing()
            top += height + self.spacing()

    @property
    def _shown(self) -> list[QLayoutItem]:
        return [each for each in self._items if not each.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        for item in self._shown:
            if lines and self._length([*lines[-1], item]) <= width:
                lines[-1].append(item)
            else:
                lines.append([item])
        return lines

    def _length(self, items: list[QLayoutItem]) -> int:
        return sum(each.sizeHint().width() for each in items) + self.spacing() * max(0, len(items) - 1)


def _height(items: list[QLayoutItem]) -> int:
    return max((each.sizeHint().height() for each in items), default=0)
