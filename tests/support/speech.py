"""Speech for tests, made by eSpeak NG: words that are really spoken, the same on every machine.

eSpeak allows one synthesizer in a process, so each sentence is spoken in a child: this file is also its program,
called with the voice and what is wanted of the text: its sound, or its phonemes in IPA or in eSpeak's own names.
"""

import ctypes
import re
import subprocess
import sys
import unicodedata
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
_PHONEME_MODES = {"names": ord("_") << 8, "ipa": ord("_") << 8 | 2}  # "_" stands between phonemes; bit 1 asks for IPA
_STRESS = {"names": r"[',%=|]", "ipa": r"[ˈˌ]"}


@cache
def espeak_speech(text: str = PANGRAMS, voice: str = "en-us") -> AudioClip:
    """`text` spoken by the eSpeak voice; made once in a session. The samples must not be changed."""
    answer = _ask(voice, "speech", text)
    sample_rate = int.from_bytes(answer[:_HEADER_BYTES], "little")
    samples = np.frombuffer(answer[_HEADER_BYTES:], dtype="<i2").astype(np.float32) / np.float32(32768)
    samples.flags.writeable = False
    return AudioClip(samples, sample_rate)


@cache
def phonemes(text: str, voice: str = "en-us", notation: str = "ipa") -> tuple[str, ...]:
    """The phonemes of `text` in order, without stress, as the eSpeak voice reads it.

    `notation` is "ipa" or "names", eSpeak's own, which keep the tones of Chinese as digits ("ai51"). Where eSpeak
    falls back to another language for a word, the language stands among the phonemes in brackets: "(en)".
    """
    written = unicodedata.normalize("NFC", _ask(voice, notation, text).decode())
    written = re.sub(_STRESS[notation], "", written)
    return tuple(part for part in re.split(r"[\s_]+", written) if part)


def speech_file(path: Path, seconds: float, voice: str = "en-us") -> Path:
    """A WAV file of exactly `seconds` seconds of speech in a quiet room (hiss at -66 dBFS)."""
    import soundfile

    spoken = espeak_speech(voice=voice)
    frames = round(seconds * spoken.sample_rate)
    hiss = np.random.default_rng(0).normal(0.0, 10 ** (-66 / 20), frames)
    soundfile.write(path, np.resize(spoken.samples, frames) + hiss, spoken.sample_rate)
    return path


def _ask(voice: str, wanted: str, text: str) -> bytes:
    command = [sys.executable, str(Path(__file__)), voice, wanted]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=60).stdout


def _opened(voice: str) -> tuple[ctypes.CDLL, int]:
    """The library with its voice chosen, and its sample rate."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    sample_rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        sys.exit(f"eSpeak has no voice {voice}")
    return library, sample_rate


def _speak(text: bytes, voice: str) -> bytes:
    """The sample rate as four bytes, then 16-bit samples, all little-endian."""
    library, sample_rate = _opened(voice)
    spoken = bytearray()
    callback_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

    @callback_type
    def keep(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int | None) -> int:
        if count:
            spoken.extend(ctypes.string_at(samples, 2 * count))
        return 0

    library.espeak_SetSynthCallback(keep)
    library.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 0, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return sample_rate.to_bytes(_HEADER_BYTES, "little") + bytes(spoken)


def _transcribe(text: bytes, voice: str, mode: int) -> bytes:
    """One line for each clause."""
    library, _ = _opened(voice)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    buffer = ctypes.create_string_buffer(text)
    rest = ctypes.c_void_p(ctypes.addressof(buffer))
    clauses = []
    while rest.value:  # eSpeak moves it on by a clause each time, and to NULL at the end
        clauses.append(library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, mode))
    return b"\n".join(clauses)


def _answer(voice: str, wanted: str) -> bytes:
    text = sys.stdin.buffer.read()
    return _speak(text, voice) if wanted == "speech" else _transcribe(text, voice, _PHONEME_MODES[wanted])


if __name__ == "__main__":
    sys.stdout.buffer.write(_answer(*sys.argv[1:]))
