"""The program that speaks one text by eSpeak NG, or tells its phonemes; `speech` starts it for each.

It is called with the voice and what is wanted of the text on its standard input: its sound, or its phonemes in IPA or
in eSpeak's own names. It imports no numpy, which takes longer than to speak.
"""

import ctypes
import sys

HEADER_BYTES = 4
_SYNCHRONOUS = 2
_UTF8 = 1
_PHONEME_MODES = {"names": ord("_") << 8, "ipa": ord("_") << 8 | 2}  # "_" stands between phonemes; bit 1 asks for IPA


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
    return sample_rate.to_bytes(HEADER_BYTES, "little") + bytes(spoken)


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
