"""Files whose header names another length than they have, and joined files: all of them is read."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise, syllables
from tests.support.sound_files import encode
from voicecloner.audio.files.chained import parts_of
from voicecloner.audio.files.content import lacks_ogg_end
from voicecloner.audio.files.decoding import DecodeLimits, decode
from voicecloner.audio.files.file_views import FilePart
from voicecloner.audio.files.importing import import_audio
from voicecloner.audio.files.lengths import lengths_of
from voicecloner.audio.files.streaming import stream_sound
from voicecloner.jobs import CancelToken
from voicecloner.wording import whole_tenths

RATE = 16_000
SOUND = syllables(6.0)
SOUND_BYTES = 2 * len(SOUND)
OUTER = SOUND_BYTES + 36
NO_NOTE = ()
LESS = ("According to its header the file is 3.0\u00a0s long, but it holds 6.0\u00a0s: all of it is used.",)
MORE = ("According to its header the file is 12.0\u00a0s long, but it holds 6.0\u00a0s: all of it is used.",)


def made(samples=SOUND, sample_rate=RATE, container="WAV", **options):
    file = io.BytesIO()
    soundfile.write(file, samples, sample_rate, format=container, **options)
    return bytearray(file.getvalue())


def wav(outer, data, container="WAV"):
    content = made(container=container)
    struct.pack_into("<I", content, 4, outer)
    struct.pack_into("<I", content, content.index(b"data") + 4, data)
    return content


def aiff(outer, frames, data):
    content = made(container="AIFF")
    struct.pack_into(">I", content, 4, outer)
    struct.pack_into(">I", content, content.index(b"COMM") + 10, frames)
    struct.pack_into(">I", content, content.index(b"SSND") + 4, data)
    return content


def flac(frames):
    content = made(container="FLAC")
    place = content.index(b"fLaC") + 18
    (facts,) = struct.unpack_from(">Q", content, place)
    struct.pack_into(">Q", content, place, facts >> 36 << 36 | frames)
    return content


class TestLengths:
    @pytest.mark.parametrize(
        ("outer", "data", "notes"),
        [
            pytest.param(0, 0, NO_NOTE, id="never finished"),
            pytest.param(OUTER, 0, NO_NOTE, id="only the outer length finished"),
            pytest.param(0xFFFFFFFF, 0xFFFFFFFF, NO_NOTE, id="through a pipe"),
            pytest.param(0x80000024, 0x80000000, NO_NOTE, id="through a pipe, signed"),
            pytest.param(0, SOUND_BYTES, NO_NOTE, id="only the inner length finished"),
            pytest.param(36 + SOUND_BYTES // 2, SOUND_BYTES // 2, LESS, id="went on after its header was written"),
            pytest.param(OUTER, SOUND_BYTES // 2, LESS, id="half"),
            pytest.param(OUTER, 2 * SOUND_BYTES, MORE, id="double, and whole"),
        ],
    )
    def test_wav(self, tmp_path, outer, data, notes):
        path = tmp_path / "speech.wav"
        path.write_bytes(wav(outer, data))
        found = import_audio(path)
        assert found.clip.samples == pytest.approx(SOUND, abs=1e-4)
        assert found.notes == notes

    def test_a_wav_that_was_cut_off_is_told_from_one_with_a_wrong_length(self, tmp_path):
        path = tmp_path / "speech.wav"
        path.write_bytes(wav(36 + 2 * SOUND_BYTES, 2 * SOUND_BYTES))
        assert import_audio(path).notes == ("The file is damaged: 6.0\u00a0s of 12.0\u00a0s could be read.",)

    @pytest.mark.parametrize(
        "behind",
        [
            pytest.param(b"LIST" + struct.pack("<I", 8000) + bytes(8000), id="a chunk"),
            pytest.param(b"TAG" + b"artist".ljust(6000), id="a tag"),
            pytest.param(bytes(8000), id="padding"),
            pytest.param(b"x" * 500, id="a scrap"),
        ],
    )
    def test_what_follows_the_sound_is_not_taken_for_sound(self, tmp_path, behind):
        path = tmp_path / "speech.wav"
        path.write_bytes(bytes(made()) + behind)
        assert lengths_of(io.BytesIO(path.read_bytes())).found == SOUND_BYTES
        assert import_audio(path).clip.frames == len(SOUND)

    @pytest.mark.parametrize(
        ("outer", "frames", "data", "notes"),
        [
            (0, 0, 0, NO_NOTE),
            (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, NO_NOTE),
            (SOUND_BYTES + 46, len(SOUND) // 2, SOUND_BYTES // 2 + 8, LESS),
        ],
    )
    def test_aiff(self, tmp_path, outer, frames, data, notes):
        path = tmp_path / "speech.aiff"
        path.write_bytes(aiff(outer, frames, data))
        found = import_audio(path)
        assert found.clip.samples == pytest.approx(SOUND, abs=1e-4)
        assert found.notes == notes

    @pytest.mark.parametrize(("frames", "notes"), [(0, NO_NOTE), (len(SOUND) // 2, LESS), (2 * len(SOUND), MORE)])
    def test_flac(self, tmp_path, frames, notes):
        path = tmp_path / "speech.flac"
        path.write_bytes(flac(frames))
        found = import_audio(path)
        assert found.clip.samples == pytest.approx(SOUND, abs=1e-4)
        assert found.notes == notes

    def test_m4a(self, tmp_path):
        path = encode(tmp_path / "speech.m4a", SOUND, RATE, "aac", "ipod")
        content = bytearray(path.read_bytes())
        place = content.index(b"mdhd") + 20
        struct.pack_into(">I", content, place, struct.unpack_from(">I", content, place)[0] // 2)
        path.write_bytes(content)
        found = import_audio(path)
        assert found.clip.seconds == pytest.approx(6.0, abs=0.1)
        assert found.notes == LESS

    @pytest.mark.parametrize("factor", [0.5, 2.0])
    def test_mp3_whose_header_names_another_number_of_frames(self, tmp_path, factor):
        path = tmp_path / "speech.mp3"
        content = made(container="MP3")
        place = max(content.find(b"Xing"), content.find(b"Info")) + 8
        (frames,) = struct.unpack_from(">I", content, place)
        struct.pack_into(">I", content, place, round(factor * frames))
        path.write_bytes(content)
        found = import_audio(path)
        assert found.clip.seconds == pytest.approx(6.0, abs=0.2)
        assert "According to its header" in found.notes[0]
        assert "damaged" not in found.notes[0]

    def test_a_chosen_stretch_beyond_the_length_that_is_named(self, tmp_path):
        path = tmp_path / "speech.wav"
        path.write_bytes(wav(OUTER, SOUND_BYTES // 2))
        found = import_audio(path, start_s=4.0, max_seconds=1.0)
        assert found.clip.samples == pytest.approx(SOUND[4 * RATE : 5 * RATE], abs=1e-4)

    def test_beyond_four_gigabytes(self, tmp_path):
        """The length counts from anew there, and libsndfile reads no further; the file is sparse and takes no room."""
        path = tmp_path / "meeting.wav"
        with path.open("wb") as file:
            file.write(wav(36 + SOUND_BYTES, SOUND_BYTES))
            file.write(noise(10.0).tobytes())
            file.truncate((1 << 32) + SOUND_BYTES + 44)
        with path.open("rb") as file:
            assert lengths_of(file).found == (1 << 32) + SOUND_BYTES
        samples, found = decode(path, DecodeLimits(max_seconds=8.0), CancelToken())
        assert samples[: len(SOUND), 0] == pytest.approx(SOUND, abs=1e-4)
        assert found.promised_frames == pytest.approx((1 << 31) + len(SOUND), abs=100)


class TestPart:
    """How much of the promised sound is there."""

    @staticmethod
    def wav(data_bytes, promised_bytes, extra=b""):
        header = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 16_000, 32_000, 2, 16)
        return io.BytesIO(header + extra + b"data" + struct.pack("<I", promised_bytes) + bytes(data_bytes))

    @pytest.mark.parametrize(
        ("promised_bytes", "part"),
        [(1000, 1.0), (4000, 0.25), (500, 1.0), (0, 1.0), (0xFFFF_FFFF, 1.0), (0x7FFF_F000, 1.0)],
    )
    def test_of_a_wav(self, promised_bytes, part):
        assert lengths_of(self.wav(1000, promised_bytes)).part == pytest.approx(part)

    def test_steps_over_chunks_of_odd_size(self):
        assert lengths_of(self.wav(1000, 2000, extra=b"LIST\x03\0\0\0abc\0")).part == pytest.approx(0.5)

    def test_of_an_aiff(self):
        content = b"FORM\0\0\0\0AIFFSSND" + struct.pack(">I", 1008) + bytes(108)
        assert lengths_of(io.BytesIO(content)).part == pytest.approx(0.1)

    @pytest.mark.parametrize(
        "content", [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \xff\xff\xff\xff", b"fLaC" * 9]
    )
    def test_of_no_sound_chunk(self, content):
        assert lengths_of(io.BytesIO(content)) is None


class TestJoined:
    FIRST, SECOND = syllables(4.0, seed=1), syllables(3.0, seed=2)

    @pytest.mark.parametrize("container", ["WAV", "AIFF", "FLAC"])
    def test_bit_for_bit(self, tmp_path, container):
        path = tmp_path / "both"
        path.write_bytes(made(self.FIRST, container=container) + made(self.SECOND, container=container))
        found = import_audio(path)
        assert found.clip.samples == pytest.approx(np.concatenate([self.FIRST, self.SECOND]), abs=1e-4)
        assert len(found.notes) == 1

    @pytest.mark.parametrize(
        ("container", "codec"), [("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"), ("CAT-M4A", "")]
    )
    @pytest.mark.parametrize("count", [2, 5])
    def test_coded(self, tmp_path, container, codec, count):
        path = tmp_path / "both"
        if codec:
            content = made(self.FIRST, container=container, subtype=codec)
        else:
            content = encode(tmp_path / "one.m4a", self.FIRST, RATE, "aac", "ipod").read_bytes()
        path.write_bytes(bytes(content) * count)
        found = import_audio(path)
        assert found.clip.seconds == pytest.approx(4.0 * count, abs=0.15 * count)
        assert f"{whole_tenths(found.clip.seconds):.1f}\u00a0s" in found.notes[0]

    @pytest.mark.parametrize(("sample_rate", "channels"), [(22_050, 1), (RATE, 2), (48_000, 2)])
    @pytest.mark.parametrize("container", ["WAV", "OGG", "MP3"])
    def test_of_different_kinds(self, tmp_path, container, sample_rate, channels):
        second = np.stack([syllables(3.0, sample_rate)] * channels, axis=1)
        path = tmp_path / "both"
        path.write_bytes(made(self.FIRST, container=container) + made(second, sample_rate, container=container))
        found = import_audio(path)
        assert found.clip.sample_rate == RATE
        assert found.clip.seconds == pytest.approx(7.0, abs=0.2)
        assert np.max(np.abs(found.clip.samples[-2 * RATE :])) > 0.1

    @pytest.mark.parametrize(
        "between", [bytes(5000), bytes(300_000), b"ID3\x04\0\0\0\x10\0\0" + b"\xaa\x55" * (1 << 17)]
    )
    def test_mp3_with_something_between(self, tmp_path, between):
        path = tmp_path / "both.mp3"
        path.write_bytes(bytes(made(self.FIRST, container="MP3")) + between + bytes(made(self.SECOND, container="MP3")))
        assert import_audio(path).clip.seconds == pytest.approx(7.0, abs=0.3)

    def test_a_stretch_across_the_seam(self, tmp_path):
        path = tmp_path / "both.ogg"
        path.write_bytes(made(self.FIRST, container="OGG") + made(self.SECOND, container="OGG"))
        assert import_audio(path, start_s=3.0, max_seconds=2.0).clip.seconds == 2.0

    def test_also_when_a_long_file_is_looked_through(self, tmp_path):
        path = tmp_path / "both.mp3"
        path.write_bytes(bytes(made(self.FIRST, container="MP3")) * 2)
        read = 0
        for block in stream_sound(path, CancelToken()):
            read = block.start_frame + len(block.samples)
        assert read == pytest.approx(8 * RATE, abs=0.2 * RATE)

    def test_a_damaged_later_part_does_not_take_the_others_with_it(self, tmp_path):
        path = tmp_path / "both.wav"
        broken = bytearray(made(self.SECOND))
        broken[12:44] = bytes(32)
        path.write_bytes(bytes(made(self.FIRST)) + bytes(broken))
        found = import_audio(path)
        assert found.clip.seconds == pytest.approx(4.0)
        assert found.notes[0].endswith("Parts of it are damaged.")

    @pytest.mark.parametrize("container", ["WAV", "AIFF", "OGG", "FLAC", "MP3"])
    def test_a_single_recording_is_one_part(self, container):
        content = made(container=container)
        assert parts_of(io.BytesIO(content)) == [(0, len(content))]

    def test_garbage_between_ogg_pages_is_passed_over(self):
        first, second = made(self.FIRST, container="OGG"), made(self.SECOND, container="OGG")
        content = bytes(first) + b"\x01" * 70_000 + bytes(second)
        assert parts_of(io.BytesIO(content)) == [(0, len(first) + 70_000), (len(first) + 70_000, len(content))]


class TestOggEnd:
    def test_a_saved_broadcast_lacks_the_mark_but_nothing_else(self):
        content = made(container="OGG")
        last = content.rfind(b"OggS")
        content[last + 5] &= ~4
        assert not lacks_ogg_end(io.BytesIO(content))

    @pytest.mark.parametrize("lost", [1, 100])
    def test_half_a_page(self, lost):
        assert lacks_ogg_end(io.BytesIO(made(container="OGG")[:-lost]))


class TestFilePart:
    CONTENT = bytes(range(100))

    def test_reads_like_a_file(self):
        part = FilePart(io.BytesIO(self.CONTENT), 10, 50)
        assert part.read() == self.CONTENT[10:50]
        part.seek(-5, io.SEEK_END)
        assert part.read(100) == self.CONTENT[45:50]
        assert part.tell() == 40
        part.seek(2)
        part.seek(3, io.SEEK_CUR)
        assert part.read(2) == self.CONTENT[15:17]

    def test_before_the_beginning(self):
        with pytest.raises(OSError, match="before"):
            FilePart(io.BytesIO(self.CONTENT), 10, 50).seek(-1)

    @pytest.mark.parametrize("block", [1, 3, 7, 64])
    def test_patches_whatever_the_blocks(self, block):
        part = FilePart(io.BytesIO(self.CONTENT), 10, 50, {0: b"AB", 20: b"xyz"})
        found = b""
        while piece := part.read(block):
            found += piece
        wanted = bytearray(self.CONTENT[10:50])
        wanted[0:2], wanted[20:23] = b"AB", b"xyz"
        assert found == bytes(wanted)

    def test_two_views_do_not_disturb_each_other(self):
        file = io.BytesIO(self.CONTENT)
        one, other = FilePart(file, 0, 50), FilePart(file, 50, 100)
        assert (one.read(5), other.read(5), one.read(5)) == (
            self.CONTENT[:5],
            self.CONTENT[50:55],
            self.CONTENT[5:10],
        )


def test_files_keep_their_bytes(tmp_path: Path):
    path = tmp_path / "speech.wav"
    path.write_bytes(wav(0, 0))
    before = path.read_bytes()
    import_audio(path)
    assert path.read_bytes() == before
