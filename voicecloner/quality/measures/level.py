"""How loud it is."""

from voicecloner.quality.measures.recording import Powers, Recording
from voicecloner.sound.levels import power_db
from voicecloner.speech.vad import Probabilities

CERTAIN_SPEECH = 0.6


def peak_dbfs(recording: Recording) -> float | None:
    """Highest sample in dB relative to full scale, the offset removed; None for digital silence."""
    return power_db(recording.peak**2) if recording.peak else None


def speech_rms_dbfs(recording: Recording) -> float | None:
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
