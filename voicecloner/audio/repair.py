"""What is done to a recording before it is cloned: few named steps that can be switched off and say what they did.

The recording itself is never touched: what comes out is a second clip beside it, so that the two can be compared.
Which channel is used is decided while the file is read, see `voicecloner.audio.files.importing.import_audio`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from voicecloner.domain.audio import AudioClip
from voicecloner.sound.levels import limit_peak, loudness_lufs, power_db, power_of, remove_dc, to_loudness
from voicecloner.sound.resampling import resample

HIGH_PASS_HZ = 60.0
TARGET_LUFS = -23.0
HIGHEST_PEAK = 0.99
_HIGH_PASS_ORDER = 4
_FRAME_S = 0.02
_SILENT_RMS = 1e-3
_SILENT_BESIDE_SPEECH = 0.01
_KEPT_EDGE_S = 0.2
_LOUD_PERCENTILE = 95
_SMALLEST_OFFSET = 1e-4
_SMALLEST_CHANGE_DB = 0.05
_WORTH_A_NUMBER_PERCENT = 1.0

Step = Callable[[AudioClip], tuple[AudioClip, str | None]]
"""clip -> (repaired clip, one sentence on what was done; None if there was nothing to do)"""


@dataclass(frozen=True)
class RepairPlan:
    """The steps to take, in the order in which they are taken.

    Attributes:
        remove_offset: shift the sound so that its mean is 0.
        high_pass: filter out what lies below 60 Hz, where no voice is: rumble, footfall, wind.
        trim_edges: cut off silence before the first and after the last sound.
        bring_to_level: bring the loudness to -23 LUFS.
        limit_peak: turn the sound down if its peak would exceed 0.99.
    """

    remove_offset: bool = True
    high_pass: bool = True
    trim_edges: bool = False
    bring_to_level: bool = False
    limit_peak: bool = True

    def describe(self) -> tuple[str, ...]:
        """One sentence for each step that is switched on."""
        return tuple(INTENTIONS[name] for name, is_on in vars(self).items() if is_on)


USUAL = RepairPlan()
NOTHING = RepairPlan(remove_offset=False, high_pass=False, limit_peak=False)

INTENTIONS = {
    "remove_offset": "A constant offset is removed.",
    "high_pass": f"Sound below {HIGH_PASS_HZ:.0f} Hz is filtered out.",
    "trim_edges": "Silence at the start and the end is cut off.",
    "bring_to_level": f"The loudness is brought to {TARGET_LUFS:.0f} LUFS.",
    "limit_peak": f"Peaks above {HIGHEST_PEAK} are avoided by turning the sound down.",
}
"""The steps a plan may hold, in their order, and what each is for."""


@dataclass(frozen=True, eq=False)
class Repaired:
    """A recording and what was made of it, for comparing the two.

    Attributes:
        before: as it was read.
        after: what is cloned.
        done: what each step did, one sentence each, by its name in `RepairPlan`; those that found nothing to do are not
            there.
        start_s: where in `before` the sound of `after` begins; more than 0 if silence was cut off.
    """

    before: AudioClip
    after: AudioClip
    done: Mapping[str, str] = field(default_factory=dict)
    start_s: float = 0.0

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each step that changed something."""
        return tuple(self.done.values())


def repair_reference(clip: AudioClip, target_sample_rate: int, plan: RepairPlan = USUAL) -> Repaired:
    """The sound as engines get it: repaired as planned and at their sample rate; nothing is denoised.

    Args:
        clip: a recording; stays as it is.
        target_sample_rate: Hz.
        plan: the steps to take; the usual ones by default.
    """
    steps: dict[str, Step] = {
        "remove_offset": remove_offset,
        "high_pass": high_pass,
        "trim_edges": trim_edges,
        "": lambda found: (_at_rate(found, target_sample_rate), None),
        "bring_to_level": bring_to_level,
        "limit_peak": keep_below_full_scale,
    }
    after, start_s = clip, 0.0
    done: dict[str, str] = {}
    for name, step in steps.items():
        if name and not getattr(plan, name):
            continue
        if name == "trim_edges":
            start_s = _sounding(after)[0] / after.sample_rate
        after, note = step(after)
        if note:
            done[name] = note
    return Repaired(clip, after, done, start_s)


def remove_offset(clip: AudioClip) -> tuple[AudioClip, str | None]:
    """Shift the sound so that its mean is 0."""
    offset = float(np.mean(clip.samples, dtype=np.float64)) if clip.frames else 0.0
    note = f"An offset of {100 * offset:.2f} % of full scale was removed." if abs(offset) >= _SMALLEST_OFFSET else None
    return AudioClip(remove_dc(clip.samples), clip.sample_rate), note


def high_pass(clip: AudioClip) -> tuple[AudioClip, str | None]:
    """Filter out what lies below 60 Hz.

    A Butterworth high-pass of the fourth order (Butterworth, "On the theory of filter amplifiers", 1930), run forwards
    and backwards so that nothing is delayed (Gustafsson, "Determining the initial states in forward-backward
    filtering", 1996): -6 dB at 60 Hz, -14 dB at 50 Hz, -0.5 dB at 85 Hz, where low voices begin.
    """
    from scipy import signal  # 0.3 s that the window's start should not pay

    sections = signal.butter(_HIGH_PASS_ORDER, HIGH_PASS_HZ, "highpass", fs=clip.sample_rate, output="sos")
    pad = min(clip.frames - 1, clip.sample_rate // 10)
    if pad <= 0:
        return clip, None
    filtered = signal.sosfiltfilt(sections, clip.samples.astype(np.float64), padlen=pad)
    lost_percent = 100.0 * (1.0 - power_of(filtered) / max(power_of(clip.samples), 1e-20))
    share = f"; it held {lost_percent:.0f} % of the power" if lost_percent >= _WORTH_A_NUMBER_PERCENT else ""
    note = f"Sound below {HIGH_PASS_HZ:.0f} Hz was filtered out{share}." if np.any(clip.samples) else None
    return AudioClip(filtered.astype(np.float32), clip.sample_rate), note


def trim_edges(clip: AudioClip) -> tuple[AudioClip, str | None]:
    """Cut off silence before the first and after the last sound, up to 0.2 s.

    Silent is a stretch of 20 ms below -60 dBFS, or 40 dB below the recording's loud parts. A recording that is silent
    from end to end stays as it is.
    """
    first, last = _sounding(clip)
    start_s, end_s = first / clip.sample_rate, (clip.frames - last) / clip.sample_rate
    return AudioClip(clip.samples[first:last], clip.sample_rate), _trimmed_words(start_s, end_s)


def _trimmed_words(start_s: float, end_s: float) -> str | None:
    if start_s >= _FRAME_S and end_s >= _FRAME_S:
        return f"Cut off: {start_s:.1f} s of silence from the start and {end_s:.1f} s of silence from the end."
    if start_s >= _FRAME_S:
        return f"Cut off: {start_s:.1f} s of silence from the start."
    return f"Cut off: {end_s:.1f} s of silence from the end." if end_s >= _FRAME_S else None


def _sounding(clip: AudioClip) -> tuple[int, int]:
    """Where `trim_edges` cuts: the first sample that is kept, and the first one after those that are."""
    size = max(1, round(_FRAME_S * clip.sample_rate))
    whole = clip.samples[: clip.frames // size * size].reshape(-1, size)
    levels = np.sqrt(np.mean(np.square(whole, dtype=np.float64), axis=1))
    if not len(levels):
        return 0, clip.frames
    threshold = max(_SILENT_RMS, _SILENT_BESIDE_SPEECH * float(np.percentile(levels, _LOUD_PERCENTILE)))
    sounding = np.flatnonzero(levels >= threshold)
    if not len(sounding):
        return 0, clip.frames
    kept = round(_KEPT_EDGE_S * clip.sample_rate)
    return max(0, int(sounding[0]) * size - kept), min(clip.frames, (int(sounding[-1]) + 1) * size + kept)


def bring_to_level(clip: AudioClip) -> tuple[AudioClip, str | None]:
    """Bring the loudness (ITU-R BS.1770-4) to -23 LUFS, or as close as a peak of -1 dBFS allows."""
    before = loudness_lufs(clip.samples, clip.sample_rate)
    if not np.isfinite(before):
        return clip, None
    after = AudioClip(to_loudness(clip.samples, clip.sample_rate, TARGET_LUFS), clip.sample_rate)
    return after, _gain_note(clip, after, f"so that its loudness is about {TARGET_LUFS:.0f} LUFS")


def keep_below_full_scale(clip: AudioClip) -> tuple[AudioClip, str | None]:
    """Turn the whole sound down so that its peak is at most 0.99."""
    after = AudioClip(limit_peak(clip.samples, HIGHEST_PEAK), clip.sample_rate)
    return after, _gain_note(clip, after, "so that its peaks stay below full scale")


def _gain_note(before: AudioClip, after: AudioClip, why: str) -> str | None:
    changed_db = power_db(power_of(after.samples)) - power_db(power_of(before.samples))
    if abs(changed_db) < _SMALLEST_CHANGE_DB:
        return None
    return f"Turned {'up' if changed_db > 0 else 'down'} by {abs(changed_db):.1f} dB {why}."


def _at_rate(clip: AudioClip, sample_rate: int) -> AudioClip:
    return AudioClip(resample(clip.samples, clip.sample_rate, sample_rate), sample_rate)
