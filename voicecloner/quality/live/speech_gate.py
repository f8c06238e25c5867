"""The gate of a recording: counts the speech that can be used, while it is spoken, not the seconds on the clock."""

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.quality.live.live_frames import LiveFrames
from voicecloner.quality.live.live_hints import heard, hints
from voicecloner.quality.live.live_review import LiveReview
from voicecloner.quality.usable_speech import Phrases, spans_of, usable_mask
from voicecloner.sound.filters import rumble_filter
from voicecloner.speech.vad import FRAME_S, SpeechDetector


class SpeechGate:
    """Counts voiced, unclipped seconds above the background of one recording; see `LiveReview`.

    Stops of up to 0.5 s between phrases count as speech, since fluent reading is full of them; longer ones do not. What
    is counted lags up to 0.3 s behind what is heard; `finish` catches up. Measured: 1 % of one processor core,
    2.3 % in the thirtieth minute of a recording.

    `add` and `finish` belong on one thread, `review` may be read on any.

    Args:
        detector: finds the speech; may be shared.
        room_floor_dbfs: background of the room, if it was measured before the recording. Without it nothing counts in
            the first three seconds, or until there were 1.5 s of pauses; then the first phrases are counted as well.
    """

    def __init__(self, detector: SpeechDetector, room_floor_dbfs: float | None = None) -> None:
        self._stream = detector.stream()
        rumble_filter()  # like the line above, loads now what would hold up the microphone's thread later
        self._room_floor_power = None if room_floor_dbfs is None else 10 ** (room_floor_dbfs / 10)
        self._frames: LiveFrames | None = None
        self._phrases = Phrases()
        self._review = LiveReview()

    @property
    def review(self) -> LiveReview:
        """How it stands."""
        return self._review

    def add(self, block: Samples, sample_rate: int) -> None:
        """Take in the next samples.

        Args:
            block: float32, shape (any,), -1..1; what is no number counts as silence.
            sample_rate: Hz, the same for all blocks.
        """
        if self._frames is None:
            self._frames = LiveFrames(self._stream, sample_rate, self._room_floor_power)
        if self._frames.add(np.nan_to_num(block, posinf=0.0, neginf=0.0)):
            self._judge(self._frames)

    def finish(self) -> None:
        """Judge what still waits: the recording is over."""
        if self._frames:
            self._frames.finish()
            self._judge(self._frames)

    def _judge(self, frames: LiveFrames) -> None:
        phrases = self._phrases.found(frames)
        mask = usable_mask(frames, phrases)
        levels = heard(frames)
        self._review = LiveReview(
            seconds=frames.seconds,
            speech_s=sum(phrase.end - phrase.start for phrase in phrases) * FRAME_S,
            usable_s=float(np.count_nonzero(mask)) * FRAME_S,
            usable=spans_of(mask),
            hints=hints(frames, levels),
            voice_dbfs=levels.voice_dbfs,
            floor_dbfs=levels.floor_dbfs,
        )
