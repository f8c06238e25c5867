"""Listens to one recording in a process of its own.

Started by `voicecloner.speech.recognizer`, never by hand. Reads one line of JSON from stdin,
``{"pieces": [[start, end], ...]}`` in frames, then 16-bit mono sound at 16 kHz. Writes one line of
JSON to stdout for each piece, ``{"heard": [[word, confidence], ...]}``, or ``{"failed": reason}`` and ends.
"""

import json
import os
import sys
from collections.abc import Sequence

import numpy as np

from voicecloner.errors import RecognizerError
from voicecloner.speech.moonshine import Recognizer

CHILD_FLAG = "--recognizer-child"
_CPU_SECONDS = 900
"""Ten minutes of sound take one; if the parent is killed, nobody else is left to watch the clock."""


def main(_argv: Sequence[str]) -> int:
    """Listen to what comes in on stdin; always 0 unless the process dies."""
    _limit_this_process()
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries print to stdout at times
        try:
            order = json.loads(sys.stdin.buffer.readline())
            sound = np.frombuffer(sys.stdin.buffer.read(), "<i2")
            recognizer = Recognizer() if order["pieces"] else None
            for start, end in order["pieces"]:
                samples = sound[start:end].astype(np.float32) / np.float32(32767)
                heard = [(word.text, word.confidence) for word in recognizer.written(samples)] if recognizer else []
                print(json.dumps({"heard": heard}), file=answers, flush=True)
        except (RecognizerError, ImportError, ValueError, MemoryError) as error:
            print(json.dumps({"failed": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
    return 0


def _limit_this_process() -> None:
    if sys.platform == "linux":
        import resource  # exists on Unix only

        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
