"""Public bug reports about comparable programs and libraries, each as a file in the same situation.

The table says what was reported, what is right, and how it is tried here; the stand-ins are made on the spot. Where the
speech recordings are at hand, their `reports` folder is tried as well.
"""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise, silence, syllables
from tests.support.sound_files import encode
from tests.support.speech import espeak_speech
from tests.support.speech_set import speech_set
from voicecloner.audio.files.importing import import_audio
from voicecloner.domain.audio import AudioClip, ImportedAudio
from voicecloner.domain.quality import Severity
from voicecloner.errors import UnreadableAudio
from voicecloner.jobs import CancelToken
from voicecloner.quality.channel_choice import channel_with_clearest_speech
from voicecloner.quality.judging.judging_here import JudgingHere

RATE = 16_000
WHOLE = 8.0
JUDGING = JudgingHere()
Files = Callable[[Path], Path]


def opened(path: Path, **options) -> ImportedAudio:
    """Import as the program does: the channel with speech is listened for."""

    def listen(sound, sample_rate):
        return channel_with_clearest_speech(sound, sample_rate, lambda clip: JUDGING.find_speech(clip, CancelToken()))

    return import_audio(path, channel=listen, **options)


def seconds(path: Path) -> float:
    return round(opened(path).clip.seconds, 1)


def channel(path: Path) -> int | None:
    return opened(path).channel


def refused(path: Path) -> str:
    with pytest.raises(UnreadableAudio) as caught:
        opened(path)
    return caught.value.message


def found(check: str) -> Callable[[Path], Severity]:
    """How a review judges the file in one respect."""

    def judge(path: Path) -> Severity:
        review = JUDGING.review(opened(path).clip, "console", CancelToken())
        return next(finding.severity for finding in review.findings if finding.check == check)

    return judge


@cache
def spoken() -> AudioClip:
    return espeak_speech()


def sound(container: str = "WAV", samples=None, sample_rate: int = RATE, **options) -> bytearray:
    file = io.BytesIO()
    soundfile.write(file, syllables(WHOLE) if samples is None else samples, sample_rate, format=container, **options)
    return bytearray(file.getvalue())


def written(name: str, make_content: Callable[[], bytes]) -> Files:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(make_content())
        return folder / name

    return write


def halves(container: str, **options) -> bytes:
    return b"".join(bytes(sound(container, syllables(WHOLE / 2, seed=seed), **options)) for seed in (1, 2))


def xing(frames: int) -> bytes:
    content = sound("MP3")
    struct.pack_into(">I", content, max(content.find(b"Xing"), content.find(b"Info")) + 8, frames)
    return bytes(content)


def wav(outer: int, data: int) -> bytes:
    content = sound()
    struct.pack_into("<I", content, 4, outer)
    struct.pack_into("<I", content, 40, data)
    return bytes(content)


def without_last_mark() -> bytes:
    content = sound("OGG", subtype="OPUS")
    head = content.rfind(b"OggS")
    content[head + 5] &= ~4
    content[head + 22 : head + 26] = bytes(4)
    struct.pack_into("<I", content, head + 22, ogg_checksum(bytes(content[head:])))
    return bytes(content)


def ogg_checksum(page: bytes) -> int:
    """CRC-32 of polynomial 0x04C11DB7, not reflected, as RFC 3533 asks for."""
    found = 0
    for byte in page:
        found ^= byte << 24
        for _ in range(8):
            found = (found << 1 ^ 0x04C11DB7 if found & 0x80000000 else found << 1) & 0xFFFFFFFF
    return found


def mix(*levels_db: float | None, speech: int) -> Files:
    """Channels of noise at these levels, dB below the speech, which is in channel `speech` alone; None is silence."""

    def write(folder: Path) -> Path:
        voice = np.resize(spoken().samples, 10 * spoken().sample_rate)
        rms = float(np.sqrt(np.mean(voice**2)))
        columns = [
            silence(10.0, spoken().sample_rate)
            if level_db is None
            else noise(10.0, spoken().sample_rate, rms * 10 ** (-level_db / 20), seed)
            for seed, level_db in enumerate(levels_db)
        ]
        columns[speech - 1] = voice
        soundfile.write(folder / "mix.wav", np.stack(columns, axis=1), spoken().sample_rate)
        return folder / "mix.wav"

    return write


def m4a(folder: Path) -> Path:
    return encode(folder / "speech.m4a", syllables(WHOLE), RATE, "aac", "ipod")


def webm(folder: Path) -> Path:
    return encode(folder / "speech.webm", syllables(WHOLE, 48_000), 48_000, "libopus", "webm")


def noisy(folder: Path) -> Path:
    voice = np.resize(spoken().samples, 12 * spoken().sample_rate)
    hiss = noise(12.0, spoken().sample_rate, 0.4 * float(np.sqrt(np.mean(voice**2))))
    soundfile.write(folder / "noisy.wav", 0.5 * (voice + hiss), spoken().sample_rate)
    return folder / "noisy.wav"


def stretch_of_a_long_file(path: Path) -> float:
    return opened(path, start_s=100.0, max_seconds=30.0).clip.seconds


def level_kept(path: Path) -> float:
    """How much louder the imported sound is than the channel in the file, dB."""
    samples, _rate = soundfile.read(path, dtype="float32")
    return round(20 * np.log10(np.std(opened(path).clip.samples) / np.std(samples[:, 16])), 1)


@dataclass(frozen=True)
class Report:
    """One row: where it was reported, what happened there, the file, how it is tried, and what is right."""

    where: str
    what: str
    file: Files
    tried: Callable[[Path], object]
    expected: object


MP3_S = pytest.approx(WHOLE, abs=0.3)
OUTER = 36 + 2 * round(WHOLE * RATE)
REPORTS = (
    Report(
        "MusicPlayerDaemon/MPD#1200",
        "joined MP3: only the first is played",
        written("a.mp3", lambda: halves("MP3")),
        seconds,
        MP3_S,
    ),
    Report(
        "richardr1126/openreader#129",
        "the first part's Xing header ends the file",
        written("a.mp3", lambda: xing(87)),
        seconds,
        MP3_S,
    ),
    Report(
        "agersant/mp3-duration#16",
        "a Xing header of 0 frames: length 0",
        written("a.mp3", lambda: xing(0)),
        seconds,
        MP3_S,
    ),
    Report(
        "libsndfile/libsndfile#1001",
        "more frames named than there are",
        written("a.mp3", lambda: xing(9999)),
        seconds,
        MP3_S,
    ),
    Report(
        "spotify/pedalboard#206",
        "data behind an MP3: cannot be read to its end",
        written("a.mp3", lambda: bytes(sound("MP3")) + b"\x00tag" * 900),
        seconds,
        MP3_S,
    ),
    Report(
        "Borewit/music-metadata#608",
        "Opus whose last page is not marked: no length",
        written("a.opus", without_last_mark),
        lambda path: (seconds(path), opened(path).notes),
        (WHOLE, ()),
    ),
    Report(
        "libsndfile/libsndfile#809",
        "a cut-off Ogg: absurd number of frames, no word",
        written("a.ogg", lambda: bytes(sound("OGG", noise(10.0)))[:-9000]),
        lambda path: opened(path).notes[0].split(":")[0],
        "The end of the file is missing",
    ),
    Report("libsndfile/libsndfile#888", "Opus and WebM of unknown length fail", webm, seconds, WHOLE),
    Report(
        "naudio/NAudio#688",
        "WAV of 0xFFFFFFFF bytes: out of bounds",
        written("a.wav", lambda: wav(0xFFFFFFFF, 0xFFFFFFFF)),
        seconds,
        WHOLE,
    ),
    Report("rs1729/RS#39", "WAV of 0 bytes does not play", written("a.wav", lambda: wav(0, 0)), seconds, WHOLE),
    Report(
        "jamulussoftware/jamulus#5",
        "placeholder lengths in WAV headers",
        written("a.wav", lambda: wav(OUTER, 0x7FFFFFFF)),
        lambda path: (seconds(path), opened(path).notes),
        (WHOLE, ()),
    ),
    Report(
        "Borewit/music-metadata#707",
        "a cropped WAV through a pipe: wrong length",
        written("a.wav", lambda: wav(0xFFFFFFFF, OUTER // 2)),
        seconds,
        WHOLE,
    ),
    Report("jamiepine/voicebox#58", "M4A refused with an empty reason", m4a, seconds, pytest.approx(WHOLE, abs=0.1)),
    Report(
        "jamiepine/voicebox#283",
        "30 s of a long file cannot be chosen",
        written("a.flac", lambda: bytes(sound("FLAC", silence(200.0, 8000), 8000))),
        stretch_of_a_long_file,
        30.0,
    ),
    Report(
        "SubtitleEdit/subtitleedit#6141",
        "5.1: the words are in the centre",
        mix(15, 15, 0, 15, 15, 15, speech=3),
        channel,
        3,
    ),
    Report("MerlinVR/USharpVideo#31", "5.1: the centre is dropped", mix(30, 30, 0, 30, 30, 30, speech=3), channel, 3),
    Report("moona3k/macparakeet#470", "microphone on input 2: silence", mix(None, 0, None, None, speech=2), channel, 2),
    Report("saurabhav88/EnviousWispr#2664", "input 1 hums, the microphone is on 2", mix(10, 0, speech=2), channel, 2),
    Report("cjpais/Handy#591", "18 inputs are averaged: 25 dB lost", mix(*[None] * 18, speech=17), level_kept, 0.0),
    Report("CorentinJ/Real-Time-Voice-Cloning#1253", "noise is cloned", noisy, found("noise"), Severity.FAIL),
    Report(
        "jamiepine/voicebox#979",
        "silence is recorded and taken",
        written("a.wav", lambda: bytes(sound(samples=silence(12.0)))),
        found("silence"),
        Severity.FAIL,
    ),
    Report(
        "jamiepine/voicebox (2 s gate)",
        "a reference of a second is taken",
        written("a.wav", lambda: bytes(sound(samples=syllables(1.0)))),
        found("duration"),
        Severity.FAIL,
    ),
    Report(
        "bastibe/python-soundfile#402",
        "decoder noise instead of a sentence",
        written("a.mp3", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500)),
        refused,
        "“a.mp3” is a picture, not a sound file.",
    ),
    Report(
        "mackron/dr_libs#252",
        "WAV header with a wrong chunk length",
        written("a.wav", lambda: wav(OUTER, OUTER // 2)),
        seconds,
        WHOLE,
    ),
)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.where)
def test_report(report: Report, tmp_path):
    assert report.tried(report.file(tmp_path)) == report.expected, report.what


def test_there_are_two_dozen():
    assert len({report.where for report in REPORTS}) == 24


@pytest.mark.parametrize(
    ("name", "tried", "expected"),
    [
        ("speech_xing0.mp3", seconds, 60.0),
        ("joined_cbr.mp3", seconds, 60.0),
        ("mp3_concat_xing.mp3", seconds, 13.8),
        ("mp3_concat_noxing.mp3", seconds, 13.8),
        ("chained.ogg", seconds, 13.7),
        ("chained.opus", seconds, 13.7),
        ("surround_centre_15.flac", channel, 3),
        ("surround_centre_30.flac", channel, 3),
    ],
)
def test_real_speech(name, tried, expected):
    path = speech_set() / "reports" / name
    if not path.is_file():
        pytest.skip(f"no {name} among the speech recordings")
    assert tried(path) == expected
