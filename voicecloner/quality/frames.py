"""A sound of any length measured as it goes by: a few numbers for each 32 ms, and nothing else is kept."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.quality.measures.clipping import clipping
from voicecloner.quality.measures.recording import frame_powers
from voicecloner.sound.filters import rumble_filter
from voicecloner.sound.pitch import WINDOW, rough_pitch
from voicecloner.sound.resampling import resampler
from voicecloner.speech.vad import FRAME, VAD_RATE_HZ, Probabilities

BANDS = 10
FRAME_TYPE = np.dtype(
    [("power", "f4"), ("speech", "f4"), ("clipped", "f4"), ("pitch", "f4"), ("timbre", "f4", (BANDS,))]
)
Frames = npt.NDArray[np.void]
"""Shape (frames,), one row for each 32 ms:

- power: mean square above 60 Hz, 1.0 for a full-scale square wave;
- speech: how likely somebody speaks, 0..1;
- clipped: how much of the sound around has its peaks cut off, in percent;
- pitch: log2 of the voice's fundamental frequency in Hz, NaN where there is none;
- timbre: power in ten bands of equal width in octaves from 100 Hz to 7.5 kHz, dB relative to their mean.
"""

_VAD_PEAK = 0.7
_VAD_GAIN = 100.0
_PEAK_FADES = 0.8
_SURELY_SPEECH = 0.6
_BAND_RANGE_HZ = (100.0, 7_500.0)
_FAINTEST = 1e-9


class SpeechStream(Protocol):
    """Tells speech from everything else in a sound that comes in pieces; see `voicecloner.speech.vad.SpeechStream`."""

    def add(self, samples_16k: Samples) -> Probabilities:
        """Shape (n * 512,) -> shape (n,), 0..1."""
        ...


class FrameMeter:
    """Measures a mono sound that comes in blocks of a few seconds.

    Args:
        speech: finds the speech; a new one for each sound.
        sample_rate: Hz.
    """

    def __init__(self, speech: SpeechStream, sample_rate: int) -> None:
        from scipy import signal

        self._speech = speech
        self._sample_rate = sample_rate
        self._resampler = resampler(sample_rate, VAD_RATE_HZ)
        self._state = np.zeros((len(rumble_filter()), 2))
        self._filter = signal.sosfilt
        self._rest = np.zeros(0, np.float64)
        self._peak = 0.0

    def push(self, samples: Samples, *, is_last: bool = False) -> Frames:
        """Measure the next block; what does not fill a frame waits for the next one.

        Args:
            samples: finite, shape (frames,).
            is_last: whether the sound ends with it.
        """
        at_16k = self._resampler.resample_chunk(np.asarray(samples, np.float32), last=is_last)
        waiting = np.concatenate([self._rest, self._audible(at_16k)])
        whole = len(waiting) // WINDOW * WINDOW
        self._rest = waiting[whole:]
        return self._measured(waiting[:whole], clipping(AudioClip(samples, self._sample_rate)).share_percent)

    def _audible(self, at_16k: Samples) -> npt.NDArray[np.float64]:
        """What lies above 60 Hz, filtered as if the blocks were one."""
        if not len(at_16k):
            return np.zeros(0)
        audible, self._state = self._filter(rumble_filter(), at_16k.astype(np.float64), zi=self._state)
        result: npt.NDArray[np.float64] = audible
        return result

    def _measured(self, audible: npt.NDArray[np.float64], clipped_percent: float) -> Frames:
        found = np.zeros(len(audible) // FRAME, FRAME_TYPE)
        if len(found):
            found["power"] = frame_powers(audible)
            found["speech"] = self._speech.add(self._at_common_level(audible))
            found["clipped"] = clipped_percent
            found["pitch"] = np.repeat(rough_pitch(audible), 2)
            found["pitch"][found["speech"] < _SURELY_SPEECH] = np.nan
            found["timbre"] = _timbre(audible)
        return found

    def _at_common_level(self, audible: npt.NDArray[np.float64]) -> Samples:
        """A quiet voice is to be found like a loud one; the level follows the last blocks so that it does not jump."""
        self._peak = max(float(np.abs(audible).max()), _PEAK_FADES * self._peak)
        gain = min(_VAD_GAIN, _VAD_PEAK / self._peak) if self._peak else 1.0
        return (audible * gain).astype(np.float32)


def _timbre(audible: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Power of each frame in bands, dB relative to their mean, shape (n, 10), of shape (n * 512,) at 16 kHz."""
    power = np.abs(np.fft.rfft(audible.reshape(-1, FRAME) * np.hanning(FRAME))) ** 2
    borders = np.searchsorted(np.fft.rfftfreq(FRAME, 1 / VAD_RATE_HZ), np.geomspace(*_BAND_RANGE_HZ, BANDS + 1))
    bands = np.add.reduceat(power, borders, axis=1)[:, :BANDS]
    level_db = 10 * np.log10(bands + _FAINTEST)
    result: npt.NDArray[np.float64] = level_db - level_db.mean(axis=1, keepdims=True)
    return result
