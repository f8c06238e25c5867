"""Makes hard references out of good ones: each recipe turns a good recording into one an engine finds difficult.

Voices are shifted with the WORLD vocoder (Morise, Yokomori and Ozawa 2016): the pitch is multiplied, its spread around
the median stretched, and the envelope's frequency axis warped, as a shorter or longer vocal tract does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

from benchmarks._speech_set import Speaker, read_clip
from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.sound.resampling import resample

Noise = Callable[[int, np.random.Generator], Samples]
"""Makes so many frames."""
_ACTIVE_RANGE = 0.1
_ROOM_S = 0.3
_ROOM_DIRECT_DB = 8.0


@dataclass(frozen=True)
class Hard:
    """A hard reference.

    Attributes:
        name: what is hard about it, and whose recording it is made from.
        person: who may be taken for it: the same person as recorded, or nobody else.
        reference: the reference, whose language is that of the recording.
        says: language of the sentences.
    """

    name: str
    person: str
    reference: Speaker
    says: str


class Maker:
    """Makes hard references and writes them to a folder.

    Args:
        people: speakers to take, in turn; women and men, one of another language than English among them.
        strangers: recordings whose sum is babble; at least one.
        folder: gets the sound.
    """

    def __init__(self, people: Sequence[Speaker], strangers: Sequence[Path], folder: Path) -> None:
        english = [p for p in people if p.language.startswith("en")]
        self._english = english
        self._women, self._men = ([p for p in english if p.sex == sex] for sex in "FM")
        self._foreign = [p for p in people if p not in english]
        self._strangers = strangers
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def all(self) -> list[Hard]:
        """Twenty of them, where the set holds somebody for each."""
        return [*self._noisy(), *self._narrow(), *self._shifted(), *self._odd(), *self._foreigners()]

    def _noisy(self) -> Iterator[Hard]:
        woman, man, other = self._women[0], self._men[0], self._women[1]
        yield self._made("white noise 25 dB below", woman, with_noise(read_clip(woman.path), 25.0, _white))
        yield self._made("brown noise 20 dB below", man, with_noise(read_clip(man.path), 20.0, _brown))
        babble = self._babble(read_clip(other.path))
        yield self._made("babble 25 dB below", other, with_noise(read_clip(other.path), 25.0, babble))
        yield self._made("a room of 0.3 s", man, in_a_room(read_clip(man.path)))

    def _narrow(self) -> Iterator[Hard]:
        rich = sorted(self._english, key=lambda p: -read_clip(p.path).sample_rate)
        for person in rich[:2]:
            yield self._made("16 kHz", person, at_rate(read_clip(person.path), 16_000))
        yield self._made("telephone", rich[2], telephoned(read_clip(rich[2].path)))

    def _shifted(self) -> Iterator[Hard]:
        children = zip(self._women, ((1.25, 1.12), (1.4, 1.18), (1.55, 1.22)), strict=False)
        giants = zip(self._men, ((0.85, 0.94), (0.78, 0.9), (0.72, 0.87)), strict=False)
        for kind, choices in (("child", children), ("very low", giants)):
            for person, (pitch, formants) in choices:
                clip = shifted(read_clip(person.path), Shift(pitch, formants))
                made = self._made(f"{kind} ×{pitch:g}/{formants:g}", person, clip)
                yield replace(made, person=made.name)

    def _odd(self) -> Iterator[Hard]:
        woman, man = self._women[-1], self._men[-1]
        for kind, spread in (("monotone", 0.3), ("lively", 1.6)):
            yield self._made(kind, man, shifted(read_clip(man.path), Shift(spread=spread)))
        quiet, short = read_clip(woman.path), read_clip(self._women[2].path)
        yield self._made("20 dB quieter", woman, AudioClip(quiet.samples * np.float32(0.1), quiet.sample_rate))
        ten_s = round(10.5 * short.sample_rate)
        yield self._made("10.5 s", self._women[2], AudioClip(short.samples[:ten_s], short.sample_rate))

    def _foreigners(self) -> Iterator[Hard]:
        for person in self._foreign[:1]:
            yield self._made(f"speaks {person.language}", person, read_clip(person.path))
        for person, language in zip((self._women[0], self._men[0]), ("de", "es"), strict=True):
            made = self._made(f"says {language}", person, read_clip(person.path))
            yield replace(made, says=language)

    def _made(self, kind: str, person: Speaker, clip: AudioClip) -> Hard:
        name = f"{kind}, {person.name}"
        path = self._folder / f"{name.replace('/', '-')}.wav"
        soundfile.write(path, clip.samples, clip.sample_rate, "FLOAT")
        reference = replace(person, name=name, path=path, clips=())
        return Hard(name, person.name, reference, person.language)

    def _babble(self, clip: AudioClip) -> Noise:
        def made(frames: int, _random: np.random.Generator) -> Samples:
            voices = (read_clip(path) for path in self._strangers)
            others = [np.resize(resample(v.samples, v.sample_rate, clip.sample_rate), frames) for v in voices]
            return np.asarray(np.sum(others, axis=0), np.float32)

        return made


@dataclass(frozen=True)
class Shift:
    """How a voice is changed: pitch and formants are multiplied, the spread of the pitch in semitones as well."""

    pitch: float = 1.0
    formants: float = 1.0
    spread: float = 1.0


def shifted(clip: AudioClip, shift: Shift) -> AudioClip:
    """The same words by another vocal tract.

    The careful pitch meter, and no second judgement of what has a pitch: WORLD's quick ones take more than half of a
    creaky voice for noise, and what they make of it sounds like a whisper that comes and goes.
    """
    import pyworld

    recorded, rate = clip.samples.astype(np.float64), clip.sample_rate
    f0, times_s = pyworld.harvest(recorded, rate)
    envelope = pyworld.cheaptrick(recorded, f0, times_s, rate)
    aperiodicity = pyworld.d4c(recorded, f0, times_s, rate, threshold=0.0)
    voiced = f0 > 0
    middle = np.median(f0[voiced])
    f0[voiced] = shift.pitch * middle * (f0[voiced] / middle) ** shift.spread
    bins = np.arange(envelope.shape[1])
    envelope, aperiodicity = (
        np.stack([np.interp(bins / shift.formants, bins, frame) for frame in frames])
        for frames in (envelope, aperiodicity)
    )
    samples = pyworld.synthesize(f0, envelope, aperiodicity, rate)
    return AudioClip(_not_clipped(samples), rate)


def with_noise(clip: AudioClip, snr_db: float, noise: Noise) -> AudioClip:
    """The recording with noise so many dB below the level of its speech."""
    made = noise(clip.frames, np.random.default_rng(0))
    wanted = speech_rms(clip.samples) / 10 ** (snr_db / 20)
    scaled = made * (wanted / np.sqrt(np.mean(made.astype(np.float64) ** 2)))
    return AudioClip(_not_clipped(clip.samples + scaled), clip.sample_rate)


def speech_rms(samples: Samples) -> float:
    """RMS over what is not far below the loudest parts."""
    level = np.abs(samples)
    active = samples[level > _ACTIVE_RANGE * np.percentile(level, 95)]
    return float(np.sqrt(np.mean(active.astype(np.float64) ** 2)))


def in_a_room(clip: AudioClip) -> AudioClip:
    """The recording in a mild room: noise that decays by 60 dB in 0.3 s, in all 8 dB below the direct sound."""
    from scipy.signal import fftconvolve

    times_s = np.arange(round(_ROOM_S * clip.sample_rate)) / clip.sample_rate
    tail = np.random.default_rng(1).normal(size=len(times_s)) * 10 ** (-3 * times_s / _ROOM_S)
    tail *= 10 ** (-_ROOM_DIRECT_DB / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    return AudioClip(_not_clipped(fftconvolve(clip.samples, tail)[: clip.frames]), clip.sample_rate)


def at_rate(clip: AudioClip, sample_rate: int) -> AudioClip:
    """The recording at another sample rate."""
    return AudioClip(resample(clip.samples, clip.sample_rate, sample_rate), sample_rate)


def telephoned(clip: AudioClip) -> AudioClip:
    """The recording at 8 kHz, 300 to 3400 Hz of it."""
    from scipy.signal import butter, sosfilt

    narrow = at_rate(clip, 8_000)
    band = butter(6, (300, 3400), "bandpass", fs=narrow.sample_rate, output="sos")
    return AudioClip(_not_clipped(sosfilt(band, narrow.samples)), narrow.sample_rate)


def _white(frames: int, random: np.random.Generator) -> Samples:
    return random.normal(size=frames).astype(np.float32)


def _brown(frames: int, random: np.random.Generator) -> Samples:
    from scipy.signal import lfilter

    return np.asarray(lfilter([1.0], [1.0, -0.98], random.normal(size=frames)), np.float32)


def _not_clipped(samples: np.ndarray) -> Samples:
    return np.asarray(samples * min(1.0, 0.95 / max(float(np.abs(samples).max()), 1e-9)), np.float32)
