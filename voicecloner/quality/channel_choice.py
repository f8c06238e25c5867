"""Which channel of a recording to use: the one in which somebody speaks most clearly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.quality.measures.activity import during, speech_seconds
from voicecloner.sound.levels import power_db

FindSpeech = Callable[[AudioClip], Sequence[Span]]
"""Where somebody speaks in a mono sound."""

_LISTENED_S = 30.0
_MOST_CHANNELS = 8
# A channel that much below the loudest one carries nothing of its own.
_SILENT_DB = -45.0
_ENOUGH_SPEECH = 0.7
_AS_CLEAR_DB = 3.0
_BLOCK_S = 0.02
_QUIETEST_DB = -100.0


@dataclass(frozen=True)
class _Heard:
    """What one channel carries: seconds of speech, and how far it stands above the rest."""

    channel: int
    speech_s: float
    clarity_db: float


def channel_with_clearest_speech(
    sound: npt.NDArray[np.float32], sample_rate: int, find_speech: FindSpeech
) -> int | None:
    """The channel to use, counted from 0.

    Listened to are the loudest half minute and at most eight channels, the loudest ones. Of the channels with at least
    70 % of the most speech the first one counts whose speech is within 3 dB as clear as the clearest: channel 1 as a
    rule, the centre of a film's sound, the one microphone that is plugged in.

    Args:
        sound: shape (frames, channels), finite.
        sample_rate: Hz.
        find_speech: finds the speech.

    Returns:
        None where nobody speaks in any channel.
    """
    part = _loudest_part(sound, sample_rate)
    heard = [_hear(part, channel, sample_rate, find_speech) for channel in _audible(part)]
    most_s = max((each.speech_s for each in heard), default=0.0)
    if not most_s:
        return None
    able = [each for each in heard if each.speech_s >= _ENOUGH_SPEECH * most_s]
    clearest_db = max(each.clarity_db for each in able)
    return next(each.channel for each in able if each.clarity_db >= clearest_db - _AS_CLEAR_DB)


def _loudest_part(sound: npt.NDArray[np.float32], sample_rate: int) -> npt.NDArray[np.float32]:
    size = round(_LISTENED_S * sample_rate)
    step = max(1, size // 6)
    if len(sound) <= size:
        return sound
    starts = range(0, len(sound) - size + 1, step)
    best = max(starts, key=lambda start: float(np.mean(np.square(sound[start : start + size]), dtype=np.float64)))
    return sound[best : best + size]


def _audible(part: npt.NDArray[np.float32]) -> list[int]:
    """The loudest channels, in their order."""
    levels_db = np.array([power_db(float(np.var(column, dtype=np.float64))) for column in part.T])
    loudest = np.argsort(-levels_db, kind="stable")[:_MOST_CHANNELS]
    return sorted(int(channel) for channel in loudest if levels_db[channel] > levels_db.max() + _SILENT_DB)


def _hear(part: npt.NDArray[np.float32], channel: int, sample_rate: int, find_speech: FindSpeech) -> _Heard:
    samples = np.ascontiguousarray(part[:, channel])
    speech = find_speech(AudioClip(samples, sample_rate))
    size = max(1, round(_BLOCK_S * sample_rate))
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    powers = np.var(blocks, axis=1, dtype=np.float64)
    spoken = during(speech, (np.arange(len(powers)) + 0.5) * size / sample_rate)
    return _Heard(channel, speech_seconds(speech), _level_db(powers[spoken]) - _level_db(powers[~spoken]))


def _level_db(powers: npt.NDArray[np.float64]) -> float:
    return max(_QUIETEST_DB, power_db(float(np.median(powers)))) if len(powers) else _QUIETEST_DB
