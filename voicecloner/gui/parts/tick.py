"""A tick whose words go on in the next line where there is no room: Qt's own makes its page wider instead."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle, QStyleOptionButton

_NARROWEST_PX = 200
"""It asks for no less room, so that a page does not become a column of single words."""


class Tick(QCheckBox):
    """A check box with a sentence.

    Args:
        text: what is ticked.
    """

    def __init__(self, text: str) -> None:
        self._words = text
        super().__init__(text)
        self.setAccessibleName(text.replace("&", ""))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """The words in one line."""
        return self._words

    def sizeHint(self) -> QSize:
        return self._size_of(self._words)

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(whole.width(), _NARROWEST_PX), whole.height())

    def heightForWidth(self, width: int) -> int:
        return self._size_of(self._broken(width)).height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        super().setText(self._broken(event.size().width()))

    def _broken(self, width_px: int) -> str:
        """The words in lines that fit, each as long as it can be."""
        room_px = width_px - (self._size_of("").width())
        lines = [""]
        for word in self._words.split(" "):
            longer = f"{lines[-1]} {word}".lstrip()
            if lines[-1] and self._width_px(longer) > room_px:
                lines.append(word)
            else:
                lines[-1] = longer
        return "\n".join(lines)

    def _width_px(self, text: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()

    def _size_of(self, text: str) -> QSize:
        """How large it is with these words, as the style has it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = text or " "
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, option.text) if text else QSize(0, 0)
        return self.style().sizeFromContents(QStyle.ContentsType.CT_CheckBox, option, words, self)
