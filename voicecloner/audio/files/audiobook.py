"""One file with chapters and a cover: M4B (AAC in MP4) by FFmpeg's muxer, and MP3, whose tag is the program's own."""

import io
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from voicecloner.atomic import full_disk, remove_file, sync_file
from voicecloner.audio.files.aac_file import as_mp4, coded_blocks
from voicecloner.audio.files.flat_mp4 import head_for
from voicecloner.audio.files.id3 import ChapterMark, id3_tag, put_before, tag_text
from voicecloner.audio.files.saving import (
    AS_IT_IS,
    SavedSound,
    SoundOptions,
    SourceSound,
    growing,
    require_loudness,
    saved_at,
)
from voicecloner.domain.audio import Samples
from voicecloner.errors import StorageError
from voicecloner.sound.levelling import Level, Measured, level_for, measured, written_below_limit

_FRAMES = 4_096  # of one step; each encoder cuts them to its own size
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class _Kind:
    """How FFmpeg writes one kind of file."""

    container: str
    codec: str
    rates: tuple[int, ...]
    options: Mapping[str, str]
    has_id3: bool = False
    """Whether the program writes the tag itself; FFmpeg writes nothing but sound then."""


_MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        ".m4b": _Kind("mp4", "aac", _MP3_RATES, {"brand": "M4B "}),
        ".mp3": _Kind("mp3", "libmp3lame", _MP3_RATES, {"id3v2_version": "0"}, has_id3=True),
    }
)
AUDIOBOOK_SUFFIXES = tuple(_KINDS)
"""What a whole book can be written as, in one file."""


@dataclass(frozen=True)
class AudiobookTags:
    """What the file says of itself.

    Attributes:
        texts: ``title``, ``artist``, ``album``, ``composer``, ``comment``, ``date``, ``genre``, ``software``.
        cover: a JPEG or PNG picture, or empty.
        bits_per_s: of the sound.
    """

    texts: Mapping[str, str]
    cover: bytes = b""
    bits_per_s: int = 64_000


def write_audiobook(
    path: Path,
    sound: SourceSound,
    marks: Sequence[ChapterMark],
    tags: AudiobookTags,
    options: SoundOptions = AS_IT_IS,
    part: Path | None = None,
) -> SavedSound:
    """Write a book whole or not at all; the sound is taken block by block.

    Args:
        path: ends in one of `AUDIOBOOK_SUFFIXES`; what is there is replaced.
        sound: what to write; stopping is up to its blocks.
        marks: the chapters, in order.
        tags: what it says of itself.
        options: of which the loudness of all of it and what finishes the file count.
        part: where the file grows, for the caller to remove where that fails; by default a hidden one beside it.

    Raises:
        InvalidRequest: a loudness that no speech can be brought to.
        StorageError: disk full, no permission, folder gone.
    """
    loudness_lufs = options.loudness_lufs
    require_loudness(loudness_lufs)
    kind = _KINDS[path.suffix.lower()]
    rate = min((rate for rate in kind.rates if rate >= sound.sample_rate), default=max(kind.rates))
    book = _Book(path, kind, sound.at_rate(rate), marks, tags)
    with growing(path, part) as grown:
        saved = book.write_levelled(grown, loudness_lufs) if loudness_lufs is not None else None
        if saved is None:
            book.write(grown)
        if options.finish:
            options.finish(grown)
        sync_file(grown)
    return saved or SavedSound(path)


@dataclass(frozen=True)
class _Book:
    """What is written; its sound is at the rate of the file."""

    path: Path
    kind: _Kind
    sound: SourceSound
    marks: Sequence[ChapterMark]
    tags: AudiobookTags

    def write_levelled(self, grown: Path, wanted_lufs: float) -> SavedSound:
        """Write it at a loudness, with no true peak above the limit."""

        def write(level: Level) -> None:
            remove_file(grown)
            self.write(grown, level)

        level = level_for(self.sound.blocks, self.sound.sample_rate, wanted_lufs)
        level, found = written_below_limit(level, write, lambda: _measured_file(grown))
        return saved_at(self.path, level, found, wanted_lufs)

    def write(self, temporary: Path, level: Level | None = None) -> None:
        """Write it, at a level."""
        import av  # only here and below: it takes a twentieth of a second, and few commands write a book

        texts = {key: tag_text(text) for key, text in self.tags.texts.items()}
        rate = self.sound.sample_rate
        with closing(self.sound.blocks()) as blocks:
            at_level = level.applied(blocks, rate) if level else blocks
            try:
                if self.kind.has_id3:
                    _write_bare(temporary, self.kind, _Sound(rate, at_level), self.tags.bits_per_s)
                    put_before(temporary, id3_tag(texts, self.marks, self.tags.cover))
                else:
                    with_texts = replace(self.tags, texts=as_mp4(texts))
                    _write_flat(temporary, self.kind, _Sound(rate, at_level), self.marks, with_texts)
            except av.error.FFmpegError as error:
                sentence = f"“{self.path.name}” could not be written: {error.strerror}."
                raise full_disk(self.path) or StorageError(sentence) from error


@dataclass(frozen=True)
class _Sound:
    """Sound at a rate that the encoder knows, once."""

    rate: int
    blocks: Iterable[Samples]


def _measured_file(path: Path) -> Measured:
    rate, blocks = coded_blocks(path)
    with closing(blocks):
        return measured(blocks, rate)


def _write_bare(path: Path, kind: _Kind, sound: _Sound, bits_per_s: int) -> None:
    """Nothing but sound, as FFmpeg's muxer writes it."""
    import av

    with path.open("xb") as file, av.open(file, "w", format=kind.container, options=dict(kind.options)) as container:
        for packet in _packets(_stream(container, kind, sound, bits_per_s), sound):
            container.mux(packet)


def _write_flat(path: Path, kind: _Kind, sound: _Sound, marks: Sequence[ChapterMark], tags: AudiobookTags) -> None:
    """An MP4 file: its packets go to the disk, and its head is put before them; see `flat_mp4`."""
    import av

    form, sizes = io.BytesIO(), array("H")
    with path.open("xb") as file, av.open(form, "w", format=kind.container, options=dict(kind.options)) as container:
        container.metadata.update(tags.texts)
        container.set_chapters([_chapter(number, mark) for number, mark in enumerate(marks, 1)])
        stream = _stream(container, kind, sound, tags.bits_per_s)
        picture = _add_cover(container, tags.cover) if tags.cover else None
        packet = None
        for packet in _packets(stream, sound):
            file.write(packet)
            sizes.append(packet.size)
            if len(sizes) == 1:
                container.mux([packet, *([picture] if picture else [])])
        if len(sizes) > 1:
            container.mux(packet)
    put_before(path, head_for(form.getvalue(), sizes))


def _stream(container: Any, kind: _Kind, sound: _Sound, bits_per_s: int) -> Any:
    stream = container.add_stream(kind.codec, rate=sound.rate, layout="mono")
    stream.bit_rate = bits_per_s
    return stream


def _packets(stream: Any, sound: _Sound) -> Iterator[Any]:
    """The sound as it is coded, packet by packet."""
    import av

    done = 0
    for block in sound.blocks:
        for start in range(0, len(block), _FRAMES):
            part = np.ascontiguousarray(block[None, start : start + _FRAMES])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = sound.rate, done, Fraction(1, sound.rate)
            done += part.shape[1]
            yield from stream.encode(frame)
    yield from stream.encode(None)


def _add_cover(container: Any, cover: bytes) -> Any:
    """A stream with the picture; returns the packet that is muxed once the file has begun."""
    import av
    from av.stream import Disposition

    stream = container.add_stream("png" if cover.startswith(_PNG) else "mjpeg")
    stream.pix_fmt = "rgb24" if cover.startswith(_PNG) else "yuvj420p"
    stream.width, stream.height = _size_of(cover)
    stream.disposition = Disposition.attached_pic
    packet = av.Packet(cover)
    packet.stream, packet.pts, packet.dts, packet.is_keyframe = stream, 0, 0, True
    return packet


def _size_of(cover: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG picture; 600 by 800 where its head cannot be read."""
    if cover.startswith(_PNG):
        return max(1, int.from_bytes(cover[16:20])), max(1, int.from_bytes(cover[20:24]))
    at = 2
    while at + 9 < len(cover) and cover[at] == 0xFF:
        if cover[at + 1] in {0xC0, 0xC1, 0xC2}:
            return max(1, int.from_bytes(cover[at + 7 : at + 9])), max(1, int.from_bytes(cover[at + 5 : at + 7]))
        at += 2 + int.from_bytes(cover[at + 2 : at + 4])
    return 600, 800


def _chapter(number: int, mark: ChapterMark) -> Any:
    start_ms, end_ms = round(mark.start_s * 1000), round(mark.end_s * 1000)
    return {
        "id": number,
        "start": start_ms,
        "end": end_ms,
        "time_base": Fraction(1, 1000),
        "metadata": {"title": tag_text(mark.title)},
    }
