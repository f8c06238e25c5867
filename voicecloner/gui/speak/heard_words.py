"""The words around the one that is heard, of a take whose text need not stand in the field any more."""

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from voicecloner.domain.synthesis import Take
from voicecloner.domain.text import harmless
from voicecloner.gui.parts.theme import current_tones
from voicecloner.gui.speak.word_marks import WordPlaces
from voicecloner.gui.translation import tr

_BEFORE, _AFTER = 36, 80


class HeardWords(QLabel):
    """One line; hidden while a take is shown of which it is not known when its words are said."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The words that are heard"))
        self._units, self._words = b"", WordPlaces("", "")
        self._place: tuple[int, int] | None = None
        self.hide()

    @property
    def word(self) -> str:
        """The word that is marked; empty: none."""
        return self._part(*self._place) if self._place else ""

    def show_take(self, take: Take | None) -> None:
        """Follow this take from now on."""
        text, words = (take.text, take.words) if take else ("", ())
        self._units = text.encode("utf-16-le", "surrogatepass")
        self._words = WordPlaces(text, text)
        self._words.add(words)
        self._place = None
        self.clear()
        self.setVisible(bool(words))

    def show_at(self, seconds: float) -> None:
        """Mark what is said at this moment."""
        place = self._words.at(seconds)
        if place == self._place:
            return
        self._place = place
        self.setText(self._line(*place) if place else "")

    def mark_none(self) -> None:
        """Nothing is heard any more."""
        self._place = None
        self.clear()

    def sizeHint(self) -> QSize:
        # also while nothing is said: the card must not change its height with each pause
        return QSize(0, self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _line(self, start: int, end: int) -> str:
        before, after = self._part(max(0, start - _BEFORE), start), self._part(end, end + _AFTER)
        if start > _BEFORE:
            before = "…" + before.partition(" ")[2]
        parts = (_as_html(part) for part in (before, self._part(start, end), after))
        tones = current_tones()
        marked = f"background-color: {tones.accent}; color: {tones.on_accent}"
        return '{}<span style="{marked}">{}</span>{}'.format(*parts, marked=marked)

    def _part(self, start: int, end: int) -> str:
        return self._units[2 * start : 2 * end].decode("utf-16-le", "replace")


def _as_html(text: str) -> str:
    """On one line, its spaces kept: Qt would take those beside the marked word away."""
    return escape(harmless(text).replace("\n", " ")).replace(" ", "&nbsp;")
