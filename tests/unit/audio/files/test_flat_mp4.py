"""MP4 files whose head the program writes: FFmpeg finds in them what it finds in its own."""

import io
import os
from array import array
from fractions import Fraction

import av
import numpy as np
import pytest

from tests.support.books import png
from voicecloner.audio.files import audiobook
from voicecloner.audio.files.audiobook import AudiobookTags, write_audiobook
from voicecloner.audio.files.coded_sound import packets_of
from voicecloner.audio.files.flat_mp4 import head_for
from voicecloner.audio.files.id3 import ChapterMark
from voicecloner.audio.files.saving import SourceSound

RATE = 24_000
MARKS = [ChapterMark("Eins", 0.0, 1.5), ChapterMark("Zwei – ü", 1.5, 4.0)]


def hum(frames):
    return (0.2 * np.sin(np.arange(frames) / 20)).astype(np.float32)


def own(path, samples, cover=b""):
    sound = SourceSound(
        RATE, len(samples), lambda: (samples[start : start + 5_000] for start in range(0, len(samples), 5_000))
    )
    write_audiobook(path, sound, AudiobookTags({"title": "T"}, MARKS, cover))
    return path


def chapter(number, mark):
    ends_ms = {"start": round(mark.start_s * 1000), "end": round(mark.end_s * 1000)}
    return {"id": number, **ends_ms, "time_base": Fraction(1, 1000), "metadata": {"title": mark.title}}


def by_ffmpeg(path, samples):
    with av.open(str(path), "w", format="mp4", options={"brand": "M4B "}) as container:
        container.metadata["title"] = "T"
        container.set_chapters([chapter(number, mark) for number, mark in enumerate(MARKS, 1)])
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        stream.bit_rate = 64_000
        for start in range(0, len(samples), 4_096):
            frame = av.AudioFrame.from_ndarray(samples[None, start : start + 4_096], "fltp", "mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def found_in(path):
    with av.open(str(path)) as opened:
        stream = opened.streams.audio[0]
        packets = [(each.pts, each.dts, each.duration, bytes(each)) for each in opened.demux(audio=0) if each.size]
        facts = (stream.duration, stream.start_time, stream.bit_rate, stream.codec_context.extradata, opened.duration)
        return packets, facts, opened.chapters(), dict(opened.metadata)


@pytest.mark.parametrize("frames", [1, 500, 1_024, 2_048, 24_576, 100_333])
def test_all_is_found_that_is_found_in_a_file_by_ffmpeg(tmp_path, frames):
    samples = hum(frames)
    assert found_in(own(tmp_path / "own.m4b", samples)) == found_in(by_ffmpeg(tmp_path / "other.m4b", samples))


def test_the_head_comes_before_the_sound(tmp_path):
    content = own(tmp_path / "own.m4b", hum(RATE)).read_bytes()
    assert content.index(b"ftyp") < content.index(b"moov") < content.index(b"mdat")


def test_a_place_in_the_middle_is_reached_and_the_cover_is_a_picture(tmp_path):
    samples = hum(20 * RATE)
    with av.open(str(own(tmp_path / "own.m4b", samples, png(3, 5)))) as opened:
        stream = opened.streams.audio[0]
        assert [(each.width, each.height) for each in opened.streams.video] == [(3, 5)]
        opened.seek(12 * RATE, stream=stream)
        frames = opened.decode(stream)
        next(frames)  # the decoder needs the packet before
        frame = next(frames)
    heard = frame.to_ndarray()[0]
    assert frame.pts == pytest.approx(12 * RATE, abs=2_048)
    assert heard == pytest.approx(samples[frame.pts : frame.pts + len(heard)], abs=0.03)


def test_sound_beyond_four_gigabytes_is_found(tmp_path):
    sizes = array("H", [65_535]) * 70_000
    path = tmp_path / "long.m4b"
    path.write_bytes(head_for(form_of(len(sizes)), sizes))
    begins = path.stat().st_size
    with path.open("r+b") as file:  # nothing is written of what lies before
        file.seek(begins + sum(sizes) - 65_535)
        file.write(os.urandom(65_535))
    with av.open(str(path)) as opened:
        opened.seek(opened.duration or 0)
        *_others, last = [each for each in opened.demux(audio=0) if each.size]
        assert (last.pos, last.size) == (begins + sum(sizes) - 65_535, 65_535)


def test_a_book_of_more_than_half_a_day_has_its_whole_length(tmp_path, monkeypatch):
    packets, ticks = 2_500, 1 << 20

    def long_packets(stream, rate, blocks):
        content = bytes(next(iter(packets_of(stream, rate, blocks))))
        for number in range(packets):
            packet = av.Packet(content)
            packet.stream, packet.time_base, packet.duration = stream, Fraction(1, rate), ticks
            packet.pts = packet.dts = number * ticks
            yield packet

    monkeypatch.setattr(audiobook, "packets_of", long_packets)
    found, facts, chapters, _texts = found_in(own(tmp_path / "long.m4b", hum(RATE)))
    assert packets * ticks > 1 << 31
    assert (len(found), found[-1][0], facts[0]) == (packets, (packets - 1) * ticks, packets * ticks)
    assert [each["metadata"]["title"] for each in chapters] == ["Eins", "Zwei – ü"]


def form_of(packets):
    form = io.BytesIO()
    with av.open(form, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(hum(1_024)[None], "fltp", "mono")
        frame.sample_rate, frame.pts = RATE, 0
        coded = [*stream.encode(frame), *stream.encode(None)]
        for number in (0, packets - 1):
            packet = av.Packet(bytes(coded[0]))
            packet.stream, packet.pts, packet.dts, packet.duration = stream, number * 1_024, number * 1_024, 1_024
            container.mux(packet)
    return form.getvalue()
