"""One of the sounds a picture shows: what is known of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from voicecloner.domain.audio import LONGEST_STRETCH_S
from voicecloner.domain.quality import Span
from voicecloner.gui.parts.outline import NOTHING, Mark, Outline
from voicecloner.gui.translation import in_a_row, said, tr
from voicecloner.wording import clock

if TYPE_CHECKING:
    from voicecloner.api.review import SoundPicture

_SLACK_S = 1e-3


class SoundTrack(QObject):
    """What is shown of one sound.

    Attributes:
        outline, detail: its waveform, and a part of it more finely.
        pictures: spectrograms and pitch, the coarsest first.
        marks: stretches that findings are about.
        usable: of a sound that grows, the stretches that count.
        goal_s: how long a sound that grows is to become.
        whole_s: how long the sound is where its outline does not tell.
        lit: the stretch whose bars stand out; None: those that were heard.
        can_seek: whether the sound is finished and can be heard from anywhere.
        wants_picture: whether spectrogram and pitch are of use.
        waiting: what is said where there is no spectrogram yet.
        invitation: what is said where there is no sound yet.
        longest_detail_s: how much may be looked at in one go.

    Args:
        name: for screen readers, and over its picture where there are several.
        parent: lives as long.

    Signals:
        changed: it is to be painted anew.
        replaced: another sound is shown, or none.
        moved: playback is elsewhere.
        seek_asked: seconds from the start, where the user wants to hear on.
        detail_wanted: the `Span` that is seen too coarsely.
    """

    changed = Signal()
    replaced = Signal()
    moved = Signal()
    seek_asked = Signal(float)
    detail_wanted = Signal(object)

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self.outline = NOTHING
        self.detail = NOTHING
        self.pictures: tuple[SoundPicture, ...] = ()
        self.marks: tuple[Mark, ...] = ()
        self.usable: tuple[Span, ...] | None = None
        self.goal_s = 0.0
        self.whole_s = 0.0
        self.lit: Span | None = None
        self.can_seek = False
        self.wants_picture = True
        self.waiting = self.invitation = ""
        self.longest_detail_s = LONGEST_STRETCH_S
        self._at_s: float | None = None

    @property
    def seconds(self) -> float:
        """Length of the sound shown."""
        return self.whole_s or self.outline.seconds

    @property
    def position_s(self) -> float:
        """Where playback is, 0 while there is none."""
        return self._at_s or 0.0

    @property
    def cursor_s(self) -> float | None:
        """Where playback is, None while there is none."""
        return self._at_s

    @property
    def is_growing(self) -> bool:
        """Whether the sound is still being made."""
        return self.outline is not NOTHING and not self.can_seek

    def show_sound(self, outline: Outline, marks: Sequence[Mark] = (), *, can_seek: bool = True) -> None:
        """Show a finished sound."""
        self.outline, self.marks, self.can_seek = outline, tuple(marks), can_seek
        self.detail, self.pictures, self.lit = NOTHING, (), None
        self.usable, self.goal_s, self.whole_s, self._at_s = None, 0.0, 0.0, None
        self.replaced.emit()

    def show_growing(
        self,
        outline: Outline,
        goal_s: float,
        usable: tuple[Span, ...] | None = None,
        picture: "SoundPicture | None" = None,
    ) -> None:
        """Show a sound that still grows towards `goal_s` seconds.

        Args:
            outline: all of it so far.
            goal_s: how long it is to become at least.
            usable: the stretches that count towards the goal; None if all of it does.
            picture: its spectrogram so far.
        """
        self.outline, self.detail, self.marks = outline, NOTHING, ()
        self.pictures = (picture,) if picture else ()
        self.goal_s, self.usable, self.can_seek = goal_s, usable, False
        self.lit, self.whole_s, self._at_s = None, 0.0, None
        self.replaced.emit()

    def show_detail(self, outline: Outline) -> None:
        """Show a part of it more finely, wherever nothing but that part is in sight."""
        self.detail = outline
        self.changed.emit()

    def show_picture(self, picture: "SoundPicture") -> None:
        """Show what frequencies there are in it, or in a part of it; what was known before stays below."""
        # one of a part lies over the coarse one of all; one of all takes the place of all there were
        first = self.pictures[:1] if picture.seconds < self.seconds - 1.0 else ()
        self.pictures = (*first, picture)
        self.changed.emit()

    def clear(self) -> None:
        """Show nothing."""
        self.show_sound(NOTHING, can_seek=False)

    def invite(self, words: str) -> None:
        """Say this from now on where there is no sound yet."""
        if words != self.invitation:
            self.invitation = words
            self.changed.emit()

    def set_position(self, position_s: float | None) -> None:
        """Show where playback is; None: nowhere."""
        if position_s != self._at_s:
            self._at_s = position_s
            self.moved.emit()

    def seen(self, view: Span) -> Outline:
        """The finest outline there is of what is in sight."""
        detail = self.detail
        end_s = min(view.end_s, self.seconds)
        if detail.start_s <= view.start_s + _SLACK_S and end_s <= detail.start_s + detail.seconds + detail.pair_s:
            return detail.between(view.start_s, view.end_s)
        return self.outline.between(view.start_s, view.end_s)

    def picture_column_s(self, view: Span) -> float:
        """How wide a column of the finest picture is that covers all in sight; infinite where none does."""
        end_s = min(view.end_s, self.seconds)
        fine = [p.column_s for p in self.pictures if p.start_s <= view.start_s + 0.05 and end_s <= p.end_s + 0.05]
        return min(fine, default=float("inf"))

    def is_lit(self, times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Which moments stand out: what counts of a sound that grows, the stretch that is used, what was heard."""
        if self.lit is not None:
            return (times_s >= self.lit.start_s) & (times_s <= self.lit.end_s)
        if self.usable is None:
            # while nothing is heard all of it stands out
            return times_s < (self.seconds if self._at_s is None else self._at_s)
        # a moment is within one of them if more have begun by then than have ended
        starts_s, ends_s = ([getattr(span, edge) for span in self.usable] for edge in ("start_s", "end_s"))
        return np.searchsorted(starts_s, times_s, "right") > np.searchsorted(ends_s, times_s, "right")

    def marks_at(self, seconds: float) -> tuple[Mark, ...]:
        """The findings at one moment."""
        return tuple(mark for mark in self.marks if mark.start_s <= seconds <= mark.end_s)

    @property
    def words_for_spectrum(self) -> str:
        """What is said in place of a spectrogram."""
        if not self.seconds:
            return self.invitation
        if self.is_growing and self.invitation and not self.pictures:
            return tr("The spectrogram follows.")
        return self.waiting if self.can_seek and not self.pictures else ""

    @property
    def description(self) -> str:
        """What is to be seen, in words."""
        if not self.seconds:
            return tr("empty")
        pitch_hz = self.pictures[0].median_pitch_hz if self.pictures else None
        pitch = tr("The pitch is about {pitch_hz:.0f} Hz.", pitch_hz=pitch_hz) if pitch_hz else ""
        marked = (
            tr("{start} to {end}: {message}", start=clock(m.start_s), end=clock(m.end_s), message=said(m.message))
            for m in self.marks
        )
        return in_a_row(tr("{length} long.", length=clock(self.seconds)), pitch, *marked)
