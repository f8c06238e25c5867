"""Whether the words of hard texts are heard as they are to be read: the English lines of the text front end's tests.

    ./dev bench lines [--voice af_heart] [--worse-than 0.15] [OUTPUT_FOLDER]

Each line is read, said by a stock voice of the natural engine and heard by the program's own recognizer (Moonshine
tiny). What is heard is read in the same way, since the recognizer writes figures, and compared with the words a person
would say. Prints a table: words, words lost (edit distance) per line and in all. Of lines that lost more than
--worse-than it also prints what was heard, to tell a wrong reading from a wrong ear. OUTPUT_FOLDER keeps the sound.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from tests.support.stock_voice import stock_voice
from tests.support.text_lines import LINES
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Span
from voicecloner.engines.adapters.natural.model.network import SAMPLE_RATE_HZ, Network
from voicecloner.engines.adapters.natural.speaking import Speaker
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech.recognizer import hear_words
from voicecloner.speech.text import read_text
from voicecloner.speech.word_errors import word_distance, words_of

_PAUSE_S = 0.5


@dataclass(frozen=True)
class Line:
    """A line that was said and heard.

    Attributes:
        text: as written.
        expected: the words of `plain_words`.
        heard: what the recognizer wrote.
        lost: how many words would have to be changed, added or taken away.
    """

    text: str
    expected: tuple[str, ...]
    heard: str
    lost: int

    @property
    def share(self) -> float:
        """Lost words for each expected one."""
        return self.lost / len(self.expected)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text as they are said, in small letters and without marks; hyphens part words."""
    return tuple(words_of(" ".join(sentence.text for sentence in read_text(text, "en", 400).sentences)))


def spoken(speaker: Speaker, text: str, language: str) -> AudioClip:
    """A line's sound: each sentence with a pause behind it, as in a take."""
    pause = np.zeros(round(_PAUSE_S * SAMPLE_RATE_HZ), np.float32)
    parts = []
    for sentence in read_text(text, language, 400).sentences:
        parts += [chunk.samples for chunk in speaker.say(sentence.text, language, 1.0, CancelToken())]
        parts.append(pause)
    return AudioClip(np.concatenate(parts), SAMPLE_RATE_HZ)


def heard_words(clips: Sequence[AudioClip]) -> list[str]:
    """What the recognizer writes for each of them; it is started once for all."""
    ends_s = np.cumsum([clip.seconds for clip in clips]).tolist()
    pieces = [Span(end_s - clip.seconds, end_s) for clip, end_s in zip(clips, ends_s, strict=True)]
    whole = AudioClip(np.concatenate([clip.samples for clip in clips]), SAMPLE_RATE_HZ)
    words = hear_words(whole, pieces, progress=no_progress, cancel=CancelToken())
    return [" ".join(w.text for w in words if piece.start_s <= w.start_s < piece.end_s) for piece in pieces]


def run(voice: str, folder: Path | None) -> list[Line]:
    """Say and hear every English line."""
    network = Network(2)
    speaker = Speaker(network, stock_voice(network, voice))
    lines = [(text, words, language) for language, text, words in LINES if language.startswith("en")]
    clips = []
    for number, (text, _words, language) in enumerate(lines):
        clips.append(spoken(speaker, text, language))
        print(f"said {number + 1} of {len(lines)}", flush=True)
        if folder:
            soundfile.write(folder / f"{number + 1:02}.wav", clips[-1].samples, SAMPLE_RATE_HZ)
    return [judged(text, words, heard) for (text, words, _), heard in zip(lines, heard_words(clips), strict=True)]


def judged(text: str, words: str, heard: str) -> Line:
    """A line and how much of it was heard."""
    expected = plain_words(words)
    return Line(text, expected, heard, word_distance(expected, plain_words(heard)))


def table(lines: Iterable[Line], worse_than: float) -> Iterator[str]:
    """For docs/text.md."""
    yield "| line | words | lost | share | heard, where more is lost |"
    yield "|---|---|---|---|---|"
    words = lost = 0
    for line in lines:
        shown = " ".join(line.text.split()).replace("|", "\\|")
        heard = line.heard if line.share > worse_than else ""
        yield f"| {shown} | {len(line.expected)} | {line.lost} | {line.share:.2f} | {heard} |"
        words, lost = words + len(line.expected), lost + line.lost
    yield f"| all | {words} | {lost} | {lost / words:.3f} | |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output_folder", type=Path, nargs="?", help="keeps the sound")
    parser.add_argument("--voice", default="af_heart", help="name of a stock voice")
    parser.add_argument("--worse-than", type=float, default=0.15, help="lost words for each one, to be shown in full")
    arguments = parser.parse_args()
    if arguments.output_folder:
        arguments.output_folder.mkdir(parents=True, exist_ok=True)
    print(*table(run(arguments.voice, arguments.output_folder), arguments.worse_than), sep="\n")


if __name__ == "__main__":
    main()
