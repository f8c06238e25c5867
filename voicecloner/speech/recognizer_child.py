"""Listens to one recording in a process of its own.

Started by `voicecloner.speech.recognizer`, never by hand. Is sent one message, ``{"pieces": [[start, end], ...]}`` in
frames, with 16-bit mono sound at 16 kHz. Answers each piece with ``{"heard": [[word, confidence], ...]}``, or with
``{"failed": reason}``, and ends.
"""

import sys
from collections.abc import Sequence

import numpy as np

from voicecloner.children.inside import Line, limit_this_process, line_to_program
from voicecloner.children.packets import Packet
from voicecloner.errors import RecognizerError
from voicecloner.speech.moonshine import Recognizer

CHILD_FLAG = "--recognizer-child"
# Ten minutes of sound take one; if the parent is killed, nobody else is left to watch the clock.
_CPU_S = 900
_ADDRESS_SPACE_BYTES = 4 << 30


def main(_argv: Sequence[str]) -> int:
    """Listen to what is sent; always 0 unless the process dies."""
    limit_this_process(cpu_s=_CPU_S, memory_bytes=_ADDRESS_SPACE_BYTES)
    with line_to_program() as line:
        order = line.receive()
        if order and order.head["pieces"]:
            _listen(order, line)
    return 0


def _listen(order: Packet, line: Line) -> None:
    sound = np.frombuffer(order.content, "<i2")
    try:
        recognizer = Recognizer()
        for start, end in order.head["pieces"]:
            samples = sound[start:end].astype(np.float32) / np.float32(32767)
            line.send({"heard": [(word.text, word.confidence) for word in recognizer.written(samples)]})
    except (RecognizerError, ImportError, ValueError, MemoryError) as error:
        line.send({"failed": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
