"""What to tell somebody who is recording: only what was measured in the last seconds."""

from dataclasses import dataclass

import numpy as np

from voicecloner.domain.quality import Severity
from voicecloner.quality.live.live_frames import LiveFrames
from voicecloner.quality.live.live_review import Hint
from voicecloner.quality.measures.level import CERTAIN_SPEECH
from voicecloner.quality.measures.noise import LOWEST_FLOOR_DBFS, MAYBE_SPEECH
from voicecloner.quality.profiles import DEFAULT_PROFILE, profile_named
from voicecloner.quality.usable_speech import is_whispered, voice_power
from voicecloner.sound.levels import power_db

_RECENT = 125  # frames: four seconds
_CLIPPED_RECENTLY = 94  # three seconds
_ENOUGH_VOICE = 16  # half a second
_SILENT = 156  # five seconds
_PAUSES_OF = 312  # ten seconds
_STEADY_DB = 3.0


@dataclass(frozen=True)
class Heard:
    """Levels of the last seconds.

    Attributes:
        voice_dbfs: of the voice; None without speech.
        floor_dbfs: of the background, not below -120; None if it is not known yet.
    """

    voice_dbfs: float | None
    floor_dbfs: float | None

    @property
    def snr_db(self) -> float | None:
        """How far the voice stands above the background; None if either is not known."""
        if self.voice_dbfs is None or self.floor_dbfs is None:
            return None
        floor = 10 ** (self.floor_dbfs / 10)
        return power_db(max(10 ** (self.voice_dbfs / 10) - floor, 0.1 * floor) / floor)


def heard(frames: LiveFrames) -> Heard:
    """Levels of the last seconds."""
    start = max(0, frames.count - _RECENT)
    spoken = int(np.count_nonzero(frames.probabilities[start:] > CERTAIN_SPEECH))
    voice = power_db(voice_power(frames, start, frames.count)) if spoken >= _ENOUGH_VOICE else None
    floor = float(frames.floors[-1]) if frames.count else np.nan
    return Heard(voice, None if np.isnan(floor) else max(power_db(floor), LOWEST_FLOOR_DBFS))


def hints(frames: LiveFrames, levels: Heard) -> tuple[Hint, ...]:
    """What to do better, the most urgent first."""
    found = (
        _clipping(frames),
        _level(levels),
        _whisper(frames),
        _noise(frames, levels),
        _silence(frames),
    )
    return tuple(hint for hint in found if hint)


def _clipping(frames: LiveFrames) -> Hint | None:
    if not frames.is_clipped[-_CLIPPED_RECENTLY:].any():
        return None
    return Hint("clipping", "Too loud, peaks are cut off: move back a little, or turn the microphone down.")


def _level(levels: Heard) -> Hint | None:
    limits = profile_named(DEFAULT_PROFILE).limits["level"]
    if levels.voice_dbfs is None:
        return None
    side = limits.judge(levels.voice_dbfs).side
    words = {"low": "You are quiet: come closer to the microphone.", "high": "You are loud: move back a little."}
    return Hint("level", words[side]) if side else None


def _whisper(frames: LiveFrames) -> Hint | None:
    if not is_whispered(frames, max(0, frames.count - _RECENT), frames.count):
        return None
    return Hint("whisper", "That sounds whispered: speak with your full voice.")


def _noise(frames: LiveFrames, levels: Heard) -> Hint | None:
    if not _is_noisy(levels, is_sure=frames.count >= _PAUSES_OF):
        return None
    if _is_steady(frames):
        return Hint("noise", "A steady noise is heard, like a fan: switch it off, or come closer to the microphone.")
    return Hint("noise", "There is noise around you: close doors and windows, or come closer to the microphone.")


def _is_noisy(levels: Heard, *, is_sure: bool) -> bool:
    """Whether the background is too loud beside the voice, or by itself while nobody speaks.

    In the first ten seconds there are few pauses to judge it by: only what a review would fail is told then.
    """
    limits = profile_named(DEFAULT_PROFILE).limits
    if levels.floor_dbfs is None:
        return False
    if levels.snr_db is None:
        return bool(limits["background"].judge(levels.floor_dbfs).side)
    severity = limits["noise"].judge(levels.snr_db).severity
    return severity is Severity.FAIL or (is_sure and severity is Severity.WARN)


def _is_steady(frames: LiveFrames) -> bool:
    """Whether the middle half of the pauses of the last ten seconds lies within 3 dB."""
    pauses = frames.powers[-_PAUSES_OF:][frames.probabilities[-_PAUSES_OF:] <= MAYBE_SPEECH]
    if len(pauses) < _ENOUGH_VOICE:
        return False
    low, high = np.percentile(pauses, (25, 75))
    return bool(high <= low * 10 ** (_STEADY_DB / 10))


def _silence(frames: LiveFrames) -> Hint | None:
    recent = frames.probabilities[-_SILENT:]
    if len(recent) < _SILENT or (recent > MAYBE_SPEECH).any():
        return None
    return Hint("silence", "Nobody is heard: speak, or choose another microphone.")
