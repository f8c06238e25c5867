"""Many recordings in a list, each with its verdict and the name of its voice; one consent and one button for all.

What goes wrong: a recording that cannot be used (its row says why, and it is left out), a name already taken (said
beside the button), a voice that could not be made (its row says why; the button makes those that are left).
"""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QButtonGroup,
    QHeaderView,
    QLineEdit,
    QRadioButton,
    QTableWidget,
    QTableWidgetItem,
)

from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.text import one_line, recording_name
from voicecloner.gui.capture.several.batch import Batch
from voicecloner.gui.capture.several.candidates import Candidate, Stage
from voicecloner.gui.capture.voice_form import speaker_hint
from voicecloner.gui.consent.words import CONSENT_WORDS
from voicecloner.gui.parts.basics import (
    Card,
    button,
    column,
    field_label,
    label,
    plain_tip,
    row,
    set_style,
    side_by_side,
)
from voicecloner.gui.parts.icons import icon
from voicecloner.gui.parts.language_combo import LanguageCombo
from voicecloner.gui.parts.theme import current_tones
from voicecloner.gui.parts.words import LANGUAGES
from voicecloner.gui.translation import tr, tr_many
from voicecloner.gui.window.page_tools import PageTools

_NAME, _VERDICT = range(2)
_ROWS_SHOWN = 8
_ROW_PX = 34
_ICON_PX = 18
_IS_MAKING = tr("Press Stop below to end it; the voices that are made are kept (Esc)")


class SeveralCard(Card):
    """The card.

    Args:
        tools: the window's tools.

    Signals:
        left: the user wants none of it, or all is done.
    """

    left = Signal()

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("A voice for each recording"))
        self._tools = tools
        self.batch = Batch(tools)
        self.table = QTableWidget(0, 2)
        self.language = LanguageCombo(tools.settings.default_language)
        self.consents = {kind: QRadioButton(words) for kind, words in _consent_words().items()}
        self.speaker = QLineEdit(maxLength=200)
        self.missing = label("", "missing")
        self.make_button = button("", "ok", self._make, "primary")
        self.leave_button = button(
            tr("Close"), "close", self.leave, "quiet", tr("Leave the rest; the files stay as they are")
        )
        self._group = QButtonGroup(self)
        self._build()
        self._connect()
        self._show_state()

    @property
    def is_open(self) -> bool:
        """Whether it holds recordings, or will in a moment."""
        return bool(self.batch.candidates) or self.batch.is_checking

    def leave(self) -> None:
        """Hold nothing more, and forget what was stated."""
        self.batch.leave()
        self._group.setExclusive(False)
        for radio in self.consents.values():
            radio.setChecked(False)
        self._group.setExclusive(True)
        self.speaker.clear()
        self.left.emit()

    def focus(self) -> None:
        """Give the focus to the list."""
        self.table.setFocus()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Side by side where there is room."""
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self.parts.setDirection(below if is_narrow else beside)

    def missing_words(self) -> str:
        """What has to be done before voices can be made, in one sentence; empty if nothing."""
        if self.batch.is_checking:
            return tr("The recordings are being checked.")
        if not self.batch.chosen:
            return (
                tr("All voices are made.") if self.batch.made_count else tr("No recording is chosen that can be used.")
            )
        consent = self._consent
        if consent is None:
            return tr("Still missing: say whose voices they are.")
        if consent is ConsentKind.GIVEN and not self.speaker.text().strip():
            return tr("Still missing: name the speaker who gave consent.")
        return self.batch.fault_of_names()

    @property
    def _consent(self) -> ConsentKind | None:
        return next((kind for kind, radio in self.consents.items() if radio.isChecked()), None)

    def _make(self) -> None:
        consent = self._consent
        if consent is not None and not self.missing_words():
            self.batch.make(consent, self.speaker.text().strip(), self.language.tag)

    def _build(self) -> None:
        table, head = self.table, self.table.horizontalHeader()
        table.setHorizontalHeaderLabels([tr("Voice"), tr("Recording")])
        table.setAccessibleName(tr("Recordings"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setIconSize(QSize(_ICON_PX, _ICON_PX))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(_VERDICT, QHeaderView.ResizeMode.Stretch)
        for radio in self.consents.values():
            self._group.addButton(radio)
        whose = column(label(tr("Whose voices are they?"), "field"), *self.consents.values(), None, spacing_px=4)
        fields = column(
            field_label(tr("Name of the s&peaker"), self.speaker),
            self.speaker,
            field_label(tr("&Language"), self.language),
            self.language,
            None,
            spacing_px=4,
        )
        self.parts = side_by_side(whose, fields)
        hint = tr("Each voice is named after its file: double-click a name, or press F2, to change it.")
        self.body.addWidget(label(hint, "muted"))
        self.body.addWidget(self.table)
        self.body.addLayout(self.parts)
        self.body.addWidget(label(tr("Clone a voice only with the speaker's consent, and never to deceive."), "muted"))
        self.body.addWidget(self.missing)
        self.body.addLayout(row(self.make_button, self.leave_button, None))

    def _connect(self) -> None:
        self.batch.began.connect(self._fill)
        self.batch.changed.connect(self._show_row)
        self.batch.state_changed.connect(self._show_state)
        self.table.itemChanged.connect(self._edited)
        self._group.buttonToggled.connect(lambda *_: self._show_state())
        self.speaker.textChanged.connect(lambda _text: self._show_state())
        self._tools.voices.changed.connect(lambda _voices: self._show_state())
        self._tools.engines.changed.connect(lambda _found: self._offer_languages())

    def _offer_languages(self) -> None:
        tags = self._tools.engines.languages_for_new_voices()
        self.language.offer(LANGUAGES if not tags or "mul" in tags else tags)

    def _fill(self) -> None:
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(self.batch.candidates))
            for place in range(len(self.batch.candidates)):
                for column_number in (_NAME, _VERDICT):
                    self.table.setItem(place, column_number, QTableWidgetItem())
        for place in range(len(self.batch.candidates)):
            self._show_row(place)
        shown = min(_ROWS_SHOWN, max(2, len(self.batch.candidates)))
        self.table.setFixedHeight(shown * _ROW_PX + self.table.horizontalHeader().sizeHint().height() + 4)
        self._show_state()

    def _show_row(self, place: int) -> None:
        candidate = self.batch.candidates[place]
        name, verdict = self.table.item(place, _NAME), self.table.item(place, _VERDICT)
        if name is None or verdict is None:
            return
        with QSignalBlocker(self.table):
            name.setText(candidate.name)
            name.setFlags(_flags(candidate))
            name.setCheckState(Qt.CheckState.Checked if _is_ticked(candidate) else Qt.CheckState.Unchecked)
            verdict.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            # the verdict first: in a narrow list the name of the file is what can be spared
            verdict.setText(f"{candidate.words.removesuffix('.')} · {one_line(recording_name(candidate.path.name))}")
            verdict.setToolTip(plain_tip(verdict.text()))
            severity = candidate.severity.value if candidate.severity else ""
            tone = getattr(current_tones(), severity or "muted")
            verdict.setIcon(icon(severity or "info", tone, _ICON_PX, tone))
        self._show_state()

    def _edited(self, item: QTableWidgetItem) -> None:
        if item.column() == _NAME:
            place, name, is_ticked = item.row(), item.text(), item.checkState() == Qt.CheckState.Checked
            if self.batch.candidates[place].can_be_made:
                self.batch.want(place, is_wanted=is_ticked)
            self.batch.rename(place, name)

    def _show_state(self) -> None:
        missing, is_making = self.missing_words(), self.batch.is_making
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing) and not is_making)
        self.speaker.setPlaceholderText(speaker_hint(self._consent))
        chosen = len(self.batch.chosen)
        is_done = not chosen and self.batch.made_count > 0
        set_style(self.missing, "kind", "muted" if is_done else "missing")
        self.make_button.say(_make_words(chosen, is_making=is_making))
        self.make_button.setEnabled(not missing and not is_making)
        self.make_button.setToolTip(_IS_MAKING if is_making else missing)
        self.leave_button.setEnabled(not is_making)
        for field in (self.table, self.speaker, self.language, *self.consents.values()):
            field.setEnabled(not is_making)  # what is being made goes by what was stated


def _make_words(count: int, *, is_making: bool) -> str:
    if is_making:
        return tr("Making voices…")
    return tr_many("Make {number} voice", "Make {number} voices", count) if count else tr("Make voices")


def _consent_words() -> dict[ConsentKind, str]:
    return CONSENT_WORDS | {
        ConsentKind.OWN: tr("They are all of my own voice"),
        ConsentKind.GIVEN: tr("The speaker gave me consent for all of them"),
        ConsentKind.PUBLIC_DOMAIN: tr("The recordings are in the public domain"),
    }


def _is_ticked(candidate: Candidate) -> bool:
    return candidate.stage in {Stage.WAITING, Stage.MADE} or candidate.is_chosen


def _flags(candidate: Candidate) -> Qt.ItemFlag:
    usual = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
    is_refused = candidate.stage is Stage.JUDGED and not candidate.can_be_made
    if is_refused or candidate.stage is Stage.MADE:
        return Qt.ItemFlag.NoItemFlags  # nothing to choose or to name any more
    tick = Qt.ItemFlag.ItemIsUserCheckable if candidate.can_be_made else Qt.ItemFlag.NoItemFlags
    return usual | Qt.ItemFlag.ItemIsEditable | tick
