"""How far up the voice really reaches, whatever the sample rate says."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.sound.spectra import decibels, hann, line_powers

_BAND_HZ = 250.0
_FRAME_S = 0.025
_MOST_FRAMES = 1_500
_ENOUGH_FRAMES = 20
_LOUD_PERCENT = 97
_QUIET_PERCENT = 10
_REACHES_DB = -60.0
_ABOVE_NOISE_DB = 10.0
_MASKING_DB = -40.0


@dataclass(frozen=True)
class Bandwidth:
    """How far up the voice reaches.

    Attributes:
        hz: upper edge of the highest band of 250 Hz in which it is heard.
        masked: whether noise lies over the bands above, so that the voice may well go on there.
    """

    hz: float
    masked: bool


def bandwidth(recording: MeasuredRecording) -> Bandwidth | None:
    """The highest band in which the loudest moments of speech stand above the quietest ones.

    A band belongs to the voice where its 97th percentile over time lies at most 60 dB below the loudest band and 10 dB
    or more above its own 10th percentile. Fricatives of any voice fill all bands up to 7 kHz and beyond; telephone
    channels and low-rate codecs end in a cliff, even if the sample rate was raised afterwards.

    Returns:
        None without half a second of speech.
    """
    starts, frame = _starts(recording.speech, recording.clip)
    if len(starts) < _ENOUGH_FRAMES:
        return None
    bands, width_hz = _bands(recording.clip, starts, frame)
    loud, quiet = np.percentile(bands, (_LOUD_PERCENT, _QUIET_PERCENT), axis=0)
    level, noise = decibels(loud / loud.max()), decibels(quiet / loud.max())
    voiced = np.flatnonzero((level > _REACHES_DB) & (level - noise > _ABOVE_NOISE_DB))
    highest = int(voiced[-1]) + 1 if len(voiced) else 0
    masked = highest < len(noise) and float(np.median(noise[highest:])) > _MASKING_DB
    return Bandwidth(highest * width_hz, masked)


def _starts(speech: Sequence[Span], clip: AudioClip) -> tuple[npt.NDArray[np.int64], int]:
    """First samples of at most 1500 frames spread over all speech, and the length of a frame."""
    frame = 2 ** round(np.log2(_FRAME_S * clip.sample_rate))
    ends = (min(round(span.end_s * clip.sample_rate), clip.frames) for span in speech)
    ranges = [
        np.arange(round(span.start_s * clip.sample_rate), end - frame, frame // 2)
        for span, end in zip(speech, ends, strict=True)
    ]
    starts = np.concatenate([np.zeros(0, np.int64), *ranges]).astype(np.int64)
    # Thinned out evenly, so that an hour costs what a minute does and its end counts like its beginning.
    return starts[:: 1 + len(starts) // _MOST_FRAMES], frame


def _bands(clip: AudioClip, starts: npt.NDArray[np.int64], frame: int) -> tuple[npt.NDArray[np.floating], float]:
    """Power in each band of each frame, shape (frames, bands), and how wide the bands are in Hz."""
    frames = clip.samples[starts[:, None] + np.arange(frame)]
    frames /= np.abs(frames).max() or 1.0
    lines = line_powers((frames - frames.mean()) * hann(frame))
    together = max(1, round(_BAND_HZ * frame / clip.sample_rate))
    # The first line is the offset, which is no band of a voice.
    count = (lines.shape[1] - 1) // together
    bands = lines[:, 1 : 1 + count * together].reshape(len(lines), count, together).mean(axis=2) + 1e-30
    return bands, together * clip.sample_rate / frame
