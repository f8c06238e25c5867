"""When a sound is to be looked at more finely than is known of it."""

from voicecloner.domain.quality import Span
from voicecloner.gui.parts.sound.layout import SoundLayout
from voicecloner.gui.parts.sound.track import SoundTrack
from voicecloner.gui.parts.sound.viewport import Viewport
from voicecloner.gui.translation import tr

_COARSE_PX = 6.0
_COARSE_COLUMN_PX = 3.0
_FINEST_S = 0.001
_FINEST_COLUMN_S = 0.006


def ask_for_detail(track: SoundTrack, viewport: Viewport, layout: SoundLayout) -> bool:
    """Where each pair or column is several pixels wide, there is more to see in the sound.

    Args:
        track: is asked, and says meanwhile that it is being looked at.
        viewport: what is in sight.
        layout: how wide that is, and whether there is a spectrogram.

    Returns:
        whether the track has other words to say by now.
    """
    start_s, end_s = viewport.span.start_s, min(viewport.span.end_s, track.seconds)
    if not track.can_seek or end_s <= start_s:
        return False
    seen_s = end_s - start_s
    if seen_s > track.longest_detail_s:
        track.waiting = tr("Zoom in to see the spectrogram and the pitch.")
        return True
    if not _is_coarse(track, viewport, layout):
        return False
    # a little on both sides as well, so that the next small move has something to show at once
    margin_s = min(seen_s / 2, (track.longest_detail_s - seen_s) / 2)
    track.waiting = tr("Looking at the sound…")
    track.detail_wanted.emit(Span(max(0.0, start_s - margin_s), min(track.seconds, end_s + margin_s)))
    return True


def _is_coarse(track: SoundTrack, viewport: Viewport, layout: SoundLayout) -> bool:
    px_per_s = layout.area.width() / viewport.seen_s
    pair_s = track.seen(viewport.span).pair_s
    column_s = track.picture_column_s(viewport.span) if layout.has_spectrum else 0.0
    is_wave_coarse = pair_s * px_per_s > _COARSE_PX and pair_s > _FINEST_S
    return is_wave_coarse or (column_s > _FINEST_COLUMN_S and column_s * px_per_s > _COARSE_COLUMN_PX)
