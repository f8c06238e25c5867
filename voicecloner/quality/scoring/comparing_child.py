"""Compares one voice with its recording in a process of its own.

Started by `voicecloner.quality.scoring.comparing`, never by hand. Is sent one message, ``{"frames": [of the recording,
of the voice], "sample_rates": [...]}`` with both sounds as float32. Answers ``{"comparison": {...}}``, or ``{"refused":
code, "message": ..., "hint": ...}`` for sounds that cannot be compared, and ends.
"""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from voicecloner.children.inside import limit_this_process, line_to_program
from voicecloner.children.packets import Packet
from voicecloner.domain.audio import AudioClip
from voicecloner.errors import VoiceClonerError
from voicecloner.quality.scoring.comparison import VoiceComparer
from voicecloner.speech.speaker import SpeakerEncoder
from voicecloner.speech.vad import SpeechDetector

# Ten seconds are usual; if the program is killed, nobody else is left to watch the clock.
_CPU_S = 900
_ADDRESS_SPACE_BYTES = 8 << 30


def main(_argv: Sequence[str]) -> int:
    """Compare what is sent; always 0 unless the process dies."""
    limit_this_process(cpu_s=_CPU_S, memory_bytes=_ADDRESS_SPACE_BYTES)
    with line_to_program() as line:
        if order := line.receive():
            line.send(_compared(order))
    return 0


def _compared(order: Packet) -> dict[str, Any]:
    first, _second = order.head["frames"]
    sounds = np.split(np.frombuffer(order.content, "<f4").astype(np.float32), [first])
    recording, voice = (AudioClip(*each) for each in zip(sounds, order.head["sample_rates"], strict=True))
    try:
        return {"comparison": asdict(VoiceComparer(SpeechDetector(), SpeakerEncoder())(recording, voice))}
    except VoiceClonerError as error:
        return {"refused": error.code, "message": error.message, "hint": error.hint}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
