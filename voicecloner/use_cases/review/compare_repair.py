"""Show what repairing does to a recording, before a voice is made of it.

The user switches steps on and off, reads what each of them did, and hears original and repaired sound at the same
place, equally loud if wanted: the louder of two sounds always seems the better one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from voicecloner.audio.repair import RepairPlan, repair_reference
from voicecloner.domain.audio import AudioClip
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.sound.levels import loudness_lufs
from voicecloner.use_cases.review.check_references import CheckedReferences, joined
from voicecloner.use_cases.voices.create_voice import PREPARED_SAMPLE_RATE


@dataclass(frozen=True, eq=False)
class CompareRequest:
    """What to repair, and how."""

    checked: CheckedReferences
    plan: RepairPlan


@dataclass(frozen=True, eq=False)
class Comparison:
    """The recording before and after.

    Attributes:
        request: what was asked for.
        before: the original.
        after: what is cloned.
        matched_before: the original, turned down to the loudness of the quieter one of the two.
        matched_after: the repaired one, likewise.
        done: what each step did, by its name in `RepairPlan`; those that found nothing to do are not there.
        start_s: where in `before` the sound of `after` begins.
    """

    request: CompareRequest
    before: AudioClip
    after: AudioClip
    matched_before: AudioClip
    matched_after: AudioClip
    done: Mapping[str, str]
    start_s: float


class CompareRepair:
    """The use case: call it with a `CompareRequest`."""

    def __call__(
        self, request: CompareRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> Comparison:
        """Repair a copy.

        Raises:
            Cancelled: stopped by the user.
        """
        progress(ProgressUpdate("Repairing a copy of the recording", None))
        files = request.checked.files
        repaired = []
        for file in files:
            repaired.append(repair_reference(file.audio.clip, PREPARED_SAMPLE_RATE, request.plan))
            cancel.raise_if_cancelled()
        before, after = request.checked.clip, joined([each.after for each in repaired])
        matched_before, matched_after = _equally_loud(before, after)
        done: dict[str, str] = {}
        for file, each in zip(files, repaired, strict=True):
            for name, words in each.done.items():
                told = f"{file.path.name}: {words}" if len(files) > 1 else words
                done[name] = f"{done[name]} {told}" if name in done else told
        return Comparison(request, before, after, matched_before, matched_after, done, repaired[0].start_s)


def _equally_loud(one: AudioClip, other: AudioClip) -> tuple[AudioClip, AudioClip]:
    """Both at the loudness of the quieter one; silence stays as it is."""
    loudness = [loudness_lufs(clip.samples, clip.sample_rate) for clip in (one, other)]
    if not np.all(np.isfinite(loudness)):
        return one, other
    gains = [np.float32(10 ** ((min(loudness) - each) / 20)) for each in loudness]
    made = [AudioClip(clip.samples * gain, clip.sample_rate) for clip, gain in zip((one, other), gains, strict=True)]
    return made[0], made[1]
