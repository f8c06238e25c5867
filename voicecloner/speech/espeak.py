"""Speech and its phonemes from the espeak-ng library, kept in memory.

espeak-ng is one synthesizer with global state for the whole process, so there is one `Espeak` too, behind a lock.
"""

import ctypes
import re
import threading
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.errors import EngineError
from voicecloner.jobs import CancelToken

PAUSE = "_"
"""Name of the silence between words and around the speech."""

_OUTPUT_SYNCHRONOUS = 2
_INIT_PHONEME_EVENTS = 0x0001
_INIT_PHONEME_IPA = 0x0002
_INIT_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_POSITION_CHARACTER = 1
_PARAMETER_RATE = 1
_PHONEMES_IPA = 0x02
_PHONEMES_TIED = 0x80
_EVENT_LIST_TERMINATED = 0
_EVENT_WORD = 1
_EVENT_PHONEME = 7
_LENGTH_AND_STRESS_MARKS = re.compile("[ˈˌːˑ̩̯͡'%,|=-]")
_INSTALL_AGAIN = "Install the program again."

RATE_RANGE_WPM = (80, 450)
"""Slowest and fastest pace espeak-ng keeps to without tricks of its own, words per minute."""


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class Phoneme:
    """One sound of the spoken text.

    Attributes:
        name: IPA without stress and length marks, or `PAUSE`.
        start_s: where it begins, seconds.
        end_s: where it ends, seconds.
    """

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Word:
    """One word of the spoken text.

    Attributes:
        position: of its first character in the text.
        start_s: where it begins, seconds.
        end_s: where the next one begins, seconds.
    """

    position: int
    start_s: float
    end_s: float


@dataclass(frozen=True, eq=False)
class Utterance:
    """What espeak-ng said.

    Attributes:
        samples: float32, shape (frames,).
        sample_rate: Hz.
        phonemes: without gaps from the first to the last sample; empty when nothing was said.
        words: in the order they are said.
    """

    samples: Samples
    sample_rate: int
    phonemes: tuple[Phoneme, ...]
    words: tuple[Word, ...] = ()


class Espeak:
    """The process's one espeak-ng. Use `espeak()` to get it.

    Raises:
        EngineError: the library or its data cannot be loaded.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: list[npt.NDArray[np.int16]] = []
        self._starts: list[tuple[int, str]] = []
        self._words: list[tuple[int, int]] = []
        self._cancel: CancelToken | None = None
        self._voice = ""
        self._library, self._sample_rate = _start_library()
        self._callback = _Callback(self._receive)  # kept: the library holds only a bare pointer to it
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, voice: str, rate_wpm: float, cancel: CancelToken | None = None) -> Utterance:
        """Say `text` with an espeak-ng voice name such as ``"en-us+klatt6"`` at `rate_wpm` words per minute.

        Raises:
            EngineError: the voice does not exist or the library refuses.
            Cancelled: `cancel` was set while it spoke.
        """
        with self._lock:
            self._blocks, self._starts, self._words, self._cancel = [], [], [], cancel
            self._say(text, voice, round(min(max(rate_wpm, RATE_RANGE_WPM[0]), RATE_RANGE_WPM[1])))
            blocks, starts, words = self._blocks, self._starts, self._words
        if cancel is not None:
            cancel.raise_if_cancelled()
        whole = np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
        samples = whole.astype(np.float32) / np.float32(32768)
        phonemes = _phonemes(starts, len(samples), self._sample_rate)
        return Utterance(samples, self._sample_rate, phonemes, _words(words, len(samples), self._sample_rate))

    def ipa(self, text: str, voice: str, tie: str) -> str:
        """How `voice` pronounces `text`, in IPA with stress marks, words parted by spaces, nothing said aloud.

        `tie` (one ASCII character) joins the letters of one sound (``"t^ʃ"``). Where a word is read in another
        language, that language's name stands before it in brackets.

        Raises:
            EngineError: the voice does not exist.
        """
        rest = ctypes.c_char_p(_content(text))
        mode = _PHONEMES_IPA | _PHONEMES_TIED | ord(tie) << 8
        clauses: list[bytes] = []
        with self._lock:
            if self._choose(voice):
                self._synthesize(b"")  # empties the queue of sounds to come, where a change of voice waits its turn
            while rest.value:
                clauses.append(self._library.espeak_TextToPhonemes(ctypes.byref(rest), _CHARS_UTF8, mode) or b"")
        return b" ".join(clauses).decode("utf-8", "ignore")

    def _say(self, text: str, voice: str, rate_wpm: int) -> None:
        self._choose(voice)
        self._library.espeak_SetParameter(_PARAMETER_RATE, rate_wpm, 0)
        status = self._synthesize(_content(text))
        if status != 0:
            raise EngineError(f"The speech synthesizer could not say the text (code {status}).")

    def _synthesize(self, content: bytes) -> int:
        arguments = (len(content) + 1, 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None)
        return int(self._library.espeak_Synth(content, *arguments))

    def _choose(self, voice: str) -> bool:
        """Whether `voice` had to be set: it is another one than before."""
        if voice == self._voice:
            return False
        self._voice = ""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise EngineError(f"The speech synthesizer has no voice named {voice}.")
        self._voice = voice
        return True

    def _receive(self, wave: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        if wave and count > 0:
            self._blocks.append(np.ctypeslib.as_array(wave, (count,)).copy())
        position = 0
        while (event := events[position]).type != _EVENT_LIST_TERMINATED:
            if event.type == _EVENT_PHONEME:
                self._starts.append((event.sample, event.id.string.decode("utf-8", "ignore")))
            elif event.type == _EVENT_WORD:
                self._words.append((event.sample, event.text_position - 1))
            position += 1
        return int(self._cancel is not None and self._cancel.is_cancelled)


def espeak() -> Espeak:
    """The process's one synthesizer, started on the first call, whichever thread makes it.

    Raises:
        EngineError: the library or its data cannot be loaded.
    """
    with _starting:  # a cache alone lets two threads start it twice, and the library has one state for both
        return _started()


_starting = threading.Lock()


@cache
def _started() -> Espeak:
    return Espeak()


def _start_library() -> tuple[ctypes.CDLL, int]:
    import espeakng_loader

    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data_path = espeakng_loader.get_data_path()
    except (OSError, RuntimeError) as error:
        raise EngineError("The speech synthesizer espeak-ng could not be loaded.", _INSTALL_AGAIN) from error
    options = _INIT_PHONEME_EVENTS | _INIT_PHONEME_IPA | _INIT_DONT_EXIT
    sample_rate = library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, data_path.encode(), options)
    if sample_rate <= 0:
        raise EngineError("The speech synthesizer espeak-ng could not be started.", _INSTALL_AGAIN)
    text, size, integer, pointer = ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_void_p
    library.espeak_Synth.argtypes = [text, size, integer, ctypes.c_int, integer, integer, pointer, pointer]
    library.espeak_SetVoiceByName.argtypes = [text]
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(text), ctypes.c_int, ctypes.c_int]
    library.espeak_TextToPhonemes.restype = text
    return library, int(sample_rate)


def _content(text: str) -> bytes:
    return text.replace("\0", " ").encode("utf-8", "ignore")


def _phonemes(starts: list[tuple[int, str]], frames: int, sample_rate: int) -> tuple[Phoneme, ...]:
    """Turn phoneme onsets (sample, name) into spans that cover the sound; neighbouring pauses become one."""
    if not frames:
        return ()
    marks = [(0, PAUSE), *((min(sample, frames), _plain_name(name)) for sample, name in starts), (frames, PAUSE)]
    spans: list[Phoneme] = []
    for (start, name), (end, _) in pairwise(marks):
        if end <= start:
            continue
        if spans and name == PAUSE and spans[-1].name == PAUSE:
            spans[-1] = Phoneme(PAUSE, spans[-1].start_s, end / sample_rate)
        else:
            spans.append(Phoneme(name, start / sample_rate, end / sample_rate))
    return tuple(spans)


def _words(starts: list[tuple[int, int]], frames: int, sample_rate: int) -> tuple[Word, ...]:
    """Turn word onsets (sample, position in the text) into spans up to the next word."""
    ends = [*(sample for sample, _ in starts[1:]), frames]
    return tuple(
        Word(place, start / sample_rate, end / sample_rate) for (start, place), end in zip(starts, ends, strict=False)
    )


def _plain_name(name: str) -> str:
    """IPA without stress and length; language switches such as ``(en)`` and empty names are pauses."""
    plain = "" if name.startswith("(") else _LENGTH_AND_STRESS_MARKS.sub("", name).strip("_ \x00\ufffd")
    return plain or PAUSE
