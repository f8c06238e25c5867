"""WAV files whose writer was killed."""

import os
import struct

import numpy as np
import pytest
import soundfile

from voicecloner.audio.capture.wav_part import mend_wav, tags_of
from voicecloner.audio.files.encoding import SoundWriter, read_audio
from voicecloner.errors import StorageError, UnreadableAudio

RATE = 24_000
SOUND = np.linspace(-0.5, 0.5, RATE, dtype=np.float32)


@pytest.fixture
def killed(tmp_path):
    """What lies on the disk while a file is being written: a copy, as the writer itself closes properly."""
    part, copy = tmp_path / "said.part.wav", tmp_path / "killed.wav"
    with SoundWriter(tmp_path / "said.wav", RATE, {"title": "Hello", "artist": "Anna"}, part=part) as writer:
        writer.write(SOUND)
        copy.write_bytes(part.read_bytes())
    return copy


def sizes(path):
    content = path.read_bytes()
    return struct.unpack("<I", content[4:8])[0], struct.unpack("<I", content[content.index(b"data") + 4 :][:4])[0]


def test_the_header_tells_all_that_is_there(killed):
    assert sizes(killed)[1] == 0, "otherwise this test tells nothing"
    assert mend_wav(killed) == RATE
    assert sizes(killed) == (killed.stat().st_size - 8, 2 * RATE)
    assert soundfile.info(killed).frames == RATE
    assert np.abs(read_audio(killed).samples - SOUND).max() < 1e-3
    assert tags_of(killed) == {"title": "Hello", "artist": "Anna", "software": tags_of(killed)["software"]}


def test_half_a_sample_is_cut_off(killed):
    with killed.open("ab") as file:
        file.write(b"\x01")
    assert mend_wav(killed) == RATE
    assert killed.stat().st_size % 2 == 0


def test_when_it_was_spoken_is_not_forgotten(killed):
    os.utime(killed, (1_000_000_000, 1_000_000_000))
    mend_wav(killed)
    assert killed.stat().st_mtime == 1_000_000_000


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEfmt ", b"Dear Anna, this is a letter."])
def test_what_has_no_sound_is_told_and_left_as_it_is(tmp_path, content):
    path = tmp_path / "said.wav"
    path.write_bytes(content)
    with pytest.raises(UnreadableAudio, match=r"“said\.wav”"):
        mend_wav(path)
    assert path.read_bytes() == content


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(StorageError):
        mend_wav(tmp_path / "gone.wav")
    assert tags_of(tmp_path / "gone.wav") == {}


def test_a_part_stays_when_the_writer_fails(tmp_path):
    part = tmp_path / "said.part.wav"

    def fail() -> None:
        with SoundWriter(tmp_path / "said.wav", RATE, part=part) as writer:
            writer.write(SOUND)
            raise RuntimeError("a defect")

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["said.part.wav"]
    assert read_audio(part).frames == RATE
