"""A choice among the saved voices."""

from PySide6.QtCore import QSignalBlocker

from voicecloner.api.voices import VoiceList
from voicecloner.domain.text import one_line
from voicecloner.gui.parts.basics import plain_tip
from voicecloner.gui.parts.language_combo import SearchableCombo
from voicecloner.gui.translation import tr
from voicecloner.gui.window.page_tools import PageTools


class VoiceCombo(SearchableCombo):
    """The voices by name; the choice stays when they are looked up anew.

    Args:
        tools: the window's tools.
        nobody: the first entry, which stands for none; empty: there is no such entry.
    """

    def __init__(self, tools: PageTools, nobody: str = "") -> None:
        super().__init__(tr("No voice yet"))
        self._nobody = nobody
        self._wanted_id = ""
        tools.voices.changed.connect(self._list)
        self.currentTextChanged.connect(lambda text: self.setToolTip(plain_tip(text)))
        if tools.voices.listed:
            self._list(tools.voices.listed)

    @property
    def voice_id(self) -> str:
        """The chosen voice; empty for none."""
        return str(self.currentData() or "")

    def choose(self, voice_id: str) -> None:
        """Choose a voice, as soon as it is listed."""
        self._wanted_id = voice_id
        index = self.findData(voice_id)
        if index >= 0:
            self._wanted_id = ""
            self.setCurrentIndex(index)

    def choose_by_name(self, name: str) -> None:
        """Choose the voice of this name, if there is one; however it is written, large or small."""
        index = next((i for i in range(self.count()) if self.itemText(i).casefold() == name.casefold()), -1)
        if index >= 0 and self.itemData(index):
            self.setCurrentIndex(index)

    def _list(self, found: VoiceList) -> None:
        before = self.voice_id
        chosen = self._wanted_id or before
        # emptied and filled, the box would name one voice after the other as the chosen one
        with QSignalBlocker(self):
            self.clear()
            if self._nobody:
                self.addItem(self._nobody, "")
            for voice in found.voices:
                self.addItem(one_line(voice.name), voice.id)
            self.setCurrentIndex(max(0, self.findData(chosen)) if self.count() else -1)
        self._wanted_id = "" if self.voice_id == chosen else chosen
        self.setToolTip(plain_tip(self.currentText()))
        if self.voice_id != before:
            self.currentIndexChanged.emit(self.currentIndex())
