"""Faults put into clean speech, each at a few strengths, and the check that is to tell it.

Every maker gets a `Donor` and a strength, and gives back the faulty sound.
"""

from collections.abc import Iterator
from itertools import cycle, islice

import numpy as np
import pyworld

from benchmarks._fault_makers import (
    Donor,
    Fault,
    Sound,
    amr,
    at_level,
    babble,
    bursts,
    clipped,
    clipped_lowered,
    clipped_mp3,
    clipped_one_side,
    clipped_resampled,
    coded,
    cut_to,
    fan,
    holes,
    holes_coded,
    hum_50,
    hum_60,
    hum_pure,
    level,
    little_speech,
    looped_to,
    low_passed,
    mixed,
    mp3,
    offset,
    one_hole,
    opus,
    pause_of,
    pink,
    pressed,
    quietest,
    repeats,
    room_only,
    shoebox,
    street,
    tail_room,
    telephone,
    through,
    white,
)
from voicecloner.domain.audio import AudioClip

# --- other people


def in_turn(donor: Donor, seconds: float) -> Sound:
    """Two people, each for so long."""
    size = round(seconds * donor.rate)
    pieces = [
        (donor.samples if n % 2 == 0 else donor.other(donor.number))[n // 2 * size :][:size]
        for n in range(2 * max(1, int(len(donor.samples) / size)))
    ]
    return np.concatenate(pieces)


def guest(donor: Donor, seconds: float) -> Sound:
    """Somebody else puts in a few seconds."""
    middle = quietest(donor, 0.4, 0.7)
    added = donor.other(donor.number + 1)[: round(seconds * donor.rate)]
    return np.concatenate([donor.samples[:middle], added, donor.samples[middle:]])


def overlapped(donor: Donor, below_db: float) -> Sound:
    other = np.resize(donor.other(donor.number + 2), len(donor.samples))
    return donor.samples + other * 10 ** (-below_db / 20)


def half_overlapped(donor: Donor, below_db: float) -> Sound:
    """Somebody talks into the second half."""
    sound = overlapped(donor, below_db)
    half = len(sound) // 2
    return np.concatenate([donor.samples[:half], sound[half:]])


# --- music, singing, whisper


def notes(donor: Donor) -> Iterator[tuple[float, float]]:
    """(Hz, seconds) of a tune that goes on for ever."""
    scale = 2.0 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
    rng, place = donor.rng, 3
    while True:
        place = int(np.clip(place + rng.integers(-2, 3), 0, 7))
        yield 196.0 * float(scale[place]), float(rng.choice([0.3, 0.45, 0.6, 0.9]))


def piano(donor: Donor, snr_db: float) -> Sound:
    """A struck and fading tune over broken chords."""
    total = len(donor.samples)
    tune = np.zeros(total + 4 * donor.rate)
    at = 0
    for hz, seconds in notes(donor):
        if at >= total:
            break
        time_s = np.arange(round(2.5 * donor.rate)) / donor.rate
        for part in (hz, hz / 2, hz * 1.2599 / 2, hz * 1.4983 / 2):
            partials = [np.sin(2 * np.pi * part * k * time_s) / k**1.3 for k in range(1, 6)]
            tune[at : at + len(time_s)] += np.sum(partials, axis=0) * np.exp(-time_s * 1.8)
        at += round(seconds * donor.rate)
    return mixed(donor, tune[:total], snr_db)


def band(donor: Donor, snr_db: float) -> Sound:
    """Drums, bass and held chords."""
    total, rate, rng = len(donor.samples), donor.rate, donor.rng
    time_s = np.arange(total) / rate
    sound = np.zeros(total)
    for n, (root, beat) in enumerate(
        zip(cycle([110.0, 146.8, 98.0, 130.8]), np.arange(0, time_s[-1], 1.0), strict=False)
    ):
        inside = (time_s >= beat) & (time_s < beat + 1.0)
        for hz in (root / 2, root * 2, root * 2.52, root * 3):
            sound[inside] += np.sum([np.sin(2 * np.pi * hz * k * time_s[inside]) / k for k in (1, 2, 3)], axis=0)
        start = round(beat * rate)
        size = min(round(0.12 * rate), total - start)
        fade = np.exp(-np.arange(size) / rate * 40)
        sound[start : start + size] += 4 * fade * rng.normal(size=size) * (1 + n % 2)
    return mixed(donor, sound, snr_db)


def music_alone(donor: Donor, kind: float) -> Sound:
    silent = Donor(donor.name, AudioClip(donor.samples * 1e-5, donor.rate), donor.others, donor.number)
    sound = (piano, band)[int(kind)](silent, 0.0)
    return np.asarray(sound / np.abs(sound).max() * 0.5)


def vocoded(donor: Donor) -> tuple[Sound, Sound, Sound, Sound]:
    sound = donor.samples.astype(np.float64)
    rough, times_s = pyworld.dio(sound, donor.rate, 70, 500)
    f0 = pyworld.stonemask(sound, rough, times_s, donor.rate)
    return f0, times_s, pyworld.cheaptrick(sound, f0, times_s, donor.rate), pyworld.d4c(sound, f0, times_s, donor.rate)


def sung(donor: Donor, stretch: float) -> Sound:
    """The words of the speech on the notes of a tune, as slow as `stretch` says, with vibrato; nothing accompanies."""
    f0, _, spectrum, aperiodicity = vocoded(donor)
    frames = np.minimum((np.arange(int(len(f0) * stretch)) / stretch).astype(int), len(f0) - 1)
    middle = float(np.median(f0[f0 > 0]))
    tune = np.concatenate([np.full(round(200 * s), hz / 261.6 * middle * 1.3) for hz, s in islice(notes(donor), 400)])
    tune = np.resize(tune, len(frames))
    glide = np.ones(12) / 12
    smooth = np.exp(np.convolve(np.log(tune), glide, "same"))
    vibrato = 2 ** (0.35 / 12 * np.sin(2 * np.pi * 5.5 * np.arange(len(frames)) / 200))
    pitch = np.where(f0[frames] > 0, smooth * vibrato, 0.0)
    sound = pyworld.synthesize(pitch, spectrum[frames].copy(), aperiodicity[frames].copy(), donor.rate)
    return np.asarray(sound)[: 25 * donor.rate]


def whispered(donor: Donor, dbfs: float) -> Sound:
    """The same words without a pitch, and quieter."""
    f0, _, spectrum, aperiodicity = vocoded(donor)
    sound = pyworld.synthesize(np.zeros_like(f0), spectrum, np.ones_like(aperiodicity), donor.rate)
    return np.asarray(sound / level(sound) * 10 ** (dbfs / 20))


def half_whispered(donor: Donor, dbfs: float) -> Sound:
    half = len(donor.samples) // 2
    return np.concatenate([donor.samples[: half // 2], whispered(donor, dbfs)[half // 2 :]])


SNRS, NOISE = (0.0, 5.0, 10.0, 15.0), ("noise",)
FAULTS = (
    Fault("cut to s", ("duration",), cut_to, (2.0, 5.0, 9.0)),
    Fault("looped to s", ("duration",), looped_to, (65.0, 120.0)),
    Fault("speech of s in 20", ("speech", "silence"), little_speech, (2.0, 4.0, 5.5)),
    Fault("pause of s", ("pauses",), pause_of, (5.0, 3.0, 2.4)),
    Fault("room alone, dBFS", ("silence", "speech"), room_only, (-70.0, -50.0, -30.0)),
    Fault("voice at dBFS", ("level",), at_level, (-55.0, -47.0, -40.0)),
    Fault("pressed to dBFS", ("level", "clipping"), pressed, (-3.0, -8.0)),
    Fault("clipped by dB", ("clipping",), clipped, (18.0, 12.0, 6.0, 3.0), (True, True, True, False)),
    Fault("one side clipped", ("clipping",), clipped_one_side, (12.0, 6.0)),
    Fault("clipped, lowered", ("clipping",), clipped_lowered, (18.0, 12.0, 6.0)),
    Fault("clipped, resampled", ("clipping",), clipped_resampled, (18.0, 12.0, 8.0), (True, True, False)),
    Fault("clipped, then MP3", ("clipping",), clipped_mp3, (18.0, 12.0, 8.0), (True, True, False)),
    Fault("offset %", ("dc-offset",), offset, (20.0, 8.0, 3.0)),
    Fault("white noise, SNR", NOISE, white, SNRS),
    Fault("pink noise, SNR", NOISE, pink, SNRS),
    Fault("fan, SNR", NOISE, fan, SNRS),
    Fault("street, SNR", NOISE, street, SNRS),
    Fault("babble, SNR", ("noise", "speakers", "speech"), babble, SNRS, (True, True, True, False)),
    Fault("hum 50 Hz, SNR", ("hum", "noise"), hum_50, (5.0, 12.0, 20.0)),
    Fault("hum 60 Hz, SNR", ("hum", "noise"), hum_60, (5.0, 12.0, 20.0)),
    Fault("hum, two lines, SNR", ("hum", "noise"), hum_pure, (5.0, 12.0, 20.0)),
    Fault("echo, RT60 s", ("reverberation",), tail_room, (2.0, 1.2, 0.8, 0.5), (True, True, True, False)),
    Fault("empty room, RT60 s", ("reverberation",), shoebox, (1.5, 1.0, 0.7), (True, True, False)),
    Fault("telephone at Hz", ("bandwidth",), telephone, (16_000, 44_100, 48_000)),
    Fault("low-pass Hz", ("bandwidth",), low_passed, (3_000, 4_000, 4_800), (True, True, False)),
    Fault("AMR bit/s", ("bandwidth",), amr, (4_750, 12_200)),
    Fault("MP3 bit/s", ("bandwidth",), mp3, (8_000, 16_000, 24_000), (True, True, False)),
    Fault("Opus bit/s", ("bandwidth",), opus, (6_000, 8_000), (True, False)),
    Fault("8 holes of ms", ("dropouts",), holes, (100.0, 40.0, 15.0, 6.0)),
    Fault("1 hole of ms", ("dropouts",), one_hole, (80.0, 20.0)),
    Fault("15 holes, AAC", ("dropouts",), holes_coded, (80.0, 40.0), (True, False)),
    Fault("8 repeats of ms", ("dropouts",), repeats, (60.0, 20.0, 10.0)),
    Fault("8 bursts of ms", ("dropouts", "clipping", "noise"), bursts, (50.0, 15.0), (True, False)),
    Fault("two in turn, s", ("speakers",), in_turn, (6.0, 4.0, 2.5)),
    Fault("guest for s", ("speakers",), guest, (6.0, 4.0, 2.5), (True, True, False)),
    Fault("two at once, dB", ("speakers", "noise"), overlapped, (0.0, 4.0, 8.0), (True, True, False)),
    Fault("half at once, dB", ("speakers", "noise"), half_overlapped, (0.0, 4.0), (True, False)),
    Fault("piano, SNR", ("music", "noise"), piano, SNRS),
    Fault("band, SNR", ("music", "noise"), band, SNRS),
    Fault("music alone", ("music", "speech", "silence"), music_alone, (0.0, 1.0)),
    Fault("sung, slower by", ("music",), sung, (3.0, 2.0, 1.5), (True, True, False)),
    Fault("whisper, dBFS", ("whisper",), whispered, (-24.0, -34.0)),
    Fault("mostly whisper", ("whisper",), half_whispered, (-26.0,)),
)


# --- what is no fault


def as_is(donor: Donor, _strength: float) -> Sound:
    return donor.samples


def mild_room(donor: Donor, rt60_s: float) -> Sound:
    """A furnished room and a microphone close by."""
    count = round(rt60_s * donor.rate)
    tail = donor.rng.normal(size=count) * 10 ** (-3 * np.arange(count) / donor.rate / rt60_s)
    tail *= 10 ** (-12 / 20) / np.linalg.norm(tail)
    tail[0] = 1.0
    return through(donor, tail)


def quiet_noise(donor: Donor, snr_db: float) -> Sound:
    return pink(donor, snr_db)


def aac(donor: Donor, bits_per_s: float) -> Sound:
    return coded(donor.samples, donor.rate, "aac", int(bits_per_s))


def louder(donor: Donor, dbfs: float) -> Sound:
    found = at_level(donor, dbfs)
    return np.asarray(found * min(1.0, 0.98 / np.abs(found).max()))


HARMLESS = (
    Fault("as it is", (), as_is, (0.0,)),
    Fault("furnished room, RT60 s", (), mild_room, (0.2, 0.3)),
    Fault("pink noise, SNR 35", (), quiet_noise, (35.0,)),
    Fault("MP3 128k", (), mp3, (128_000,)),
    Fault("AAC 64k", (), aac, (64_000,)),
    Fault("Opus 32k", (), opus, (32_000,)),
    Fault("voice at -24 dBFS", (), louder, (-24.0,)),
)
