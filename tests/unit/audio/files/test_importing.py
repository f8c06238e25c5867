import hashlib
import os
import struct
import sys

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise, silence, syllables, tone
from voicecloner.audio.files.importing import import_audio
from voicecloner.domain.audio import SourceInfo
from voicecloner.errors import Cancelled, InvalidRequest, StorageError, UnreadableAudio
from voicecloner.jobs import CancelToken
from voicecloner.wording import whole_tenths


@pytest.fixture
def save(tmp_path):
    def write(samples, name="speech.wav", sample_rate=16_000, **options):
        soundfile.write(tmp_path / name, samples, sample_rate, **options)
        return tmp_path / name

    return write


def test_facts_about_the_file(save):
    path = save(np.stack([syllables(), silence(2.0)], axis=1), "Meine Aufnahme 声.flac")
    found = import_audio(path)
    content = path.read_bytes()
    assert found.source == SourceInfo(
        name="Meine Aufnahme 声.flac",
        container="FLAC",
        codec="PCM_16",
        sample_rate=16_000,
        channels=2,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    assert found.clip.samples == pytest.approx(syllables(), abs=1e-4)
    assert found.notes == ("Channel 1 of 2 is used, because channel 2 is silent.",)


def test_a_clean_file_has_no_notes(save):
    assert import_audio(save(syllables())).notes == ()


def test_the_name_decides_nothing(save):
    path = save(syllables(), "speech.mp3", format="WAV")
    assert import_audio(path).source.container == "WAV"


class TestRepairs:
    def test_what_is_no_number_becomes_silence(self, save):
        sound = syllables()
        sound[1000:1003] = np.nan, np.inf, -np.inf
        found = import_audio(save(sound, subtype="FLOAT"))
        assert not np.any(found.clip.samples[1000:1003])
        assert found.clip.samples[2000:] == pytest.approx(syllables()[2000:])
        assert found.notes == (
            "The file is damaged: 3 of its 32000 values are not numbers and were replaced by silence.",
        )

    def test_mostly_no_numbers(self, save):
        sound = syllables()
        sound[:20_000] = np.nan
        with pytest.raises(UnreadableAudio, match="Most values"):
            import_audio(save(sound, subtype="FLOAT"))

    @pytest.mark.parametrize("scale", [1.5, 32768.0])
    def test_beyond_full_scale_is_turned_down(self, save, scale):
        found = import_audio(save(syllables() * np.float32(2 * scale), subtype="FLOAT"))
        assert found.clip.samples == pytest.approx(2 * syllables(), abs=1e-5)
        assert f"{20 * np.log10(scale):.1f} dB beyond full scale" in found.notes[0]

    def test_an_overshoot_of_a_hair_is_not_worth_a_word(self, save):
        found = import_audio(save(syllables() * np.float32(2.05), subtype="FLOAT"))
        assert np.max(np.abs(found.clip.samples)) == pytest.approx(1.0)
        assert found.notes == ()


class TestLength:
    def test_only_the_first_part_of_a_long_file(self, save):
        found = import_audio(save(noise(5.0)), max_seconds=2.0)
        assert found.clip.seconds == 2.0
        assert found.notes == ("The recording is 5.0\u00a0s long; only its first 2.0\u00a0s are used.",)

    def test_minutes_are_written_as_minutes(self, save):
        found = import_audio(save(silence(305.0, 8_000), sample_rate=8_000), max_seconds=121.0)
        assert found.notes == ("The recording is 5:05\u00a0min long; only its first 2:01\u00a0min are used.",)

    def test_a_cut_off_wav(self, save):
        path = save(syllables(4.0))
        path.write_bytes(path.read_bytes()[: 44 + 32_000])
        found = import_audio(path)
        assert found.clip.samples == pytest.approx(syllables(4.0)[:16_000], abs=1e-4)
        assert found.notes == ("The file is damaged: 1.0\u00a0s of 4.0\u00a0s could be read.",)

    def test_a_cut_off_flac(self, save):
        path = save(syllables(4.0), "speech.flac")
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        found = import_audio(path)
        assert found.clip.samples == pytest.approx(syllables(4.0)[: found.clip.frames], abs=1e-4)
        assert found.notes == (
            f"The file is damaged: {whole_tenths(found.clip.seconds):.1f}\u00a0s of 4.0\u00a0s could be read.",
        )

    def test_a_cut_off_mp3(self, save):
        path = save(syllables(4.0), "speech.mp3")
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        found = import_audio(path)
        assert 1.0 < found.clip.seconds < 3.0
        assert found.notes == (
            f"The file is damaged: {whole_tenths(found.clip.seconds):.1f}\u00a0s of 4.0\u00a0s could be read.",
        )

    def test_a_cut_off_ogg(self, save):
        path = save(noise(10.0), "speech.ogg")
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        found = import_audio(path)
        assert 3.0 < found.clip.seconds < 7.0
        assert found.notes == (
            f"The end of the file is missing: {whole_tenths(found.clip.seconds):.1f}\u00a0s could be read.",
        )

    def test_an_ogg_cut_off_before_any_sound(self, save):
        path = save(syllables(2.0), "speech.ogg")
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        with pytest.raises(UnreadableAudio, match="so damaged that nothing"):
            import_audio(path)

    def test_a_wav_its_recorder_never_finished(self, save):
        path = save(syllables())
        content = bytearray(path.read_bytes())
        content[4:8] = content[40:44] = struct.pack("<I", 0)
        path.write_bytes(content)
        assert import_audio(path).clip.samples == pytest.approx(syllables(), abs=1e-4)

    @pytest.mark.parametrize("frames", [1, 1_500])
    def test_too_short_to_be_anything(self, save, frames):
        with pytest.raises(UnreadableAudio, match="less than a tenth of a second"):
            import_audio(save(tone()[:frames]))

    def test_a_header_without_sound(self, save):
        with pytest.raises(UnreadableAudio, match="without any sound"):
            import_audio(save(silence(0.0)))


class TestStretch:
    def test_only_this_is_read(self, save):
        found = import_audio(save(syllables(5.0)), start_s=1.25, max_seconds=2.0)
        assert found.clip.samples == pytest.approx(syllables(5.0)[20_000:52_000], abs=1e-4)
        assert found.notes == ()
        assert not found.is_whole

    def test_to_the_end(self, save):
        found = import_audio(save(syllables(5.0)), start_s=4.0, max_seconds=2.0)
        assert found.clip.seconds == pytest.approx(1.0)
        assert found.is_whole

    def test_the_whole_file_is_whole(self, save):
        assert import_audio(save(syllables(5.0)), max_seconds=5.0).is_whole
        assert not import_audio(save(syllables(5.0)), max_seconds=4.9).is_whole

    @pytest.mark.parametrize("start_s", [5.0, 3600.0])
    def test_beyond_the_end(self, save, start_s):
        with pytest.raises(UnreadableAudio, match=r"“speech\.wav” ends before the stretch that was chosen\."):
            import_audio(save(syllables(5.0)), start_s=start_s)

    def test_beyond_the_end_another_format_is_no_help(self, save):
        with pytest.raises(UnreadableAudio) as caught:
            import_audio(save(syllables(5.0)), start_s=100.0)
        assert caught.value.hint == "Choose an earlier start."

    def test_of_a_wav_its_recorder_never_finished(self, save):
        path = save(syllables(5.0))
        content = bytearray(path.read_bytes())
        content[4:8] = content[40:44] = struct.pack("<I", 0)
        path.write_bytes(content)
        found = import_audio(path, start_s=2.0, max_seconds=1.0)
        assert found.clip.samples == pytest.approx(syllables(5.0)[32_000:48_000], abs=1e-4)


class TestChannel:
    @pytest.mark.parametrize("channel", [1, 2])
    def test_the_one_asked_for(self, save, channel):
        both = np.stack([syllables(seed=1), syllables(seed=2)], axis=1)
        found = import_audio(save(both), channel=channel)
        assert found.clip.samples == pytest.approx(syllables(seed=channel), abs=1e-4)
        assert found.notes == ()

    @pytest.mark.parametrize("channel", [0, 3])
    def test_one_that_is_not_there(self, save, channel):
        with pytest.raises(InvalidRequest, match=f"no channel {channel}"):
            import_audio(save(np.zeros((16_000, 2))), channel=channel)


class TestNoSound:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "is empty"),
            (b"Dear diary,\n" * 50, "is a text"),
            (b"\x89PNG\r\n\x1a\n" + bytes(500), "is a picture"),
            (b"PK\x03\x04" + bytes(500), "is an archive"),
            (b"%PDF-1.7\n\xe2\xe3\xcf\xd3" + bytes(500), "is a document"),
            (b"RIFF\x24\0\0\0WAVEfmt ", "no sound that can be read"),
            (np.random.default_rng(1).bytes(30_000), "no sound that can be read"),
        ],
    )
    def test_one_sentence_each(self, tmp_path, content, words):
        path = tmp_path / "speech.mp3"
        path.write_bytes(content)
        with pytest.raises(UnreadableAudio, match=words) as caught:
            import_audio(path)
        assert caught.value.message.startswith("“speech.mp3” ")
        assert caught.value.message.count(".") == 2  # the name's and the sentence's
        assert str(tmp_path) not in caught.value.message
        assert caught.value.hint

    def test_a_folder(self, tmp_path):
        (tmp_path / "folder.wav").mkdir()
        with pytest.raises(UnreadableAudio, match=r"“folder\.wav” is a folder") as caught:
            import_audio(tmp_path / "folder.wav")
        assert caught.value.hint == "Choose the recordings in it."

    def test_no_such_file(self, tmp_path):
        with pytest.raises(UnreadableAudio, match=r"There is no file “gone\.wav”"):
            import_audio(tmp_path / "gone.wav")

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a named pipe")
    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.wav")
        with pytest.raises(UnreadableAudio, match="device or a pipe"):
            import_audio(tmp_path / "pipe.wav")

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems demand names in UTF-8")
    def test_a_name_that_is_no_text(self, tmp_path):
        path = tmp_path / os.fsdecode(b"a\xff\n.wav")
        path.write_bytes(b"hello")
        with pytest.raises(UnreadableAudio, match=r"“a��\.wav” is a text"):
            import_audio(path)

    def test_larger_than_any_recording(self, tmp_path):
        path = tmp_path / "huge.wav"
        with path.open("wb") as file:
            file.truncate((16 << 30) + 1)  # sparse: takes no room
        with pytest.raises(UnreadableAudio, match="larger than 16 GB"):
            import_audio(path)

    def test_may_not_be_read(self, save, monkeypatch):
        path = save(syllables())

        def refuse(*_args, **_keywords):
            raise PermissionError

        monkeypatch.setattr("pathlib.Path.open", refuse)
        with pytest.raises(StorageError, match=r"“speech\.wav” cannot be read"):
            import_audio(path)

    @pytest.mark.parametrize("name", ["a\0b.wav", "x" * 5000])
    def test_impossible_name(self, tmp_path, name):
        with pytest.raises(StorageError, match="cannot be opened"):
            import_audio(tmp_path / name)


def test_cancelled(save):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        import_audio(save(syllables()), cancel=cancel)
