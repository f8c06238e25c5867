import io
import os
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise, syllables, tone
from voicecloner.audio.files import decoding
from voicecloner.audio.files.decode_child import CHILD_FLAG, report_on
from voicecloner.audio.files.decode_child import decode as decode_here
from voicecloner.audio.files.decoding import DecodeLimits, child_command, decode
from voicecloner.audio.files.pyav_decoder import _Nameless
from voicecloner.audio.files.raw_sink import Extent, RawSink, Refused
from voicecloner.errors import Cancelled, StorageError, UnreadableAudio
from voicecloner.jobs import CancelToken

EXTENT = Extent(600.0, 1 << 30)
on_unix = pytest.mark.skipif(sys.platform == "win32", reason="needs a named pipe")


@pytest.fixture
def wav(tmp_path):
    path = tmp_path / "speech.wav"
    soundfile.write(path, syllables(), 16_000)
    return path


def child(program):
    """A child that runs `program` instead of decoding; its arguments are those of the decoder."""
    return [sys.executable, "-c", program]


def saying(*heads):
    """A child that says this instead of decoding."""
    lines = "from voicecloner.children.inside import line_to_program\nwith line_to_program() as line:\n"
    return child(lines + "".join(f"    line.send({head!r})\n" for head in heads))


def nobody(_head, _content=b""):
    """Hears the sound of a sink."""


class TestChild:
    def test_decodes(self, wav):
        samples, found = decode(wav, DecodeLimits(), CancelToken())
        assert samples[:, 0] == pytest.approx(syllables(), abs=1e-4)
        assert (found.container, found.codec, found.sample_rate, found.channels) == ("WAV", "PCM_16", 16_000, 1)

    def test_is_found_from_any_folder_and_not_fooled_by_it(self, wav, tmp_path, monkeypatch):
        (tmp_path / "soundfile.py").write_text("raise SystemExit(9)")
        monkeypatch.chdir(tmp_path)
        samples, _found = decode(Path(wav.name), DecodeLimits(), CancelToken())
        assert len(samples) == len(syllables())

    def test_of_a_frozen_program(self, monkeypatch):
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        assert child_command() == [sys.executable, CHILD_FLAG]

    @pytest.mark.parametrize(
        "end", ["import os; os.abort()", "raise SystemExit(3)", "import ctypes; ctypes.string_at(0)"]
    )
    def test_that_dies(self, wav, end, caplog):
        with pytest.raises(UnreadableAudio, match=r"“speech\.wav” is damaged in a way that stops the decoder"):
            decode(wav, DecodeLimits(), CancelToken(), command=child(end))
        assert "died without a report" in caplog.text

    def test_that_dies_says_why_in_the_log(self, wav, caplog):
        with pytest.raises(UnreadableAudio):
            decode(wav, DecodeLimits(), CancelToken(), command=child("raise RuntimeError('over and out')"))
        assert "over and out" in caplog.text

    @pytest.mark.parametrize("half", ["print('{}')", "import os; os.write(1, b'\\x09' + bytes(11) + b'{\"repor')"])
    def test_that_leaves_half_a_report(self, wav, caplog, half):
        with pytest.raises(UnreadableAudio, match="stops the decoder"):
            decode(wav, DecodeLimits(), CancelToken(), command=child(half))
        assert caplog.records

    @pytest.mark.parametrize(
        ("code", "error", "words"),
        [
            ("memory", UnreadableAudio, "more memory"),
            ("access", StorageError, "could not be read from its disk"),
            ("archive", UnreadableAudio, "is an archive"),
        ],
    )
    def test_that_refuses(self, wav, code, error, words):
        with pytest.raises(error, match=words) as caught:
            decode(wav, DecodeLimits(), CancelToken(), command=saying({"report": {"refused": code}}))
        assert caught.value.hint

    @pytest.mark.parametrize("code", decoding._SENTENCES)
    def test_another_format_is_advised_only_where_the_format_is_the_trouble(self, wav, code):
        report = {"refused": code, "sample_rate": 1, "channels": 99}
        with pytest.raises(UnreadableAudio) as caught:
            decoding.understand(report, wav)
        is_no_sound = code in {"not_sound", "unknown", "picture", "text", "document"}
        assert (caught.value.hint == UnreadableAudio.default_hint) == is_no_sound

    def test_that_hangs(self, wav):
        with pytest.raises(UnreadableAudio, match=r"took longer than 0\.3 s"):
            decode(
                wav,
                DecodeLimits(time_limit_s=0.3),
                CancelToken(),
                command=child("import threading; threading.Event().wait()"),
            )

    @on_unix
    def test_is_killed_on_cancel(self, wav, tmp_path):
        pipe, cancel, pids = tmp_path / "pipe", CancelToken(), []
        os.mkfifo(pipe)

        def cancel_once_it_runs():
            pids.append(int(pipe.read_text()))
            cancel.cancel()

        watcher = threading.Thread(target=cancel_once_it_runs)
        watcher.start()
        hang = f"import os, threading; open({str(pipe)!r}, 'w').write(str(os.getpid())); threading.Event().wait()"
        with pytest.raises(Cancelled):
            decode(wav, DecodeLimits(), cancel, command=child(hang))
        watcher.join()
        with pytest.raises(ProcessLookupError):
            os.kill(pids[0], 0)

    def test_is_not_started_when_cancelled_before(self, wav, tmp_path):
        cancel = CancelToken()
        cancel.cancel()
        marker = tmp_path / "started"
        with pytest.raises(Cancelled):
            decode(wav, DecodeLimits(), cancel, command=child(f"open({str(marker)!r}, 'w')"))
        assert not marker.exists()

    def test_leaves_nothing_of_a_recording_on_the_disk(self, wav, tmp_path, monkeypatch):
        monkeypatch.setenv("TMPDIR", str(tmp_path / "no such folder"))
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no such folder"))
        samples, _found = decode(wav, DecodeLimits(), CancelToken())
        assert len(samples) == len(syllables())

    def test_that_sends_more_than_was_asked_for(self, wav, caplog):
        endless = "from voicecloner.children.inside import line_to_program\nwith line_to_program() as line:\n"
        endless += "    while True: line.send({'fraction': 0.0}, bytes(1 << 20))"
        with pytest.raises(UnreadableAudio, match="stops the decoder"):
            decode(wav, DecodeLimits(max_bytes=9 << 20), CancelToken(), command=child(endless))
        assert "more than was asked for" in caplog.text

    def test_that_cannot_be_started(self, wav):
        with pytest.raises(StorageError, match="cannot be started"):
            decode(wav, DecodeLimits(), CancelToken(), command=["/nowhere/decoder"])


class TestLimits:
    @pytest.mark.parametrize(
        ("limits", "frames"),
        [
            (DecodeLimits(max_seconds=0.5), 8_000),
            (DecodeLimits(max_bytes=4_000), 1_000),
            (DecodeLimits(max_seconds=2.0), 32_000),
        ],
    )
    def test_stops_at_the_limit(self, wav, limits, frames):
        samples, found = decode(wav, limits, CancelToken())
        assert len(samples) == found.frames == frames
        assert found.stopped_at_limit == (frames < 32_000)
        assert found.promised_frames == 32_000


class TestReport:
    def test_file_gone(self, tmp_path):
        assert report_on(tmp_path / "gone", EXTENT, nobody) == {"refused": "access"}

    def test_out_of_memory(self, wav, monkeypatch):
        def exhaust(*_args):
            raise MemoryError

        monkeypatch.setattr("voicecloner.audio.files.decode_child.decode", exhaust)
        assert report_on(wav, EXTENT, nobody) == {"refused": "memory"}


class TestDecode:
    @pytest.fixture
    def sink(self):
        return RawSink(nobody, EXTENT)

    @pytest.mark.parametrize(("container", "subtype"), [("MAT5", "DOUBLE"), ("HTK", "PCM_16"), ("PVF", "PCM_16")])
    def test_science_data_is_no_sound(self, sink, container, subtype):
        file = io.BytesIO()
        soundfile.write(file, tone(), 16_000, format=container, subtype=subtype)
        with pytest.raises(Refused) as caught:
            decode_here(file, sink)
        assert caught.value.code == "unknown"

    @pytest.mark.parametrize("sample_rate", [3_999, 384_001])
    def test_rates_nobody_records_at(self, sink, sample_rate):
        file = io.BytesIO()
        soundfile.write(file, tone(), sample_rate, format="WAV")
        with pytest.raises(Refused) as caught:
            decode_here(file, sink)
        assert (caught.value.code, caught.value.facts) == ("sample_rate", {"sample_rate": sample_rate})

    def test_more_channels_than_a_recording_has(self, sink):
        file = io.BytesIO()
        soundfile.write(file, np.zeros((100, 65)), 16_000, format="WAV")
        with pytest.raises(Refused) as caught:
            decode_here(file, sink)
        assert caught.value.facts == {"channels": 65}

    def test_a_playlist_is_only_a_text(self, sink, wav):
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{wav}\n#EXT-X-ENDLIST\n"
        with pytest.raises(Refused) as caught:
            decode_here(io.BytesIO(playlist.encode()), sink)
        assert caught.value.code == "text"

    def test_a_place_before_the_start_is_no_disk_error(self):
        with tempfile.TemporaryFile() as file:
            assert _Nameless(file).seek(2) == 2
            assert _Nameless(file).seek(-3) == -1
            assert _Nameless(file).seek(-3, os.SEEK_END) == -1

    def test_the_damaged_middle_of_a_flac_is_left_out(self, sink):
        file = io.BytesIO()
        soundfile.write(file, noise(10.0), 16_000, format="FLAC")
        content = bytearray(file.getvalue())
        middle = len(content) // 2
        content[middle : middle + 2000] = bytes(2000)
        found = decode_here(io.BytesIO(bytes(content)), sink)
        assert 0.5 * found.stated_frames < found.frames < found.stated_frames == 160_000
