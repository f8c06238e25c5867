"""Who reads a document, as what it is saved, and where."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QFileDialog, QVBoxLayout, QWidget

from voicecloner.api.books import AUDIOBOOK_SUFFIXES, COVER_SUFFIXES, BookRequest, file_name_of
from voicecloner.api.speaking import format_of, writable_suffixes
from voicecloner.gui.long_texts.cast_fields import CastFields
from voicecloner.gui.long_texts.kept_combo import LoudnessCombo
from voicecloner.gui.long_texts.voice_fields import VoiceFields
from voicecloner.gui.parts.basics import SMALL_GAP_PX, button, column, field_label, label, row, side_by_side
from voicecloner.gui.parts.elided import ElidedLabel, ElidingCombo
from voicecloner.gui.parts.folder_field import FolderField
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.page_tools import PageTools

if TYPE_CHECKING:
    from voicecloner.api.books import SeenChapter, SeenDocument

_WHOLE = {".m4b": tr("One audiobook with chapters (M4B)"), ".mp3": tr("One MP3 with chapters")}
_SUBTITLES = {
    tr("None"): ("", False),
    tr("SRT, by lines"): ("srt", False),
    tr("SRT, by words"): ("srt", True),
    tr("WebVTT, by lines"): ("vtt", False),
    tr("WebVTT, by words"): ("vtt", True),
}


class BookForm(QWidget):
    """The fields.

    Args:
        tools: the window's tools.

    Signals:
        changed: another choice.
    """

    changed = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__()
        self._tools = tools
        self._title, self._has_cover = "", False
        self.cover: Path | None = None
        self.reader = VoiceFields(tools)
        self.cast = CastFields(tools, self.reader)
        self.kind, self.subtitles = ElidingCombo(), ElidingCombo()
        self.loudness = LoudnessCombo(tools)
        self.folder = FolderField(tools)
        self.replaces = QCheckBox(tr("Replace files that are there"))
        self.cover_words = ElidedLabel("", "muted")
        self.cover_button = button(tr("Choose a cover…"), "", self.choose_cover, tip=tr("A JPEG or PNG picture"))
        self.no_cover_button = button("", "close", self.forget_cover, "quiet", tr("Take the document’s own cover"))
        self._build()
        self._connect()
        self._show_kind()

    @property
    def is_one_file(self) -> bool:
        """Whether the whole book becomes one file."""
        return bool(self.kind.currentData()[0])

    def request(self, source: Path, chapters: "tuple[SeenChapter, ...]", *, are_all: bool) -> BookRequest:
        """What is to be read.

        Args:
            source: the document.
            chapters: those that are ticked.
            are_all: whether there are no others.
        """
        kind, are_words = _SUBTITLES[self.subtitles.currentText()]
        return BookRequest(
            source=source,
            voice=self.reader.voice_id,
            out=self.folder.place,
            format=".mp3" if self.is_one_file else str(self.kind.currentData()[1]),
            chapters=() if are_all else tuple(chapter.number for chapter in chapters),
            subtitles=kind,
            are_words_shown=are_words,
            reads_names=self.cast.reads_names.isChecked(),
            cast=self.cast.cast,
            cover=self.cover if self.is_one_file else None,
            language=self.reader.asked_language,
            speed=self.reader.pace.speed,
            overwrites=self.replaces.isChecked(),
            loudness_lufs=self.loudness.lufs,
        )

    def show_document(self, document: "SeenDocument") -> None:
        """It is this one that is to be read."""
        self._title = file_name_of(document.title) or tr("Book")
        self._has_cover = bool(document.cover)
        self.forget_cover()
        self.replaces.setChecked(False)
        self.reader.expect(document.language)
        self._show_kind()

    def show_names(self, chapters: "tuple[SeenChapter, ...]") -> None:
        """Ask who reads the names of these chapters."""
        self.cast.show_names(tuple(dict.fromkeys(name for chapter in chapters for name in chapter.names)))

    def choose_cover(self) -> None:
        """Ask for a picture."""
        kinds = " ".join(f"*{suffix}" for suffix in COVER_SUFFIXES)
        folder = str(self._tools.folders.folder("import_folder"))
        name, _kind = QFileDialog.getOpenFileName(
            self, tr("Choose a cover"), folder, tr("Pictures ({kinds})", kinds=kinds)
        )
        if name:
            self.cover = Path(name)
            self._show_cover()

    def forget_cover(self) -> None:
        """Take the document's own cover."""
        self.cover = None
        self._show_cover()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """One field below the other where there is no room side by side."""
        self.reader.set_narrow(is_narrow=is_narrow)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._kinds.setDirection(below if is_narrow else beside)

    def _build(self) -> None:
        for suffix in AUDIOBOOK_SUFFIXES:
            self.kind.addItem(_WHOLE[suffix], (True, suffix))
        for suffix in writable_suffixes():
            title = said(format_of(Path(f"chapter{suffix}")).title)
            self.kind.addItem(tr("A file for each chapter: {title}", title=title), (False, suffix))
        self.subtitles.addItems(list(_SUBTITLES))
        self._kinds = side_by_side(
            column(field_label(tr("&Format"), self.kind), self.kind, spacing_px=4),
            column(field_label(tr("S&ubtitles"), self.subtitles), self.subtitles, spacing_px=4),
            column(field_label(tr("L&oudness"), self.loudness), self.loudness, spacing_px=4),
        )
        cover = row(self.cover_words, self.no_cover_button, self.cover_button)
        cover.setContentsMargins(0, 0, 0, 0)
        self._cover = QWidget()
        self._cover.setLayout(cover)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        readers: tuple[QWidget, ...] = (label(tr("Who reads"), "heading"), self.reader, self.cast)
        for part in (*readers, label(tr("What is made"), "heading")):
            layout.addWidget(part)
        layout.addLayout(self._kinds)
        layout.addWidget(self._cover)
        layout.addWidget(self.folder)
        layout.addWidget(self.replaces)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _index: self._show_kind())
        for part in (self.reader, self.cast, self.folder):
            part.changed.connect(self.changed)

    def _show_kind(self) -> None:
        suffix = str(self.kind.currentData()[1]) if self.is_one_file else ""
        self._cover.setVisible(self.is_one_file)
        self.folder.propose(f"{self._title}{suffix}")
        self.changed.emit()

    def _show_cover(self) -> None:
        own = tr("With the document’s own cover") if self._has_cover else tr("Without a cover")
        self.cover_words.setText(tr("With the cover {cover}", cover=self.cover) if self.cover else own)
        self.no_cover_button.setVisible(self.cover is not None)
