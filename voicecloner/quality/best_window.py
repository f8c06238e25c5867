"""The best stretch of a long recording to make a voice of: mostly speech, little noise, nothing cut off, one speaker.

The recording goes by as `frames`; only the last minutes of it are kept, with the best windows found so far. A window
begins and ends in pauses. Its score is the product of nine parts of 0..1 each, so that it is as good as its weakest
side allows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.quality import Span
from voicecloner.errors import InvalidRequest
from voicecloner.quality.frames import FRAME_TYPE, Frames
from voicecloner.quality.measures.level import CERTAIN_SPEECH, speech_power
from voicecloner.quality.measures.noise import MAYBE_SPEECH, noise_power
from voicecloner.quality.measures.recording import Powers
from voicecloner.sound.levels import power_db
from voicecloner.speech.vad import FRAME_S, Probabilities, edges, speech_spans

LONGEST_WINDOW_S = 300.0
_CHUNK_S = 120.0
_EDGE_S = 0.25
_ENDS_TRIED = 3
_KEPT = 40
_SHOWN = 5
_PART_S = 2.0
_FEWEST_PITCHES = 5
_TIMBRE_PART_S = 4.0
_FEWEST_TIMBRES = 30
_FLOOR_PART_S = 5.0
_FEWEST_PAUSES = 6


@dataclass(frozen=True)
class WindowRules:
    """What a window should be like.

    Attributes:
        min_s: shortest.
        max_s: longest.
        aim_s: best.
    """

    min_s: float = 10.0
    max_s: float = 30.0
    aim_s: float = 20.0

    def __post_init__(self) -> None:
        if not 0 < self.min_s <= self.aim_s <= self.max_s <= LONGEST_WINDOW_S:
            raise InvalidRequest(f"A stretch of {self.min_s:g} to {self.max_s:g} s cannot be looked for.")


@dataclass(frozen=True)
class Candidate:
    """A window that could be used.

    Attributes:
        span: where it lies in the recording.
        score: 0..1, higher is better.
        speech_s: how much of it is speech.
        snr_db: how far the speech stands above the background.
        longest_pause_s: longest pause in it.
        clipped_percent: how much of it has its peaks cut off.
        pitch_spread_octaves: how much the voice's height changes from part to part; two speakers are far apart.
        timbre_spread_db: how much its colour changes from part to part, as that of other speakers and rooms does: at
            most 2.5 dB for one speaker in one place, 2.0 dB and more for two (half of them above 3 dB).
    """

    span: Span
    score: float
    speech_s: float
    snr_db: float
    longest_pause_s: float
    clipped_percent: float
    pitch_spread_octaves: float
    timbre_spread_db: float


class WindowFinder:
    """Looks for the best windows in a recording that is read block by block.

    Args:
        rules: what a window should be like.
    """

    def __init__(self, rules: WindowRules) -> None:
        self._rules = rules
        self._frames = np.zeros(0, FRAME_TYPE)
        self._offset = 0
        self._found: list[Candidate] = []

    def push(self, frames: Frames) -> None:
        """Look at the next frames."""
        self._frames = np.concatenate([self._frames, frames])
        whole = round((_CHUNK_S + self._rules.max_s + _EDGE_S) / FRAME_S)
        while len(self._frames) >= whole:
            self._search(self._frames[:whole], is_last=False)
            done = round(_CHUNK_S / FRAME_S)
            self._frames = self._frames[done:].copy()
            self._offset += done

    def finish(self) -> tuple[Candidate, ...]:
        """Look at what is left; the best windows that do not overlap much, best first, none if nobody speaks."""
        self._search(self._frames, is_last=True)
        self._frames = self._frames[:0]
        return _apart(self._found)[:_SHOWN]

    def _search(self, frames: Frames, *, is_last: bool) -> None:
        stretch = _Stretch(frames, self._offset, self._rules, is_last=is_last)
        found = sorted([*self._found, *stretch.candidates()], key=lambda each: -each.score)
        self._found = list(_apart(found[: 4 * _KEPT])[:_KEPT])


class _Stretch:
    """The part of the recording that is looked at, with the speech in it."""

    def __init__(self, frames: Frames, offset: int, rules: WindowRules, *, is_last: bool) -> None:
        self._frames = frames
        self._offset_s = offset * FRAME_S
        self._seconds = len(frames) * FRAME_S
        self._rules = rules
        self._spans = speech_spans(frames["speech"], self._seconds)
        self._starts_s = [s.start_s for s in self._spans if offset == 0 or s.start_s > 0]
        self._ends_s = np.array([s.end_s for s in self._spans if s.end_s < self._seconds - FRAME_S])
        self._last_start_s = self._seconds if is_last else _CHUNK_S
        self._speaks = _marked(self._spans, len(frames))

    def candidates(self) -> Iterator[Candidate]:
        """A window for each place to begin and the best places to end."""
        for start_s, end_s, is_clean in self._windows():
            span = self._with_edges(start_s, end_s) if is_clean else Span(start_s, end_s)
            first, last = round(span.start_s / FRAME_S), round(span.end_s / FRAME_S)
            if last - first >= 2:
                yield self._measured(first, last, is_clean=is_clean)

    def _windows(self) -> Iterator[tuple[float, float, bool]]:
        """Start, end, and whether both lie in pauses."""
        for start_s in self._starts_s:
            if start_s < self._last_start_s:
                yield from self._beginning_at(start_s)
        for span in self._spans:  # somebody who never stops, or a room that is never silent
            count = int((min(span.end_s, self._last_start_s) - span.start_s) // self._rules.aim_s)
            starts = [span.start_s + number * self._rules.aim_s for number in range(count)]
            yield from ((at, min(at + self._rules.aim_s, self._seconds), False) for at in starts)

    def _beginning_at(self, start_s: float) -> Iterator[tuple[float, float, bool]]:
        lengths = self._ends_s - start_s
        fitting = self._ends_s[(lengths >= self._rules.min_s) & (lengths <= self._rules.max_s - 2 * _EDGE_S)]
        if not len(fitting):
            end_s = min(start_s + self._rules.min_s, self._seconds)
            yield max(0.0, end_s - self._rules.min_s), end_s, False
        nearest = fitting[np.argsort(np.abs(fitting - start_s - self._rules.aim_s))[:_ENDS_TRIED]]
        yield from ((start_s, float(end_s), True) for end_s in nearest)

    def _with_edges(self, start_s: float, end_s: float) -> Span:
        """A little of the pauses on both sides, so that neither a first nor a last sound is cut."""
        before = max((end for end in self._ends_s if end <= start_s), default=0.0)
        after = min((start for start in self._starts_s if start >= end_s), default=self._seconds)
        lead_s, tail_s = (min(_EDGE_S, gap / 2) for gap in (start_s - before, after - end_s))
        return Span(max(0.0, start_s - lead_s), min(self._seconds, end_s + tail_s))

    def _measured(self, first: int, last: int, *, is_clean: bool) -> Candidate:
        frames, speaks = self._frames[first:last], self._speaks[first:last]
        power = frames["power"].astype(np.float64)
        spoken, floor = speech_power(power, frames["speech"]), _highest_floor(power, frames["speech"])
        snr_db = power_db(max(spoken - floor, 0.1 * floor, 1e-20) / max(floor, 1e-12))
        pitches, levels = _parts(frames)
        facts = Candidate(
            span=Span(self._offset_s + first * FRAME_S, self._offset_s + last * FRAME_S),
            score=0.0,
            speech_s=float(speaks.sum()) * FRAME_S,
            snr_db=snr_db,
            longest_pause_s=_longest_pause_s(speaks),
            clipped_percent=float(frames["clipped"].mean()),
            pitch_spread_octaves=_spread(pitches),
            timbre_spread_db=_timbre_spread_db(frames),
        )
        score = self._score(facts, power_db(spoken), _spread(levels)) * (1.0 if is_clean else 0.7)
        return Candidate(**{**vars(facts), "score": score})

    def _score(self, facts: Candidate, level_dbfs: float, level_spread_db: float) -> float:
        seconds = facts.span.end_s - facts.span.start_s
        parts = (
            _between(facts.speech_s / seconds, 0.3, 0.8),
            _between(facts.snr_db, 5.0, 35.0),
            _between(facts.clipped_percent, 0.5, 0.02),
            _between(facts.longest_pause_s, 4.0, 0.8),
            min(_between(level_dbfs, -46.0, -34.0), _between(level_dbfs, 0.0, -12.0)),
            _between(level_spread_db, 12.0, 4.0),
            _between(facts.pitch_spread_octaves, 0.6, 0.15),
            _between(facts.timbre_spread_db, 4.5, 2.0),
            _between(abs(seconds - self._rules.aim_s) / self._rules.aim_s, 2.0, 0.0),
        )
        return float(np.prod(parts))


def _parts(frames: Frames) -> tuple[Sequence[float], Sequence[float]]:
    """Median pitch (octaves) and speech level (dB) of each 2 s that hold enough speech."""
    size = round(_PART_S / FRAME_S)
    pitches, levels = [], []
    for start in range(0, len(frames), size):
        part = frames[start : start + size]
        known = part["pitch"][~np.isnan(part["pitch"])]
        if len(known) >= _FEWEST_PITCHES:
            pitches.append(float(np.median(known)))
            levels.append(power_db(speech_power(part["power"], part["speech"])))
    return pitches, levels


def _timbre_spread_db(frames: Frames) -> float:
    """How much the mean timbre of the speech differs between parts of 4 s, root mean square over the bands."""
    size = round(_TIMBRE_PART_S / FRAME_S)
    means = []
    for start in range(0, len(frames), size):
        part = frames[start : start + size]
        surely = part["timbre"][part["speech"] > CERTAIN_SPEECH]
        if len(surely) >= _FEWEST_TIMBRES:
            means.append(surely.mean(axis=0))
    return float(np.sqrt(np.mean(np.var(means, axis=0)))) if means else 0.0


def _highest_floor(power: Powers, speech: Probabilities) -> float:
    """Background of the window, or of its noisiest part of 5 s: a quiet pause between noisy words is no quiet room."""
    size = round(_FLOOR_PART_S / FRAME_S)
    floors = [noise_power(power, speech) or 0.0]
    for start in range(0, len(power), size):
        pauses = power[start : start + size][speech[start : start + size] < MAYBE_SPEECH]
        if len(pauses) >= _FEWEST_PAUSES:
            floors.append(float(np.median(pauses)))
    return max(floors)


def _spread(values: Sequence[float]) -> float:
    return float(np.std(values)) if values else 0.0


def _between(value: float, worst: float, best: float) -> float:
    """0.02 at `worst` and beyond, 1 at `best` and beyond: no single weakness makes two windows alike."""
    return float(np.clip((value - worst) / (best - worst), 0.02, 1.0))


def _marked(spans: Sequence[Span], frames: int) -> npt.NDArray[np.bool_]:
    marks = np.zeros(frames, dtype=bool)
    for span in spans:
        marks[round(span.start_s / FRAME_S) : round(span.end_s / FRAME_S)] = True
    return marks


def _longest_pause_s(speaks: npt.NDArray[np.bool_]) -> float:
    starts, ends = edges(~speaks)
    return max((end - start for start, end in zip(starts, ends, strict=True)), default=0) * FRAME_S


def _apart(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The best ones, best first, without those that share half of their time with a better one."""
    kept: list[Candidate] = []
    for each in sorted(found, key=lambda candidate: -candidate.score):
        if all(_shared(each.span, other.span) < 0.5 for other in kept):
            kept.append(each)
    return tuple(kept)


def _shared(one: Span, other: Span) -> float:
    common_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    return common_s / min(one.end_s - one.start_s, other.end_s - other.start_s)
