"""Where the user is and can go: the pages, with icons and names, or icons alone where room is short."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from voicecloner.gui.parts.basics import Button, button
from voicecloner.gui.translation import tr

PAGES = (
    (tr("Capture"), "microphone"),
    (tr("Voices"), "voices"),
    (tr("Speak"), "speak"),
    (tr("Long texts"), "book"),
    (tr("Models"), "models"),
    (tr("Settings"), "settings"),
)
_WIDE_PX = 184
_NARROW_PX = 64
_BRAND_PX = 28


class Sidebar(QFrame):
    """The list of pages.

    Signals:
        chosen: the page's number.
        help_asked: the help button was pressed.
    """

    chosen = Signal(int)
    help_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "sidebar")
        self._group = QButtonGroup(self)
        self._name = QLabel("VoiceCloner")
        self._name.setProperty("kind", "brand")
        self._buttons = [self._made(number, *page) for number, page in enumerate(PAGES)]
        self._help = button(tr("Shortcuts"), "help", self.help_asked.emit, "nav", tr("Keyboard shortcuts (?)"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 16, 8, 12)
        layout.setSpacing(4)
        layout.addWidget(self._brand())
        layout.addSpacing(8)
        for made in self._buttons:
            layout.addWidget(made)
        layout.addStretch(1)
        layout.addWidget(self._help)
        self.set_narrow(is_narrow=False)

    def show_page(self, number: int) -> None:
        """Mark the page that is shown."""
        self._buttons[number].setChecked(True)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Icons alone, or with names."""
        self.setFixedWidth(_NARROW_PX if is_narrow else _WIDE_PX)
        self._name.setVisible(not is_narrow)
        names = [name for name, _icon in PAGES]
        for made, name in zip([*self._buttons, self._help], [*names, tr("Shortcuts")], strict=True):
            made.say("" if is_narrow else f" {name}", name)

    def _brand(self) -> QWidget:
        brand = QWidget()
        layout = QHBoxLayout(brand)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(8)
        picture = QLabel()
        picture.setPixmap(QApplication.windowIcon().pixmap(_BRAND_PX, _BRAND_PX))
        layout.addWidget(picture)
        layout.addWidget(self._name, 1)
        return brand

    def _made(self, number: int, name: str, icon_name: str) -> Button:
        made = Button(name, icon_name, "nav", tr("{name} (Ctrl+{number})", name=name, number=number + 1))
        made.setCheckable(True)
        self._group.addButton(made, number)
        # not `toggled`: `show_page` checks the button, too
        made.clicked.connect(lambda: self.chosen.emit(number))
        return made
