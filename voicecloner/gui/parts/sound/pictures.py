"""Has sounds looked at in the background: their finer outline, their spectrogram and their pitch."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.parts.outline import Outline, outline_of
from voicecloner.gui.parts.sound.track import SoundTrack
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import JobBridge, Queue, Reply, Task
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.review import SoundPicture

Reader = Callable[[Span, Progress, CancelToken], AudioClip]
"""Gives a stretch of the sound; for a worker's thread."""
# Looking at less takes too short a time for a line with a Stop button.
_TOLD_FROM_S = 60.0


@dataclass(frozen=True, eq=False)
class Look:
    """What was seen of a stretch."""

    outline: Outline
    picture: "SoundPicture | None"


class Pictures(QObject):
    """Answers what a track wants to know; the newest question is the one that counts.

    Args:
        bridge: does the work elsewhere.
        track: asks, and is told.
        topic: under which the work is done.
    """

    def __init__(self, bridge: JobBridge, track: SoundTrack, topic: str) -> None:
        super().__init__(track)
        self._bridge = bridge
        self._track = track
        self._topic = f"picture-{topic}"
        self._read: Reader | None = None
        track.replaced.connect(self._forget)
        track.detail_wanted.connect(self._look)

    def read_from(self, read: Reader) -> None:
        """Where the sound that is shown from now on is read; to be called after it is shown."""
        self._read = read

    def _forget(self) -> None:
        self._read = None
        self._bridge.forget_topic(self._topic)

    def _look(self, span: Span) -> None:
        # looked up here: the work is done in another thread
        read, wants_picture = self._read, self._track.wants_picture
        if read is None:
            return

        def work(progress: Progress, cancel: CancelToken) -> Look:
            from voicecloner.api.review import picture_of

            clip = read(span, progress, cancel)
            made = outline_of(clip)
            picture = picture_of(clip, cancel, span.start_s) if wants_picture else None
            return Look(Outline(made.pairs, made.pair_s, span.start_s), picture)

        title = tr("Looking at the sound") if span.end_s - span.start_s >= _TOLD_FROM_S else ""
        task = Task(work, Queue.PICTURES, title, self._topic)
        self._bridge.submit(task, Reply(done=self._seen, failed=self._not_seen))

    def _seen(self, look: Look) -> None:
        self._track.show_detail(look.outline)
        if look.picture:
            self._track.show_picture(look.picture)

    def _not_seen(self, _error: VoiceClonerError) -> None:
        """It was stopped; or a file cannot be read any more, which is told where it is needed."""
        self._track.waiting = tr("No spectrogram yet: zoom in or out to see it.")
        self._track.changed.emit()


def reader_of(sound: AudioClip | Path) -> Reader:
    """Reads a sound that is in memory, or in a file that this program wrote."""

    def read(span: Span, _progress: Progress, _cancel: CancelToken) -> AudioClip:
        from voicecloner.api.speaking import read_audio

        clip = sound if isinstance(sound, AudioClip) else read_audio(sound)
        first, last = (round(edge * clip.sample_rate) for edge in (span.start_s, span.end_s))
        return AudioClip(clip.samples[first:last], clip.sample_rate)

    return read
