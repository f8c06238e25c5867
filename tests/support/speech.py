"""Speech for tests, made by eSpeak NG: words that are really spoken, the same on every machine.

eSpeak allows one synthesizer in a process, so each sentence is spoken in a child: this file is also its program.
"""

import ctypes
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np

from voicecloner.domain.audio import AudioClip

PANGRAMS = (
    "The quick brown fox jumps over the lazy dog while the sun goes down behind the hills. "
    "Six jolly wizards quietly boxed the heavy kegs of vintage liquor for tomorrow's feast. "
    "Please bring the blue jacket, three oranges and a measuring tape from the garage."
)
_SYNCHRONOUS = 2
_UTF8 = 1
_HEADER_BYTES = 4


@cache
def espeak_speech(text: str = PANGRAMS, voice: str = "en-us") -> AudioClip:
    """`text` spoken by the eSpeak voice; made once in a session. The samples must not be changed."""
    command = [sys.executable, str(Path(__file__)), voice]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=60)
    sample_rate = int.from_bytes(done.stdout[:_HEADER_BYTES], "little")
    samples = np.frombuffer(done.stdout[_HEADER_BYTES:], dtype="<i2").astype(np.float32) / 32768
    samples.flags.writeable = False
    return AudioClip(samples, sample_rate)


def speech_file(path: Path, seconds: float, voice: str = "en-us") -> Path:
    """A WAV file of exactly `seconds` seconds of speech in a quiet room (hiss at -66 dBFS)."""
    import soundfile

    spoken = espeak_speech(voice=voice)
    frames = round(seconds * spoken.sample_rate)
    hiss = np.random.default_rng(0).normal(0.0, 10 ** (-66 / 20), frames)
    soundfile.write(path, np.resize(spoken.samples, frames) + hiss, spoken.sample_rate)
    return path


def _speak(text: bytes, voice: bytes) -> bytes:
    """The sample rate as four bytes, then 16-bit samples, all little-endian."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    sample_rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    spoken = bytearray()
    callback_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

    @callback_type
    def keep(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int | None) -> int:
        if count:
            spoken.extend(ctypes.string_at(samples, 2 * count))
        return 0

    library.espeak_SetSynthCallback(keep)
    if library.espeak_SetVoiceByName(voice) != 0:
        sys.exit(f"eSpeak has no voice {voice.decode()}")
    library.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 0, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return sample_rate.to_bytes(_HEADER_BYTES, "little") + bytes(spoken)


if __name__ == "__main__":
    sys.stdout.buffer.write(_speak(sys.stdin.buffer.read(), sys.argv[1].encode()))
