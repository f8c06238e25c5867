"""Speech changed as sound, where its words are not known: the speaker's own waveform, moved towards the voice.

WORLD (Morise et al. 2016) takes it apart into pitch, envelope and noise. The pitch is moved into the voice's range and
the envelope to the length of the voice's vocal tract; then the spectra are coloured, class of sounds by class of
sounds, as the network's own speech is coloured for a voice, until the speaker encoder hears the voice.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.bands import SAMPLE_RATE_HZ
from voicecloner.engines.adapters.natural.colour import Colour, coloured
from voicecloner.engines.adapters.natural.conversion.source_melody import Recorded, SourceMelody, sung_as
from voicecloner.engines.adapters.natural.fitting.colour_fit import Effort, Person, measured_colour, tuned
from voicecloner.engines.adapters.natural.fitting.heard import all_windows, listen, unit
from voicecloner.engines.adapters.natural.fitting.reference import highest_hz
from voicecloner.engines.adapters.natural.model.network import MELODY_RATE_HZ
from voicecloner.engines.adapters.natural.voice import PitchRange
from voicecloner.jobs import CancelToken
from voicecloner.speech.speaker import Embedding, SpeakerEncoder

Numbers = npt.NDArray[np.float64]

_PERIOD_MS = 5.0
_FFT_SIZE = 1024
_BINS = _FFT_SIZE // 2 + 1
# How much longer or shorter than the speaker's the voice's vocal tract may be: formants so many times as high.
_FORMANTS = (0.84, 0.92, 1.0, 1.09, 1.19)
_TRIED_S = 4.0
# Real speech that is moved further loses its sounds: the encoder makes all vowels alike.
_STEPS, _MOST_MOVED_DB = 12, 6.0
_MOST_DB = 20.0
_LEAST_POWER = 1e-16
# In less than half a second of voiced speech nobody can be told.
_FEWEST_FRAMES = 40


@dataclass(frozen=True, eq=False)
class VoiceHeard:
    """What the voice sounds like.

    Attributes:
        person: its spectra and its pitch.
        embedding: what the speaker encoder hears of it, shape (256,), of length 1.
        pitch: where it moves.
    """

    person: Person
    embedding: Embedding
    pitch: PitchRange


def heard_voice(sounds: Sequence[Samples], pitch: PitchRange) -> VoiceHeard:
    """Listen to a voice.

    Args:
        sounds: what it says, 24 kHz, with its colour.
        pitch: where it moves.
    """
    heard = [listen(sound) for sound in sounds]
    levels = np.concatenate([each.levels[each.is_active] for each in heard])
    person = Person(levels, highest_hz(np.concatenate(sounds)), pitch.median_hz)
    return VoiceHeard(person, _embedding(each.coloured(np.zeros(each.levels.shape[1])) for each in heard), pitch)


@dataclass(frozen=True, eq=False)
class Shift:
    """How a speaker becomes the voice.

    Attributes:
        formants: how many times as high as the speaker's its formants are.
        colour: what is added to each class of sounds; None where too little was said to tell.
        plain: the same by statistics alone, which keeps the sounds apart better and is less like the voice.
    """

    formants: float
    colour: Colour | None
    plain: Colour | None = None

    def with_share(self, share: float) -> "Shift":
        """With so much of what the encoder asked for beyond the statistics, 0..1."""
        if self.colour is None or self.plain is None:
            return self
        gains_db = self.plain.gains_db + np.float32(share) * (self.colour.gains_db - self.plain.gains_db)
        return replace(self, colour=replace(self.colour, gains_db=gains_db))


@dataclass(frozen=True, eq=False)
class TakenApart:
    """A stretch of speech in numbers, one row for each 5 ms.

    Attributes:
        pitch_hz: as high as the voice says it, 0 where unvoiced, shape (frames,).
        envelope: power, shape (frames, 513).
        noise: share of noise in each line (WORLD's aperiodicity), 0..1, shape (frames, 513).
        samples: how many it has.
        can_tell: whether there is enough voice in it to tell who speaks.
    """

    pitch_hz: Numbers
    envelope: Numbers
    noise: Numbers
    samples: int
    can_tell: bool

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.samples / SAMPLE_RATE_HZ


def taken_apart(speech: Recorded, pitch: PitchRange, cancel: CancelToken) -> TakenApart:
    """Take a stretch apart, and move its melody into the voice's range.

    Raises:
        Cancelled: `cancel` was set.
    """
    import pyworld

    cancel.raise_if_cancelled()
    signal = speech.samples.astype(np.float64)
    times = np.arange(int(1000 * len(signal) / SAMPLE_RATE_HZ / _PERIOD_MS) + 1) * _PERIOD_MS / 1000
    own, wanted = _tracks(speech.melody, pitch, times)
    envelope = pyworld.cheaptrick(signal, own, times, SAMPLE_RATE_HZ, fft_size=_FFT_SIZE)
    cancel.raise_if_cancelled()
    noise = pyworld.d4c(signal, own, times, SAMPLE_RATE_HZ, fft_size=_FFT_SIZE)
    can_tell = int(speech.melody.is_voiced.sum()) >= _FEWEST_FRAMES
    return TakenApart(wanted, envelope, noise, len(signal), can_tell)


def found_shift(speech: Sequence[TakenApart], voice: VoiceHeard, cancel: CancelToken) -> Shift:
    """Find what makes a speaker sound like the voice.

    Args:
        speech: what the speaker says.
        voice: who it is to become.
        cancel: ends it.

    Raises:
        Cancelled: `cancel` was set.
    """
    usable = [part for part in speech if part.can_tell]
    if not usable:
        return Shift(1.0, None)
    tried = _first(usable, _TRIED_S)
    likeness = {factor: _likeness(tried, factor, voice, cancel) for factor in _FORMANTS}
    formants = max(likeness, key=lambda factor: likeness[factor])
    heard = [listen(put_together(part, formants)) for part in usable]
    colour = measured_colour(heard, voice.person)
    # Without a limit in time: the same recording becomes the same sound on a slow machine.
    effort = Effort(_STEPS, math.inf, cancel, _MOST_MOVED_DB)
    better = tuned(colour, heard, voice.person, voice.embedding, effort)
    cancel.raise_if_cancelled()
    return Shift(formants, better, colour)


def shifted(speech: TakenApart, shift: Shift) -> Iterator[Samples]:
    """The speech in the voice: float32, 24 kHz, all together as long as it was."""
    yield from coloured([put_together(speech, shift.formants)], shift.colour)


def put_together(speech: TakenApart, formants: float) -> Samples:
    """Sound again, with the formants so many times as high, as long as it was: float32, 24 kHz."""
    import pyworld

    envelope = _with_formants_at(speech.envelope, formants)
    sound = pyworld.synthesize(speech.pitch_hz, envelope, speech.noise, SAMPLE_RATE_HZ, _PERIOD_MS)
    return np.pad(sound, (0, max(0, speech.samples - len(sound))))[: speech.samples].astype(np.float32)


def _tracks(melody: SourceMelody, pitch: PitchRange, times_s: Numbers) -> tuple[Numbers, Numbers]:
    """The speaker's pitch and the voice's at these times, Hz, 0 where nothing is voiced."""
    places = times_s * MELODY_RATE_HZ
    nearest = np.clip(np.round(places).astype(np.int64), 0, len(melody.logs) - 1)
    is_voiced = melody.is_voiced[nearest]
    at = np.arange(len(melody.logs))
    own = np.exp(np.interp(places, at, melody.logs))
    wanted = np.interp(places, at, sung_as(melody, pitch))
    return np.where(is_voiced, own, 0.0), np.where(is_voiced, wanted, 0.0)


def _with_formants_at(envelope: Numbers, factor: float) -> Numbers:
    """Envelopes of power, shape (frames, 513), with everything `factor` times as high up."""
    places = np.minimum(np.arange(_BINS) / factor, _BINS - 1)
    below = np.minimum(places.astype(np.int64), _BINS - 2)
    share, logs = places - below, np.log(np.maximum(envelope, _LEAST_POWER))
    return np.ascontiguousarray(np.exp((1 - share) * logs[:, below] + share * logs[:, below + 1]))


def _likeness(parts: Sequence[TakenApart], factor: float, voice: VoiceHeard, cancel: CancelToken) -> float:
    """How like the voice the speech is with its formants there and the voice's long-term spectrum."""
    cancel.raise_if_cancelled()
    heard = [listen(put_together(part, factor)) for part in parts]
    own = np.concatenate([each.levels[each.is_active] for each in heard]).mean(axis=0)
    gains = np.clip(voice.person.levels.mean(axis=0) - own, -_MOST_DB, _MOST_DB)
    return float(_embedding(each.coloured(gains) for each in heard) @ voice.embedding)


def _first(parts: Sequence[TakenApart], seconds: float) -> list[TakenApart]:
    """As many parts from the first on as last so long, one at least."""
    lengths_s = np.cumsum([part.seconds for part in parts])
    return list(parts[: 1 + int(np.searchsorted(lengths_s, seconds))])


def _embedding(bands: Iterable[npt.NDArray[np.floating[Any]]]) -> Embedding:
    return unit(SpeakerEncoder().embed_bands(all_windows(list(bands))))
