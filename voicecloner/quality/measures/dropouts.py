"""Moments in which the recording broke down: holes, stuck values, blocks that come twice."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.quality import Span
from voicecloner.quality.measures.activity import during
from voicecloner.quality.measures.level import speech_rms_dbfs
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.sound.levels import peak_of, rms_of
from voicecloner.sound.spectra import decibels
from voicecloner.speech.vad import VAD_RATE_HZ, edges, merged

_FAINT_DBFS = -45.0
_LEAST_STUCK_S = 0.003
_JUST_BELOW = 0.998
_EDGE_S = 0.004
_LOUDER_EDGE = 0.1
_SOFTER_EDGE = 0.03
_STEPS_OF_SOUND = 12
# Coarser sound, such as 8-bit sound, has nothing between silence and speech and few values that differ: neither
# silence nor equal blocks are a sign there.
_FINE_STEP = 0.02
_MERGE_S = 0.02
_BLOCK = 32
_HOLE_BLOCKS = (1, 100)
_HOLE_DB = -55.0
_AROUND_HOLE_DB = -25.0
_REPEAT_LAG_S = (0.005, 0.2)
_MARK_TAPS = 16
_MARK_SPACING = 3
_MARK_STEPS = 2**23
_MARKS_KEPT = 3


def dropouts(recording: MeasuredRecording) -> tuple[Span, ...]:
    """Holes, stuck values and repeated blocks inside speech, neighbours within 20 ms joined.

    A value that stays exactly the same for 3 ms while the sound beside it is loud is a lost block; sound that falls
    from speech level to nothing (below -55 dB) within 6 ms and comes back as suddenly is one that was resampled or
    coded afterwards; a block of samples that comes a second time within 5 to 200 ms was played twice. Stops between
    words and noise gates fade, and are none of these.

    Returns:
        in order; empty without speech and for speech below -45 dBFS, where the steps of 16 bit look like stuck values.
    """
    voice_dbfs = speech_rms_dbfs(recording)
    if voice_dbfs is None or voice_dbfs < _FAINT_DBFS or not recording.speech:
        return ()
    level = peak_of(recording.clip.samples)
    clip = AudioClip(recording.clip.samples / np.float32(level), recording.clip.sample_rate)
    voice = 10 ** (voice_dbfs / 20) / level
    # A lost block is zero in the recording, and lies beside zero once an offset is taken out.
    zero = -float(clip.samples.mean(dtype=np.float64))
    step = _quantization_step(clip.samples)
    audible = max(_LOUDER_EDGE * voice, _STEPS_OF_SOUND * step)
    found = [*_stuck(clip, voice, audible)]
    if step < _FINE_STEP * voice:
        found += [*_holes(recording.listened, zero), *_repeats(clip, audible)]
    spoken = during(recording.speech, np.array([(span.start_s + span.end_s) / 2 for span in found]))
    # Between words a gate, an editor or a codec may well write silence.
    kept = [span for span, inside in zip(found, spoken, strict=True) if inside]
    return merged(sorted(kept, key=lambda span: span.start_s), _MERGE_S)


def _stuck(clip: AudioClip, voice: float, audible: float) -> Iterator[Span]:
    """Runs of one and the same value with loud sound beside them; at the very top and bottom that is clipping."""
    rate = clip.sample_rate
    around = max(1, round(_EDGE_S * rate))
    mean = float(clip.samples.mean(dtype=np.float64))
    highest, lowest = _JUST_BELOW * float(clip.samples.max()), _JUST_BELOW * float(clip.samples.min())
    same = clip.samples[1:] == clip.samples[:-1]
    if not _has_long_run(same, round(_LEAST_STUCK_S * rate)):
        return
    for start, end in zip(*edges(same), strict=True):
        clipped = not lowest < clip.samples[start] < highest
        if end - start + 1 >= _LEAST_STUCK_S * rate and not clipped:
            parts = clip.samples[max(0, start - around) : start], clip.samples[end + 1 : end + 1 + around]
            beside = sorted(rms_of(part - mean) for part in parts)
            if beside[1] > audible and beside[0] > _SOFTER_EDGE * voice:
                yield Span(start / rate, (end + 1) / rate)


def _quantization_step(samples: Samples) -> float:
    """The smallest change from one sample to the next: in 8-bit sound soft passages stand still between two steps."""
    changes = np.diff(samples)
    np.abs(changes, out=changes)
    changes[changes == 0] = 1.0
    return float(changes.min(initial=1.0))


def _has_long_run(same: npt.NDArray[np.bool_], least: int) -> bool:
    """A quick no for nearly all recordings: a run of `least` fills at least one whole block of half that length."""
    half = max(1, least // 2 - 1)
    return bool(same[: len(same) // half * half].reshape(-1, half).all(axis=1).any())


def _holes(samples_16k: Samples, zero: float) -> Iterator[Span]:
    """Stretches of 2 to 200 ms with nothing in them between loud neighbours."""
    count = len(samples_16k) // _BLOCK
    if count < 4:
        return
    blocks = samples_16k[: count * _BLOCK].reshape(count, _BLOCK)
    # Nothing is zero, which lies beside the middle where an offset was taken out, or is the middle itself.
    level = decibels(np.minimum(_mean_square(blocks), _mean_square(blocks - np.float32(zero))))
    top = float(np.percentile(level, 95))
    least, most = _HOLE_BLOCKS
    for start, end in zip(*edges(level < top + _HOLE_DB), strict=True):
        inside = start >= 3 and end <= count - 3 and least <= end - start <= most
        if inside and min(level[start - 3 : start].max(), level[end : end + 3].max()) > top + _AROUND_HOLE_DB:
            yield Span(start * _BLOCK / VAD_RATE_HZ, end * _BLOCK / VAD_RATE_HZ)


def _repeats(clip: AudioClip, audible: float) -> Iterator[Span]:
    """Places whose following samples come again, number for number, within 0.2 s."""
    marks, places = _marks(clip.samples)
    order = np.argsort(marks, kind="stable")
    ordered, at = marks[order], places[order]
    lag = np.diff(at)
    least, most = (seconds * clip.sample_rate for seconds in _REPEAT_LAG_S)
    twice = np.flatnonzero((np.diff(ordered) == 0) & (lag > least) & (lag < most))
    reach = _MARK_TAPS * _MARK_SPACING
    for first, shift in zip(at[twice].tolist(), lag[twice].tolist(), strict=True):
        # The few steps that digitised silence consists of come again by chance.
        if np.ptp(clip.samples[first : first + reach]) > audible:
            yield Span((first + shift) / clip.sample_rate, (first + shift + reach) / clip.sample_rate)


def _marks(samples: Samples) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """A number made of 16 samples of -1..1 for some of the crests, chosen by their own height; and their places."""
    inner = samples[1 : -_MARK_TAPS * _MARK_SPACING]
    if not len(inner):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    crests = 1 + np.flatnonzero((inner > samples[: len(inner)]) & (inner >= samples[2 : 2 + len(inner)]))
    places = crests[_steps(samples[crests]) % _MARKS_KEPT == 0]
    marks = np.zeros(len(places), np.int64)
    for tap, weight in enumerate(np.random.default_rng(1).integers(1, 2**40, _MARK_TAPS)):
        marks += _steps(samples[places + tap * _MARK_SPACING]) * weight
    return marks, places


def _steps(samples: Samples) -> npt.NDArray[np.int32]:
    """Whole steps of 2^-23; a power of two times a float32 is exact."""
    steps: npt.NDArray[np.int32] = np.rint(samples * np.float32(_MARK_STEPS)).astype(np.int32)
    return steps


def _mean_square(blocks: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    squares: npt.NDArray[np.float32] = np.einsum("ij,ij->i", blocks, blocks) / np.float32(_BLOCK)
    return squares
