"""Meter, ring, waveform, combos: what they show and what they ask for."""

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from voicecloner.domain.audio import Level
from voicecloner.gui.capture.level_meter import LevelMeter
from voicecloner.gui.capture.record_ring import RecordRing
from voicecloner.gui.parts.elided import ElidedLabel, ElidingCombo
from voicecloner.gui.parts.language_combo import LanguageCombo, SearchableCombo
from voicecloner.gui.parts.message_bar import MessageBar
from voicecloner.gui.parts.theme import apply_theme, current_tones
from voicecloner.gui.window.messages import Message


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply_theme(qapp, "light")


def colours(widget, left: int, right: int, top: int = 0, bottom: int | None = None) -> set[str]:
    image = widget.grab().toImage()
    bottom = image.height() if bottom is None else bottom
    return {image.pixelColor(x, y).name() for x in range(left, right) for y in range(top, bottom)}


class TestMeter:
    @pytest.fixture
    def clock(self) -> list[float]:
        return [0.0]

    @pytest.fixture
    def meter(self, qtbot: QtBot, clock: list[float]) -> LevelMeter:
        made = LevelMeter(lambda: clock[0])
        qtbot.addWidget(made)
        made.resize(400, 32)
        return made

    @pytest.mark.parametrize(
        ("dbfs", "seen", "unseen"), [(-20, "ok", "warn"), (-8, "warn", "fail"), (-1, "fail", "accent")]
    )
    def test_zones(self, meter: LevelMeter, dbfs: float, seen: str, unseen: str) -> None:
        meter.show_level(Level(dbfs, dbfs - 6))
        found = colours(meter, 0, 340, 4, 12)
        assert getattr(current_tones(), seen) in found
        assert getattr(current_tones(), unseen) not in found

    def test_the_peak_stays_for_three_seconds(self, meter: LevelMeter, clock: list[float]) -> None:
        meter.show_level(Level(-6.0, -12.0))
        clock[0] = 2.9
        meter.show_level(Level(-40.0, -46.0))
        assert meter.held_dbfs == -6.0
        clock[0] = 3.1
        meter.show_level(Level(-40.0, -46.0))
        assert meter.held_dbfs == -40.0

    def test_the_clip_light_stays_until_it_is_clicked(self, meter: LevelMeter) -> None:
        meter.show_level(Level(0.0, -3.0, clipped=True))
        meter.show_level(Level(-30.0, -36.0))
        assert meter.is_clip_lit
        assert "too loud" in meter.accessibleDescription()
        QTest.mouseClick(meter, Qt.MouseButton.LeftButton, pos=QPoint(10, 5))
        assert meter.is_clip_lit
        QTest.mouseClick(meter, Qt.MouseButton.LeftButton, pos=QPoint(395, 5))
        assert not meter.is_clip_lit

    @pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
    def test_a_key_puts_the_clip_light_out(self, meter: LevelMeter, key: Qt.Key) -> None:
        meter.show_level(Level(0.0, -3.0, clipped=True))
        QTest.keyClick(meter, Qt.Key.Key_A)
        assert meter.is_clip_lit
        QTest.keyClick(meter, key)
        assert not meter.is_clip_lit
        assert "too loud" not in meter.accessibleDescription()

    def test_the_tab_key_stops_at_the_clip_light_only_while_it_is_lit(self, meter: LevelMeter) -> None:
        assert meter.focusPolicy() == Qt.FocusPolicy.NoFocus
        meter.show_level(Level(0.0, -3.0, clipped=True))
        assert meter.focusPolicy() == Qt.FocusPolicy.TabFocus
        meter.reset()
        assert meter.focusPolicy() == Qt.FocusPolicy.NoFocus

    def test_silence_is_painted(self, meter: LevelMeter) -> None:
        meter.show_level(Level(-math.inf, -math.inf))
        assert current_tones().ok not in colours(meter, 0, 340, 4, 12)
        assert meter.accessibleDescription() == "silent"


class TestRing:
    def test_it_fills_from_the_top_and_turns_green(self, qtbot: QtBot) -> None:
        ring = RecordRing()
        qtbot.addWidget(ring)
        ring.resize(ring.sizeHint())
        ring.show_state(is_recording=True, fraction=0.5)
        assert current_tones().accent in colours(ring, 100, 112)
        assert current_tones().accent not in colours(ring, 0, 12)
        ring.show_state(is_recording=True, fraction=1.0)
        assert current_tones().ok in colours(ring, 0, 12)
        assert ring.accessibleName() == "Stop recording"


class TestLanguages:
    def test_offering_keeps_the_choice(self, qtbot: QtBot) -> None:
        combo = LanguageCombo("sw")
        qtbot.addWidget(combo)
        combo.offer(("en", "de"))
        assert combo.tag == "sw"
        assert [combo.itemText(i) for i in range(combo.count())] == ["English", "German", "Swahili"]

    def test_a_language_without_a_name_is_shown_by_its_tag(self, qtbot: QtBot) -> None:
        combo = LanguageCombo("en")
        qtbot.addWidget(combo)
        combo.choose("xyz")
        assert (combo.tag, combo.currentText()) == ("xyz", "xyz")


def test_a_long_line_ends_in_dots_and_tells_the_rest(qtbot: QtBot) -> None:
    label = ElidedLabel("小明的声音 and a name that goes on and on and on")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(900, 20)
    label.grab()
    assert label.toolTip() == ""


def test_a_long_choice_ends_in_dots_and_tells_the_rest(qtbot: QtBot) -> None:
    combo = ElidingCombo()
    qtbot.addWidget(combo)
    combo.addItem("System default (a microphone with a long name)")
    combo.resize(140, 30)
    combo.grab()
    assert combo.toolTip() == combo.currentText()
    combo.resize(900, 30)
    combo.grab()
    assert combo.toolTip() == ""


def test_a_long_choice_that_can_be_typed_into_ends_in_dots_until_it_is_typed_into(qtbot: QtBot) -> None:
    whole = "Grandmother, the bedtime story of the little lighthouse keeper"
    combos = SearchableCombo(), SearchableCombo()
    for combo in combos:
        qtbot.addWidget(combo)
        combo.resize(200, 36)
    one, other = (combo.lineEdit() for combo in combos)
    combos[0].addItem(whole)
    one.grab()
    assert one.toolTip() == whole
    cut = one.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, one.width() - 4)
    assert cut.endswith("…")
    combos[1].addItem(cut)
    assert one.grab().toImage() == other.grab().toImage()
    assert other.toolTip() == ""
    with qtbot.waitExposed(combos[0]):
        combos[0].show()
    combos[0].activateWindow()
    one.setFocus()
    qtbot.waitUntil(one.hasFocus)
    one.end(False)  # noqa: FBT003 - Qt takes it by place
    assert one.grab().toImage() != other.grab().toImage()


def test_names_that_steer_or_look_like_markup_are_shown_as_words(qtbot: QtBot) -> None:
    name = "a\x1b[2J\u202e<b>bold</b> <img src='x'>"
    line = ElidedLabel(name)
    qtbot.addWidget(line)
    assert line.text() == "a\ufffd[2J\ufffd<b>bold</b> <img src='x'>"
    assert line.textFormat() == Qt.TextFormat.PlainText
    line.resize(40, 20)
    line.grab()
    assert "<" not in line.toolTip()
    line.setText("\x07")
    assert line.text() == "\ufffd"
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message(Message(f"Saved as {name}."))
    assert "Saved as a\ufffd[2J" in [each.text()[:14] for each in bar.findChildren(QLabel)]


@pytest.mark.parametrize("place", ["left", "middle", "arrow"])
def test_a_click_anywhere_on_a_combo_box_opens_it(qtbot: QtBot, place: str) -> None:
    combo = LanguageCombo("de")
    qtbot.addWidget(combo)
    combo.resize(300, 36)
    with qtbot.waitExposed(combo):
        combo.show()
    x = {"left": 12, "middle": 150, "arrow": 290}[place]
    clicked = combo.childAt(x, 18) or combo
    QTest.mouseClick(clicked, Qt.MouseButton.LeftButton, pos=clicked.mapFrom(combo, QPoint(x, 18)))
    lists = (combo.view(), combo.completer().popup())
    qtbot.waitUntil(lambda: any(each.isVisible() for each in lists))
    shown = next(each for each in lists if each.isVisible())
    assert shown.model().rowCount() == combo.count()
    assert shown.currentIndex().data() == "German"
    shown.hide()
    combo.hidePopup()
    assert combo.tag == "de"


def test_typing_into_the_open_list_makes_it_shorter(qtbot: QtBot) -> None:
    combo = LanguageCombo("de")
    qtbot.addWidget(combo)
    with qtbot.waitExposed(combo):
        combo.show()
    line = combo.lineEdit()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    popup = combo.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClicks(popup, "swah")
    qtbot.waitUntil(lambda: popup.model().rowCount() == 1)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: combo.tag == "sw")


@pytest.mark.parametrize("stays", [False, True])
def test_good_news_goes_by_itself_unless_it_waits_for_somebody(qtbot: QtBot, stays: bool) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar._timer.setInterval(0)
    bar.show_message(Message("It was read aloud.", stays=stays))
    qtbot.waitUntil(lambda: bar.isVisible() == stays and not bar._timer.isActive())


class TestTheListOfASearchableCombo:
    def test_can_be_read(self, opened: SearchableCombo) -> None:
        choices = opened.completer().popup()
        blank = choices.grab().toImage().pixelColor(choices.width() - 40, 12)
        assert blank == current_tones().surface

    def test_has_esc_for_itself_before_the_window_has_it(self, opened: SearchableCombo) -> None:
        choices = opened.completer().popup()
        stopped = QShortcut(QKeySequence("Esc"), opened.window())
        told: list[str] = []
        stopped.activated.connect(lambda: told.append("stopped"))
        QTest.keyClick(choices.windowHandle(), Qt.Key.Key_Escape)
        assert (choices.isVisible(), told) == (False, [])
        QTest.keyClick(opened.window().windowHandle(), Qt.Key.Key_Escape)
        assert told == ["stopped"]

    @pytest.mark.parametrize(("typed", "chosen"), [("swah", "sw"), ("an", "de"), ("nowhere", "de")])
    def test_enter_takes_what_was_typed_for_the_only_choice_it_fits(
        self, opened: SearchableCombo, typed: str, chosen: str
    ) -> None:
        QTest.keyClicks(opened.completer().popup(), typed)
        QTest.keyClick(opened.completer().popup(), Qt.Key.Key_Return)
        assert opened.currentData() == chosen
        assert opened.lineEdit().text() == opened.itemText(opened.currentIndex())

    @pytest.fixture
    def opened(self, qtbot: QtBot) -> SearchableCombo:
        combo = LanguageCombo("de")
        qtbot.addWidget(combo)
        combo.resize(300, 36)
        with qtbot.waitActive(combo):
            combo.show()
            combo.activateWindow()
        QTest.mouseClick(combo.lineEdit(), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(combo.completer().popup().isVisible)
        return combo
