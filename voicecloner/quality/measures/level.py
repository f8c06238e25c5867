"""How loud it is, and whether it lies around zero."""

import numpy as np

from voicecloner.domain.audio import AudioClip
from voicecloner.quality.measures.recording import MeasuredRecording, Powers
from voicecloner.sound.levels import power_db
from voicecloner.speech.vad import Probabilities

CERTAIN_SPEECH = 0.6


def peak_dbfs(recording: MeasuredRecording) -> float | None:
    """Highest sample in dB relative to full scale, the offset removed; None for digital silence."""
    return power_db(recording.peak**2) if recording.peak else None


def speech_rms_dbfs(recording: MeasuredRecording) -> float | None:
    """Level of the speech alone in dB relative to a full-scale square wave; None without speech."""
    power = speech_power(recording.powers, recording.probabilities)
    return power_db(power) if power else None


def speech_power(powers: Powers, probabilities: Probabilities) -> float:
    """Mean power of the frames that surely hold speech (probability above 0.6); 0 without such frames.

    Args:
        powers: shape (frames,).
        probabilities: shape (frames,).
    """
    certain: Powers = powers[probabilities > CERTAIN_SPEECH]
    return float(certain.mean()) if len(certain) else 0.0


def offset_percent(clip: AudioClip) -> float:
    """How far the mean of the samples lies from zero, in percent of full scale; 0 for an empty recording."""
    return 100.0 * abs(float(clip.samples.mean(dtype=np.float64))) if len(clip.samples) else 0.0
