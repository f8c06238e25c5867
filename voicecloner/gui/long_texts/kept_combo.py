"""A choice that is kept as one of the settings."""

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox

from voicecloner.gui.parts.elided import ElidingCombo
from voicecloner.gui.parts.words import LOUDNESS_WORDS
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.settings import SettingValue, lufs_of


class KeptCombo(ElidingCombo):
    """What is chosen is there again at the next start, and wherever else the same is offered.

    Args:
        tools: the window's tools.
        key: of the setting.
        choices: words for each of its values; one that a command has set is added.
    """

    def __init__(self, tools: PageTools, key: str, choices: Mapping[str, str] | Mapping[int, str]) -> None:
        super().__init__()
        # the longest choice would make the page wider than a narrow window
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._preferences, self._key = tools.preferences, key
        for value, words in choices.items():
            self.addItem(words, value)
        self._show()
        self.activated.connect(lambda _index: self._preferences.change(self._key, self.value))
        tools.preferences.changed.connect(self._follow)

    @property
    def value(self) -> SettingValue:
        """What is chosen."""
        chosen: SettingValue = self.currentData()
        return chosen

    def _follow(self, key: str) -> None:
        if key == self._key:
            self._show()

    def _show(self) -> None:
        kept = self._preferences.settings.value(self._key)
        if self.findData(kept) < 0:
            self.addItem(str(kept), kept)
        self.setCurrentIndex(self.findData(kept))


class LoudnessCombo(KeptCombo):
    """How loud the files of books and tables become.

    Args:
        tools: the window's tools.
    """

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tools, "long_text_loudness", LOUDNESS_WORDS)

    @property
    def lufs(self) -> float | None:
        """Integrated loudness; None: as it is spoken."""
        return lufs_of(str(self.value))
