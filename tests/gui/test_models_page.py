"""The models page, over a real server on this machine."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.support.answering import answer
from tests.support.file_server import FileServer, serving, stall, status
from tests.support.models import WEIGHTS, stock, write_catalogue
from voicecloner.bootstrap import Application
from voicecloner.domain.quality import Severity
from voicecloner.errors import WeightsError
from voicecloner.gui.models.model_card import ModelCard, facts
from voicecloner.gui.models.page import ModelsPage
from voicecloner.gui.parts.dialogs.licence import LicenceDialog
from voicecloner.gui.parts.dialogs.question import QuestionDialog
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import MODELS
from voicecloner.jobs import ProgressUpdate
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.install import Installer, InstallTools
from voicecloner.models.network_options import NetworkOptions
from voicecloner.models.retry import RetryPolicy
from voicecloner.models.store import WeightsStore
from voicecloner.use_cases.upkeep.manage_models import ManageModels


class Tokens:
    """A machine without a keyring."""

    token = ""

    def find(self):
        return self.token

    def keep(self, _token):
        raise WeightsError("This computer has no keyring.", "Use HF_TOKEN.")


@pytest.fixture
def server():
    with serving() as place:
        stock(place)
        yield place


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
def page(app: Application, window: MainWindow, server: FileServer, tokens, tmp_path, qtbot: QtBot) -> ModelsPage:
    store = WeightsStore(app.folders.data / "models")
    retry = RetryPolicy(attempts=2, wait=lambda _cancel, _wait_s: None)
    installer = Installer(store, InstallTools(lambda: NetworkOptions(mirror=server.address), retry))
    catalogue = read_catalogue(write_catalogue(tmp_path / "catalogue.json", server))
    vars(app)["manage_models"] = ManageModels(catalogue, store, installer, tokens)
    window.show_page(MODELS)
    qtbot.waitUntil(lambda: len(window.models.cards) == 5)
    return window.models


def dialog_of(page: ModelsPage) -> LicenceDialog:
    return next(made for made in page.findChildren(LicenceDialog) if made.isVisible())


def shown(card: ModelCard) -> list[str]:
    buttons = (card.download, card.importing, card.pause, card.cancel, card.check, card.remove)
    return [made.text().strip() for made in buttons if made.isVisible()]


def accept(page: ModelsPage, qtbot: QtBot, token: str = "") -> None:
    qtbot.waitUntil(lambda: any(d.isVisible() for d in page.findChildren(LicenceDialog)))
    dialog = dialog_of(page)
    assert not dialog.go_on.isEnabled()
    dialog.accepts.setChecked(True)
    if token:
        assert not dialog.go_on.isEnabled()
        dialog.token.setText(token)
    dialog.go_on.click()


def get(page: ModelsPage, model_id: str, qtbot: QtBot) -> ModelCard:
    card = page.cards[model_id]
    card.download.click()
    accept(page, qtbot)
    qtbot.waitUntil(card.check.isVisible)
    return card


def test_each_model_tells_what_it_is(page: ModelsPage) -> None:
    card = page.cards["packed"]
    assert facts(card.model).endswith("kB · free, also commercially · English, German")
    assert facts(page.cards["gated"].model) == "size not known · free, also commercially · English · needs an account"
    assert shown(card) == ["Download…", "Import…"]


def test_nothing_is_fetched_until_the_licence_is_accepted(page, server, qtbot: QtBot) -> None:
    page.cards["pinned"].download.click()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in page.findChildren(LicenceDialog)))
    dialog_of(page).reject()
    assert server.asked == []
    assert shown(page.cards["pinned"]) == ["Download…", "Import…"]


def test_a_model_is_fetched_checked_and_removed(page, window, app, qtbot: QtBot) -> None:
    card = get(page, "pinned", qtbot)
    assert card.state.text() == "On this computer, 200\u00a0kB"
    assert shown(card) == ["Check", "Remove"]
    assert window.message_bar.message.text == "Pinned is on this computer now."
    card.check.click()
    qtbot.waitUntil(lambda: window.message_bar.message.text == "Pinned: all files are as they should be.")
    qtbot.waitUntil(card.remove.isVisible)
    card.remove.click()
    QTest.keyClick(page.findChild(QuestionDialog), Qt.Key.Key_Return)
    assert app.manage_models.find("pinned").installed, "Enter is the answer by which nothing is lost"
    qtbot.waitUntil(lambda: page.findChild(QuestionDialog) is None)
    card.remove.click()
    answer(page, "Remove it")
    qtbot.waitUntil(card.download.isVisible)
    assert not app.manage_models.find("pinned").installed


def test_damage_is_told(page, window, app, qtbot: QtBot) -> None:
    card = get(page, "pinned", qtbot)
    (app.manage_models.folder("pinned") / "model.safetensors").write_bytes(bytes(len(WEIGHTS)))
    card.check.click()
    qtbot.waitUntil(lambda: window.message_bar.message.severity is Severity.FAIL)
    assert window.message_bar.message.text == "Pinned is damaged: model.safetensors."


def start_stalled(page: ModelsPage, app: Application, server: FileServer, qtbot: QtBot) -> ModelCard:
    server.faults.append(stall(120_000))
    card = page.cards["pinned"]
    card.download.click()
    accept(page, qtbot)
    qtbot.waitUntil(lambda: app.manage_models.find("pinned").waiting_bytes > 50_000)
    qtbot.waitUntil(lambda: card.state.text() == "Downloading model.safetensors")
    return card


def test_a_download_is_paused_and_gone_on_with(page, app, server, qtbot: QtBot) -> None:
    card = start_stalled(page, app, server, qtbot)
    assert shown(card) == ["Pause", "Cancel"]
    assert card.bar.isVisible()
    card.pause.click()
    qtbot.waitUntil(card.download.isVisible)
    assert shown(card) == ["Go on", "Import…", "Remove"]
    assert card.state.text().endswith("are here, the rest is missing")
    card.download.click()
    accept(page, qtbot)
    qtbot.waitUntil(card.check.isVisible)
    assert server.gets()[1].start > 0


def test_a_cancelled_download_leaves_nothing(page, app, server, qtbot: QtBot) -> None:
    card = start_stalled(page, app, server, qtbot)
    card.cancel.click()
    qtbot.waitUntil(card.download.isVisible)
    qtbot.waitUntil(lambda: not (app.folders.data / "models").exists())
    qtbot.waitUntil(lambda: shown(card) == ["Download…", "Import…"])


def test_esc_stops_no_download(page, window, app, server, qtbot: QtBot) -> None:
    card = start_stalled(page, app, server, qtbot)
    window.stop()
    assert shown(card) == ["Pause", "Cancel"]
    card.cancel.click()
    qtbot.waitUntil(card.download.isVisible)


def test_closing_the_window_keeps_what_has_arrived(page, window, app, server, qtbot: QtBot) -> None:
    start_stalled(page, app, server, qtbot)
    window.close()
    assert app.manage_models.find("pinned").waiting_bytes > 50_000


def test_downloads_wait_for_their_turn_and_can_be_given_up_meanwhile(page, app, server, qtbot: QtBot) -> None:
    first = start_stalled(page, app, server, qtbot)
    second = page.cards["packed"]
    second.download.click()
    accept(page, qtbot)
    assert second.state.text() == "Waiting for its turn"
    second.cancel.click()
    first.cancel.click()
    qtbot.waitUntil(lambda: first.download.isVisible() and second.download.isVisible())
    qtbot.waitUntil(lambda: not (app.folders.data / "models").exists())


def test_what_goes_wrong_is_told_and_what_has_arrived_stays(page, window, server, qtbot: QtBot) -> None:
    server.always = status(500)
    card = page.cards["pinned"]
    card.download.click()
    accept(page, qtbot)
    qtbot.waitUntil(lambda: window.message_bar.message.severity is Severity.FAIL)
    assert "too busy" in window.message_bar.message.text
    qtbot.waitUntil(card.download.isVisible)


def test_a_token_is_asked_for_where_there_is_none(page, window, server, qtbot: QtBot) -> None:
    card = page.cards["gated"]
    card.download.click()
    accept(page, qtbot, token="hf_given")  # noqa: S106 - made up
    qtbot.waitUntil(card.check.isVisible)
    assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer hf_given"}
    assert window.message_bar.message.hint == "This computer has no keyring. Use HF_TOKEN."


def test_a_token_that_was_refused_is_asked_for_again(page, tokens, server, window, qtbot: QtBot) -> None:
    tokens.token = "hf_kept"  # noqa: S105 - made up
    server.head_faults.append(status(403))
    card = page.cards["gated"]
    card.download.click()
    accept(page, qtbot)
    qtbot.waitUntil(lambda: "not been given access" in window.message_bar.message.text)
    qtbot.waitUntil(card.download.isVisible)
    card.download.click()
    accept(page, qtbot, token="hf_other")  # noqa: S106 - made up
    qtbot.waitUntil(card.check.isVisible)


@pytest.mark.parametrize("way", ["folder", "archive"])
def test_a_model_is_imported(page, app, server, tmp_path, monkeypatch, *, way: str, qtbot: QtBot) -> None:
    get(page, "pinned", qtbot)
    folder = app.manage_models.folder("pinned").rename(tmp_path / "stick")
    page.refresh()
    card = page.cards["pinned"]
    qtbot.waitUntil(card.importing.isVisible)
    archive = shutil.make_archive(str(tmp_path / "stick"), "zip", folder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(folder))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (archive, ""))
    server.asked.clear()
    card.menu.actions()[["folder", "archive"].index(way)].trigger()
    accept(page, qtbot)
    qtbot.waitUntil(card.check.isVisible)
    assert server.asked == []


def test_an_import_that_is_not_chosen_asks_nothing(page, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: "")
    page.import_folder("pinned")
    assert page.findChildren(LicenceDialog) == []


def test_progress_is_shown_with_numbers(page: ModelsPage) -> None:
    card = page.cards["open"]
    card.show_progress(ProgressUpdate("Downloading x", 0.25, "1 MB of 4 MB, 2 MB/s, 2 s left"), can_pause=True)
    assert (card.bar.value(), card.bar.maximum()) == (250, 1000)
    assert card.detail.text() == "1 MB of 4 MB, 2 MB/s, 2 s left"
    card.show_progress(ProgressUpdate("Asking"), can_pause=False)
    assert card.bar.maximum() == 0
    assert not card.pause.isVisible()


def test_screen_readers_hear_which_model_a_button_is_for(page: ModelsPage) -> None:
    card = page.cards["pinned"]
    assert card.bar.accessibleName() == "Progress of Pinned"
    assert card.download.toolTip() == "Download Pinned"
    assert card.download.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_models_are_grouped_by_engine_and_found_by_words(page: ModelsPage, qtbot: QtBot) -> None:
    assert set(page.groups) == {card.model.engine for card in page.cards.values()}
    page.search.setText("german commercially")
    assert [name for name, card in page.cards.items() if card.isVisible()] == ["packed"]
    page.search.setText("swahili")
    assert not any(group.isVisible() for group in page.groups.values())
    assert page.none_found.isVisible()
    page.search.clear()
    assert all(card.isVisible() for card in page.cards.values())


def test_one_model_is_recommended_and_stands_first(app: Application, window: MainWindow, qtbot: QtBot) -> None:
    window.show_page(MODELS)  # over the real catalogue
    page = window.models
    qtbot.waitUntil(lambda: bool(page.cards))
    marked = [engine for engine, group in page.groups.items() if group.badge.isVisible()]
    assert len(marked) == 1
    assert page._listed.itemAt(0).widget() is page.groups[marked[0]]
    if marked == ["pocket-lite"]:  # no large graphics card in this computer
        assert [name for name, card in page.cards.items() if card.badge.isVisible()] == ["pocket-lite-en"]
    assert len(page.groups["pocket"].cards) == 7


def test_no_licence_is_a_code(app: Application, window: MainWindow, qtbot: QtBot) -> None:
    window.show_page(MODELS)
    qtbot.waitUntil(lambda: bool(window.models.cards))
    told = [facts(card.model) for card in window.models.cards.values()]
    assert not any("LicenseRef" in words or "CC-BY" in words or "Apache" in words for words in told)
    assert "not for commercial use" in facts(window.models.cards["xtts-v2"].model)


def test_model_and_engine_are_one_installation(page, app, window, monkeypatch, server, qtbot: QtBot) -> None:
    card, installed = page.cards["pinned"], []
    engines = page.engines[0]
    engines._lacking, engines._spec_bytes = {"pinned"}, 5_700_000_000
    monkeypatch.setattr(engines, "install_now", lambda: installed.append(True))
    monkeypatch.setattr(engines, "refresh", lambda: None)
    card.download.click()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in page.findChildren(LicenceDialog)))
    assert "about 5.70\u00a0GB" in dialog_of(page).also.text()
    accept(page, qtbot)
    assert installed == [True]
    qtbot.waitUntil(card.check.isVisible)
