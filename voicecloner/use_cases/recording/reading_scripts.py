"""What the user reads aloud while recording, and how to record it well, in the user's language.

The texts lie under ``resources/scripts/<language>/``: ``calm.txt``, ``lively.txt`` and ``serious.txt`` hold a title, an
empty line and one sentence per line; ``tips.txt`` holds one tip per line. They are rich in sounds: the calm English one
alone has every phoneme of American English as eSpeak NG transcribes it, and in each other language the three together
have every phoneme of that language's ordinary words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import accumulate

from voicecloner.errors import InvalidRequest
from voicecloner.paths import resource

FALLBACK_LANGUAGE = "en"
# Characters, spaces and marks included, that an unhurried reader gets through in a second, pauses included.
_CHARACTERS_PER_S = {"en": 14.0, "de": 14.5, "fr": 15.0, "es": 15.0, "it": 15.0, "pt": 14.5, "ja": 5.2, "zh": 4.4}
_SAME_WRITING = {"cmn": "zh"}  # engines tell Mandarin from other Chinese languages by its own code
_WRITTEN_WITHOUT_SPACES = {"ja", "zh"}
_SPEECH_SHARE = 0.85  # of the reading time; the rest is breathing between sentences


class Tone(StrEnum):
    """How a script wants to be read."""

    CALM = "calm"
    LIVELY = "lively"
    SERIOUS = "serious"


@dataclass(frozen=True)
class ReadingScript:
    """A text to read aloud; what was read is the recording's transcript.

    Attributes:
        language: two-letter code of the language it is written in.
        tone: how it wants to be read.
        title: what it is about, in its own language; not to be read aloud.
        sentences: the sentences in order.
        text: the sentences joined, as a transcript.
        estimated_seconds: how long an unhurried reader takes, pauses included. An estimate from the number of
            characters: quick and slow readers differ from it widely.
    """

    language: str
    tone: Tone
    title: str
    sentences: tuple[str, ...]
    text: str
    estimated_seconds: float


def languages() -> tuple[str, ...]:
    """The two-letter codes of the languages there are scripts and tips in, the fallback first."""
    return tuple(_CHARACTERS_PER_S)


def tones() -> tuple[Tone, ...]:
    """The tones there is a script for in every language."""
    return tuple(Tone)


@cache
def reading_script(language: str, tone: Tone | str = Tone.CALM) -> ReadingScript:
    """The script in this language and tone.

    Args:
        language: a language code in any common form (``"pt"``, ``"pt-BR"``, ``"pt_BR.UTF-8"``); one without scripts
            gets the English ones.
        tone: one of `tones`, or its value.

    Raises:
        InvalidRequest: there is no such tone.
    """
    known, wanted = _known_language(language), _known_tone(tone)
    title, _, body = _read(known, wanted).partition("\n\n")
    sentences = tuple(line.strip() for line in body.splitlines() if line.strip())
    text = ("" if known in _WRITTEN_WITHOUT_SPACES else " ").join(sentences)
    return ReadingScript(known, wanted, title.strip(), sentences, text, len(text) / _CHARACTERS_PER_S[known])


@cache
def recording_tips(language: str) -> tuple[str, ...]:
    """Five or six sentences on how to record well; `language` as for `reading_script`."""
    return tuple(_read(_known_language(language), "tips").splitlines())


def sentence_at(script: ReadingScript, usable_speech_s: float) -> int:
    """The index of the sentence the reader is probably at, so that the window can scroll along.

    An estimate: it takes the reader to speak as many characters a second as `ReadingScript.estimated_seconds` assumes,
    and does not listen to the words. A reader twice as fast gets ahead of it.

    Args:
        script: what is being read.
        usable_speech_s: seconds of speech so far, without pauses; >= 0.

    Returns:
        An index into `script.sentences`; the last one when the script should be through.
    """
    ends = list(accumulate(len(sentence) for sentence in script.sentences))
    spoken = usable_speech_s / (_SPEECH_SHARE * script.estimated_seconds) * ends[-1]
    return min(sum(end <= spoken for end in ends), len(ends) - 1)


def _known_language(language: str) -> str:
    code = re.split(r"[-_.@]", language.strip().lower(), maxsplit=1)[0]
    code = _SAME_WRITING.get(code, code)
    return code if code in _CHARACTERS_PER_S else FALLBACK_LANGUAGE


def _known_tone(tone: str) -> Tone:
    try:
        return Tone(tone)
    except ValueError as error:
        raise InvalidRequest(
            f"There is no reading script in the tone “{tone}”.", f"Choose {', '.join(Tone)}."
        ) from error


def _read(language: str, name: str) -> str:
    return resource(f"scripts/{language}/{name}.txt").read_text("utf-8")
