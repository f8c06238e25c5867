"""The stretch of a long recording: where it is, how it is moved, seen closer, heard, and judged anew."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.fake_streams import FakeSpeaker
from tests.support.long_files import long_file
from tests.support.wheel import turn_wheel
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Span
from voicecloner.gui.capture.stretch_panel import KEY, StretchPanel
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.parts.sound.stretch_view import StretchView
from voicecloner.gui.parts.theme import apply_theme
from voicecloner.gui.window.main_window import MainWindow

KEYS = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def outline(seconds: float, pair_s: float = 0.1, start_s: float = 0.0) -> Outline:
    pairs = np.tile(np.array([[-0.3, 0.3]], np.float32), (round(seconds / pair_s), 1))
    return Outline(pairs, pair_s, start_s)


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication) -> StretchView:
    apply_theme(qapp, "light")
    made = StretchView("The whole recording")
    qtbot.addWidget(made)
    made.resize(620, 128)  # an hour is 600 pixels wide
    with qtbot.waitExposed(made):
        made.show()
    made.show_whole(outline(3600.0, 1.0), 3600.0, Span(600.0, 620.0))
    return made


def x_of(view: StretchView, seconds: float) -> int:
    return round(view.places.x(seconds, view.viewport.span))


def drag(widget, from_x: float, to_x: float, steps: int = 5) -> None:
    """With the left button, in the widget's own coordinates; the widget may move along with the mouse."""
    y = widget.height() / 2
    start = widget.mapToGlobal(QPointF(from_x, y))

    def send(kind: QEvent.Type, place: QPointF, held: Qt.MouseButton) -> None:
        local = widget.mapFromGlobal(place)
        event = QMouseEvent(kind, local, place, Qt.MouseButton.LeftButton, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)

    send(QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton)
    for step in range(1, steps + 1):
        place = start + QPointF((to_x - from_x) * step / steps, 0)
        send(QEvent.Type.MouseMove, place, Qt.MouseButton.LeftButton)
    send(QEvent.Type.MouseButtonRelease, start + QPointF(to_x - from_x, 0), Qt.MouseButton.NoButton)


class TestEdges:
    def test_arrows_nudge_by_a_tenth_and_with_shift_by_a_second(self, view: StretchView, qtbot: QtBot) -> None:
        chosen: list[Span] = []
        view.stretch_chosen.connect(chosen.append)
        start, end = view.edges
        QTest.keyClick(start, KEYS.Key_Left)
        QTest.keyClick(start, KEYS.Key_Left, SHIFT)
        QTest.keyClick(end, KEYS.Key_Right)
        QTest.keyClick(end, KEYS.Key_PageUp)
        assert chosen == [Span(599.9, 620.0), Span(598.9, 620.0), Span(598.9, 620.1), Span(598.9, 630.1)]

    def test_nothing_is_chosen_while_a_key_is_held(self, view: StretchView) -> None:
        chosen: list[Span] = []
        view.stretch_chosen.connect(chosen.append)
        for _ in range(20):
            QTest.keyPress(view.edges[0], KEYS.Key_Left)
        assert chosen == []
        QTest.keyRelease(view.edges[0], KEYS.Key_Left)
        assert chosen == [Span(598.0, 620.0)]

    def test_they_are_told_to_screen_readers(self, view: StretchView) -> None:
        assert [edge.accessibleName() for edge in view.edges] == ["Start of the stretch", "End of the stretch"]
        assert view.edges[0].accessibleDescription() == "at 600.0 seconds"
        assert (view.edges[0].value(), view.edges[1].value()) == (600_000, 620_000)
        view.edges[1].setValue(640_000)  # as a screen reader does
        assert view.stretch == Span(600.0, 640.0)

    def test_they_are_dragged(self, view: StretchView) -> None:
        view.look_at_stretch()
        chosen: list[Span] = []
        view.stretch_chosen.connect(chosen.append)
        pixels_per_s = view.places.area.width() / 30.0
        drag(view.edges[1], 9, 9 - 5 * pixels_per_s)
        assert len(chosen) == 1
        assert chosen[0].end_s == pytest.approx(615.0, abs=0.1)
        assert chosen[0].start_s == 600.0

    def test_they_keep_their_distance_and_stay_in_the_recording(self, view: StretchView) -> None:
        view.edges[0].asked.emit(5000.0)
        assert view.stretch == Span(619.0, 620.0)
        view.edges[1].asked.emit(5000.0)
        assert view.stretch == Span(619.0, 1219.0)  # ten minutes
        view.edges[0].asked.emit(-5.0)
        assert view.stretch == Span(619.0, 1219.0)

    def test_the_whole_stretch_is_dragged(self, view: StretchView) -> None:
        view.look_at_stretch()
        chosen: list[Span] = []
        view.stretch_chosen.connect(chosen.append)
        pixels_per_s = view.places.area.width() / 30.0
        drag(view, x_of(view, 610.0), x_of(view, 610.0) + 3 * pixels_per_s)
        assert [span.start_s for span in chosen] == [pytest.approx(603.0, abs=0.1)]
        assert chosen[0].end_s - chosen[0].start_s == pytest.approx(20.0)

    def test_a_click_asks_to_hear_and_moves_nothing(self, view: StretchView) -> None:
        asked: list[float] = []
        view.track.seek_asked.connect(asked.append)
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(x_of(view, 1800.0), 40))
        assert asked == [pytest.approx(1800.0, abs=6.0)]
        assert view.stretch == Span(600.0, 620.0)


class TestZoom:
    def test_keys_and_wheel_zoom_in_and_out(self, view: StretchView) -> None:
        QTest.keyClick(view, KEYS.Key_Plus)
        assert view.viewport.span == Span(0.0, 1800.0)
        assert turn_wheel(view, 240, x_of(view, 900.0), Qt.KeyboardModifier.ControlModifier)
        assert view.viewport.span.start_s == pytest.approx(450.0, abs=5)  # what is below the mouse stays there
        assert view.viewport.span.end_s == pytest.approx(1350.0, abs=5)
        QTest.keyClick(view, KEYS.Key_Minus)
        QTest.keyClick(view, KEYS.Key_Minus)
        assert view.viewport.span == Span(0.0, 3600.0)

    def test_the_wheel_alone_is_left_to_the_page(self, view: StretchView) -> None:
        assert not turn_wheel(view, 120, 50, Qt.KeyboardModifier.NoModifier)
        view.look_at_stretch()
        assert turn_wheel(view, -120, 50, SHIFT)
        assert view.viewport.span.start_s == pytest.approx(595.0 + 3.0)

    def test_the_wheel_over_an_edge_moves_no_edge(self, view: StretchView) -> None:
        edge = view.edges[0]
        edge.setFocus()
        place = QPointF(5, 40)
        event = QWheelEvent(
            place, place, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003 - Qt takes it by position only
        )  # fmt: skip
        QApplication.sendEvent(edge, event)
        assert view.stretch == Span(600.0, 620.0)

    def test_edges_out_of_sight_are_not_in_the_way(self, view: StretchView) -> None:
        view.look_at_stretch()
        assert all(edge.isVisible() for edge in view.edges)
        view.viewport.look_from(610.0)
        assert [edge.isVisible() for edge in view.edges] == [False, True]

    def test_what_is_seen_too_coarsely_is_asked_for_and_painted(self, view: StretchView, qtbot: QtBot) -> None:
        with qtbot.waitSignal(view.track.detail_wanted) as wanted:
            view.look_at_stretch()
        (span,) = wanted.args
        assert span == Span(580.0, 640.0)
        assert len(view.track.seen(view.viewport.span).pairs) == 30
        view.track.show_detail(outline(60.0, 0.05, 580.0))
        assert len(view.track.seen(view.viewport.span).pairs) == 600
        view.viewport.look_from(700.0)
        assert len(view.track.seen(view.viewport.span).pairs) == 30  # that part is not known finely

    def test_the_whole_is_never_read_for_that(self, view: StretchView, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(view.track.detail_wanted, wait=300):
            view.viewport.zoom(0.25)


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return long_file(tmp_path_factory.mktemp("long") / "lecture.wav")


@pytest.fixture
def panel(window: MainWindow, hour: Path, qtbot: QtBot) -> StretchPanel:
    window.import_files((hour,))
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    return window.capture.result_card.part


def wait_for_stretch(window: MainWindow, stretch: Span, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.capture.captured.checked.files[0].span == stretch)


def test_the_proposed_stretch_is_shown_on_the_whole_recording(window, panel: StretchPanel) -> None:
    assert panel.isVisible()
    assert panel.view.viewport.whole_s == pytest.approx(150.0, abs=0.5)
    assert panel.view.stretch == window.capture.captured.proposal.best
    assert 55.0 < panel.view.stretch.start_s < panel.view.stretch.end_s < 90.0
    assert panel.times.text().startswith("1:0")


def test_releasing_an_edge_judges_the_stretch_anew(window, panel: StretchPanel, qtbot: QtBot) -> None:
    page, before = window.capture, panel.view.stretch
    page.form.name.setText("Anna")
    page.form.consents[ConsentKind.OWN].setChecked(True)
    QTest.keyClick(panel.view.edges[1], KEYS.Key_Left, SHIFT)
    after = Span(before.start_s, round(before.end_s - 1.0, 3))
    assert page.form.missing.text() == "The recording is being checked."
    wait_for_stretch(window, after, qtbot)
    assert page.result_card.player.track.seconds == pytest.approx(after.end_s - after.start_s, abs=0.1)
    assert page.form.name.text() == "Anna"  # nothing that was filled in is lost
    assert page.form.missing.text() != "The recording is being checked."


def test_the_voice_is_made_of_the_chosen_stretch(window, panel: StretchPanel, app, qtbot: QtBot) -> None:
    page, before = window.capture, panel.view.stretch
    QTest.keyClick(panel.view.edges[1], KEYS.Key_Left)
    wait_for_stretch(window, Span(before.start_s, round(before.end_s - 0.1, 3)), qtbot)
    page.form.name.setText("Anna")
    page.form.consents[ConsentKind.OWN].setChecked(True)
    page.form.create_button.click()
    qtbot.waitUntil(lambda: bool(app.manage_voices.list().voices))
    (reference,) = app.manage_voices.find("Anna").references
    assert reference.span == Span(before.start_s, round(before.end_s - 0.1, 3))
    qtbot.waitUntil(lambda: not panel.isVisible())


def test_a_stretch_that_cannot_be_read_leaves_the_one_before(window, panel, hour: Path, tmp_path, qtbot) -> None:
    before, away = panel.view.stretch, tmp_path / "away.wav"
    hour.rename(away)
    try:
        QTest.keyClick(panel.view.edges[0], KEYS.Key_Right)
        qtbot.waitUntil(window.message_bar.isVisible)
        assert panel.view.stretch == before
        assert window.capture.form.missing.text() != "The recording is being checked."
    finally:
        away.rename(hour)


def test_the_stretch_is_played_and_where_it_is_is_shown(window, panel, speaker: FakeSpeaker, qtbot: QtBot) -> None:
    panel.play_button.click()
    qtbot.waitUntil(lambda: window.tools.playback.is_playing(KEY))
    assert panel.play_button.text().strip() == "Stop"
    speaker.take_sound(RATE_OF_A_SECOND)
    qtbot.waitUntil(lambda: panel.view.track.position_s > panel.view.stretch.start_s)
    panel.play_button.click()
    assert not window.tools.playback.key


def test_a_click_plays_from_there(window: MainWindow, panel: StretchPanel, qtbot: QtBot) -> None:
    panel.view.track.seek_asked.emit(100.0)
    qtbot.waitUntil(lambda: window.tools.playback.is_playing(KEY))
    assert panel._heard_from_s == 100.0
    window.capture.clear()
    assert not window.tools.playback.key


def test_zooming_reads_the_detail_from_the_file(panel: StretchPanel, qtbot: QtBot) -> None:
    panel.view.viewport.zoom(0.01)
    qtbot.waitUntil(lambda: panel.view.track.seen(panel.view.viewport.span).pair_s < 0.04)
    assert panel.bar.isVisible()
    panel.bar.setValue(panel.bar.minimum())
    assert panel.view.viewport.span.start_s == 0.0


def test_the_next_best_stretch_is_one_press_away(window: MainWindow, panel: StretchPanel, qtbot: QtBot) -> None:
    candidates = window.capture.captured.proposal.candidates
    assert panel.next_button.isEnabled() == (len(candidates) > 1)
    if len(candidates) > 1:
        panel.next_button.click()
        wait_for_stretch(window, candidates[1].span, qtbot)


def test_a_short_recording_has_no_stretch_to_choose(window: MainWindow, speech: Path, qtbot: QtBot) -> None:
    window.import_files((speech,))
    qtbot.waitUntil(lambda: window.capture.captured is not None)
    assert not window.capture.result_card.part.isVisible()


RATE_OF_A_SECOND = 16_000
