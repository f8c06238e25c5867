"""What the fitting takes from a reference recording: its speech, its pitch, and how high it reaches."""

import numpy as np

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.bands import SAMPLE_RATE_HZ, active, centres_hz, measured_levels_db
from voicecloner.engines.adapters.natural.melody import pitch_range
from voicecloner.engines.adapters.natural.voice import PitchRange
from voicecloner.errors import InvalidRequest

_LEAST_HZ, _MOST_HZ = 60.0, 500.0
_HOP = 240
_LONGEST_PAUSE_FRAMES = 30
_EMPTY_DB = 25.0
_MOST_SPEECH_S = 90.0
# Notes below so many times the median, nine semitones, are creak or an octave misread: nobody sings them.
_CREAK = 0.6


def speech_of(samples: Samples) -> Samples:
    """The recording without pauses of more than 0.3 s, at most 90 s of it: float32, 24 kHz.

    Raises:
        InvalidRequest: nobody speaks in it.
    """
    levels = measured_levels_db(samples)
    places = np.flatnonzero(active(levels))
    if not len(places) or not np.any(samples):
        raise InvalidRequest("There is no voice in the recording.", "Record or choose one with speech.")
    gaps = np.flatnonzero(np.diff(places) > _LONGEST_PAUSE_FRAMES)
    # Half of the allowed pause stays on each side, so that joined stretches are 0.3 s apart and no onset is cut.
    starts = places[np.r_[0, gaps + 1]] - _LONGEST_PAUSE_FRAMES // 2
    ends = places[np.r_[gaps, len(places) - 1]] + _LONGEST_PAUSE_FRAMES // 2
    stretches = [samples[max(0, start) * _HOP : end * _HOP] for start, end in zip(starts, ends, strict=True)]
    return np.concatenate(stretches)[: round(_MOST_SPEECH_S * SAMPLE_RATE_HZ)]


def measured_pitch(samples: Samples) -> PitchRange:
    """Where the voice in a recording at 24 kHz moves, creak left out.

    The low vowels of a creaky voice are read an octave too low. Taken for notes they would double the range, and the
    voice would sing that much higher, too.

    Raises:
        InvalidRequest: there is nothing voiced in it.
    """
    import pyworld

    pitch_hz, _times = pyworld.harvest(samples.astype(np.float64), SAMPLE_RATE_HZ, _LEAST_HZ, _MOST_HZ, 10.0)
    found = pitch_range(pitch_hz.astype(np.float32))
    if found is None:
        raise InvalidRequest("There is no voice in the recording.", "Record or choose one with speech.")
    low_hz, high_hz = np.percentile(pitch_hz[pitch_hz > _CREAK * found.median_hz], (10, 90))
    return PitchRange(found.median_hz, float(low_hz), float(high_hz))


def highest_hz(samples: Samples) -> float:
    """Up to where a recording holds anything: above, its loudest frames are 25 dB below what speech falls off to.

    A recording made at 16 kHz holds nothing above 8 kHz, whatever rate it is kept at now.
    """
    # The loudest frames of each band: a mean would take pauses for an empty band.
    levels = np.percentile(measured_levels_db(samples), 98, axis=0)
    centres = centres_hz()
    # Between 3 and 6 kHz every usable recording holds speech, vowels and hisses alike.
    reference = float(np.median(levels[(centres > 3000) & (centres < 6000)]))
    there = np.flatnonzero(levels > reference - _EMPTY_DB)
    return float(centres[there[-1]]) / 0.93 if len(there) else SAMPLE_RATE_HZ / 2
