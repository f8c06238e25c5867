"""Decodes one file of unknown origin in a process of its own, so that whatever it does to a decoder ends here.

Started by `decoding`, never by hand, with SOURCE FOLDER MAX_SECONDS MAX_BYTES CPU_SECONDS START_S.
Leaves raw float32 in ``FOLDER/sound.f32`` and one JSON object in ``FOLDER/report.json``: the facts found, or
``refused`` with the reason. No report means that the process died, or ended with `NO_ROOM`: for the report, too.

With ``-`` as FOLDER sound and report go to stdout instead, as the messages of `raw_sink.PipeSink`.
"""

import errno
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import BinaryIO

from voicecloner.audio.files.content import read_head, what_it_is
from voicecloner.audio.files.raw_sink import REPORT, Decoded, PipeSink, RawSink, Refused, send_message

CHILD_FLAG = "--decode-child"
SOUND_NAME = "sound.f32"
REPORT_NAME = "report.json"
INTO_PIPE = "-"
NO_ROOM = 74
"""The exit code where the disk of the folder is full (EX_IOERR, known from ``sysexits.h``)."""
_FULL = {errno.ENOSPC, errno.EDQUOT}
_ADDRESS_SPACE_BYTES = 4 << 30
_LOG_BYTES = 1 << 20
_MAY_GO_ON = {"MP3", "FLAC"}
_SAME_LENGTH_S = 0.3
"""MP3 encoders add up to this much at both ends, which one decoder takes off and the other counts."""


def main(argv: Sequence[str]) -> int:
    """Decode as the arguments say; 0 or `NO_ROOM` unless the process dies."""
    source, folder, max_seconds, max_bytes, cpu_seconds, start_s = argv
    _limit_this_process(int(cpu_seconds), int(max_bytes))
    if folder == INTO_PIPE:
        _send(Path(source), float(max_seconds))
        return 0
    extent = (float(max_seconds), int(max_bytes), float(start_s))
    report = _report(Path(source), Path(folder) / SOUND_NAME, extent)
    if report.get("refused") == "storage":
        return NO_ROOM
    try:
        (Path(folder) / REPORT_NAME).write_text(json.dumps(report), encoding="utf-8")
    except OSError as error:
        return NO_ROOM if error.errno in _FULL else 1
    return 0


def _limit_this_process(cpu_seconds: int, max_bytes: int) -> None:
    # CPU time too: if the parent is killed, nobody is left to watch the clock.
    if sys.platform == "linux":
        import resource  # exists on Unix only

        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE_BYTES, _ADDRESS_SPACE_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        # No file of this process, its log included, needs to be larger than the sound it may write.
        largest_bytes = max_bytes + _LOG_BYTES
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_bytes, largest_bytes))


def _send(source: Path, max_seconds: float) -> None:
    # Libraries print to stdout at times; only the messages may go there.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as pipe:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

        def work() -> Decoded:
            with source.open("rb") as file:
                return decode(file, PipeSink(pipe, file, max_seconds))

        send_message(pipe, REPORT, json.dumps(_outcome(work)).encode())


def _report(source: Path, target: Path, extent: tuple[float, int, float]) -> dict[str, object]:
    def work() -> Decoded:
        with source.open("rb") as file, target.open("wb") as raw:
            return decode(file, RawSink(raw, *extent))

    return _outcome(work)


def _outcome(work: Callable[[], Decoded]) -> dict[str, object]:
    try:
        return asdict(work())
    except Refused as refusal:
        return {"refused": refusal.code, **refusal.facts}
    except MemoryError:
        return {"refused": "memory"}
    except OSError as error:
        return {"refused": "storage" if error.errno in _FULL else "access"}


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
