"""What wheel and keys do to a picture of sounds."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent

from voicecloner.gui.parts.sound.track import SoundTrack
from voicecloner.gui.parts.sound.viewport import ZOOM, Viewport

_STEP_S = 2.0
# One notch of a wheel as Qt counts it, in eighths of a degree; touchpads send small parts of it.
_NOTCH = 120
_WAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def turn_wheel(event: QWheelEvent, viewport: Viewport, pointed_s: float) -> bool:
    """Zoom with Ctrl, move with Shift or sideways; whether it was one of these: the wheel alone scrolls the page.

    Args:
        event: how the wheel was turned.
        viewport: what is in sight.
        pointed_s: the moment below the mouse.
    """
    turn, sideways = event.angleDelta().y(), event.angleDelta().x()
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turn:
        viewport.zoom(ZOOM ** (-turn / (2 * _NOTCH)), pointed_s)
        return True
    if (sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and viewport.is_zoomed:
        # with Shift some systems turn the wheel sideways by themselves, others leave it as it is
        viewport.look_from(viewport.span.start_s - (sideways or turn) / _NOTCH * viewport.seen_s / 10)
        return True
    return False


def zoom_by_key(event: QKeyEvent, viewport: Viewport) -> bool:
    """Zoom by plus, minus and 0; whether it was one of these."""
    zooms = {
        Qt.Key.Key_Plus: viewport.zoom_in,
        Qt.Key.Key_Equal: viewport.zoom_in,  # the same key without Shift
        Qt.Key.Key_Minus: viewport.zoom_out,
        Qt.Key.Key_0: viewport.show_all,
    }
    chosen = zooms.get(Qt.Key(event.key()))
    if chosen is None or not viewport.whole_s or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False
    chosen()
    return True


def seek_by_key(event: QKeyEvent, viewport: Viewport, track: SoundTrack) -> bool:
    """Whether it was one of these: arrows hear on from elsewhere, and with Shift move what is in sight; Home and End
    go to the ends.
    """
    key = Qt.Key(event.key())
    if not track.can_seek or key not in {*_WAYS, Qt.Key.Key_Home, Qt.Key.Key_End}:
        return False
    if key in _WAYS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        viewport.look_from(viewport.span.start_s + _WAYS[key] * viewport.seen_s / 4)
        return True
    step_s = min(_STEP_S, viewport.seen_s / 10) if viewport.is_zoomed else _STEP_S
    ends = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: max(0.0, track.seconds - _STEP_S)}
    wanted_s = ends[key] if key in ends else track.position_s + _WAYS[key] * step_s
    at_s = min(max(0.0, wanted_s), track.seconds)
    if not viewport.shows(at_s):
        viewport.look_from(at_s - viewport.seen_s / 2)
    track.seek_asked.emit(at_s)
    return True
