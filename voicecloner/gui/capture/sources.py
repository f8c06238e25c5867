"""The first step of the capture page: record or import, and the script to read aloud."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from voicecloner.gui.capture.import_card import ImportCard
from voicecloner.gui.capture.record_card import RecordCard
from voicecloner.gui.capture.script_card import ScriptCard
from voicecloner.gui.parts.basics import GAP_PX, label
from voicecloner.gui.parts.scroll_page import ScrollColumn
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools

if TYPE_CHECKING:
    from voicecloner.api.recording import ReadingScript

_INVITATION = tr("Record or import one person speaking, in a quiet room and without music.")


class Sources:
    """Where recordings come from. While one is made, the script stands beside the microphone in place of the files.

    Args:
        tools: the window's tools.
        area: the page's own, which scrolls; the recording's button and meter stay in sight there.

    Attributes:
        read_script: the script that was shown while the last recording was made.
    """

    def __init__(self, tools: PageTools, area: ScrollColumn) -> None:
        self._tools = tools
        self._area = area
        self.record_card = RecordCard(tools)
        self.import_card = ImportCard(tools)
        self.script_card = ScriptCard(tools.settings.default_language)
        self.read_script: ReadingScript = self.script_card.script
        self._invitation = label(_INVITATION, "muted")
        self._cards = QWidget()
        self._side_by_side = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._cards)
        self._below = QVBoxLayout()
        self._build()
        self._connect()

    def set_visible(self, *, is_visible: bool) -> None:
        """Show this step, or hide it."""
        for part in (self._invitation, self._cards, self.script_card):
            part.setVisible(is_visible)

    def add_to(self, column: QVBoxLayout, between: QWidget) -> None:
        """Put the cards into the page's column, the script below; `between` comes between them."""
        for part in (self._invitation, self._cards, between):
            column.addWidget(part)
        column.addLayout(self._below)
        self.record_card.bar.float_over(self._area, self._width_px)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Side by side where there is room."""
        is_recording = self.import_card.isHidden()
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._side_by_side.setDirection(below if is_narrow else beside)
        self.script_card.set_tall(is_tall=is_narrow or is_recording)
        self.record_card.set_narrow(is_narrow=is_narrow)

    def begin_reading(self) -> None:
        """The script stands beside the microphone, and nothing else is in the way."""
        self.read_script = self.script_card.begin_reading()
        self.import_card.hide()
        self._side_by_side.addWidget(self.script_card, 1)
        self.script_card.show()  # Qt hides what moves to another parent until later

    def end_reading(self) -> None:
        """Files can be imported again, and the script stands below."""
        self.script_card.end_reading()
        self._below.addWidget(self.script_card)
        self.import_card.show()

    def place_bar(self) -> None:
        """Keep the recording's button and meter in sight: in a bar of their own once the card is scrolled away."""
        card, bar, view = self.record_card, self.record_card.bar, self._area.viewport()
        if card.is_under_way:
            top = card.ring.mapTo(view, QPoint()).y()
            bottom = card.meter.mapTo(view, QPoint(0, card.meter.height())).y()
            bar.float_over(self._area, self._width_px)
            bar.setVisible(top < 0 or bottom > view.height())
        else:
            bar.hide()

    @property
    def _width_px(self) -> int:
        return self._area.viewport().width()

    def _build(self) -> None:
        self._side_by_side.setContentsMargins(0, 0, 0, 0)
        self._side_by_side.setSpacing(GAP_PX)
        self._side_by_side.addWidget(self.record_card, 1)
        self._side_by_side.addWidget(self.import_card, 1)
        self._below.addWidget(self.script_card)

    def _connect(self) -> None:
        self.record_card.grew.connect(self.script_card.follow)
        self.record_card.microphone.changed.connect(self.place_bar)
        self._area.verticalScrollBar().valueChanged.connect(lambda _value: self.place_bar())
        # after this event, when the mark is laid out; dropped by Qt if the sentence is gone by then
        self.script_card.moved.connect(lambda sentence: QTimer.singleShot(0, sentence, lambda: self._show(sentence)))
        self._tools.engines.changed.connect(lambda _found: self._show_shortest())
        self._tools.preferences.changed.connect(lambda _key: self._show_shortest())

    def _show_shortest(self) -> None:
        self.import_card.show_shortest(self._tools.engines.shortest_file_s())

    def _show(self, sentence: QLabel) -> None:
        """Bring a sentence that lies low up, so that the next ones are seen as well."""
        bar = self.record_card.bar
        self._area.glide_to(sentence, bar.sizeHint().height(), is_covered=bar.isVisible())
