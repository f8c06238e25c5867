import struct
import sys
import tracemalloc
from collections.abc import Generator
from typing import cast

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise, syllables
from voicecloner.audio.files.streaming import StreamLimits, stream_sound
from voicecloner.children import packets
from voicecloner.errors import Cancelled, StorageError, UnreadableAudio
from voicecloner.jobs import CancelToken

REPORTED = {
    "container": "WAV",
    "codec": "PCM_16",
    "sample_rate": 8_000,
    "channels": 1,
    "frames": 4,
    "promised_frames": 4,
    "stated_frames": 4,
    "parts": 1,
    "stopped_at_limit": False,
    "lost_packets": 0,
    "lacks_end": False,
    "tags": {},
}


def message(head, content=b""):
    return packets.packed(head, content) + content


def child(*messages, then=""):
    """A decoder that says these messages."""
    said = b"".join(messages)
    return [sys.executable, "-c", f"import sys; o = sys.stdout.buffer; o.write({said!r}); o.flush(); {then}"]


KIND_8K = message({"sample_rate": 8_000, "channels": 1})
SOUND = message({"fraction": 0.5}, struct.pack("<4f", 0.1, 0.2, 0.3, 0.4))
END = message({"report": REPORTED})


def streamed(path, **keywords):
    return list(stream_sound(path, CancelToken(), **keywords))


@pytest.fixture
def wav(tmp_path):
    path = tmp_path / "long.wav"
    soundfile.write(path, syllables(11.0), 16_000)
    return path


class TestBlocks:
    def test_they_are_the_whole_sound_in_order(self, wav):
        blocks = streamed(wav)
        assert np.concatenate([b.samples[:, 0] for b in blocks]) == pytest.approx(syllables(11.0), abs=1e-4)
        assert [b.start_frame for b in blocks] == list(np.cumsum([0, *(len(b.samples) for b in blocks)])[:-1])
        assert len(blocks) >= 3

    def test_they_tell_how_far_the_file_was_read(self, wav):
        fractions = [b.fraction for b in streamed(wav)]
        assert fractions == sorted(fractions)
        assert 0.2 < fractions[0] < 0.8
        assert fractions[-1] == 1.0

    def test_channels_stay_apart(self, tmp_path):
        path = tmp_path / "two.wav"
        two = np.stack([syllables(seed=1), syllables(seed=2)], axis=1)
        soundfile.write(path, two, 16_000)
        assert np.concatenate([b.samples for b in streamed(path)]) == pytest.approx(two, abs=1e-4)

    def test_no_more_than_wanted(self, wav):
        assert sum(len(b.samples) for b in streamed(wav, limits=StreamLimits(max_seconds=1.5))) == 24_000

    def test_what_is_no_number_becomes_silence(self, tmp_path):
        path, sound = tmp_path / "bad.wav", syllables()
        sound[100:103] = np.nan, np.inf, -np.inf
        soundfile.write(path, sound, 16_000, subtype="FLOAT")
        (block,) = streamed(path)
        assert list(block.samples[100:103, 0]) == [0.0, 0.0, 0.0]

    def test_a_damaged_file_begins_anew_with_the_other_decoder(self, tmp_path):
        path = tmp_path / "damaged.flac"
        soundfile.write(path, noise(60.0), 16_000)
        content = bytearray(path.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 2000] = bytes(2000)
        path.write_bytes(content)
        starts = [b.start_frame for b in streamed(path)]
        assert starts.count(0) == 2

    def test_memory_does_not_grow_with_the_file(self, tmp_path):
        path = tmp_path / "hour.wav"
        with soundfile.SoundFile(path, "w", 8_000, 1) as file:
            for _ in range(120):
                file.write(noise(30.0, 8_000))
        tracemalloc.start()
        frames = sum(len(block.samples) for block in stream_sound(path, CancelToken()))
        _now, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert frames == 3600 * 8_000
        assert peak_bytes < 16 << 20


class TestEnd:
    @pytest.mark.parametrize("content", [b"Dear diary,\n" * 50, b"\x89PNG\r\n\x1a\n" + bytes(500)])
    def test_no_sound_is_one_sentence(self, tmp_path, content):
        path = tmp_path / "speech.wav"
        path.write_bytes(content)
        with pytest.raises(UnreadableAudio, match=r"^“speech\.wav” is a (text|picture), not a sound file\.$"):
            streamed(path)

    def test_a_file_that_is_gone(self, tmp_path):
        with pytest.raises(StorageError, match="could not be read"):
            streamed(tmp_path / "gone.wav")

    def test_a_decoder_that_speaks_as_agreed(self, wav):
        (block,) = streamed(wav, command=child(KIND_8K, SOUND, END))
        assert (block.sample_rate, block.fraction) == (8_000, 0.5)

    @pytest.mark.parametrize(
        "said", [(), (KIND_8K,), (KIND_8K, SOUND), (KIND_8K, SOUND[:-5]), (KIND_8K, SOUND, END[:-9])]
    )
    def test_a_decoder_that_dies(self, wav, said, caplog):
        with pytest.raises(UnreadableAudio, match="stops the decoder"):
            streamed(wav, command=child(*said, then="import os; os.abort()"))
        assert "died without a report" in caplog.text

    def test_a_decoder_that_hangs(self, wav):
        hang = child(KIND_8K, SOUND, then="import threading; threading.Event().wait()")
        with pytest.raises(UnreadableAudio, match="came to a standstill"):
            streamed(wav, command=hang, limits=StreamLimits(stall_limit_s=0.3))

    def test_cancel_ends_it(self, wav):
        cancel = CancelToken()
        hang = child(KIND_8K, SOUND, then="import threading; threading.Event().wait()")
        blocks = stream_sound(wav, cancel, command=hang)
        next(blocks)
        cancel.cancel()
        with pytest.raises(Cancelled):
            next(blocks)

    def test_a_listener_may_leave_early(self, wav):
        blocks = stream_sound(wav, CancelToken(), command=child(KIND_8K, *[SOUND] * 500, END))
        next(blocks)
        cast(Generator[object], blocks).close()  # that nothing is left running is looked after for every test

    def test_no_decoder_at_all(self, wav, tmp_path):
        with pytest.raises(StorageError, match="cannot be started"):
            streamed(wav, command=[str(tmp_path / "nothing")])
