"""Files that are as they were asked for: read back by other programs' libraries."""

import os
from contextlib import closing

import numpy as np
import pytest
import soundfile

from tests.support.clips import clip, syllables, tone
from tests.support.sound_files import decoded, judged
from voicecloner.audio.files.encoding import format_of, read_audio, writable_suffixes, write_audio
from voicecloner.audio.files.saving import SoundOptions, SourceSound, Watch, file_sound, require_possible, save_sound
from voicecloner.errors import Cancelled, InvalidRequest, StorageError, UnreadableAudio
from voicecloner.jobs import CancelToken

RATE = 24_000


@pytest.fixture
def spoken(tmp_path):
    """A file of the program's own, like a take."""
    write_audio(tmp_path / "take.wav", clip(syllables(6.0, RATE), RATE))
    return tmp_path / "take.wav"


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_another_format_holds_the_same_sound_with_its_own_marks(tmp_path):
    sound = syllables(20.0)  # more than one block
    write_audio(tmp_path / "a.wav", clip(sound), metadata={"title": "before"})
    save_sound(tmp_path / "b.flac", file_sound(tmp_path / "a.wav"), metadata={"title": "after"})
    assert read_audio(tmp_path / "b.flac").samples == pytest.approx(sound, abs=1 / 32768)
    assert soundfile.SoundFile(tmp_path / "b.flac").title == "after"


@pytest.mark.parametrize("suffix", writable_suffixes())
@pytest.mark.parametrize("wanted_lufs", [-23.0, -16.0])
@pytest.mark.parametrize("kbit_per_s", [None, 32])
def test_a_loudness_is_that_of_the_file_and_no_true_peak_passes_the_limit(
    tmp_path, spoken, suffix, wanted_lufs, kbit_per_s
):
    path = tmp_path / f"out{suffix}"
    lossy = kbit_per_s if format_of(path).kbit_per_s else None
    saved = save_sound(path, file_sound(spoken), SoundOptions(kbit_per_s=lossy, loudness_lufs=wanted_lufs))
    lufs, dbtp = judged(*decoded(path))
    assert lufs == pytest.approx(wanted_lufs, abs=0.3)
    assert dbtp <= -0.95, "FFmpeg's filter and ours differ by some hundredths"
    assert (saved.loudness_lufs, saved.true_peak_dbtp) == (pytest.approx(lufs, abs=0.1), pytest.approx(dbtp, abs=0.1))
    assert saved.true_peak_dbtp <= -1.0
    assert names_in(tmp_path) == sorted(["take.wav", path.name])


@pytest.mark.parametrize(
    ("suffix", "bits", "subtype"),
    [(".wav", 16, "PCM_16"), (".wav", 24, "PCM_24"), (".wav", 32, "FLOAT"), (".flac", 16, "PCM_16"),
     (".flac", 24, "PCM_24")],
)  # fmt: skip
@pytest.mark.parametrize("rate", [None, 48_000, 44_100])
def test_bits_and_rate_are_those_asked_for(tmp_path, spoken, suffix, bits, subtype, rate):
    save_sound(tmp_path / f"out{suffix}", file_sound(spoken), SoundOptions(bits, rate, loudness_lufs=-19.0))
    info = soundfile.info(str(tmp_path / f"out{suffix}"))
    assert (info.subtype, info.samplerate, info.channels) == (subtype, rate or RATE, 1)
    assert info.duration == pytest.approx(6.0, abs=0.001)


def test_a_click_does_not_make_the_rest_quiet(tmp_path):
    sound = np.float32(0.3) * syllables(6.0, RATE)
    sound[70_000] = 0.9
    write_audio(tmp_path / "take.wav", clip(sound, RATE))
    saved = save_sound(tmp_path / "out.wav", file_sound(tmp_path / "take.wav"), SoundOptions(loudness_lufs=-23.0))
    assert saved.loudness_lufs == pytest.approx(-23.0, abs=0.3)
    assert saved.true_peak_dbtp <= -1.0


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [("a.opus", SoundOptions(sample_rate=44_100), "44100 Hz cannot be saved"),
     ("a.wav", SoundOptions(sample_rate=4_000), "8000 to 192000"), ("a.flac", SoundOptions(bits=32), "32 bits"),
     ("a.mp3", SoundOptions(bits=24), "24 bits"), ("a.wav", SoundOptions(kbit_per_s=64), "bit rate"),
     ("a.mp3", SoundOptions(kbit_per_s=192), "160"), ("a.wav", SoundOptions(loudness_lufs=-3.0), "-3 LUFS"),
     ("a.xyz", SoundOptions(), "xyz")],
)  # fmt: skip
def test_what_a_format_lacks_is_refused_before_the_work(tmp_path, spoken, name, options, words):
    with pytest.raises(InvalidRequest) as refusal:
        require_possible(tmp_path / name, options, RATE)
    assert words in f"{refusal.value.message} {refusal.value.hint}"
    with pytest.raises(InvalidRequest):
        save_sound(tmp_path / name, file_sound(spoken), options)
    assert names_in(tmp_path) == ["take.wav"]


def test_a_higher_rate_allows_a_higher_bit_rate(tmp_path, spoken):
    saved = save_sound(tmp_path / "a.mp3", file_sound(spoken), SoundOptions(sample_rate=44_100, kbit_per_s=192))
    assert 8 * saved.path.stat().st_size / 6.0 / 1000 == pytest.approx(192, rel=0.12)


@pytest.mark.parametrize("options", [SoundOptions(), SoundOptions(loudness_lufs=-16.0)])
@pytest.mark.parametrize("suffix", [".wav", ".m4a", ".mp3"])
def test_stopped_it_leaves_nothing(tmp_path, spoken, options, suffix):
    cancel, told = CancelToken(), []
    fraction = 0.3 if options.loudness_lufs is None else 0.6  # while it is written

    def tell(update):
        told.append(update.fraction)
        if update.fraction > fraction:
            cancel.cancel()

    (tmp_path / f"old{suffix}").write_bytes(b"old")
    short = SourceSound(RATE, 6 * RATE, lambda: (b for b in np.array_split(read_audio(spoken).samples, 40)))
    with pytest.raises(Cancelled):
        save_sound(tmp_path / f"old{suffix}", short, options, watch=Watch(tell, cancel))
    assert told == sorted(told)
    assert (tmp_path / f"old{suffix}").read_bytes() == b"old"
    assert names_in(tmp_path) == sorted([f"old{suffix}", "take.wav"])


def test_what_cannot_be_read_leaves_nothing(tmp_path):
    with pytest.raises(StorageError, match="cannot be read"):
        file_sound(tmp_path / "missing.wav")
    (tmp_path / "a.wav").write_bytes(b"no sound" + os.urandom(100))
    with pytest.raises(UnreadableAudio, match="is damaged"):
        file_sound(tmp_path / "a.wav")
    assert names_in(tmp_path) == ["a.wav"]


def test_a_take_that_goes_while_it_is_read_is_one_sentence(tmp_path, spoken):
    source = file_sound(spoken)
    spoken.unlink()
    with pytest.raises(StorageError, match="cannot be read"):
        save_sound(tmp_path / "b.flac", source, SoundOptions(loudness_lufs=-16.0))
    assert names_in(tmp_path) == []


def test_blocks_are_the_sound(spoken):
    source = file_sound(spoken)
    with closing(source.blocks()) as blocks:
        assert sum(map(len, blocks)) == source.frames == 6 * RATE


def test_silence_is_saved_and_said_to_be_silent(tmp_path):
    write_audio(tmp_path / "a.wav", clip(0 * tone(1.0)))
    saved = save_sound(tmp_path / "b.mp3", file_sound(tmp_path / "a.wav"), SoundOptions(loudness_lufs=-16.0))
    assert saved.loudness_lufs is None
    assert "silent" in saved.notes[0]
