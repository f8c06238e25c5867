"""How long texts are said: loudness, attempts, language, and the cluster that says the lines of tables."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.support.long_text_hands import WORK_MS, with_voices
from tests.support.mnemonics import doubled_mnemonics
from voicecloner.api.batches import SeenCluster
from voicecloner.errors import ClusterFailed
from voicecloner.gui.long_texts.cluster_field import ClusterField
from voicecloner.gui.long_texts.table_form import TableForm

TABLE = Path("lines.csv")
ADDRESS = "tcp://127.0.0.1:8786"


@pytest.fixture
def long_page(window, make_voice, qtbot):
    return with_voices(window, make_voice, qtbot, "Anna")


def pick(combo: QComboBox, words: str) -> None:
    place = next(i for i in range(combo.count()) if words in combo.itemText(i))
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


def typed(field: ClusterField, address: str) -> None:
    field.line.setText(address)
    field.line.editingFinished.emit()


def answers(monkeypatch: pytest.MonkeyPatch, answer: object) -> list[str]:
    """Have the cluster answer so; the addresses that were asked."""
    asked = list[str]()

    def look(address: str) -> object:
        asked.append(address)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("voicecloner.gui.long_texts.cluster_field.look_at_cluster", look)
    return asked


def test_a_table_is_said_as_the_form_says(window, long_page) -> None:
    form = long_page.table_card.form
    assert form.request(TABLE).defaults.language is None
    assert form.request(TABLE).loudness_lufs is None
    pick(form.language, "German")
    pick(form.loudness, "−19 LUFS")
    pick(form.attempts, "The best of 3")
    wanted = form.request(TABLE)
    assert (wanted.defaults.language, wanted.loudness_lufs, wanted.defaults.attempts) == ("de", -19.0, 3)
    assert wanted.scheduler == ""


def test_a_book_is_as_loud_as_the_tables_and_both_are_remembered(window, long_page, qtbot: QtBot) -> None:
    books, tables = long_page.book_card.form, long_page.table_card.form
    pick(books.loudness, "−16 LUFS")
    asked = books.request(Path("book.txt"), (), are_all=True)
    assert asked.loudness_lufs == -16.0
    assert tables.request(TABLE).loudness_lufs == -16.0
    pick(tables.attempts, "The best of 2")
    store = window.tools.app.settings_store
    qtbot.waitUntil(lambda: store.load().table_attempts == 2, timeout=WORK_MS)
    assert store.load().long_text_loudness == "-16"


def test_a_number_of_attempts_that_a_command_has_set_is_offered_as_well(window, qtbot: QtBot) -> None:
    window.tools.preferences.change("table_attempts", 7)
    form = TableForm(window.tools)
    qtbot.addWidget(form)
    assert form.request(TABLE).defaults.attempts == 7
    window.tools.preferences.change("table_attempts", 1)
    assert form.request(TABLE).defaults.attempts == 1


def test_what_is_seldom_wanted_is_folded_away(window, long_page) -> None:
    form = long_page.table_card.form
    assert form.more.inside.isHidden()
    form.more.toggle_button.click()
    assert not form.more.inside.isHidden()
    assert form.more.toggle_button.text().strip() == "Less"
    form.more.toggle_button.click()
    assert form.more.inside.isHidden()


def test_a_cluster_says_the_lines_and_is_remembered_and_then_seen(window, long_page, qtbot: QtBot) -> None:
    form = long_page.table_card.form
    typed(form.cluster, f" {ADDRESS} ")
    assert form.request(TABLE).scheduler == ADDRESS
    assert not form.processes.isEnabled()
    qtbot.waitUntil(lambda: window.tools.app.settings_store.load().table_cluster == ADDRESS, timeout=WORK_MS)
    later = TableForm(window.tools)
    qtbot.addWidget(later)
    assert later.request(TABLE).scheduler == ADDRESS
    assert not later.more.inside.isHidden()
    typed(form.cluster, "")
    assert form.request(TABLE).scheduler == ""
    assert form.processes.isEnabled()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (SeenCluster(2), "It is there, with 2 workers."),
        (SeenCluster(0), "It is there, but nobody works in it yet."),
        (ClusterFailed("It cannot be reached.", "Look."), "It cannot be reached. Look."),
    ],
)
def test_a_cluster_can_be_tried(window, long_page, monkeypatch, qtbot: QtBot, answer, words) -> None:
    asked, cluster = answers(monkeypatch, answer), long_page.table_card.form.cluster
    assert not cluster.try_button.isEnabled()
    typed(cluster, ADDRESS)
    cluster.try_button.click()
    assert cluster.words.text() == "Trying…"
    assert not cluster.try_button.isEnabled()
    qtbot.waitUntil(lambda: cluster.words.text() == words, timeout=WORK_MS)
    assert asked == [ADDRESS]
    assert cluster.try_button.isEnabled()
    typed(cluster, "tcp://elsewhere:8786")
    assert cluster.words.isHidden()


def test_without_the_packages_there_is_no_field_and_no_cluster(window, monkeypatch, qtbot: QtBot) -> None:
    window.tools.preferences.change("table_cluster", ADDRESS)
    monkeypatch.setattr("voicecloner.gui.long_texts.cluster_field.can_reach_clusters", lambda: False)
    form = TableForm(window.tools)
    qtbot.addWidget(form)
    assert form.cluster.isHidden()
    assert form.request(TABLE).scheduler == ""
    assert form.more.inside.isHidden()


def test_each_letter_leads_to_one_field(window, long_page) -> None:
    long_page.table_card.form.more.unfold(is_open=True)
    long_page.table_card.show()
    assert doubled_mnemonics(long_page.table_card) == []
    assert doubled_mnemonics(long_page.book_card) == []
