"""Something to read while recording, and how to record well."""

from PySide6.QtWidgets import QBoxLayout

from voicecloner.gui.widgets.basics import GAP_PX, Card, column, label, row
from voicecloner.paths import resource

TIPS = (
    "A small furnished room; doors and windows closed.",
    "Fans, air conditioning and music off.",
    "About 10 cm from the microphone.",
    "Whole sentences at a steady pace, to the last word.",
    "Natural expression: no whispering, no second speaker.",
)


def reading_script() -> str:
    """The text to read aloud, about 25 seconds long."""
    return resource("scripts/en.txt").read_text("utf-8").strip()


class ScriptCard(Card):
    """The reading script beside the recording tips."""

    def __init__(self) -> None:
        super().__init__()
        script = column(
            label("Something to read aloud", "heading"),
            label(reading_script(), "script"),
            label("Or say something of your own.", "muted"),
            None,
        )
        tips = column(
            label("For a good recording", "heading"),
        )
        for tip in TIPS:
            line = row(label("•"), spacing_px=6)
            line.addWidget(label(tip), 1)
            tips.addLayout(line)
        tips.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(GAP_PX * 3 // 2)
        self._parts.addLayout(script, 3)
        self._parts.addLayout(tips, 2)
        self.body.addLayout(self._parts)

    def set_tall(self, *, is_tall: bool) -> None:
        """The tips below the script, or beside it."""
        directions = QBoxLayout.Direction
        self._parts.setDirection(directions.TopToBottom if is_tall else directions.LeftToRight)
