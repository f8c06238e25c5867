"""The choice of how a recording is said again, for engines that have several ways."""

from PySide6.QtWidgets import QComboBox

from voicecloner.api.engines import EngineInfo
from voicecloner.domain.synthesis import ConversionWay
from voicecloner.gui.translation import tr


class ConversionWayChoice(QComboBox):
    """The ways of an engine; hidden where it has one alone."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("How the recording is said again"))
        self.setToolTip(
            tr("English is said anew from its words, with the timing and melody of the recording; all else as sound")
        )
        self.hide()

    @property
    def way(self) -> ConversionWay:
        """What is chosen."""
        return ConversionWay(self.currentData() or ConversionWay.AUTO)  # Qt hands out what it was given as plain text

    def offer(self, engine: EngineInfo | None) -> None:
        """Offer the ways of an engine; what was chosen before stays chosen where it has that, too."""
        ways = engine.abilities.conversion_ways if engine else ()
        chosen = self.way
        if ways != self._offered():
            self.clear()
            for way in (ConversionWay.AUTO, *ways) if ways else ():
                self.addItem(_words(way), way)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.setVisible(bool(ways))

    def _offered(self) -> tuple[ConversionWay, ...]:
        return tuple(ConversionWay(self.itemData(number)) for number in range(1, self.count()))


def _words(way: ConversionWay) -> str:
    return {
        ConversionWay.AUTO: tr("As it suits the recording"),
        ConversionWay.WORDS: tr("From its words"),
        ConversionWay.WORLD: tr("As sound"),
    }[way]
