import errno
import os
import subprocess
import sys

import av
import numpy as np
import pytest
import soundfile

from tests.support.clips import clip, noise, syllables, tone
from tests.support.sound_files import decoded
from voicecloner.audio.files import encoding
from voicecloner.audio.files.encoding import (
    FLOAT_BITS,
    FileEncoding,
    SoundWriter,
    flac_bytes,
    format_of,
    read_audio,
    writable_suffixes,
    write_audio,
)
from voicecloner.domain.audio import AudioClip
from voicecloner.errors import InvalidRequest, StorageError, UnreadableAudio

MARKS = {
    "title": "Grüße an\nalle",
    "artist": "Jürgen 声",
    "comment": "Synthetic speech made by VoiceCloner; voice v-3f2a",
    "date": "2026-03-01",
}


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def tags_by_ffmpeg(path):
    with av.open(str(path)) as container:
        found = {**container.streams.audio[0].metadata, **container.metadata}
    return {key.lower(): value for key, value in found.items()}


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".WAV"])
def test_lossless_round_trip(tmp_path, suffix):
    sound = syllables(1.0)
    write_audio(tmp_path / f"a{suffix}", clip(sound))
    found = read_audio(tmp_path / f"a{suffix}")
    assert found.sample_rate == 16_000
    assert found.samples == pytest.approx(sound, abs=1 / 32768)
    assert names_in(tmp_path) == [f"a{suffix}"]


@pytest.mark.parametrize(
    ("suffix", "container", "codec"),
    [
        (".wav", "WAV", "PCM_16"),
        (".flac", "FLAC", "PCM_16"),
        (".ogg", "OGG", "VORBIS"),
        (".opus", "OGG", "OPUS"),
        (".mp3", "MP3", None),
    ],
)
def test_the_suffix_decides_the_format(tmp_path, suffix, container, codec):
    path = tmp_path / f"a{suffix}"
    write_audio(path, AudioClip(tone(2.0, 24_000), 24_000))
    info = soundfile.info(str(path))
    assert info.format == container
    assert codec is None or info.subtype == codec
    assert info.samplerate == 24_000
    assert info.duration == pytest.approx(2.0, abs=0.1)


def test_an_m4a_is_aac_in_mp4_of_the_same_length(tmp_path):
    path = tmp_path / "a.m4a"
    write_audio(path, AudioClip(tone(2.0, 24_000), 24_000))
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert (container.format.name.split(",")[1], stream.codec_context.name) == ("mp4", "aac")
        assert (stream.rate, stream.channels) == (24_000, 1)
    samples, rate = decoded(path)
    assert rate == 24_000
    assert len(samples) / rate == pytest.approx(2.0, abs=0.06)
    middle = slice(rate // 2, 3 * rate // 2)
    assert samples[middle] == pytest.approx(tone(2.0, 24_000)[middle], abs=0.02), "in its place, as loud as it was"


def test_floats_keep_what_is_beyond_full_scale(tmp_path):
    sound = tone(0.5, amplitude=1.5)
    write_audio(tmp_path / "a.wav", clip(sound), encoding=FileEncoding(FLOAT_BITS))
    assert soundfile.info(str(tmp_path / "a.wav")).subtype == "FLOAT"
    assert np.array_equal(read_audio(tmp_path / "a.wav").samples, sound)


@pytest.mark.parametrize(
    ("suffix", "sample_rate", "kbit_per_s"),
    [(".mp3", 24_000, 32), (".mp3", 44_100, 192), (".mp3", 8_000, 64), (".opus", 24_000, 24), (".opus", 48_000, 96),
     (".m4a", 48_000, 128), (".m4a", 24_000, 48)],
)  # fmt: skip
def test_a_bit_rate_that_is_asked_for_is_kept(tmp_path, suffix, sample_rate, kbit_per_s):
    path = tmp_path / f"a{suffix}"
    with SoundWriter(path, sample_rate, encoding=FileEncoding(kbit_per_s=kbit_per_s)) as writer:
        writer.write(noise(20.0, sample_rate))
    assert 8 * path.stat().st_size / 20.0 / 1000 == pytest.approx(kbit_per_s, rel=0.12)


@pytest.mark.parametrize(
    ("suffix", "kbit_per_s", "words"),
    [(".mp3", 192, "192 kbit/s cannot be written to MP3 files of 24000 Hz"), (".opus", 300, "Opus"),
     (".m4a", 200, "M4A"), (".wav", 64, "WAV files cannot be chosen"), (".ogg", 64, "OGG files cannot be chosen")],
)  # fmt: skip
def test_a_bit_rate_a_format_lacks_is_refused(tmp_path, suffix, kbit_per_s, words):
    with pytest.raises(InvalidRequest, match=words):
        SoundWriter(tmp_path / f"a{suffix}", 24_000, encoding=FileEncoding(kbit_per_s=kbit_per_s))
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_24_bits(tmp_path, suffix):
    sound = tone(0.5, amplitude=1e-4)
    write_audio(tmp_path / f"a{suffix}", clip(sound), encoding=FileEncoding(24))
    assert soundfile.info(str(tmp_path / f"a{suffix}")).subtype == "PCM_24"
    assert read_audio(tmp_path / f"a{suffix}").samples == pytest.approx(sound, abs=2**-23)


@pytest.mark.parametrize(
    ("suffix", "sample_rate", "in_file"), [(".opus", 22_050, 24_000), (".mp3", 96_000, 48_000), (".opus", 4_000, 8_000)]
)
def test_rates_a_format_lacks_are_resampled(tmp_path, suffix, sample_rate, in_file):
    path = tmp_path / f"a{suffix}"
    with SoundWriter(path, sample_rate) as writer:
        for block in np.array_split(tone(2.0, sample_rate, hz=440.0), 7):
            writer.write(block)
    samples, found_rate = soundfile.read(str(path))
    assert found_rate == in_file
    assert len(samples) / in_file == pytest.approx(2.0, abs=0.1)
    middle = np.abs(np.fft.rfft(samples[in_file // 2 : in_file // 2 + in_file]))
    assert np.argmax(middle) == 440


@pytest.mark.parametrize("suffix", writable_suffixes())
def test_marks_can_be_read_back(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    write_audio(path, clip(syllables()), metadata=MARKS)
    by_ffmpeg = tags_by_ffmpeg(path)
    readers = [by_ffmpeg] if suffix == ".m4a" else [soundfile.SoundFile(str(path)).copy_metadata(), by_ffmpeg]
    for found in readers:
        assert found["title"] == "Grüße an alle"
        assert found["artist"] == "Jürgen 声"
        assert found["comment"] == MARKS["comment"]
        assert found["date"].startswith("2026")
    assert any("VoiceCloner" in by_ffmpeg.get(key, "") for key in ("software", "encoder", "encoded_by"))


@pytest.mark.parametrize("suffix", writable_suffixes())
def test_very_long_text_in_the_marks(tmp_path, suffix):
    write_audio(tmp_path / f"a{suffix}", clip(tone(1.0)), metadata={"title": "long \0 ü " * 10_000, "artist": ""})
    assert tags_by_ffmpeg(tmp_path / f"a{suffix}")["title"].startswith("long  ü long")
    samples, rate = decoded(tmp_path / f"a{suffix}")
    assert len(samples) / rate == pytest.approx(1.0, abs=0.1)


def test_beyond_full_scale_is_clipped_not_wrapped(tmp_path):
    write_audio(tmp_path / "a.wav", clip(tone(1.0, amplitude=2.0)))
    found = read_audio(tmp_path / "a.wav").samples
    assert found == pytest.approx(np.clip(tone(1.0, amplitude=2.0), -1, 1), abs=1e-4)


@pytest.mark.parametrize("name", ["a.wma", "a", "a.wav.part", ".wav"])
def test_unknown_suffix_names_the_known_ones(tmp_path, name):
    with pytest.raises(InvalidRequest) as caught:
        format_of(tmp_path / name)
    assert all(suffix in caught.value.hint for suffix in writable_suffixes())
    with pytest.raises(InvalidRequest):
        write_audio(tmp_path / name, clip(tone(0.1)))
    assert names_in(tmp_path) == []


def test_bits_a_format_lacks(tmp_path):
    with pytest.raises(InvalidRequest, match="24 bits"):
        write_audio(tmp_path / "a.mp3", clip(tone(0.1)), encoding=FileEncoding(24))


def test_unknown_field(tmp_path):
    with pytest.raises(InvalidRequest, match="“mood”"):
        write_audio(tmp_path / "a.wav", clip(tone(0.1)), metadata={"mood": "sad"})


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_is_refused_and_nothing_is_left(tmp_path, bad):
    sound = np.append(tone(2.0), np.float32(bad))
    with pytest.raises(InvalidRequest, match="not numbers"):
        write_audio(tmp_path / "a.flac", clip(sound))
    assert names_in(tmp_path) == []


def test_appears_only_when_complete(tmp_path):
    path = tmp_path / "take.wav"
    with SoundWriter(path, 16_000) as writer:
        writer.write(tone(0.5))
        assert not path.exists()
        assert writer.frames == 8_000
        writer.write(tone(0.5))
    assert read_audio(path).frames == 16_000
    assert names_in(tmp_path) == ["take.wav"]


def test_an_error_keeps_the_old_file(tmp_path):
    path = tmp_path / "take.flac"
    write_audio(path, clip(tone(0.5)))

    def fail_halfway():
        with SoundWriter(path, 16_000) as writer:
            writer.write(noise(2.0))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert read_audio(path).frames == 8_000
    assert names_in(tmp_path) == ["take.flac"]


def test_nothing_written_is_a_file_without_sound(tmp_path):
    write_audio(tmp_path / "a.wav", clip(np.zeros(0, np.float32)))
    assert read_audio(tmp_path / "a.wav").frames == 0


def test_names_of_any_script(tmp_path):
    folder = tmp_path / "Träume 夢"
    folder.mkdir()
    path = folder / ("ü" * 100 + " 声.flac")
    write_audio(path, clip(tone(0.5)))
    assert read_audio(path).frames == 8_000


def test_folder_missing(tmp_path):
    with pytest.raises(StorageError, match="gone does not exist"):
        write_audio(tmp_path / "gone" / "a.wav", clip(tone(0.1)))


def test_a_folder_has_the_name(tmp_path):
    (tmp_path / "a.wav").mkdir()
    with pytest.raises(StorageError, match="could not be written"):
        write_audio(tmp_path / "a.wav", clip(tone(0.1)))
    assert names_in(tmp_path) == ["a.wav"]


def test_no_permission(tmp_path, monkeypatch):
    def refuse(*_args, **_keywords):
        raise OSError(errno.EACCES, "no")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(StorageError, match="no permission"):
        write_audio(tmp_path / "a.wav", clip(tone(0.1)))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("suffix", writable_suffixes())
@pytest.mark.parametrize("limit_bytes", [100, 3000])
def test_full_disk(tmp_path, suffix, limit_bytes):
    """A process that may write so many bytes only, as if the disk were full: nothing is left, the error is ours."""
    program = f"""
import resource, sys
from pathlib import Path
from tests.support.clips import clip, noise
from voicecloner.audio.files.encoding import write_audio
from voicecloner.errors import StorageError
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit_bytes}, {limit_bytes}))
try:
    write_audio(Path(sys.argv[1]), clip(noise(3.0)))
except StorageError as error:
    sys.exit(0 if "disk is full" in error.message else 3)
sys.exit(4)
"""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", program, path], check=False, timeout=60, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == [path.name]


def test_flac_in_memory(tmp_path):
    (tmp_path / "a.flac").write_bytes(flac_bytes(clip(syllables(), 24_000)))
    found = read_audio(tmp_path / "a.flac")
    assert found.sample_rate == 24_000
    assert found.samples == pytest.approx(syllables(), abs=1 / 32768)
    with pytest.raises(InvalidRequest, match="not numbers"):
        flac_bytes(clip(np.array([np.nan], np.float32)))


class TestReadAudio:
    def test_missing(self, tmp_path):
        with pytest.raises(StorageError, match=r"“gone\.wav” cannot be read"):
            read_audio(tmp_path / "gone.wav")

    def test_damaged(self, tmp_path):
        (tmp_path / "a.flac").write_bytes(b"fLaC" + os.urandom(200))
        with pytest.raises(UnreadableAudio, match=r"“a\.flac” is damaged"):
            read_audio(tmp_path / "a.flac")

    def test_first_of_two_channels(self, tmp_path):
        soundfile.write(tmp_path / "a.wav", np.stack([tone(), noise()], axis=1), 16_000)
        assert read_audio(tmp_path / "a.wav").samples == pytest.approx(tone(), abs=1e-4)


def test_a_container_without_tags_is_one_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    bare = {**encoding._FORMATS, ".au": encoding.SoundFormat("AU sound", "AU", {16: "PCM_16"})}
    monkeypatch.setattr(encoding, "_FORMATS", bare)
    monkeypatch.setattr(encoding, "writable_suffixes", lambda: tuple(bare))
    with pytest.raises(StorageError):
        write_audio(tmp_path / "said.au", AudioClip(tone(0.5), 16_000), metadata={"title": "Said"})
    assert not list(tmp_path.iterdir())
