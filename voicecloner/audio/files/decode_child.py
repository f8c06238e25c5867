"""Decodes one file of unknown origin in a process of its own, so that whatever it does to a decoder ends here.

Started by `decoding`, never by hand, with SOURCE MAX_SECONDS MAX_BYTES START_S CPU_SECONDS.
Sends the sound as `raw_sink.RawSink` does, so that it never lies anywhere as a whole, and at last
``{"report": ...}``: the facts found, or ``refused`` with the reason. No report means that the process died.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from voicecloner.audio.files.content import read_head, what_it_is
from voicecloner.audio.files.raw_sink import Decoded, Extent, RawSink, Refused, SendMessage
from voicecloner.children.inside import limit_this_process, line_to_program

CHILD_FLAG = "--decode-child"
_ADDRESS_SPACE_BYTES = 4 << 30
# Python's compiled modules; the sound is never written.
_WRITTEN_BYTES = 1 << 20
_MAY_GO_ON = {"MP3", "FLAC"}
# MP3 encoders add up to this much at both ends, which one decoder takes off and the other counts.
_SAME_LENGTH_S = 0.3


def main(argv: Sequence[str]) -> int:
    """Decode as the arguments say; always 0 unless the process dies."""
    source, max_seconds, max_bytes, start_s, cpu_seconds = argv
    limit_this_process(cpu_s=int(cpu_seconds), memory_bytes=_ADDRESS_SPACE_BYTES, file_bytes=_WRITTEN_BYTES)
    with line_to_program() as line:
        extent = Extent(float(max_seconds), int(max_bytes), float(start_s))
        line.send({"report": report_on(Path(source), extent, line.send)})
    return 0


def report_on(source: Path, extent: Extent, send: SendMessage) -> dict[str, Any]:
    """Decode a file: the facts of `Decoded`, or why it was refused."""
    try:
        with source.open("rb") as file:
            return asdict(decode(file, RawSink(send, extent, partial(_part_read, file))))
    except Refused as refusal:
        return {"refused": refusal.code, **refusal.facts}
    except MemoryError:
        return {"refused": "memory"}
    except OSError:
        return {"refused": "access"}


def _part_read(file: BinaryIO) -> float:
    return min(1.0, file.tell() / max(1, os.fstat(file.fileno()).st_size))


def decode(source: BinaryIO, sink: RawSink) -> Decoded:
    """Decode with soundfile, and with PyAV what soundfile refuses, gives up, or takes for shorter than it is.

    Raises:
        Refused: with one of the codes `voicecloner.audio.files.decoding` has sentences for.
    """
    found = _decode_joined(source, sink) or _decode_single(source, sink)
    sink.close()
    return found


def _decode_joined(source: BinaryIO, sink: RawSink) -> Decoded | None:
    """Decode all recordings that were put into one file; None where it is a single one, or cannot be read so."""
    from voicecloner.audio.files.chained import parts_of

    parts = parts_of(source)
    if len(parts) == 1:
        return None
    from voicecloner.audio.files.pyav_decoder import read_joined

    try:
        return read_joined(source, parts, sink)
    except Refused:
        return None


def _decode_single(source: BinaryIO, sink: RawSink) -> Decoded:
    # Decoders are imported here: `voicecloner.__main__` needs only the flag of this module.
    from voicecloner.audio.files.soundfile_decoder import read_with_soundfile

    try:
        found = read_with_soundfile(source, sink)
    except Refused as refusal:
        if refusal.code in {"sample_rate", "channels"}:
            raise
        return _decode_otherwise(source, sink, refusal)
    may_be_longer = found.container in _MAY_GO_ON and not found.stopped_at_limit
    return _the_longer(source, sink, found) if may_be_longer else found


def _the_longer(source: BinaryIO, sink: RawSink, found: Decoded) -> Decoded:
    """Decode anew with PyAV where there are more frames than libsndfile followed; the longer reading of the two counts.

    Headers of MP3 and FLAC name wrong lengths, and files are joined without a new one: libsndfile believes them.
    """
    from voicecloner.audio.files.pyav_decoder import counted_s, read_with_pyav
    from voicecloner.audio.files.soundfile_decoder import read_with_soundfile

    reached = sink.reached_frame
    if counted_s(source) * found.sample_rate < reached + _SAME_LENGTH_S * found.sample_rate:
        return found
    try:
        other = read_with_pyav(source, sink)
    except Refused:
        return read_with_soundfile(source, sink)
    if sink.reached_frame <= reached:
        return read_with_soundfile(source, sink)
    return replace(other, codec=found.codec, stated_frames=found.promised_frames or reached, promised_frames=0)


def _decode_otherwise(source: BinaryIO, sink: RawSink, first: Refused) -> Decoded:
    from voicecloner.audio.files.pyav_decoder import read_with_pyav

    try:
        return read_with_pyav(source, sink)
    except Refused as second:
        if first.code != "not_sound" and second.code in {"not_sound", "no_samples", "beyond_end"}:
            raise first from None
        if second.code != "not_sound":
            raise
        raise Refused(what_it_is(read_head(source))) from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
