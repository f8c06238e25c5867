"""Speech for tests, made by eSpeak NG: words that are really spoken, the same on every machine.

eSpeak allows one synthesizer in a process, so each sentence is spoken in a child: `espeak_child`.
"""

import re
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np

from tests.support.espeak_child import HEADER_BYTES
from voicecloner.domain.audio import AudioClip

PANGRAMS = (
    "The quick brown fox jumps over the lazy dog while the sun goes down behind the hills. "
    "Six jolly wizards quietly boxed the heavy kegs of vintage liquor for tomorrow's feast. "
    "Please bring the blue jacket, three oranges and a measuring tape from the garage."
)
_STRESS = {"names": r"[',%=|]", "ipa": r"[ˈˌ]"}


@cache
def espeak_speech(text: str = PANGRAMS, voice: str = "en-us") -> AudioClip:
    """`text` spoken by the eSpeak voice; made once in a session. The samples must not be changed."""
    answer = _ask(voice, "speech", text)
    sample_rate = int.from_bytes(answer[:HEADER_BYTES], "little")
    samples = np.frombuffer(answer[HEADER_BYTES:], dtype="<i2").astype(np.float32) / np.float32(32768)
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
    command = [sys.executable, str(Path(__file__).with_name("espeak_child.py")), voice, wanted]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=60).stdout
