"""The speech in a sound as both ears take it: 16 kHz, without pauses, always equally loud; and how it moves."""

from dataclasses import dataclass

import numpy as np

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.errors import InvalidRequest
from voicecloner.quality.measures.recording import Detector, measured
from voicecloner.sound.levels import rms_of
from voicecloner.sound.resampling import resample

RATE_HZ = 16_000
LEAST_SPEECH_S = 1.0
MOST_SPEECH_S = 60.0
# The speaker encoder hears how loud a voice is, too: both sounds get the level of a usual recording.
_RMS = 10 ** (-25 / 20)
_PITCH_HZ = (60.0, 500.0)
_MELODY_S = 20.0
# Pitch outside these multiples of the median is creak, or an octave misread: nobody's melody goes there.
_NOTES = (0.6, 1.9)
_FRAME = 160
_SYLLABLE = np.hanning(9)
_SPEECH_RANGE_DB = 35.0


@dataclass(frozen=True)
class Melody:
    """How somebody speaks.

    Attributes:
        pitch_st: median pitch, semitones above 1 Hz.
        range_st: from the 10th to the 90th percentile of the pitch, semitones.
        pace: peaks of the level, which are about syllables, per second of speech.
    """

    pitch_st: float
    range_st: float
    pace: float


def speech_only(clip: AudioClip, detector: Detector) -> Samples:
    """The speech in a sound, at most a minute of it: float32, shape (n,), 16 kHz.

    Raises:
        InvalidRequest: nobody speaks in it for a second.
    """
    spans = measured(clip, detector).speech
    slow = resample(clip.samples, clip.sample_rate, RATE_HZ)
    parts = [slow[round(span.start_s * RATE_HZ) : round(span.end_s * RATE_HZ)] for span in spans]
    speech = np.concatenate([np.zeros(0, np.float32), *parts])[: round(MOST_SPEECH_S * RATE_HZ)]
    if len(speech) < LEAST_SPEECH_S * RATE_HZ:
        raise InvalidRequest("There is too little speech to compare.", "Record or choose one with more speech.")
    return np.asarray(speech * np.float32(_RMS / max(rms_of(speech), 1e-9)), np.float32)


def melody_of(speech: Samples) -> Melody | None:
    """The melody of speech at 16 kHz, of its first 20 s; None where nothing is voiced.

    Pitch by Harvest (Morise 2017): the autocorrelation that reviews use misreads octaves of clones by two semitones in
    the median, which matters here.
    """
    import pyworld

    some = speech[: round(_MELODY_S * RATE_HZ)]
    pitch_hz, _times = pyworld.harvest(some.astype(np.float64), RATE_HZ, *_PITCH_HZ, 10.0)
    voiced_hz = pitch_hz[pitch_hz > 0]
    if not len(voiced_hz):
        return None
    low, high = np.multiply(_NOTES, np.median(voiced_hz))
    notes = 12 * np.log2(voiced_hz[(voiced_hz > low) & (voiced_hz < high)])
    below, middle, above = np.percentile(notes, (10, 50, 90))
    return Melody(float(middle), float(above - below), _pace(some))


def _pace(speech: Samples) -> float:
    frames = speech[: len(speech) // _FRAME * _FRAME].astype(np.float64).reshape(-1, _FRAME)
    level_db = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-9)
    smooth = np.convolve(level_db, _SYLLABLE / _SYLLABLE.sum(), "same")
    is_speech = smooth > np.percentile(smooth, 95) - _SPEECH_RANGE_DB
    inner = smooth[1:-1]
    is_peak = (inner > smooth[:-2]) & (inner >= smooth[2:]) & is_speech[1:-1]
    return float(is_peak.sum() / max(1, is_speech.sum()) * RATE_HZ / _FRAME)
