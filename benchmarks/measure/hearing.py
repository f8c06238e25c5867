"""What else is heard in speech: its words, how natural it is, its melody and its pace."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure.ears import RATE_HZ
from voicecloner.domain.audio import Samples
from voicecloner.speech.word_errors import words_of

_FRAME = 160
_A1_HZ = 55.0
_SPEECH_RANGE_DB = 35.0


class Recognizer:
    """Moonshine tiny for English, as its package brings it."""

    def __init__(self) -> None:
        import moonshine_voice
        from moonshine_voice import ModelArch, Transcriber

        weights = Path(moonshine_voice.__file__).parent / "assets" / "tiny-en"
        self._transcriber: Any = Transcriber(str(weights), ModelArch.TINY)

    def words(self, samples: Samples) -> list[str]:
        """The words in 16 kHz samples."""
        heard = self._transcriber.transcribe_without_streaming(samples.tolist(), RATE_HZ)
        return words_of(" ".join(line.text for line in heard.lines))


def naturalness(samples: Samples) -> tuple[float, float]:
    """DNSMOS P.835 of everything and of the speech itself, 1..5 (Reddy et al. 2021); it knows nothing of likeness."""
    from speechmos import dnsmos

    found = dnsmos.run(np.clip(samples, -1, 1), RATE_HZ)
    return float(found["ovrl_mos"]), float(found["sig_mos"])


@dataclass(frozen=True)
class Melody:
    """How somebody speaks.

    Attributes:
        pitch_st: median pitch, semitones above 55 Hz; 0 where nothing is voiced.
        range_st: from the 10th to the 90th percentile of the pitch, semitones.
        pace: peaks of energy, which are about syllables, per second of speech.
    """

    pitch_st: float
    range_st: float
    pace: float


def melody(samples: Samples) -> Melody:
    """Pitch by Harvest (Morise 2017), pace by the peaks of the smoothed level."""
    import pyworld

    pitch_hz, _ = pyworld.harvest(samples.astype(np.float64), RATE_HZ, f0_floor=60, f0_ceil=500, frame_period=10)
    voiced = pitch_hz[pitch_hz > 0]
    semitones = 12 * np.log2(voiced / _A1_HZ) if len(voiced) else np.zeros(1)
    low, middle, high = np.percentile(semitones, [10, 50, 90])
    return Melody(float(middle), float(high - low), _pace(samples))


def _pace(samples: Samples) -> float:
    frames = samples[: len(samples) // _FRAME * _FRAME].astype(np.float64).reshape(-1, _FRAME)
    shape = np.hanning(9)
    level_db = np.convolve(10 * np.log10(np.mean(frames**2, axis=1) + 1e-9), shape / shape.sum(), "same")
    is_speech = level_db > np.percentile(level_db, 95) - _SPEECH_RANGE_DB
    inner = level_db[1:-1]
    is_peak = (inner > level_db[:-2]) & (inner >= level_db[2:]) & is_speech[1:-1]
    return float(is_peak.sum() / max(1, is_speech.sum()) * RATE_HZ / _FRAME)
