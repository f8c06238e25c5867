"""The recording under way in one line, above a page that was scrolled: its button, its level, its seconds."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from voicecloner.gui.capture.level_meter import LevelMeter
from voicecloner.gui.parts.basics import SMALL_GAP_PX, Button, Card
from voicecloner.gui.parts.elided import ElidedLabel
from voicecloner.gui.translation import tr


class RecordingBar(Card):
    """Holds what must stay in sight; its owner fills and places it.

    Args:
        stop: the button that ends the recording, or what comes before it.
        others: further buttons.
    """

    def __init__(self, stop: Button, others: tuple[Button, ...]) -> None:
        super().__init__(kind="recordingbar")
        self.stop_button = stop
        self.others = others
        self.words = ElidedLabel("", "heading")
        # its words change many times a second; their width must not move the buttons beside them
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.advice = ElidedLabel("", "muted")
        self.meter = LevelMeter()
        self.body.setContentsMargins(SMALL_GAP_PX, 6, SMALL_GAP_PX, 6)
        self.body.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(SMALL_GAP_PX)
        line.addWidget(stop)
        line.addWidget(self.words, 1)
        for other in others:
            line.addWidget(other)
        self.body.addLayout(line)
        self.body.addWidget(self.advice)
        self.body.addWidget(self.meter)
        self.setAccessibleName(tr("The recording under way"))
        self.hide()

    def float_over(self, page: QWidget, width_px: int) -> None:
        """Lie along the top of `page`."""
        # in no layout: it lies over the page, so that nothing below moves when it comes and goes
        self.setParent(page)
        self.setGeometry(0, 0, width_px, self.sizeHint().height())
        self.raise_()
