"""One file with chapters and a cover: M4B (AAC in MP4) by FFmpeg's muxer, and MP3, whose tag is the program's own."""

import io
from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from voicecloner.atomic import full_disk, remove_file, storage_error, sync_file
from voicecloner.audio.files.aac_file import as_mp4
from voicecloner.audio.files.coded_sound import Excerpts, heard_packets, packets_of
from voicecloner.audio.files.flat_mp4 import FARTHEST_TICKS, head_for
from voicecloner.audio.files.id3 import ChapterMark, id3_tag, put_before, tag_text
from voicecloner.audio.files.saving import (
    AS_IT_IS,
    MEASURING_PASS,
    ONLY_PASS,
    WRITING_PASS,
    SavedSound,
    SoundOptions,
    SourceSound,
    Watch,
    growing,
    require_loudness,
    saved_at,
)
from voicecloner.domain.audio import Samples
from voicecloner.errors import StorageError
from voicecloner.sound.levelling import CODED_CEILING_DBTP, Level, Measured, Measuring, level_for, written_below_limit

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
        marks: the chapters, in order.
        cover: a JPEG or PNG picture, or empty.
        bits_per_s: of the sound.
    """

    texts: Mapping[str, str]
    marks: Sequence[ChapterMark] = ()
    cover: bytes = b""
    bits_per_s: int = 64_000


def write_audiobook(
    path: Path,
    sound: SourceSound,
    tags: AudiobookTags,
    options: SoundOptions = AS_IT_IS,
    *,
    part: Path | None = None,
    watch: Watch | None = None,
) -> SavedSound:
    """Write a book whole or not at all; the sound is taken block by block.

    Args:
        path: ends in one of `AUDIOBOOK_SUFFIXES`; what is there is replaced.
        sound: what to write.
        tags: what it says of itself.
        options: of which the loudness of all of it and what finishes the file count.
        part: where the file grows, for the caller to remove where that fails; by default a hidden one beside it.
        watch: who watches.

    Raises:
        InvalidRequest: a loudness that no speech can be brought to.
        StorageError: disk full, no permission, folder gone.
        Cancelled: stopped by the user.
    """
    loudness_lufs = options.loudness_lufs
    require_loudness(loudness_lufs)
    kind = _KINDS[path.suffix.lower()]
    rate = min((rate for rate in kind.rates if rate >= sound.sample_rate), default=max(kind.rates))
    book = _Book(path, kind, sound.at_rate(rate), tags, watch or Watch())
    with growing(path, part) as grown:
        saved = book.write_levelled(grown, loudness_lufs) if loudness_lufs is not None else book.write_plain(grown)
        if options.finish:
            options.finish(grown)
        sync_file(grown)
    return saved


@dataclass(frozen=True)
class _Book:
    """What is written; its sound is at the rate of the file."""

    path: Path
    kind: _Kind
    sound: SourceSound
    tags: AudiobookTags
    watch: Watch

    def write_plain(self, grown: Path) -> SavedSound:
        """Write it as it is."""
        with closing(self.watch.passed(self.sound, ONLY_PASS)) as blocks:
            self._write(grown, _Sound(self.sound.sample_rate, blocks))
        return SavedSound(self.path)

    def write_levelled(self, grown: Path, wanted_lufs: float) -> SavedSound:
        """Write it at a loudness, with no true peak above the limit."""
        rate = self.sound.sample_rate

        def write(level: Level) -> Measured:
            remove_file(grown)
            heard = Measuring(rate)
            with closing(self.watch.passed(self.sound, WRITING_PASS)) as blocks:
                self._write(grown, _Sound(rate, level.applied(blocks, rate), heard))
            return heard.found()

        level, found = written_below_limit(self._level(wanted_lufs), write)
        return saved_at(self.path, level, found, wanted_lufs)

    def _level(self, wanted_lufs: float) -> Level:
        """What brings the book to a loudness; what its coder takes is given back before."""
        rate, kind = self.sound.sample_rate, self.kind
        excerpts = Excerpts(rate, self.sound.frames)

        def read() -> Generator[Samples]:
            with closing(self.watch.passed(self.sound, MEASURING_PASS)) as blocks:
                yield from excerpts.seen(blocks)

        level = level_for(read, rate, wanted_lufs, CODED_CEILING_DBTP)
        with self._foreign_errors():
            lost_db = excerpts.lost_db(level, kind.container, kind.codec, self.tags.bits_per_s)
        return replace(level, gain_db=level.gain_db + lost_db)

    def _write(self, grown: Path, sound: "_Sound") -> None:
        texts = {key: tag_text(text) for key, text in self.tags.texts.items()}
        with self._foreign_errors(grown):
            if self.kind.has_id3:
                _write_bare(grown, self.kind, sound, self.tags.bits_per_s)
                put_before(grown, id3_tag(texts, self.tags.marks, self.tags.cover))
            else:
                _write_flat(grown, self.kind, sound, replace(self.tags, texts=as_mp4(texts)))

    @contextmanager
    def _foreign_errors(self, grown: Path | None = None) -> Iterator[None]:
        """
        Raises:
            StorageError: instead of FFmpeg's errors and the system's, met while `grown` is written.
        """
        import av  # only here and below: it takes a twentieth of a second, and few commands write a book

        try:
            yield
        except av.error.FFmpegError as error:
            sentence = f"“{self.path.name}” could not be written: {error.strerror}."
            raise full_disk(self.path) or StorageError(sentence) from error
        except OSError as error:
            raise storage_error(error, self.path, stand_in=grown) from error


@dataclass(frozen=True)
class _Sound:
    """Sound at a rate that the encoder knows, once, and who hears what becomes of it."""

    rate: int
    blocks: Iterable[Samples]
    heard: Measuring | None = None

    def coded_by(self, container: Any, kind: _Kind, bits_per_s: int) -> Iterator[Any]:
        """Its packets, as a new stream of the container codes it."""
        stream = container.add_stream(kind.codec, rate=self.rate, layout="mono")
        stream.bit_rate = bits_per_s
        packets = packets_of(stream, self.rate, self.blocks)
        return packets if self.heard is None else heard_packets(packets, stream, self.heard)


def _write_bare(path: Path, kind: _Kind, sound: _Sound, bits_per_s: int) -> None:
    """Nothing but sound, as FFmpeg's muxer writes it."""
    import av

    with path.open("xb") as file, av.open(file, "w", format=kind.container, options=dict(kind.options)) as container:
        for packet in sound.coded_by(container, kind, bits_per_s):
            container.mux(packet)


def _write_flat(path: Path, kind: _Kind, sound: _Sound, tags: AudiobookTags) -> None:
    """An MP4 file: its packets go to the disk, and its head is put before them; see `flat_mp4`."""
    import av

    form, sizes = io.BytesIO(), array("H")
    with path.open("xb") as file, av.open(form, "w", format=kind.container, options=dict(kind.options)) as container:
        container.metadata.update(tags.texts)
        container.set_chapters([_chapter(number, mark) for number, mark in enumerate(tags.marks, 1)])
        packets = sound.coded_by(container, kind, tags.bits_per_s)
        picture = [_add_cover(container, tags.cover)] if tags.cover else []
        packet: Any = None
        in_form: Any = None
        for packet in packets:
            file.write(packet)
            sizes.append(packet.size)
            if len(sizes) == 1:
                container.mux([packet, *picture])
                in_form = packet
            elif packet.dts - in_form.dts >= FARTHEST_TICKS:
                container.mux(packet)
                in_form = packet
        if packet is not None and packet is not in_form:
            container.mux(packet)
    put_before(path, head_for(form.getvalue(), sizes))


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
