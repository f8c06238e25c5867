"""Notes that a single voice holds: speech glides all the time."""

import numpy as np
import numpy.typing as npt

from voicecloner.quality.measures.activity import during
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.sound.pitch import STEP_S, PitchTrack
from voicecloner.speech.vad import edges

_PERIODIC = 0.6
_BELOW_LOUD_DB = -30.0
_HELD_FRAMES = round(0.4 / STEP_S)
# A vibrato has 5 to 7 swings a second: this mean takes it out.
_VIBRATO_FRAMES = round(0.18 / STEP_S)
_OUTLIER_FRAMES = 5
_WITHIN_SEMITONES = 0.6
_OCTAVE = 12.0
_ENOUGH_FRAMES = 100

Column = npt.NDArray[np.floating]


def sung_percent(recording: MeasuredRecording, track: PitchTrack) -> float | None:
    """Share of the voiced time in which the pitch rests, in percent.

    It rests where it is voiced without a break for 0.4 s and, freed of vibrato, stays within 0.6 semitones. Voices that
    read aloud rest up to 9 % of the time, singers for a quarter and more.

    Args:
        recording: tells where there is a voice; what goes on in its pauses is no singing.
        track: its pitch.

    Returns:
        None with less than a second of voiced sound.
    """
    if not len(track.power):
        return None
    loud = track.power > np.percentile(track.power, 95) * 10 ** (_BELOW_LOUD_DB / 10)
    voiced = (track.periodicity > _PERIODIC) & loud & during(recording.speech, track.times_s)
    if np.count_nonzero(voiced) < _ENOUGH_FRAMES:
        return None
    held = sum(_held_frames(track.semitones[start:end]) for start, end in zip(*edges(voiced), strict=True))
    return 100.0 * held / float(np.count_nonzero(voiced))


def _held_frames(semitones: Column) -> int:
    """How many frames of a stretch without a break belong to held notes."""
    from scipy.ndimage import median_filter, uniform_filter1d

    if len(semitones) < _HELD_FRAMES:
        return 0
    middle = float(np.median(semitones))
    folded = middle + (semitones - middle + _OCTAVE / 2) % _OCTAVE - _OCTAVE / 2  # the octave is often mistaken
    smooth = uniform_filter1d(median_filter(folded, _OUTLIER_FRAMES), _VIBRATO_FRAMES)
    windows = np.lib.stride_tricks.sliding_window_view(smooth, _HELD_FRAMES)
    starts = np.flatnonzero(windows.max(axis=1) - windows.min(axis=1) < _WITHIN_SEMITONES)
    held = np.zeros(len(semitones), bool)
    for start in starts:
        held[start : start + _HELD_FRAMES] = True
    return int(np.count_nonzero(held))
