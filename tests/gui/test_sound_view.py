"""The picture of a sound: what it shows, how it is zoomed and moved, and what it asks for."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from tests.support.clips import clip, tone
from tests.support.wheel import turn_wheel
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Finding, Severity, Span
from voicecloner.gui.parts.outline import Mark, Outline, marks_of, outline_of
from voicecloner.gui.parts.sound.layout import SoundLayout
from voicecloner.gui.parts.sound.overlay import Scene, sentences
from voicecloner.gui.parts.sound.pictures import Pictures, reader_of
from voicecloner.gui.parts.sound.sight_buttons import SightButtons
from voicecloner.gui.parts.sound.view import HINT, SoundView
from voicecloner.gui.parts.theme import apply_theme, current_tones
from voicecloner.gui.window.job_bridge import JobBridge
from voicecloner.jobs import CancelToken
from voicecloner.quality.sound_picture import SoundPicture, height_of, picture_of

KEYS = Qt.Key
NONE, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
LOUD = "Too loud here."
_TONE_HZ = 220.0


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply_theme(qapp, "light")


@pytest.fixture
def make_view(qtbot: QtBot) -> Callable[..., SoundView]:
    def make(*names: str) -> SoundView:
        made = SoundView(*names)
        qtbot.addWidget(made)
        made.resize(480, made.sizeHint().height())  # 400 pixels of time axis
        with qtbot.waitExposed(made):
            made.show()
        made.show_spectrum(is_shown=True)  # this window is low
        return made

    return make


@pytest.fixture
def view(make_view: Callable[..., SoundView]) -> SoundView:
    made = make_view("Test sound")
    made.tracks[0].show_sound(outline_of(clip(tone(10.0))))
    return made


@pytest.fixture
def picture() -> SoundPicture:
    return picture_of(clip(tone(10.0, hz=_TONE_HZ)), CancelToken())


def colours(view: SoundView, from_s: float, to_s: float, top: float = 0.0, bottom: float = 1.0) -> set[str]:
    """Of the area of the waveform; `top` and `bottom` are parts of its height."""
    image, track_area = view.grab().toImage(), view.places.track_area(0).wave
    left, right = (round(view.places.x(at, view.viewport.span)) for at in (from_s, to_s))
    rows = range(
        round(track_area.top() + top * track_area.height()), round(track_area.top() + bottom * track_area.height())
    )
    return {image.pixelColor(x, y).name() for x in range(left + 1, right - 1) for y in rows}


def column(view: SoundView) -> list[QColor]:
    """The spectrogram in its middle, from top to bottom."""
    image, track_area = view.grab().toImage(), view.places.track_area(0).spectrum
    x = round(track_area.center().x())
    return [image.pixelColor(x, y) for y in range(round(track_area.top()) + 2, round(track_area.bottom()) - 2)]


def wheel(view: SoundView, turn: int, at_s: float, modifier: Qt.KeyboardModifier) -> bool:
    return turn_wheel(view, turn, view.places.x(at_s, view.viewport.span), modifier)


def place_of(view: SoundView, seconds: float, y: float = 40) -> QPoint:
    return QPoint(round(view.places.x(seconds, view.viewport.span)), round(y))


class TestOutline:
    def test_a_short_sound_is_drawn_as_finely_as_a_long_one(self) -> None:
        assert len(outline_of(clip(tone(3.0))).pairs) == pytest.approx(600, abs=2)
        assert len(outline_of(clip(tone(30.0))).pairs) == pytest.approx(600, abs=2)
        assert outline_of(clip(tone(60.0))).pair_s == 0.05
        assert outline_of(clip(tone(10.0))).seconds == pytest.approx(10.0, abs=0.05)


class TestPainting:
    def test_what_was_played_has_the_accent(self, view: SoundView) -> None:
        view.tracks[0].set_position(5.0)
        assert current_tones().accent in colours(view, 0.5, 4.5)
        assert current_tones().accent not in colours(view, 5.5, 9.5)

    @pytest.mark.parametrize(("severity", "tone_name"), [(Severity.WARN, "warn"), (Severity.FAIL, "fail")])
    def test_marks_are_painted_where_the_finding_is(self, view, severity: Severity, tone_name: str) -> None:
        finding = Finding("clipping", severity, 1.0, "%", 0.5, LOUD, (Span(6.0, 8.0),))
        fine = Finding("noise", Severity.OK, 1.0, "dB", 0.5, "Fine.", (Span(0.0, 1.0),))
        marks = marks_of((finding, fine))
        assert marks == (Mark(6.0, 8.0, severity, LOUD),)
        view.tracks[0].show_sound(outline_of(clip(tone(10.0))), marks)
        strip = getattr(current_tones(), tone_name)
        assert strip in colours(view, 6.0, 8.0, 0.0, 0.1)
        assert strip not in colours(view, 0.0, 5.8, 0.0, 0.1)
        assert f"0:06 to 0:08: {LOUD}" in view.accessibleDescription()

    def test_a_growing_sound_shows_its_goal_and_cannot_be_sought(self, view: SoundView, qtbot: QtBot) -> None:
        half = Outline(np.tile(np.float32([-0.3, 0.3]), (200, 1)))
        track = view.tracks[0]
        track.show_growing(half, goal_s=20.0)
        assert view.viewport.whole_s == pytest.approx(23.0)
        assert current_tones().accent in colours(view, 5.0, 9.0)
        assert current_tones().accent not in colours(view, 10.5, 22.0)
        greens = [c for c in colours(view, 19.6, 20.4) if QColor(c).hslSaturation() > 60]
        assert any(QColor(c).green() > QColor(c).red() + 30 for c in greens)
        with qtbot.assertNotEmitted(track.seek_asked):
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place_of(view, 5.0))
        assert view.focusPolicy() is Qt.FocusPolicy.NoFocus

    def test_what_counts_of_a_growing_sound_is_green(self, view: SoundView) -> None:
        half = Outline(np.tile(np.float32([-0.3, 0.3]), (200, 1)))
        view.tracks[0].show_growing(half, 20.0, (Span(2.0, 5.0),))
        assert current_tones().ok in colours(view, 2.5, 4.5)
        assert current_tones().ok not in colours(view, 6.0, 9.0)

    def test_an_empty_one_is_painted(self, view: SoundView) -> None:
        view.tracks[0].clear()
        assert current_tones().accent not in colours(view, 0.0, 1.0)
        assert view.accessibleDescription() == "empty"

    def test_what_an_empty_one_says_goes_on_in_a_second_line_where_it_is_narrow(self, view: SoundView) -> None:
        def painted(words: str) -> QImage:
            view.tracks[0].invite(words)
            view.tracks[0].clear()
            return view.grab().toImage()

        plain, heights_px = painted(""), []
        for words in ("Press Play.", "Press Play to hear and see the voice itself, beside its recording. " * 2):
            shot = painted(words)
            across = range(shot.width())
            inked = [y for y in range(shot.height()) if any(shot.pixel(x, y) != plain.pixel(x, y) for x in across)]
            heights_px.append(inked[-1] - inked[0])
        assert heights_px[1] > 1.8 * heights_px[0]

    def test_the_spectrogram_is_dark_where_the_tone_is(self, view: SoundView, picture: SoundPicture) -> None:
        view.tracks[0].show_picture(replace(picture, pitch_hz=np.full_like(picture.pitch_hz, np.nan)))
        levels = [colour.lightness() for colour in column(view)]
        height = 1 - levels.index(min(levels)) / len(levels)
        assert min(levels) < 60
        assert max(levels) > 240
        assert height == pytest.approx(height_of(_TONE_HZ), abs=0.06)

    def test_the_pitch_is_told_and_painted(self, view: SoundView, picture: SoundPicture) -> None:
        view.tracks[0].show_picture(picture)
        assert current_tones().accent in [colour.name() for colour in column(view)]
        assert f"The pitch is about {_TONE_HZ:.0f} Hz." in view.accessibleDescription()

    def test_the_theme_changes_all_of_it(self, view: SoundView, picture: SoundPicture, qapp: QApplication) -> None:
        view.tracks[0].show_picture(picture)
        apply_theme(qapp, "dark")
        assert min(colour.lightness() for colour in column(view)) < 50
        assert current_tones().accent in colours(view, 0.5, 9.5)

    def test_the_waveform_alone_is_lower(self, view: SoundView) -> None:
        before = view.sizeHint().height()
        view.show_spectrum(is_shown=False)
        assert view.sizeHint().height() < before - 60
        assert view.places.track_area(0).spectrum.isEmpty()

    def test_painting_where_playback_is_takes_less_than_a_frame(self, view: SoundView, picture: SoundPicture) -> None:
        track = view.tracks[0]
        track.show_picture(picture)
        QApplication.processEvents()
        started, frames = time.thread_time(), 30
        for number in range(frames):
            track.set_position(number / 30)
            QApplication.processEvents()
        assert (time.thread_time() - started) / frames < 0.016

    def test_nothing_is_imported_for_an_empty_one(self) -> None:
        code = (
            "import sys; from PySide6.QtWidgets import QApplication\n"
            "app = QApplication(['', '-platform', 'offscreen'])\n"
            "from voicecloner.gui.parts.sound.view import SoundView\n"
            "view = SoundView('Empty'); view.show(); app.processEvents(); print('pyqtgraph' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
        assert done.stdout.strip() == "False"

    def test_a_low_window_shows_the_waveform_alone_until_somebody_chooses(self, qtbot: QtBot) -> None:
        low, high = SoundView("Test sound"), SoundView("Test sound")
        for made, height_px in ((low, 300), (high, 700)):
            qtbot.addWidget(made)
            made.resize(480, height_px)
            made.show()
        assert (low.has_spectrum, high.has_spectrum) == (False, True)
        low.show_spectrum(is_shown=True)
        low.hide()
        low.show()
        assert low.has_spectrum


class TestSentences:
    @pytest.fixture
    def scene(self, view: SoundView) -> Scene:
        return Scene(SoundLayout(880.0, 200.0, 1, has_spectrum=True), Span(0.0, 10.0), view.tracks, None, ("",))

    def told(self, scene: Scene, *marks: Mark) -> list[str]:
        track = scene.tracks[0]
        track.marks = marks
        return [words for _mark, _box, words in sentences(scene, track, scene.layout.track_area(0).wave, QFont())]

    def test_a_finding_is_told_on_its_span_where_there_is_room(self, scene: Scene) -> None:
        assert self.told(scene, Mark(2.0, 6.0, Severity.WARN, LOUD)) == [LOUD]

    def test_it_is_cut_where_there_is_less_and_left_out_where_there_is_none(self, scene: Scene) -> None:
        (cut,) = self.told(scene, Mark(2.0, 3.0, Severity.WARN, LOUD * 5))
        assert cut.endswith("…")
        assert self.told(scene, Mark(2.0, 2.2, Severity.WARN, LOUD)) == []

    def test_the_worse_one_is_told_where_two_lie_on_each_other(self, scene: Scene) -> None:
        marks = (Mark(2.0, 6.0, Severity.WARN, LOUD), Mark(3.0, 7.0, Severity.FAIL, "Clipped."))
        assert self.told(scene, *marks) == ["Clipped."]

    def test_the_mouse_is_told_all_of_them(self, view: SoundView) -> None:
        marks = (Mark(2.0, 6.0, Severity.WARN, LOUD), Mark(3.0, 7.0, Severity.FAIL, "Clipped."))
        view.tracks[0].show_sound(outline_of(clip(tone(10.0))), marks)
        for at_s, words in ((4.0, f"{LOUD}\nClipped."), (9.0, HINT)):
            place = place_of(view, at_s)
            QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
            assert QToolTip.text() == words
        QToolTip.hideText()


class TestHearing:
    def test_a_click_asks_to_play_from_there(self, view: SoundView, qtbot: QtBot) -> None:
        with qtbot.waitSignal(view.tracks[0].seek_asked) as asked:
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place_of(view, 5.0))
        assert asked.args[0] == pytest.approx(5.0, abs=0.05)

    @pytest.mark.parametrize(
        ("key", "target_s"), [(KEYS.Key_Left, 2.0), (KEYS.Key_Right, 6.0), (KEYS.Key_Home, 0.0), (KEYS.Key_End, 8.0)]
    )
    def test_keys_seek(self, view: SoundView, key: Qt.Key, target_s: float, qtbot: QtBot) -> None:
        view.tracks[0].set_position(4.0)
        with qtbot.waitSignal(view.tracks[0].seek_asked) as asked:
            QTest.keyClick(view, key)
        assert asked.args[0] == pytest.approx(target_s, abs=0.05)

    def test_a_key_brings_what_is_heard_into_sight(self, view: SoundView) -> None:
        view.viewport.look_at(6.0, 2.0)
        QTest.keyClick(view, KEYS.Key_Home)
        assert view.viewport.span == Span(0.0, 2.0)

    def test_what_is_seen_follows_playback_over_the_edge(self, view: SoundView) -> None:
        view.viewport.look_at(2.0, 2.0)
        view.tracks[0].set_position(3.9)
        assert view.viewport.span == Span(2.0, 4.0)
        view.tracks[0].set_position(4.05)
        assert view.viewport.span.start_s == pytest.approx(3.95)

    def test_who_looks_elsewhere_is_left_there(self, view: SoundView) -> None:
        view.viewport.look_at(7.0, 2.0)
        view.tracks[0].set_position(3.0)
        assert view.viewport.span == Span(7.0, 9.0)


class TestSight:
    def test_keys_zoom_around_playback_and_back_to_all(self, view: SoundView) -> None:
        view.tracks[0].set_position(4.0)
        QTest.keyClick(view, KEYS.Key_Plus)
        assert view.viewport.span == Span(1.5, 6.5)
        QTest.keyClick(view, KEYS.Key_Minus)
        assert view.viewport.span == Span(0.0, 10.0)
        QTest.keyClick(view, KEYS.Key_Plus)
        QTest.keyClick(view, KEYS.Key_0)
        assert view.viewport.span == Span(0.0, 10.0)

    def test_the_wheel_zooms_with_ctrl_where_the_mouse_is(self, view: SoundView) -> None:
        assert wheel(view, 240, 8.0, CONTROL)
        assert view.viewport.span.end_s - view.viewport.span.start_s == pytest.approx(5.0)
        assert view.seconds_at(view.places.x(8.0, Span(0.0, 10.0))) == pytest.approx(8.0, abs=0.05)

    def test_the_wheel_alone_is_left_to_the_page(self, view: SoundView) -> None:
        assert not wheel(view, 120, 5.0, NONE)
        view.viewport.look_at(4.0, 2.0)
        assert not wheel(view, 120, 5.0, NONE)
        assert wheel(view, -120, 5.0, SHIFT)
        assert view.viewport.span.start_s == pytest.approx(4.2)

    def test_shift_and_arrows_and_the_mouse_move_what_is_seen(self, view: SoundView, qtbot: QtBot) -> None:
        view.viewport.look_at(4.0, 2.0)
        with qtbot.assertNotEmitted(view.tracks[0].seek_asked):
            QTest.keyClick(view, KEYS.Key_Right, SHIFT)
            assert view.viewport.span == Span(4.5, 6.5)
            start = place_of(view, 5.0)
            QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
            _move(view, start + QPoint(100, 0))
            QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(100, 0))
        assert view.viewport.span.start_s == pytest.approx(4.0, abs=0.05)

    def test_it_never_leaves_the_sound(self, view: SoundView) -> None:
        view.viewport.look_at(-5.0, 2.0)
        assert view.viewport.span == Span(0.0, 2.0)
        view.viewport.look_from(100.0)
        assert view.viewport.span == Span(8.0, 10.0)
        for _ in range(20):
            view.viewport.zoom_in()
        assert view.viewport.span.end_s - view.viewport.span.start_s == 0.5

    def test_the_buttons_do_the_same(self, view: SoundView, qtbot: QtBot) -> None:
        buttons = SightButtons(view)
        qtbot.addWidget(buttons)
        assert not buttons.zoom_out.isEnabled()
        buttons.zoom_in.click()
        assert view.viewport.span == Span(2.5, 7.5)
        buttons.zoom_out.click()
        assert view.viewport.span == Span(0.0, 10.0)
        buttons.spectrum.click()
        assert not view.has_spectrum

    def test_tenths_are_told_where_a_moment_fills_the_picture(self) -> None:
        from voicecloner.gui.parts.sound.plot import time_ticks

        assert [words for _at, words in time_ticks(Span(59.8, 60.2), 480.0)] == [
            "0:59.8",
            "0:59.9",
            "1:00.0",
            "1:00.1",
            "1:00.2",
        ]
        assert [words for _at, words in time_ticks(Span(0.0, 3600.0), 480.0)] == [
            "0:00",
            "10:00",
            "20:00",
            "30:00",
            "40:00",
            "50:00",
            "1:00:00",
        ]


class TestLooking:
    @pytest.fixture
    def bridge(self, qtbot: QtBot) -> JobBridge:
        owner = QWidget()
        qtbot.addWidget(owner)
        made = JobBridge(owner)
        yield made
        made.close()

    def show(self, view: SoundView, sound: AudioClip, bridge: JobBridge) -> list[Span]:
        track = view.tracks[0]
        pictures = Pictures(bridge, track, "test")
        asked: list[Span] = []
        track.detail_wanted.connect(asked.append)
        track.show_sound(outline_of(sound))
        pictures.read_from(reader_of(sound))
        return asked

    def test_a_sound_is_looked_at_and_closer_when_it_is_seen_closer(
        self, view, bridge: JobBridge, qtbot: QtBot
    ) -> None:
        asked, track = self.show(view, clip(tone(60.0)), bridge), view.tracks[0]
        qtbot.waitUntil(lambda: bool(track.pictures))
        assert asked == [Span(0.0, 60.0)]
        assert track.pictures[0].seconds == pytest.approx(60.0, abs=0.1)
        view.viewport.look_at(20.0, 1.0)
        qtbot.waitUntil(lambda: len(track.pictures) == 2)
        assert asked[1] == Span(19.5, 21.5)
        assert track.pictures[1].column_s == 0.005
        assert track.seen(view.viewport.span).pair_s <= 0.005

    def test_no_more_than_ten_minutes_are_looked_at(self, view: SoundView, qtbot: QtBot) -> None:
        track = view.tracks[0]
        track.show_sound(Outline(np.zeros((1000, 2), np.float32), 1.0))
        with qtbot.assertNotEmitted(track.detail_wanted, wait=400):
            view.refresh()
        assert track.waiting == "Zoom in to see the spectrogram and the pitch."
        with qtbot.waitSignal(track.detail_wanted) as wanted:
            view.viewport.look_at(100.0, 400.0)
        (span,) = wanted.args
        assert span.end_s - span.start_s <= 600.0

    def test_looking_that_is_stopped_leaves_the_waveform_and_says_so(
        self, view, bridge: JobBridge, qtbot: QtBot
    ) -> None:
        def stopped(_span: Span, _progress: object, cancel: CancelToken) -> AudioClip:
            cancel.wait(60.0)
            cancel.raise_if_cancelled()
            raise AssertionError

        track = view.tracks[0]
        qtbot.waitSignal(track.detail_wanted).wait()  # of its own accord, before anybody answers
        Pictures(bridge, track, "test").read_from(stopped)
        with qtbot.waitSignal(bridge.started) as started:
            track.detail_wanted.emit(Span(0.0, 90.0))
        (task,) = started.args
        assert task.title == "Looking at the sound"
        task.stop()
        qtbot.waitUntil(lambda: track.waiting.startswith("No spectrogram yet"))
        assert track.seconds == pytest.approx(10.0, abs=0.05)

    def test_another_sound_makes_the_answer_stale(self, view: SoundView, bridge: JobBridge, qtbot: QtBot) -> None:
        self.show(view, clip(tone(60.0)), bridge)
        track = view.tracks[0]
        track.detail_wanted.emit(Span(0.0, 60.0))
        track.show_sound(outline_of(clip(tone(3.0))))
        with qtbot.assertNotEmitted(track.changed, wait=500):
            pass
        assert track.pictures == ()


class TestSeveral:
    @pytest.fixture
    def both(self, make_view: Callable[..., SoundView]) -> SoundView:
        made = make_view("The voice", "The recording")
        made.tracks[0].show_sound(outline_of(clip(tone(4.5))))
        made.tracks[1].show_sound(outline_of(clip(tone(8.5))))
        return made

    def test_they_share_one_axis(self, both: SoundView) -> None:
        assert both.viewport.span.end_s == pytest.approx(8.5, abs=0.02)
        assert both.accessibleDescription() == "The voice: 0:04 long. The recording: 0:08 long."

    def test_a_click_is_for_the_sound_that_is_clicked(self, both: SoundView, qtbot: QtBot) -> None:
        track_area = both.places.track_area(1).spectrum
        with qtbot.waitSignal(both.tracks[1].seek_asked) as asked, qtbot.assertNotEmitted(both.tracks[0].seek_asked):
            QTest.mouseClick(both, Qt.MouseButton.LeftButton, pos=place_of(both, 6.0, track_area.center().y()))
        assert asked.args[0] == pytest.approx(6.0, abs=0.05)

    def test_keys_are_for_the_sound_that_is_heard(self, both: SoundView, qtbot: QtBot) -> None:
        both.tracks[1].set_position(1.0)
        with qtbot.waitSignal(both.tracks[1].seek_asked) as asked:
            QTest.keyClick(both, KEYS.Key_Right)
        assert asked.args == [3.0]


def _move(view: SoundView, place: QPoint) -> None:
    """With the left button held, which QTest's own move does not tell."""
    from PySide6.QtGui import QMouseEvent

    where = QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, view.mapToGlobal(where), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, NONE
    )
    QApplication.sendEvent(view, event)
