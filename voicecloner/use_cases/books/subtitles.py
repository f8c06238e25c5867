"""What is said as subtitles, SRT or WebVTT: by lines, or word by word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from voicecloner.atomic import atomic_path
from voicecloner.library.book_journal import PieceRecord

_LONGEST_LINE = 80  # characters; two lines on a screen
_LONGEST_LINE_S = 7.0


@dataclass(frozen=True)
class Cue:
    """What is shown from one moment to another, seconds."""

    text: str
    start_s: float
    end_s: float


def cues(records: Iterable[PieceRecord], *, are_words_shown: bool, offset_s: float = 0.0) -> Iterator[Cue]:
    """The subtitles of a chapter.

    Args:
        records: its pieces.
        are_words_shown: whether each word gets its own; where an engine does not know when it says which word, a
            sentence gets one.
        offset_s: where the chapter begins in the file.
    """
    for record in records:
        if record.end_s <= record.start_s or not record.text:
            continue
        words = record.words or ((record.text, record.start_s, record.end_s),)
        for text, start_s, end_s in words if are_words_shown else _lines(words):
            yield Cue(text, start_s + offset_s, max(end_s, start_s + 0.001) + offset_s)


def write_subtitles(path: Path, shown: Iterable[Cue]) -> None:
    """Write them whole or not at all; the suffix is the kind, ``.srt`` or ``.vtt``.

    Raises:
        StorageError
    """
    is_vtt = path.suffix.lower() == ".vtt"
    with atomic_path(path) as temporary, temporary.open("x", encoding="utf-8", newline="\n") as file:
        file.write("WEBVTT\n\n" if is_vtt else "")
        for number, cue in enumerate(shown, 1):
            file.write(_as_vtt(cue) if is_vtt else _as_srt(number, cue))


def _lines(words: tuple[tuple[str, float, float], ...]) -> Iterator[tuple[str, float, float]]:
    line, start_s, last_s = "", words[0][1], words[0][2]
    for text, begin_s, end_s in words:
        if line and (len(line) + 1 + len(text) > _LONGEST_LINE or end_s - start_s > _LONGEST_LINE_S):
            yield line, start_s, last_s
            line, start_s = "", begin_s
        line, last_s = f"{line} {text}".strip(), end_s
    yield line, start_s, last_s


def _as_srt(number: int, cue: Cue) -> str:
    times = f"{_clock(cue.start_s, ',')} --> {_clock(cue.end_s, ',')}"
    return f"{number}\n{times}\n{cue.text.replace('-->', '→')}\n\n"


def _as_vtt(cue: Cue) -> str:
    text = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{_clock(cue.start_s, '.')} --> {_clock(cue.end_s, '.')}\n{text}\n\n"


def _clock(seconds: float, mark: str) -> str:
    whole_ms = round(seconds * 1000)
    minutes, rest_ms = divmod(whole_ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest_ms // 1000:02}{mark}{rest_ms % 1000:03}"
