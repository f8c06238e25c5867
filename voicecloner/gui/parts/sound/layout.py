"""Where the parts of a sound's picture lie: computed once, used by what paints and by what is clicked."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from voicecloner.domain.quality import Span

AXIS_PX = 20
_EDGE_PX = 18.0
_SCALE_PX = 40.0
_TOP_PX = 6.0
_GAP_PX = 4.0
_WAVE_PX, _SMALL_WAVE_PX = 78.0, 58.0
_SPECTRUM_PX, _SMALL_SPECTRUM_PX = 92.0, 74.0


@dataclass(frozen=True)
class TrackArea:
    """Where one sound is painted; empty rectangles are not painted."""

    wave: QRectF
    spectrum: QRectF


@dataclass(frozen=True)
class SoundLayout:
    """The places of all parts within a widget, in its pixels.

    Attributes:
        width_px, height_px: size of the widget.
        tracks: how many sounds lie one over the other.
        has_spectrum: whether spectrogram and pitch are shown.
    """

    width_px: float
    height_px: float
    tracks: int
    has_spectrum: bool

    @staticmethod
    def height_for(tracks: int, *, has_spectrum: bool) -> int:
        """How high the widget wants to be."""
        wave_px, spectrum_px = _heights(tracks)
        track_px = wave_px + (_GAP_PX + spectrum_px if has_spectrum else 0.0)
        return round(_TOP_PX + tracks * track_px + (tracks - 1) * _GAP_PX + AXIS_PX)

    @property
    def area(self) -> QRectF:
        """What the time axis runs along, over all sounds."""
        edge_px = _SCALE_PX if self.has_spectrum else _EDGE_PX
        return QRectF(edge_px, _TOP_PX, self.width_px - 2 * edge_px, self.height_px - _TOP_PX - AXIS_PX)

    def track_area(self, number: int) -> TrackArea:
        """Where a sound is painted."""
        area = self.area
        track_px = (area.height() - (self.tracks - 1) * _GAP_PX) / self.tracks
        top = area.top() + number * (track_px + _GAP_PX)
        if not self.has_spectrum:
            return TrackArea(QRectF(area.left(), top, area.width(), track_px), QRectF())
        wave, spectrum = _heights(self.tracks)
        wave_px = (track_px - _GAP_PX) * wave / (wave + spectrum)
        below = top + wave_px + _GAP_PX
        return TrackArea(
            QRectF(area.left(), top, area.width(), wave_px),
            QRectF(area.left(), below, area.width(), top + track_px - below),
        )

    def x(self, seconds: float, view: Span) -> float:
        """Where a moment is while `view` is in sight."""
        return self.area.left() + self.area.width() * (seconds - view.start_s) / (view.end_s - view.start_s)

    def seconds_at(self, x: float, view: Span) -> float:
        """Which moment in sight lies nearest to x."""
        part = (x - self.area.left()) / max(1.0, self.area.width())
        return view.start_s + min(max(0.0, part), 1.0) * (view.end_s - view.start_s)


def _heights(tracks: int) -> tuple[float, float]:
    return (_WAVE_PX, _SPECTRUM_PX) if tracks == 1 else (_SMALL_WAVE_PX, _SMALL_SPECTRUM_PX)
