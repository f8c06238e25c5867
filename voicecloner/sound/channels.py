"""One channel made of several: the one with the speech."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples

# -80 dBFS: a channel below carries nothing anyone said.
_SILENT_RMS = 1e-4
# -20 dB: a channel that much below the loudest one carries crosstalk at most.
_QUIET_CHANNEL = 0.1
# -10 dB: the front channels of a film's sound hold its room, the centre holds its words.
_QUIET_AMONG_MANY = 0.3
_SAME_CORRELATION = 0.98
_OPPOSITE_CORRELATION = -0.7
_BLOCK_FRAMES = 1 << 18


class ChosenChannel(NamedTuple):
    """One channel made of several.

    Attributes:
        samples: the mono sound.
        note: a sentence telling which channel it is; None where there was only one.
        channel: its number, counted from 1; None where all were mixed.
    """

    samples: Samples
    note: str | None
    channel: int | None


def choose_channel(
    frames_by_channels: npt.NDArray[np.float32], listen: Callable[[], int | None] | None = None
) -> ChosenChannel:
    """Make one channel of several: the one with the speech.

    Channels that carry the same sound are averaged; those with opposite phase are not, because their average would be
    silence. Of others `listen` tells which one has the speech. Without it, and where it hears none, the first channel
    is used unless it is silent beside the others, then the loudest one.

    Args:
        frames_by_channels: shape (frames, channels), finite.
        listen: finds the channel with the clearest speech, counted from 0; asked only where there is a choice.
    """
    channels = frames_by_channels.shape[1]
    if channels == 1:
        return ChosenChannel(np.ascontiguousarray(frames_by_channels[:, 0]), None, 1)
    covariance = _covariance(frames_by_channels)
    by_level = _channel_with_speech(np.sqrt(np.diag(covariance)))
    # Averaged, noise that differs between the channels falls by 3 dB.
    if by_level == 0 and _all_alike(covariance):
        mixed = np.asarray(np.mean(frames_by_channels, axis=1, dtype=np.float64), np.float32)
        return ChosenChannel(mixed, f"All {channels} channels carry the same sound and were mixed into one.", None)
    # Listening costs a second for each channel, so only where levels do not tell.
    heard = listen() if listen and not _is_sure(covariance) else None
    used = by_level if heard is None else heard
    note = _channel_note(used, covariance)
    return ChosenChannel(np.ascontiguousarray(frames_by_channels[:, used]), note, used + 1)


def channel_with_speech(frames_by_channels: npt.NDArray[np.float32]) -> Samples:
    """The first channel unless it is silent beside the others, then the loudest one: `choose_channel` for a block.

    Args:
        frames_by_channels: shape (frames, channels), finite.

    Returns:
        shape (frames,).
    """
    if frames_by_channels.shape[1] == 1:
        return np.ascontiguousarray(frames_by_channels[:, 0])
    rms = np.sqrt(np.diag(_covariance(frames_by_channels)))
    return np.ascontiguousarray(frames_by_channels[:, _channel_with_speech(rms)])


def _channel_with_speech(rms: npt.NDArray[np.float64]) -> int:
    quiet = _QUIET_CHANNEL if len(rms) == 2 else _QUIET_AMONG_MANY
    silent = max(_SILENT_RMS, quiet * float(np.max(rms)))
    return 0 if rms[0] >= silent else int(np.argmax(rms))


def _is_sure(covariance: npt.NDArray[np.float64]) -> bool:
    """Whether nobody needs to listen: but for one channel there is silence, or two are each other's opposite."""
    powers = np.diag(covariance)
    if len(powers) == 2 and _correlations(covariance)[1] < _OPPOSITE_CORRELATION:
        return True
    return int(np.sum(np.sqrt(powers) >= _SILENT_RMS)) <= 1


def _channel_note(used: int, covariance: npt.NDArray[np.float64]) -> str:
    channels = len(covariance)
    rms = np.sqrt(np.diag(covariance))
    if used and rms[0] >= max(_SILENT_RMS, _QUIET_CHANNEL * float(np.max(rms))):
        return f"Channel {used + 1} of {channels} is used, because the speech is clearest there."
    if used:
        return f"Channel {used + 1} of {channels} is used, because channel 1 is silent."
    if channels == 2 and _channel_with_speech(np.sqrt(np.diag(covariance))[::-1]):
        return "Channel 1 of 2 is used, because channel 2 is silent."
    if channels == 2 and _correlations(covariance)[1] < _OPPOSITE_CORRELATION:
        return "Channel 1 of 2 is used alone, because the two channels have opposite phase and would cancel each other."
    return f"Channel 1 of {channels} is used."


def _all_alike(covariance: npt.NDArray[np.float64]) -> bool:
    powers = np.diag(covariance)
    within_1_db = bool(np.all((powers > 0.79 * powers[0]) & (powers < 1.26 * powers[0])))
    return within_1_db and bool(np.all(_correlations(covariance) > _SAME_CORRELATION))


def _correlations(covariance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Correlation of every channel with the first; 0 where one of the two is constant."""
    scale = np.sqrt(covariance[0, 0] * np.diag(covariance))
    return np.asarray(np.divide(covariance[0], scale, out=np.zeros_like(scale), where=scale > 0))


def _covariance(frames_by_channels: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Covariance of the channels, in blocks: a long file must not be copied to float64 as a whole."""
    means = np.asarray(np.mean(frames_by_channels, axis=0, dtype=np.float64))
    total = np.zeros((len(means), len(means)))
    for start in range(0, len(frames_by_channels), _BLOCK_FRAMES):
        block = frames_by_channels[start : start + _BLOCK_FRAMES] - means
        total += block.T @ block
    return total / max(1, len(frames_by_channels))
