"""Listens to one recording in a process of its own: PocketSphinx holds Python's lock all the while it works.

Started by `voicecloner.audio.recognizer`, never by hand. Reads one line of JSON from stdin, ``{"wanted": "words" or
"sounds", "pieces": [[start, end], ...]}`` in frames, then 16-bit mono sound at 16 kHz. Writes one line of JSON to
stdout for each piece, ``{"heard": [[name, start_s, end_s, confidence], ...]}``, or ``{"failed": reason}`` and ends.
"""

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

CHILD_FLAG = "--recognizer-child"
RATE_HZ = 16_000
WORDS, SOUNDS = "words", "sounds"
_FRAME_S = 0.01
_BYTES_PER_FRAME = 2
_CPU_SECONDS = 900
"""Ten minutes of sound take three; if the parent is killed, nobody else is left to watch the clock."""
# Wide enough for a free run of phones; a wider beam costs three times as much and hears the same.
_PHONE_SETTINGS = {"lw": 2.0, "pip": 0.3, "beam": 1e-20, "pbeam": 1e-20, "lm": None}


def main(_argv: Sequence[str]) -> int:
    """Listen to what comes in on stdin; always 0 unless the process dies."""
    _limit_this_process()
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries print to stdout at times
        try:
            decoder = None
            order = json.loads(sys.stdin.buffer.readline())
            sound = sys.stdin.buffer.read()
            for start, end in order["pieces"]:
                decoder = decoder or _decoder(order["wanted"])
                heard = _listen(decoder, sound[start * _BYTES_PER_FRAME : end * _BYTES_PER_FRAME], start / RATE_HZ)
                print(json.dumps({"heard": heard}), file=answers, flush=True)
        except (ImportError, RuntimeError, ValueError, MemoryError) as error:
            print(json.dumps({"failed": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
    return 0


def _limit_this_process() -> None:
    if sys.platform == "linux":
        import resource  # exists on Unix only

        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 1))


def _decoder(wanted: str) -> Any:
    import pocketsphinx

    if wanted == WORDS:
        return pocketsphinx.Decoder(samprate=RATE_HZ, loglevel="FATAL")
    phones = os.path.join(pocketsphinx.get_model_path(), "en-us", "en-us-phone.lm.bin")  # noqa: PTH118 - for a C library
    return pocketsphinx.Decoder(samprate=RATE_HZ, loglevel="FATAL", allphone=phones, **_PHONE_SETTINGS)


def _listen(decoder: Any, sound: bytes, offset_s: float) -> list[tuple[str, float, float, float]]:
    """Name, start, end and confidence of everything heard; noises and silences have names in brackets or signs."""
    if not sound:
        return []
    decoder.start_utt()
    decoder.process_raw(sound, full_utt=True)
    decoder.end_utt()
    return [
        (s.word, offset_s + s.start_frame * _FRAME_S, offset_s + (s.end_frame + 1) * _FRAME_S, min(s.prob, 1.0))
        for s in decoder.seg() or ()
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
