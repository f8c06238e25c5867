"""Faults of sound that are put into clean speech: level, noise, rooms, codecs, dropouts; `_made_faults` lists all.

Every maker gets a `Donor` and a strength, and gives back the faulty sound. Nothing here is what the limits of the
checks were chosen on; room responses, noises, tunes and pairs of speakers are drawn from the donor's number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import cast

import av
import numpy as np
import numpy.typing as npt
import soxr
from scipy import signal

from voicecloner.domain.audio import AudioClip, Samples

Sound = npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Donor:
    """Clean speech that faults are put into.

    Attributes:
        name: the speaker.
        clip: ten seconds and more.
        others: clean speech of other people, at any rate.
        number: what everything that is drawn by chance is drawn with.
    """

    name: str
    clip: AudioClip
    others: tuple[AudioClip, ...]
    number: int

    @property
    def rate(self) -> int:
        return self.clip.sample_rate

    @property
    def samples(self) -> Samples:
        return self.clip.samples

    @property
    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.number)

    @cached_property
    def level(self) -> float:
        """RMS of the louder stretches."""
        return level(self.samples)

    def other(self, index: int) -> Sound:
        """Somebody else at this rate and as loud."""
        clip = self.others[index % len(self.others)]
        sound = soxr.resample(clip.samples, clip.sample_rate, self.rate)
        return np.asarray(sound * self.level / level(sound))


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Attributes:
        name: what it is.
        checks: the checks of which one at least must tell it.
        make: (donor, strength) -> sound, and its rate where that is another one.
        strengths: how strong, from clear to faint; each is tried with every donor.
        is_clear: for each strength, whether it must be found; what is only borderline is counted, too.
    """

    name: str
    checks: tuple[str, ...]
    make: Callable[[Donor, float], "Sound | tuple[Sound, int]"]
    strengths: tuple[float, ...]
    is_clear: tuple[bool, ...] = ()

    def must(self, index: int) -> bool:
        return self.is_clear[index] if self.is_clear else True

    def clip(self, donor: Donor, strength: float) -> AudioClip:
        made = self.make(donor, strength)
        sound, rate = made if isinstance(made, tuple) else (made, donor.rate)
        return AudioClip(np.clip(sound, -1.0, 1.0).astype(np.float32), rate)


def level(sound: Sound) -> float:
    """RMS of the frames of 25 ms within 30 dB of the loudest."""
    frames = sound[: len(sound) // 400 * 400].reshape(-1, 400)
    powers = np.mean(np.square(frames, dtype=np.float64), axis=1)
    return float(np.sqrt(powers[powers > powers.max() * 1e-3].mean()))


# --- duration, speech, pauses, silence


def cut_to(donor: Donor, seconds: float) -> Sound:
    return donor.samples[: round(seconds * donor.rate)]


def looped_to(donor: Donor, seconds: float) -> Sound:
    return np.resize(donor.samples, round(seconds * donor.rate))


def hiss(donor: Donor, seconds: float, dbfs: float = -66.0) -> Sound:
    return donor.rng.normal(0, 10 ** (dbfs / 20), round(seconds * donor.rate))


def little_speech(donor: Donor, seconds: float) -> Sound:
    piece = donor.samples[: round(seconds * donor.rate)]
    return np.concatenate([hiss(donor, 9.0), piece, hiss(donor, 9.0)])


def pause_of(donor: Donor, seconds: float) -> Sound:
    middle = quietest(donor, 0.3, 0.7)
    return np.concatenate([donor.samples[:middle], hiss(donor, seconds), donor.samples[middle:]])


def quietest(donor: Donor, low: float, high: float) -> int:
    """Where the quietest 50 ms between two shares of the sound lie."""
    size = round(0.05 * donor.rate)
    first, last = (int(share * len(donor.samples) / size) for share in (low, high))
    powers = [float(np.mean(donor.samples[n * size : (n + 1) * size] ** 2)) for n in range(first, last)]
    return (first + int(np.argmin(powers))) * size


def room_only(donor: Donor, dbfs: float) -> Sound:
    return coloured(donor, 15.0, 1.0) * 10 ** (dbfs / 20)


# --- level, clipping, offset


def at_level(donor: Donor, dbfs: float) -> Sound:
    scaled = donor.samples * 10 ** (dbfs / 20) / donor.level
    return np.asarray(np.round(scaled * 32768) / 32768)


def pressed(donor: Donor, dbfs: float) -> Sound:
    """A limiter that never lets go."""
    driven = donor.samples * 10 ** (dbfs / 20) / donor.level
    return np.asarray(0.99 * np.tanh(driven / 0.99))


def clipped(donor: Donor, gain_db: float) -> Sound:
    return np.asarray(np.clip(donor.samples / np.abs(donor.samples).max() * 10 ** (gain_db / 20), -1, 1))


def clipped_one_side(donor: Donor, gain_db: float) -> Sound:
    loud = donor.samples / np.abs(donor.samples).max()
    return np.asarray(0.6 * np.minimum(loud * 10 ** (gain_db / 20), 1))


def clipped_lowered(donor: Donor, gain_db: float) -> Sound:
    return 0.3 * clipped(donor, gain_db)


def clipped_resampled(donor: Donor, gain_db: float) -> tuple[Sound, int]:
    rate = 44_100 if donor.rate != 44_100 else 32_000
    return soxr.resample(0.7 * clipped(donor, gain_db), donor.rate, rate), rate


def clipped_mp3(donor: Donor, gain_db: float) -> Sound:
    return coded(0.7 * clipped(donor, gain_db), donor.rate, "mp3", 64_000)


def offset(donor: Donor, percent: float) -> Sound:
    return donor.samples * 0.7 + percent / 100


# --- noise and hum


def coloured(donor: Donor, seconds: float, slope: float) -> Sound:
    """Noise whose power falls with the frequency to the power of `slope`; RMS 1."""
    frames = round(seconds * donor.rate)
    lines = np.fft.rfft(donor.rng.normal(size=frames))
    lines /= np.maximum(np.fft.rfftfreq(frames, 1 / donor.rate), 40.0) ** (slope / 2)
    sound = np.fft.irfft(lines, frames)
    return np.asarray(sound / np.sqrt(np.mean(sound**2)))


def mixed(donor: Donor, added: Sound, snr_db: float) -> Sound:
    return donor.samples + np.resize(added, len(donor.samples)) / level(added) * donor.level * 10 ** (-snr_db / 20)


def white(donor: Donor, snr_db: float) -> Sound:
    return mixed(donor, coloured(donor, donor.clip.seconds, 0.0), snr_db)


def pink(donor: Donor, snr_db: float) -> Sound:
    return mixed(donor, coloured(donor, donor.clip.seconds, 1.0), snr_db)


def fan(donor: Donor, snr_db: float) -> Sound:
    """Rushing air with the tone of the blades."""
    time_s = np.arange(len(donor.samples)) / donor.rate
    tone = np.sin(2 * np.pi * 117.3 * time_s) + 0.5 * np.sin(2 * np.pi * 234.6 * time_s)
    return mixed(donor, coloured(donor, donor.clip.seconds, 1.6) + 0.7 * tone, snr_db)


def street(donor: Donor, snr_db: float) -> Sound:
    """Cars that come and go."""
    time_s = np.arange(len(donor.samples)) / donor.rate
    swell = 1.0 + 0.8 * np.sin(2 * np.pi * time_s / 6.0 + donor.number)
    return mixed(donor, coloured(donor, donor.clip.seconds, 1.3) * swell, snr_db)


def babble(donor: Donor, snr_db: float) -> Sound:
    frames = len(donor.samples)
    voices = [np.resize(np.roll(donor.other(n), 7000 * n), frames) for n in range(6)]
    return mixed(donor, np.sum(voices, axis=0), snr_db)


def hum_of(donor: Donor, mains_hz: float, snr_db: float, harmonics: int) -> Sound:
    time_s = np.arange(len(donor.samples)) / donor.rate
    phases = donor.rng.uniform(0, 6.28, harmonics)
    lines = [np.sin(2 * np.pi * mains_hz * (k + 1) * time_s + phases[k]) / (k + 1) ** 0.7 for k in range(harmonics)]
    return mixed(donor, np.sum(lines, axis=0), snr_db)


def hum_50(donor: Donor, snr_db: float) -> Sound:
    return hum_of(donor, 50.07, snr_db, 9)


def hum_60(donor: Donor, snr_db: float) -> Sound:
    return hum_of(donor, 59.95, snr_db, 9)


def hum_pure(donor: Donor, snr_db: float) -> Sound:
    return hum_of(donor, 50.0 + 10 * (donor.number % 2), snr_db, 2)


# --- rooms and channels


def tail_room(donor: Donor, rt60_s: float) -> Sound:
    """A decaying hiss, as loud as what comes from the mouth directly."""
    count = round(1.2 * rt60_s * donor.rate)
    tail = donor.rng.normal(size=count) * 10 ** (-3 * np.arange(count) / donor.rate / rt60_s)
    tail[: round(0.004 * donor.rate)] = 0.0
    tail /= np.linalg.norm(tail)
    tail[0] = 1.0
    return through(donor, tail)


def shoebox(donor: Donor, rt60_s: float) -> Sound:
    """An empty room of about 4.2 by 3.4 by 2.6 m, 1 to 2 m away: its first 40 ms by the image-source method (Allen and
    Berkley, 1979), what comes later as hiss that goes on where they end.
    """
    rng = donor.rng
    room = np.array([4.2, 3.4, 2.6]) * rng.uniform(0.9, 1.3, 3)
    source, ear = room * rng.uniform(0.25, 0.75, 3), room * rng.uniform(0.25, 0.75, 3)
    volume, area = float(np.prod(room)), 2 * float(room[0] * room[1] + room[0] * room[2] + room[1] * room[2])
    reflection = float(np.sqrt(max(0.02, 1 - 0.161 * volume / area / rt60_s)))
    steps = np.arange(-5, 6)
    n = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 1, 3)
    p = np.array(list(np.ndindex(2, 2, 2))).reshape(1, -1, 3)
    metres = np.linalg.norm((1 - 2 * p) * source + 2 * n * room - ear, axis=-1)
    heard = reflection ** (np.abs(n - p).sum(-1) + np.abs(n).sum(-1)) / np.maximum(metres, 0.2)
    at = np.round(metres / 343 * donor.rate).astype(int)
    first, size = round(0.04 * donor.rate), round(rt60_s * donor.rate)
    response = np.zeros(size)
    early = at < first
    np.add.at(response, at[early], heard[early])
    late = np.arange(first, size)
    response[late] = rng.normal(size=len(late)) * 10 ** (-3 * (late - first) / donor.rate / rt60_s)
    response[late] *= np.sqrt(np.mean(response[first // 2 : first] ** 2))
    return through(donor, response)


def through(donor: Donor, response: Sound) -> Sound:
    wet = signal.fftconvolve(donor.samples, response)[: len(donor.samples)]
    return np.asarray(wet * min(donor.level / level(wet), 0.98 / np.abs(wet).max()))


def telephone(donor: Donor, to_rate: float) -> tuple[Sound, int]:
    low = soxr.resample(donor.samples, donor.rate, 8_000)
    sections = signal.butter(6, [300, 3400], "bandpass", fs=8_000, output="sos")
    return soxr.resample(signal.sosfilt(sections, low), 8_000, int(to_rate)), int(to_rate)


def low_passed(donor: Donor, hz: float) -> Sound:
    sections = signal.cheby2(10, 60, min(hz, 0.48 * donor.rate), fs=donor.rate, output="sos")
    return np.asarray(signal.sosfiltfilt(sections, donor.samples))


def amr(donor: Donor, bits_per_s: float) -> Sound:
    return coded(donor.samples, donor.rate, "amr_nb", int(bits_per_s), 8_000)


def mp3(donor: Donor, bits_per_s: float) -> Sound:
    return coded(donor.samples, donor.rate, "mp3", int(bits_per_s))


def opus(donor: Donor, bits_per_s: float) -> Sound:
    return coded(donor.samples, donor.rate, "opus", int(bits_per_s), 48_000)


_CODECS = {"mp3": ("libmp3lame", "mp3"), "opus": ("libopus", "ogg"), "aac": ("aac", "mp4"), "amr_nb": ("amr_nb", "amr")}


def coded(sound: Sound, rate: int, kind: str, bits_per_s: int, codec_rate: int = 0) -> Sound:
    """Through a codec and back, at the rate and length it came with."""
    codec, container = _CODECS[kind]
    codec_rate = codec_rate or rate
    given = soxr.resample(np.asarray(sound, np.float32), rate, codec_rate)
    if kind == "amr_nb":
        codec = "libopencore_amrnb"
    file = BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = cast(av.AudioStream, out.add_stream(codec, rate=codec_rate, layout="mono"))
        stream.bit_rate = bits_per_s
        frame = av.AudioFrame.from_ndarray((np.clip(given, -1, 1) * 32767).astype(np.int16)[None], "s16", "mono")
        frame.rate = codec_rate
        resampler = av.AudioResampler(stream.format, "mono", codec_rate, stream.frame_size or None)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    file.seek(0)
    with av.open(file, "r") as back:
        resampler = av.AudioResampler("flt", "mono", codec_rate)
        pieces = [p for f in back.decode(audio=0) for p in resampler.resample(f)]
    heard = np.concatenate([p.to_ndarray().reshape(-1) for p in pieces])
    return np.resize(soxr.resample(heard, codec_rate, rate), len(sound))


# --- dropouts


def places(donor: Donor, count: int) -> list[int]:
    """Places in loud speech."""
    size = round(0.05 * donor.rate)
    frames = donor.samples[: len(donor.samples) // size * size].reshape(-1, size)
    loud = np.flatnonzero(np.sqrt(np.mean(frames**2, axis=1)) > 0.5 * donor.level)
    chosen = donor.rng.choice(loud[2:-3], min(count, len(loud) - 5), replace=False)
    return sorted(int(n) * size for n in chosen)


def holes(donor: Donor, ms: float, count: int = 8) -> Sound:
    sound = donor.samples.copy()
    for start in places(donor, count):
        sound[start : start + round(ms / 1000 * donor.rate)] = 0
    return sound


def holes_coded(donor: Donor, ms: float) -> Sound:
    return coded(holes(donor, ms, 15), donor.rate, "aac", 96_000)


def one_hole(donor: Donor, ms: float) -> Sound:
    return holes(donor, ms, 1)


def repeats(donor: Donor, ms: float) -> Sound:
    sound, size = donor.samples.copy(), round(ms / 1000 * donor.rate)
    for start in places(donor, 8):
        sound[start : start + size] = donor.samples[start - size : start]
    return sound


def bursts(donor: Donor, ms: float) -> Sound:
    """A broken connection: white noise at full level."""
    sound, size = donor.samples.copy(), round(ms / 1000 * donor.rate)
    for start in places(donor, 8):
        sound[start : start + size] = np.clip(donor.rng.normal(0, 0.4, size), -0.95, 0.95)
    return sound
