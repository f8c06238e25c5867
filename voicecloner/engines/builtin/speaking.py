"""From text to sound in a cloned voice.

espeak-ng says the words; for every 5 ms the regression predicts the user's spectrum, the search picks a stretch of the
user's recording that comes near it, and its grains are laid at the new pitch and filtered to the spectrum.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.builtin.analysis import HOP
from voicecloner.engines.builtin.espeak import RATE_RANGE_WPM, espeak
from voicecloner.engines.builtin.espeak_languages import espeak_voice, spoken_language
from voicecloner.engines.builtin.features import Features, cepstra, log_spectra_of, smooth
from voicecloner.engines.builtin.grains import GrainPlan, render
from voicecloner.engines.builtin.pitch import find_f0
from voicecloner.engines.builtin.prosody import draw_pitch, leads, melody, pitch_range
from voicecloner.engines.builtin.selection import STEP_FRAMES, Path, frames_of_path, is_joined, select
from voicecloner.engines.builtin.source_speech import SourceSpeech, describe
from voicecloner.engines.builtin.targets import TargetSpace, Wanted, share_for
from voicecloner.engines.builtin.text_parts import parts
from voicecloner.engines.builtin.voice_model import VoiceModel
from voicecloner.jobs import CancelToken

_FIRST_PIECE_FRAMES = 80
_PIECE_FRAMES = 240
_OVERLAP_FRAMES = 6
_KNEE = 0.8  # louder samples are bent so that none reaches 1.0


class Speaker:
    """A voice ready to speak: the arrays of the search are laid out once."""

    def __init__(self, voice: VoiceModel) -> None:
        self._voice = voice
        self._targets = TargetSpace(voice)
        self._units = self._targets.units
        self._pitch = pitch_range(voice.frames.log_f0, voice.frames.voiced)

    def say(self, text: str, options: SpeechOptions, cancel: CancelToken) -> Iterator[Samples]:
        """Pieces of float32 sound at 24 kHz, to be played one after the other.

        Raises:
            InvalidRequest: the language is unknown.
            Cancelled: `cancel` was set.
        """
        language = spoken_language(options.language, self._voice.language)
        variant = f"{espeak_voice(language)}+{self._voice.source_voice}"
        source_share = share_for(self._voice.source_share, options.likeness)
        first = _FIRST_PIECE_FRAMES
        for part in parts(text):
            rate_wpm = self._voice.rate_wpm * options.speed
            source = describe(espeak().speak(part, variant, rate_wpm, cancel))
            if source.frames < 2 * STEP_FRAMES:
                continue
            stretch = float(np.clip(rate_wpm, *RATE_RANGE_WPM)) / rate_wpm
            yield from self._render(self._planned(source, source_share, cancel), stretch, first, cancel)
            first = _PIECE_FRAMES

    def _planned(self, source: SourceSpeech, source_share: float, cancel: CancelToken) -> "_Plan":
        f0 = find_f0(source.spoken.samples, source.spoken.sample_rate, cancel)[: source.frames]
        f0 = np.pad(f0, (0, source.frames - len(f0)))
        return _Plan(source, self._targets.predict(source, f0, source_share), melody(f0), leads(source.active))

    def _render(self, plan: "_Plan", stretch: float, first_frames: int, cancel: CancelToken) -> Iterator[Samples]:
        """Sound of one part; `stretch` above 1 makes it longer than espeak-ng said it."""
        frames = plan.source.frames
        tail, last = np.zeros(0, np.float32), None
        for start, end in _pieces(plan.source, first_frames):
            reach = min(end + _OVERLAP_FRAMES, frames)
            path, track = self._track(plan, start, reach, last, cancel)
            sound = self._sound(_stretched(track, stretch))
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
        gain = self._gain(own.envelope[path], plan.wanted.part(here), joined)
        voiced = _without_flicker(own.voiced[path])
        guide = np.float32(self._pitch.median) + np.float32(0.9 * self._pitch.deviation) * plan.melody[here]
        log_f0 = draw_pitch(own.log_f0[path], joined, own.voiced[path], guide, plan.lead[here])
        return path, GrainPlan(path, np.where(voiced, np.exp(log_f0), 0), gain)

    def _gain(self, own: Features, wanted: Wanted, joined: npt.NDArray[np.bool_]) -> Features:
        """Log power to add: smoothness at jumps and a step towards the predicted spectrum."""
        smoothed = _smooth_joins(own, joined)
        difference = wanted.cepstra - cepstra(smoothed, wanted.cepstra.shape[1])
        difference[:, 0] *= 0.5  # loudness is left mostly to the recording
        difference = smooth(difference, 1.5) * wanted.blend
        return smoothed - own + log_spectra_of(difference, own.shape[1])

    def _sound(self, plan: GrainPlan) -> Samples:
        sound = render(self._voice.sound, plan)
        return _soft_limit(np.nan_to_num(sound, copy=False, nan=0.0, posinf=0.0, neginf=0.0))


@dataclass(frozen=True, eq=False)
class _Plan:
    source: SourceSpeech
    wanted: Wanted
    melody: Features
    lead: Features


def _stretched(plan: GrainPlan, factor: float) -> GrainPlan:
    """`factor` times as long, by repeating or leaving out frames."""
    if factor == 1.0:
        return plan
    count = max(1, round(len(plan.f0) * factor))
    frames = np.minimum((np.arange(count) / factor).astype(np.int64), len(plan.f0) - 1)
    return GrainPlan(plan.frames[frames], plan.f0[frames], plan.gain[frames])


def _pieces(source: SourceSpeech, first_frames: int) -> Iterator[tuple[int, int]]:
    """Spans that are rendered in one go: cut where espeak-ng is quietest, so that no voiced sound is cut."""
    loudness = smooth(source.log_mels[:, : source.log_mels.shape[1] // 2].mean(axis=1), 2)
    start, size = 0, first_frames
    while source.frames - start > 2 * size:
        window = loudness[start + size // 2 : start + 2 * size - _OVERLAP_FRAMES]
        end = (start + size // 2 + int(window.argmin())) // STEP_FRAMES * STEP_FRAMES
        yield start, end
        start, size = end, _PIECE_FRAMES
    yield start, source.frames


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


def _soft_limit(sound: Samples) -> Samples:
    """Samples beyond the knee bent towards 1.0, never reaching it."""
    beyond = np.maximum(np.abs(sound) - _KNEE, 0)
    bent = _KNEE + (0.99 - _KNEE) * np.tanh(beyond / (0.99 - _KNEE))
    return np.where(beyond > 0, np.sign(sound) * bent, sound).astype(np.float32)
