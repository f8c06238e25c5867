"""Clicks where the built-in engine's sound is put together: at pieces, at jumps in the recording, at repeated frames.

    python benchmarks/clicks.py [SPEECH_SET]

Clones the speakers of SPEECH_SET (a folder with `manifest.csv`), or the demo's where none is given, has each say ten
sentences, and measures for every 5 ms the largest jump: the second difference of the sound above 4 kHz. A place is told
as a click if its jump is larger than the 99.9th percentile of the same speaker's jumps everywhere else, so 0.1 % of the
places are expected by chance. Also told: peaks that reached the engine's limiter. Nobody listens.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.fidelity import SENTENCES, speakers
from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.base import VoiceData
from voicecloner.engines.builtin import speaking
from voicecloner.engines.builtin.demo_speech import demo_speech
from voicecloner.engines.builtin.engine import BuiltinEngine
from voicecloner.engines.builtin.grains import GrainPlan, GrainSource
from voicecloner.engines.builtin.selection import is_joined
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.use_cases.demonstrate import DEMO_SCRIPT

SAMPLE_RATE = 24_000
WINDOW = SAMPLE_RATE * 5 // 1000
LOWEST_HZ = 4000.0
PERCENTILE = 99.9
LIMITER = 0.8


@dataclass(frozen=True)
class Said:
    """One sentence as it came out.

    Attributes:
        text: what was said.
        samples: the sound, 24 kHz.
        pieces: samples where a piece begins, without the first.
        joins: samples where the next grain comes from another place of the recording.
        slips: samples where a frame is repeated or left out.
        peak: the highest sample before the limiter.
    """

    text: str
    samples: Samples
    pieces: list[int]
    joins: list[int]
    slips: list[int]
    peak: float

    @property
    def seams(self) -> list[int]:
        """All places where the sound is put together."""
        return [*self.pieces, *self.joins, *self.slips]


class Seams:
    """Notes the plan and the peak of every piece while it is rendered."""

    def __init__(self) -> None:
        self.plans: list[npt.NDArray[np.int64]] = []
        self.peak = 0.0

    @contextmanager
    def noting(self) -> Iterator[None]:
        render = speaking.render

        def noted(source: GrainSource, plan: GrainPlan) -> Samples:
            sound = render(source, plan)
            self.plans.append(plan.frames)
            self.peak = max(self.peak, float(np.abs(sound).max(initial=0)))
            return sound

        speaking.render = noted  # type: ignore[attr-defined]
        try:
            yield
        finally:
            speaking.render = render  # type: ignore[attr-defined]


def say(engine: BuiltinEngine, voice: VoiceData, text: str, language: str) -> Said:
    seams = Seams()
    with seams.noting():
        chunks = [c.samples for c in engine.synthesize(voice, text, SpeechOptions(language), CancelToken())]
    samples = np.concatenate(chunks)
    starts = np.cumsum([0, *map(len, chunks)])
    joins, slips = list[int](), list[int]()
    for start, frames in zip(starts, seams.plans, strict=False):
        jumped = ~is_joined(frames)
        joins += _places(start, jumped, len(samples))
        slips += _places(start, ~jumped & (np.diff(frames) != 1), len(samples))
    return Said(text, samples, list(starts[1:-1]), joins, slips, seams.peak)


def _places(start: int, between_frames: npt.NDArray[np.bool_], end: int) -> list[int]:
    """Samples where a step from one frame to the next is marked."""
    places = start + WINDOW * (np.flatnonzero(between_frames) + 1)
    return [int(place) for place in places if place < end]


def roughness(samples: Samples) -> npt.NDArray[np.float64]:
    """For each 5 ms the largest second difference above 4 kHz, shape (windows,)."""
    from scipy.signal import butter, sosfiltfilt

    high = sosfiltfilt(butter(4, LOWEST_HZ, "highpass", fs=SAMPLE_RATE, output="sos"), samples.astype(np.float64))
    jumps = np.abs(np.diff(high, 2, prepend=0, append=0))
    return np.asarray(jumps[: len(jumps) // WINDOW * WINDOW].reshape(-1, WINDOW).max(axis=1))


def windows_at(places: Sequence[int], count: int) -> npt.NDArray[np.bool_]:
    """The windows a place lies in or touches."""
    marked = np.zeros(count, np.bool_)
    for place in places:
        marked[max(0, (place - WINDOW // 2) // WINDOW) : (place + WINDOW // 2) // WINDOW + 1] = True
    return marked


def judge(kind: str, said: list[Said]) -> Iterator[str]:
    """One line on the places of a kind, and one on the worst click."""
    rough = [roughness(one.samples) for one in said]
    here = [windows_at(getattr(one, kind), len(r)) for one, r in zip(said, rough, strict=True)]
    seams = [windows_at(one.seams, len(r)) for one, r in zip(said, rough, strict=True)]
    elsewhere = np.concatenate([r[~s] for r, s in zip(rough, seams, strict=True)])
    found = np.concatenate([r[h] for r, h in zip(rough, here, strict=True)])
    limit = np.percentile(elsewhere, PERCENTILE)
    count = sum(len(getattr(one, kind)) for one in said)
    if not count:
        return
    times = np.median(found) / np.median(elsewhere)
    share = 100 * np.mean(found > limit)
    yield f"    {kind:<7}{count:>5} places, {share:5.2f} % of windows above the limit, median {times:.2f} of elsewhere"
    worst = max(range(len(said)), key=lambda k: float((rough[k] * here[k]).max()))
    window = int((rough[worst] * here[worst]).argmax())
    factor, second = rough[worst][window] / limit, window * WINDOW / SAMPLE_RATE
    if factor > 1:
        yield f"        worst: {factor:.1f} times the limit at {second:.3f} s of “{said[worst].text}”"


def limited(said: list[Said]) -> Iterator[str]:
    """One line on the peaks that reached the limiter."""
    loud = [one for one in said if one.peak > LIMITER]
    yield f"    limiter reached in {len(loud)} of {len(said)} sentences"
    if loud:
        worst = max(loud, key=lambda one: one.peak)
        yield f"        worst: {worst.peak:.2f} in “{worst.text}”"


def people(speech_set: Path | None) -> dict[str, ReferenceClip]:
    if speech_set is None:
        return {"demo": ReferenceClip(demo_speech(DEMO_SCRIPT), DEMO_SCRIPT, "en")}
    return {speaker.name: speaker.reference for speaker in speakers(speech_set, [])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("speech_set", type=Path, nargs="?", help="the demo's speech when left out")
    arguments = parser.parse_args()
    engine = BuiltinEngine()
    engine.load("cpu", no_progress)
    for name, reference in people(arguments.speech_set).items():
        language = reference.language.partition("-")[0]
        for mode in VoiceMode:
            if mode is VoiceMode.TRANSCRIPT and not reference.transcript:
                continue
            voice = engine.clone([reference], mode, no_progress, CancelToken())
            said = [say(engine, voice, text, language) for text in SENTENCES[language]]
            print(f"{name}, {mode}")
            for kind in ("pieces", "joins", "slips"):
                print(*judge(kind, said), sep="\n")
            print(*limited(said), sep="\n")


if __name__ == "__main__":
    main()
