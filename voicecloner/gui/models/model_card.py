"""One model on the models page: what it is, how far it is, and what can be done with it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QProgressBar, QVBoxLayout

from voicecloner.api.engines import ANY_LANGUAGE
from voicecloner.gui.models.suits_words import suits_words
from voicecloner.gui.parts.basics import GAP_PX, SMALL_GAP_PX, Card, Picture, button, label, row
from voicecloner.gui.parts.flow import FlowRow
from voicecloner.gui.parts.words import language_name, licence_words
from voicecloner.gui.translation import listed, said, tr
from voicecloner.gui.wording import size_words
from voicecloner.jobs import ProgressUpdate

if TYPE_CHECKING:
    from voicecloner.api.engines import ListedModel, Model, Suits

_FEW_LANGUAGES = 6
_NARROW_PX = 480
_LEAST_PX = 320


class ModelCard(Card):
    """The card.

    Args:
        model: what the catalogue says.
        tells_quality: whether it says how good the model is; not where its group says so for all.

    Signals:
        download_pressed, pause_pressed, cancel_pressed, check_pressed, remove_pressed: its buttons.
        import_folder_pressed, import_archive_pressed: choices of the menu below Import.
    """

    download_pressed = Signal()
    pause_pressed = Signal()
    cancel_pressed = Signal()
    check_pressed = Signal()
    remove_pressed = Signal()
    import_folder_pressed = Signal()
    import_archive_pressed = Signal()

    def __init__(self, model: "Model", *, tells_quality: bool = True) -> None:
        super().__init__(kind="inset")
        self.model = model
        self._tells_quality = tells_quality
        self.state = label("", "muted")
        self.state_icon = Picture("ok", 18, "ok")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress of {title}", title=model.title))
        self.detail = label("", "muted")
        self.suits = label("", "muted")
        self.suits.hide()
        self.warning = ""
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._make_buttons()
        self._buttons = FlowRow(self.check, self.remove, self.importing, self.download, self.pause, self.cancel)
        self._build()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        # side by side they need more in some languages
        beside_px = self._told.minimumSize().width() + self._buttons.sizeHint().width() + 3 * GAP_PX
        is_narrow = event.size().width() < max(_NARROW_PX, beside_px)
        self._line.setDirection(below if is_narrow else beside)
        self._buttons.may_wrap = is_narrow

    def minimumSizeHint(self) -> QSize:
        # also while they are still side by side; what stands below each other may wrap
        return QSize(_LEAST_PX, super().minimumSizeHint().height())

    def mark(self, *, is_recommended: bool) -> None:
        """Say that this is the one among its like to be fetched first."""
        self.badge.setVisible(is_recommended)

    def show_suits(self, suits: "Suits") -> None:
        """Tell what the model would be like on this computer."""
        words = suits_words(suits)
        self.suits.setText(words)
        self.suits.show()
        self.warning = words if suits.is_slow or not suits.fits else ""

    def answers(self, words: str) -> bool:
        """Whether each of these words is in its name, what is said of it, its licence or its languages."""
        model = self.model
        languages = " ".join(map(language_name, model.languages))
        told = f"{model.title} {model.engine} {model.quality} {licence_words(model.licence.id)} {languages}".casefold()
        return all(word in told for word in words.casefold().split())

    def show_listed(self, listed: "ListedModel") -> None:
        """Nothing is being done: show what there is."""
        is_here, waiting_bytes = listed.installed is not None, listed.waiting_bytes
        self._show_busy(is_busy=False)
        self.state_icon.setVisible(is_here)
        if listed.installed:
            self._tell(tr("On this computer, {size}", size=size_words(listed.installed.size_bytes)))
        else:
            self._tell(
                tr("{size} are here, the rest is missing", size=size_words(waiting_bytes)) if waiting_bytes else ""
            )
        self.download.say(tr("Go on") if waiting_bytes else tr("Download…"))
        self.download.setVisible(not is_here)
        self.importing.setVisible(not is_here)
        self.check.setVisible(is_here)
        self.remove.setVisible(is_here or waiting_bytes > 0)

    def show_progress(self, update: ProgressUpdate, *, can_pause: bool) -> None:
        """Something is being done."""
        self._show_busy(is_busy=True)
        self.pause.setVisible(can_pause)
        self._tell(said(update.stage))
        self.detail.setText(said(update.detail))
        # a range of nothing lets the bar run to and fro
        self.bar.setRange(0, 0 if update.fraction is None else 1000)
        self.bar.setValue(round(1000 * (update.fraction or 0.0)))

    def show_stopping(self) -> None:
        """It was asked to end."""
        self._tell(tr("Stopping…"))
        for made in (self.pause, self.cancel):
            made.setEnabled(False)

    def _tell(self, words: str) -> None:
        self.state.setText(words)
        self.state.setVisible(bool(words))

    def _show_busy(self, *, is_busy: bool) -> None:
        for made in (self.pause, self.cancel):
            made.setVisible(is_busy)
            # they were switched off when the work before was asked to end
            made.setEnabled(True)
        for made in (self.download, self.importing, self.check, self.remove):
            made.setVisible(False)
        self.bar.setVisible(is_busy)
        self.detail.setVisible(is_busy)
        self.state_icon.setVisible(False)

    def _make_buttons(self) -> None:
        title = self.model.title
        self.download = button(
            tr("Download…"), "save", self.download_pressed.emit, tip=tr("Download {title}", title=title)
        )
        self.pause = button(tr("Pause"), "pause", self.pause_pressed.emit, tip=tr("Stop, and keep what has arrived"))
        self.cancel = button(
            tr("Cancel"), "stop", self.cancel_pressed.emit, tip=tr("Stop, and throw away what has arrived")
        )
        self.importing = button(
            tr("Import…"), "folder", self._ask_what_to_import, tip=tr("Take {title} from files you have", title=title)
        )
        self.check = button(
            tr("Check"), "ok", self.check_pressed.emit, tip=tr("Compare the files with their checksums")
        )
        self.remove = button(
            tr("Remove"),
            "trash",
            self.remove_pressed.emit,
            "danger",
            tr("Remove {title} from this computer", title=title),
        )
        self.menu = QMenu(self)
        self.menu.addAction(tr("A folder…"), self.import_folder_pressed.emit)
        self.menu.addAction(tr("A zip or tar archive…"), self.import_archive_pressed.emit)

    def _ask_what_to_import(self) -> None:
        self.menu.popup(self.importing.mapToGlobal(self.importing.rect().bottomLeft()))

    def _build(self) -> None:
        self.badge = label(tr("Recommended"), "badge")
        self.badge.setWordWrap(False)
        self.badge.hide()
        known = label(facts(self.model), "muted")
        known.setToolTip(listed(map(language_name, self.model.languages)))
        told = self._told = QVBoxLayout()
        told.setSpacing(2)
        title = row(label(self.model.title, "field-strong"), self.badge)
        title.setStretch(0, 1)
        told.addLayout(title)
        told.addWidget(known)
        told.addWidget(self.suits)
        if self._tells_quality:
            told.addWidget(label(said(self.model.quality)))
        self.body.setContentsMargins(GAP_PX, SMALL_GAP_PX, GAP_PX, SMALL_GAP_PX)
        self._line.setSpacing(SMALL_GAP_PX)
        self._line.addLayout(told, 1)
        self._line.addLayout(self._buttons)
        self.body.addLayout(self._line)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.detail)
        below = row(self.state_icon)
        below.addWidget(self.state, 1)
        self.body.addLayout(below)


def facts(model: "Model") -> str:
    """Size, licence and languages on one line."""
    about = "" if model.is_size_exact else tr("about ")
    size = f"{about}{size_words(model.size_bytes)}" if model.size_bytes else tr("size not known")
    gate = tr("needs an account") if model.gated else ""
    memory = tr("{size} of memory", size=size_words(model.memory_bytes)) if model.memory_bytes else ""
    return " · ".join(part for part in (size, memory, licence_words(model.licence.id), _languages(model), gate) if part)


def _languages(model: "Model") -> str:
    if model.languages == (ANY_LANGUAGE,):
        return tr("any language")
    if len(model.languages) > _FEW_LANGUAGES:
        return tr("{count} languages", count=len(model.languages))
    return listed(map(language_name, model.languages))
