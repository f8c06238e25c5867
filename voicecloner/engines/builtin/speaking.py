"""From text to sound in a cloned voice.

espeak-ng says the words; for every 5 ms the regression predicts the user's spectrum, the search picks a stretch of the
user's recording that comes near it, and its grains are laid at the new pitch and filtered to the spectrum.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.builtin.analysis import HOP
from voicecloner.engines.builtin.emphasis import Emphasis, emphasis_of, read_marks
from voicecloner.engines.builtin.features import Features, cepstra, log_spectra_of, smooth, speech_activity
from voicecloner.engines.builtin.grains import GrainPlan, GrainSource, render
from voicecloner.engines.builtin.pitch import find_f0
from voicecloner.engines.builtin.prosody import draw_pitch, holds, leads, melody, mixed, pitch_range
from voicecloner.engines.builtin.selection import STEP_FRAMES, Path, frames_of_path, is_joined, select
from voicecloner.engines.builtin.source_speech import SourceSpeech, describe
from voicecloner.engines.builtin.targets import TargetSpace, Wanted
from voicecloner.engines.builtin.text_parts import parts
from voicecloner.engines.builtin.voice_model import VoiceModel
from voicecloner.jobs import CancelToken
from voicecloner.speech.espeak import RATE_RANGE_WPM, espeak
from voicecloner.speech.espeak_languages import espeak_voice, spoken_language

_FIRST_PIECE_FRAMES = 80
_PIECE_FRAMES = 240
_OVERLAP_FRAMES = 6
_LOUDEST_RMS = 0.09
"""Of the recording while somebody speaks: louder, and the peaks of lively speech would not fit below the knee."""

_KNEE = 0.8  # louder samples are bent so that none reaches 1.0


class Speaker:
    """A voice ready to speak: the arrays of the search are laid out once."""

    def __init__(self, voice: VoiceModel) -> None:
        self._voice = voice
        self._targets = TargetSpace(voice)
        self._units = self._targets.units
        self._sound = _with_headroom(voice)
        self._loudest = _loudest_around(voice.frames.envelope)
        self._pitch = pitch_range(voice.frames.log_f0, voice.frames.voiced)

    def say(self, text: str, options: SpeechOptions, cancel: CancelToken) -> Iterator[Samples]:
        """Pieces of float32 sound at 24 kHz, to be played one after the other.

        Raises:
            InvalidRequest: the language is unknown.
            Cancelled: `cancel` was set.
        """
        language = spoken_language(options.language, self._voice.language)
        variant = f"{espeak_voice(language)}+{self._voice.source_voice}"
        first = _FIRST_PIECE_FRAMES
        for part in parts(text):
            rate_wpm = self._voice.rate_wpm * options.speed
            marked = read_marks(part)
            source = describe(espeak().speak(marked.text, variant, rate_wpm, cancel))
            if source.frames < 2 * STEP_FRAMES:
                continue
            stretch = float(np.clip(rate_wpm, *RATE_RANGE_WPM)) / rate_wpm
            emphasis = emphasis_of(marked, source.spoken, source.frames)
            plan = self._planned(source, self._voice.source_share, cancel).emphasized(emphasis)
            yield from self._render(plan, stretch, first, cancel)
            first = _PIECE_FRAMES

    def _planned(self, source: SourceSpeech, source_share: float, cancel: CancelToken) -> "_Plan":
        f0 = find_f0(source.spoken.samples, source.spoken.sample_rate, cancel)[: source.frames]
        f0 = np.pad(f0, (0, source.frames - len(f0)))
        loudness = smooth(source.log_mels[:, : source.log_mels.shape[1] // 2].mean(axis=1), 2)
        guide = self._pitch.at(melody(f0))
        wanted = self._targets.predict(source, f0, source_share)
        none = np.zeros(source.frames, np.float32)
        return _Plan(loudness, wanted, guide, leads(source.active), none, none[:, None])

    def _render(self, plan: "_Plan", stretch: float, first_frames: int, cancel: CancelToken) -> Iterator[Samples]:
        """Sound of one part; `stretch` above 1 makes it longer than espeak-ng said it."""
        frames = len(plan.loudness)
        tail, last = np.zeros(0, np.float32), None
        for start, end in _pieces(plan.loudness, first_frames):
            reach = min(end + _OVERLAP_FRAMES, frames)
            path, track = self._track(plan, start, reach, last, cancel)
            sound = self._heard(_stretched(track, stretch))
            last = int(path[end - start - STEP_FRAMES]) if end < frames else None
            overlap = round((reach - end) * stretch) * HOP
            sound, tail = _joined(tail, sound, overlap)
            yield sound

    def _track(
        self, plan: "_Plan", start: int, end: int, after: int | None, cancel: CancelToken
    ) -> tuple[Path, GrainPlan]:
        """The chosen frames of a span and how they are to sound."""
        own, here = self._voice.frames, slice(start, end)
        steps = select(plan.wanted.targets[here][::STEP_FRAMES], self._units, cancel, after)
        path = frames_of_path(steps, len(self._units))[: end - start]
        joined = is_joined(path)
        gain = self._gain(path, plan.wanted.part(here), joined) + plan.louder[here]
        voiced = _without_flicker(own.voiced[path])
        aim = mixed(own.log_f0[path], plan.guide[here], plan.lead[here], self._pitch)
        hold = holds(plan.lead[here], own.voiced[path])
        log_f0 = draw_pitch(own.log_f0[path], joined, aim, hold, plan.guide[here]) + plan.higher[here]
        return path, GrainPlan(path, np.where(voiced, np.exp(log_f0), 0), gain)

    def _gain(self, path: Path, wanted: Wanted, joined: npt.NDArray[np.bool_]) -> Features:
        """Log power to add: smoothness at jumps and a step towards the predicted spectrum.

        Nothing is lifted above what is wanted, and a grain holds what is next to its frame too: it is the loudest of
        these that may be lifted so far, or the quiet frame before a burst would take the burst with it.
        """
        own = self._voice.frames.envelope[path]
        smoothed = _smooth_joins(own, joined)
        difference = wanted.cepstra - cepstra(smoothed, wanted.cepstra.shape[1])
        difference[:, 0] *= 0.5  # loudness is left mostly to the recording
        difference = smooth(difference, 1.5) * wanted.blend
        aim = smoothed + log_spectra_of(difference, own.shape[1])
        return np.asarray(np.minimum(aim - own, np.maximum(aim - self._loudest[path], 0)))

    def _heard(self, plan: GrainPlan) -> Samples:
        sound = render(self._sound, plan)
        return _soft_limit(np.nan_to_num(sound, copy=False, nan=0.0, posinf=0.0, neginf=0.0))


@dataclass(frozen=True, eq=False)
class _Plan:
    """What one part of the text is to become, at 5 ms.

    Attributes:
        loudness: of espeak-ng, natural log power.
        wanted: what the search looks for.
        guide: sentence melody as log F0.
        lead: see `leads`.
        higher, louder: what is added to log F0 and to log power where a word is stressed.
    """

    loudness: Features
    wanted: Wanted
    guide: Features
    lead: Features
    higher: Features
    louder: Features

    def emphasized(self, emphasis: Emphasis) -> "_Plan":
        """With some words longer, higher and louder."""
        if not emphasis.strength.any():
            return self
        at = emphasis.frames
        rest = self.loudness[at], self.wanted.part(at), self.guide[at], self.lead[at]
        return _Plan(*rest, emphasis.higher, emphasis.louder)


def _stretched(plan: GrainPlan, factor: float) -> GrainPlan:
    """`factor` times as long, by repeating or leaving out frames."""
    if factor == 1.0:
        return plan
    count = max(1, round(len(plan.f0) * factor))
    frames = np.minimum((np.arange(count) / factor).astype(np.int64), len(plan.f0) - 1)
    return GrainPlan(plan.frames[frames], plan.f0[frames], plan.gain[frames])


def _pieces(loudness: Features, first_frames: int) -> Iterator[tuple[int, int]]:
    """Spans that are rendered in one go: cut where espeak-ng is quietest, so that no voiced sound is cut."""
    start, size, frames = 0, first_frames, len(loudness)
    while frames - start > 2 * size:
        window = loudness[start + size // 2 : start + 2 * size - _OVERLAP_FRAMES]
        end = (start + size // 2 + int(window.argmin())) // STEP_FRAMES * STEP_FRAMES
        yield start, end
        start, size = end, _PIECE_FRAMES
    yield start, frames


def _joined(tail: Samples, sound: Samples, overlap: int) -> tuple[Samples, Samples]:
    """The sound faded in over the tail of the piece before, without its own last `overlap` samples, and those."""
    faded = min(len(tail), len(sound))
    if faded:
        rise = np.linspace(0, 1, faded, dtype=np.float32)
        sound = sound.copy()
        sound[:faded] = sound[:faded] * rise + tail[:faded] * (1 - rise)
    body = max(0, len(sound) - overlap)
    return sound[:body], sound[body:]


def _smooth_joins(envelope: Features, joined: npt.NDArray[np.bool_]) -> Features:
    """Envelopes averaged over about 3 frames around jumps, untouched elsewhere."""
    jump = np.zeros(len(envelope), np.float32)
    places = np.flatnonzero(~joined)
    jump[places] = jump[places + 1] = 1
    share = np.clip(smooth(jump, 3) * 6, 0, 1)[:, None]
    return np.asarray(envelope * (1 - share) + smooth(envelope, 3) * share)


def _without_flicker(voiced: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Voicing without islands and gaps of one or two frames."""
    from scipy.ndimage import median_filter

    return np.asarray(median_filter(voiced.astype(np.int8), 5, mode="nearest") > 0)


def _with_headroom(voice: VoiceModel) -> GrainSource:
    """The recording, turned down if it is so loud that peaks of new speech would reach the limiter."""
    source, active = voice.sound, speech_activity(voice.frames.envelope)
    power = (source.samples[: len(active) * HOP].reshape(-1, HOP) ** 2).mean(axis=1)[active]
    rms = float(np.sqrt(power.mean())) if len(power) else 0.0
    return replace(source, samples=source.samples * np.float32(_LOUDEST_RMS / rms)) if rms > _LOUDEST_RMS else source


def _loudest_around(envelope: Features) -> Features:
    """The largest value of each band in a frame and its neighbours."""
    from scipy.ndimage import maximum_filter1d

    return np.asarray(maximum_filter1d(envelope, 3, axis=0, mode="nearest"))


def _soft_limit(sound: Samples) -> Samples:
    """Samples beyond the knee bent towards 1.0, never reaching it."""
    beyond = np.maximum(np.abs(sound) - _KNEE, 0)
    bent = _KNEE + (0.99 - _KNEE) * np.tanh(beyond / (0.99 - _KNEE))
    return np.where(beyond > 0, np.sign(sound) * bent, sound).astype(np.float32)
