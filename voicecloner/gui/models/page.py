"""Models: what there is for the neural engines; fetch it, pause and go on, import, check and remove it.

What goes wrong: no network, a full disk, a damaged file, a missing token: all told in the message bar, and what has
arrived is kept. Closing the window keeps it, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QVBoxLayout

from voicecloner.api.engines import SPECS, recommended_model, suits
from voicecloner.domain.quality import Severity
from voicecloner.errors import AccessDenied, Cancelled, VoiceClonerError
from voicecloner.gui.models.engine_group import EngineGroup
from voicecloner.gui.models.engines_card import EnginesCard
from voicecloner.gui.models.model_card import ModelCard
from voicecloner.gui.parts.basics import GAP_PX, label
from voicecloner.gui.parts.dialogs.licence import LicenceDialog
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.parts.scroll_page import ScrollPage
from voicecloner.gui.translation import in_a_row, said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, RunningTask, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.jobs import ProgressUpdate, Work
from voicecloner.paths import downloads_folder

if TYPE_CHECKING:
    from voicecloner.api.engines import Computer, ListedModel, ManageModels, Model, PulledModel

_SUBTITLE = tr(
    "For the neural engines; the natural and the basic one need none. Nothing is fetched before you ask for it."
)
_WAITING = tr("Waiting for its turn")
_ARCHIVES = tr("Archives (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;All files (*)")


@dataclass(frozen=True)
class _Found:
    """What the page shows.

    Attributes:
        listed: the models.
        titles: the engines' names, by id.
        computer: what counts of this computer.
    """

    listed: "tuple[ListedModel, ...]"
    titles: dict[str, str]
    computer: "Computer"

    def quality_of(self, engine_id: str) -> str:
        """What is said of all models of an engine, if it has several and the same is said of each."""
        told = [one.model.quality for one in self.listed if one.model.engine == engine_id]
        return told[0] if len(told) > 1 and len(set(told)) == 1 else ""


class ModelsPage(ScrollPage):
    """The page. Its cards are made when it is first shown."""

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tr("Models"), _SUBTITLE)
        self._tools = tools
        self.cards: dict[str, ModelCard] = {}
        self._running: dict[str, RunningTask] = {}
        self._thrown_away: set[str] = set()
        self._refused: set[str] = set()
        self.groups: dict[str, EngineGroup] = {}
        self.search = QLineEdit(placeholderText=tr("Search name, language, licence"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search models"))
        self.none_found = label(tr("No model matches."), "muted")
        self.none_found.hide()
        self._listed = QVBoxLayout()
        self._listed.setSpacing(GAP_PX)
        self.engines = tuple(EnginesCard(tools, spec.id, spec.title) for spec in SPECS.values())
        self.column.addWidget(self.search)
        self.column.addWidget(self.none_found)
        self.column.addLayout(self._listed)
        for card in self.engines:
            self.column.addWidget(card)
        self.column.addStretch(1)
        self.search.textChanged.connect(lambda _words: self._narrow_down())

    def focus(self) -> None:
        """Give the focus to the search."""
        self.search.setFocus()

    def refresh(self) -> None:
        """Look up anew what there is."""
        task = Task(lambda _progress, _cancel: self._look(), Queue.LIBRARY, topic="models")
        self._tools.bridge.submit(task, Reply(done=self._arrived))
        for card in self.engines:
            card.refresh()

    def download(self, model_id: str) -> None:
        """Ask for what has to be asked for, then fetch a model."""
        model = self.cards[model_id].model
        if not model.gated or model_id in self._refused:
            self._ask_and_download(model_id, has_token=not model.gated)
            return
        # elsewhere: a keyring may ask for its own password first
        task = Task(lambda _progress, _cancel: self._models.has_token(), Queue.FILES)
        self._tools.bridge.submit(task, Reply(done=lambda has: self._ask_and_download(model_id, has_token=has)))

    def fetch(self, model_id: str, token: str = "") -> None:
        """Fetch a model whose licence was accepted."""

        def pull(progress: Any, cancel: Any) -> "PulledModel":
            from voicecloner.api.engines import PullRequest

            request = PullRequest(model_id, accept_licence=True, token=token)
            return self._models.pull(request, progress=progress, cancel=cancel)

        self._begin(model_id, pull, can_pause=True)

    def import_folder(self, model_id: str) -> None:
        """Ask for a folder with a model's files, and for its licence, then import it."""
        title = tr("Import {title}", title=self.cards[model_id].model.title)
        self._ask_and_take(model_id, QFileDialog.getExistingDirectory(self, title, str(downloads_folder())))

    def import_archive(self, model_id: str) -> None:
        """Ask for an archive with a model's files, and for its licence, then import it."""
        title = tr("Import {title}", title=self.cards[model_id].model.title)
        name, _filter = QFileDialog.getOpenFileName(self, title, str(downloads_folder()), _ARCHIVES)
        self._ask_and_take(model_id, name)

    def take_from(self, model_id: str, source: Path) -> None:
        """Import a model whose licence was accepted."""

        def take(progress: Any, cancel: Any) -> "PulledModel":
            from voicecloner.api.engines import ImportRequest

            request = ImportRequest(model_id, source, accept_licence=True)
            return self._models.import_files(request, progress=progress, cancel=cancel)

        self._begin(model_id, take, can_pause=False)

    def check(self, model_id: str) -> None:
        """Compare a model's files with their checksums."""
        title = self.cards[model_id].model.title
        words = tr("{title}: all files are as they should be.", title=title)
        self._begin(
            model_id,
            lambda progress, cancel: self._models.verify(model_id, progress=progress, cancel=cancel),
            can_pause=False,
            told=lambda _installed: Message(words),
        )

    def pause(self, model_id: str) -> None:
        """Stop fetching; what has arrived stays."""
        self._stop(model_id)

    def cancel(self, model_id: str) -> None:
        """Stop fetching; what has arrived goes."""
        self._thrown_away.add(model_id)
        self._stop(model_id)

    def remove(self, model_id: str) -> None:
        """Take a model off this computer, after asking."""
        title = self.cards[model_id].model.title
        words = tr("To use it again it has to be fetched again.")
        question = Question(tr("Remove {title}?", title=title), words, tr("Remove it"), tr("Keep it"), is_loss=True)
        ask(self, question, lambda: self._tidy(lambda: self._models.remove(model_id)))

    def offer_engine(self, engine_id: str) -> None:
        """Offer to install the engine of a model that has just arrived, if it is missing."""
        for card in self.engines:
            if card.lacks(engine_id):
                words, hint = tr("The model is on this computer now."), tr("To use it, its engine has to be installed.")
                self._tools.messages.tell(Message(words, hint, Severity.WARN, tr("Install…"), card.ask_and_install))

    @property
    def _models(self) -> "ManageModels":
        return self._tools.app.manage_models

    def _look(self) -> "_Found":
        engines = self._tools.app.manage_engines
        titles = {each.info.id: each.info.title for each in engines.list()}
        return _Found(self._models.list(), titles, self._tools.app.this_computer())

    def _arrived(self, found: "_Found") -> None:
        for one in found.listed:
            # cards stay: made anew with each look, they would take the focus and the place of the scroll bar along
            if one.model.id not in self.cards:
                self._add_card(one, found)
            self.cards[one.model.id].show_suits(suits(one.model, found.computer))
            if one.model.id not in self._running:
                self.cards[one.model.id].show_listed(one)
        self._recommend(found)
        self._narrow_down()

    def _add_card(self, listed: "ListedModel", found: "_Found") -> None:
        model_id, group = listed.model.id, self._group(listed.model, found)
        card = ModelCard(listed.model, tells_quality=not found.quality_of(listed.model.engine))
        card.download_pressed.connect(partial(self.download, model_id))
        card.pause_pressed.connect(partial(self.pause, model_id))
        card.cancel_pressed.connect(partial(self.cancel, model_id))
        card.check_pressed.connect(partial(self.check, model_id))
        card.remove_pressed.connect(partial(self.remove, model_id))
        card.import_folder_pressed.connect(partial(self.import_folder, model_id))
        card.import_archive_pressed.connect(partial(self.import_archive, model_id))
        self.cards[model_id] = card
        group.add(card)

    def _group(self, model: "Model", found: "_Found") -> EngineGroup:
        if model.engine not in self.groups:
            group = EngineGroup(found.titles.get(model.engine, model.title), found.quality_of(model.engine))
            self.groups[model.engine] = group
            self._listed.addWidget(group)
        return self.groups[model.engine]

    def _recommend(self, found: "_Found") -> None:
        """Mark the one model that suits this computer; it stands first."""
        language = self._tools.settings.default_language
        best = recommended_model([one.model for one in found.listed], language, found.computer.graphics_bytes)
        for group in self.groups.values():
            group.recommend(best)
        if best:
            group = self.groups[self.cards[best].model.engine]
            self._listed.removeWidget(group)
            self._listed.insertWidget(0, group)

    def _narrow_down(self) -> None:
        found = [group.narrow_down(self.search.text()) for group in self.groups.values()]
        self.none_found.setVisible(bool(found) and not any(found))

    def _ask_and_download(self, model_id: str, *, has_token: bool) -> None:
        model = self.cards[model_id].model
        lacking = next((card for card in self.engines if card.lacks(model.engine)), None)
        dialog = LicenceDialog(model, tr("Download"), self, wants_token=not has_token)
        told = [self.cards[model_id].warning]
        if lacking:
            told.append(tr("What its engine needs ({about}) is fetched and installed as well.", about=lacking.about))
        if any(told):
            dialog.tell(in_a_row(*told))

        def begin() -> None:
            if lacking:
                lacking.install_now()
            self.fetch(model_id, dialog.token.text().strip())

        self._ask(dialog, begin)

    def _ask_and_take(self, model_id: str, chosen: str) -> None:
        if chosen:
            dialog = LicenceDialog(self.cards[model_id].model, tr("Import"), self, wants_token=False)
            self._ask(dialog, lambda: self.take_from(model_id, Path(chosen)))

    def _ask(self, dialog: QDialog, then: Callable[[], object]) -> None:
        dialog.accepted.connect(then)
        # not `exec`: that would run a loop of events in the midst of this one
        dialog.open()

    def _begin(
        self,
        model_id: str,
        work: Work[Any],
        *,
        can_pause: bool,
        told: "Callable[[Any], Message] | None" = None,
    ) -> None:
        """Do something with a model, beside everything else; one after the other."""
        if model_id in self._running:
            return
        card = self.cards[model_id]
        self._thrown_away.discard(model_id)
        card.show_progress(ProgressUpdate(_WAITING), can_pause=can_pause)

        def show(update: ProgressUpdate) -> None:
            if not self._running[model_id].job.cancel_token.is_cancelled:
                card.show_progress(update, can_pause=can_pause)

        def done(result: Any) -> None:
            self._tools.messages.tell((told or _pulled_words)(result))
            # after the good news: the bar shows one message, and this one wants an answer
            self.offer_engine(card.model.engine)
            self._end(model_id)

        reply = Reply(done, partial(self._failed, model_id), show)
        self._running[model_id] = self._tools.bridge.submit(Task(work, Queue.MODELS), reply)

    def _stop(self, model_id: str) -> None:
        if model_id in self._running:
            self._running[model_id].stop()
            self.cards[model_id].show_stopping()

    def _failed(self, model_id: str, error: VoiceClonerError) -> None:
        if isinstance(error, AccessDenied):
            self._refused.add(model_id)  # next time another token is asked for
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)
        self._end(model_id)

    def _end(self, model_id: str) -> None:
        del self._running[model_id]
        if model_id in self._thrown_away:  # also of a download that was stopped before its turn came
            self._tidy(lambda: self._models.discard(model_id))
        else:
            self.refresh()

    def _tidy(self, work: Callable[[], object]) -> None:
        self._tools.bridge.submit(Task(lambda _progress, _cancel: work(), Queue.LIBRARY), Reply(done=self._tidied))

    def _tidied(self, _result: object) -> None:
        self.refresh()


def _pulled_words(pulled: "PulledModel") -> Message:
    return Message(tr("{title} is on this computer now.", title=pulled.model.title), said(pulled.note))
