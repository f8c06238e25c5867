"""Chinese and Japanese: words found in writing without spaces, and how they are read."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

from voicecloner.engines.adapters.natural.pronunciation.scripts import language_runs
from voicecloner.engines.adapters.natural.pronunciation.tokens import Mark, Word

_DIGITS = re.compile(r"(\d+)")
_NUMERALS = "〇一二三四五六七八九"
_TENS = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "兆")
_LONGEST_NUMBER = 16
# Characters handed over at once, so that time stays in proportion to the text.
_LONGEST_AT_ONCE = 200

_READ_TOGETHER = {"一人": "ヒトリ", "二人": "フタリ"}
_NUMBERS_TOGETHER = {
    "サンヒャク": "サンビャク", "ロクヒャク": "ロッピャク", "ハチヒャク": "ハッピャク", "サンセン": "サンゼン",
    "ハチセン": "ハッセン", "イチチョー": "イッチョー",
}  # fmt: skip

Reading = tuple[str, str]
"""A word as it is written, and how it is read: kana, or pinyin syllables with tones, parted by spaces."""


def words_found(tokens: Sequence[Word | Mark], language: str) -> list[Word | Mark]:
    """`tokens` with each run of Chinese or Japanese writing cut into words that know their reading.

    Asterisks do not part words: 非*常*好 is read like 非常好.
    """
    found: list[Word | Mark] = []
    together: list[Word] = []
    for token in tokens:
        if together and (isinstance(token, Mark) or token.spaced or token.phonemes):
            found += _cut(together, language)
            together = []
        if isinstance(token, Mark) or token.phonemes:
            found.append(token)
        else:
            together.append(token)
    return found + (_cut(together, language) if together else [])


def _cut(written: Sequence[Word], language: str) -> list[Word]:
    """The words of what is written without a space, some of it within asterisks."""
    text = "".join(word.text for word in written)
    runs = language_runs(text, language)
    places = [place for word in written for place in range(word.start, word.end)]
    if len(places) != len(text) or all(tag not in _READERS for _, tag in runs):
        return list(written)
    emphasized = [word.emphasized for word in written for _ in word.text]
    words: list[Word] = []
    first = 0
    for run, tag in runs:
        for part, reading in _parted(_readings(run, tag), emphasized[first:]):
            last = first + len(part) - 1
            words.append(
                replace(
                    written[0],
                    text=part,
                    start=places[first],
                    end=places[last] + 1,
                    emphasized=any(emphasized[first : last + 1]),
                    language=tag,
                    reading=reading,
                )
            )
            first = last + 1
    return words


def _parted(readings: Iterable[Reading], emphasized: Sequence[bool]) -> Iterator[Reading]:
    """The words, cut where emphasis begins or ends in one, if each of its characters is a syllable of its reading."""
    first = 0
    for word, reading in readings:
        syllables, flags = reading.split(), emphasized[first : first + len(word)]
        first += len(word)
        if len(set(flags)) < 2 or len(syllables) != len(word):
            yield word, reading
            continue
        for _, group in groupby(range(len(word)), flags.__getitem__):
            at = list(group)
            yield word[at[0] : at[-1] + 1], " ".join(syllables[at[0] : at[-1] + 1])


def _readings(text: str, language: str) -> Iterator[Reading]:
    if language not in _READERS:
        yield text, ""
        return
    for start in range(0, len(text), _LONGEST_AT_ONCE):
        yield from _readings_at_once(text[start : start + _LONGEST_AT_ONCE], language)


def _readings_at_once(text: str, language: str) -> list[Reading]:
    """Digits are read as the numerals they stand for, so that what they count is read rightly too."""
    numerals, origins = _with_numerals(text, language)
    words: list[tuple[int, int, str]] = []
    place = 0
    for word, reading in _READERS[language](numerals):
        start, end = origins[place][0], origins[place + len(word) - 1][1]
        place += len(word)
        if words and start < words[-1][1]:
            first, _, before = words.pop()
            words.append((first, end, _joined(before, reading, language)))
        else:
            words.append((start, end, reading))
    return [(text[start:end], reading) for start, end, reading in words]


def _joined(before: str, reading: str, language: str) -> str:
    """Readings of the parts of one number; in Japanese some of them change each other."""
    if language == "zh":
        return f"{before} {reading}"
    for apart, together in _NUMBERS_TOGETHER.items():
        if (before + reading).endswith(apart):
            return (before + reading).removesuffix(apart) + together
    return before + reading


def _with_numerals(text: str, language: str) -> tuple[str, list[tuple[int, int]]]:
    """`text` with its numbers in words, and for each character the span of `text` it stands for."""
    written: list[str] = []
    origins: list[tuple[int, int]] = []
    place = 0
    for part in filter(None, _DIGITS.split(text)):
        end = place + len(part)
        if part.isdecimal():
            written.append(_numeral(part, language, text[end : end + 1]))
            origins += [(place, end)] * len(written[-1])
        else:
            written.append(part)
            origins += [(at, at + 1) for at in range(place, end)]
        place = end
    return "".join(written), origins


def _chinese(text: str) -> list[Reading]:
    from pypinyin import Style, lazy_pinyin

    def read(word: str) -> str:
        return " ".join(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True))

    return [(word, read(word)) for word in _chinese_words(text)]


def _chinese_words(text: str) -> list[str]:
    import rjieba

    words: list[str] = rjieba.cut(text)
    return words if "".join(words) == text else [text]


def _japanese(text: str) -> list[Reading]:
    """Words by MeCab's dictionary IPADIC."""
    words: list[Reading] = []
    before = ""
    for token in _japanese_tokenizer().tokenize(text):
        details: list[str] = token.details
        kana = details[8] if len(details) > 8 and details[8] != "*" else token.surface
        together = (words[-1][0] + token.surface) if words else ""
        if together in _READ_TOGETHER:
            words[-1] = (together, _READ_TOGETHER[together])
        elif before in ("動詞", "助動詞") and _is_ending(token.surface, details, words[-1][0]):
            words[-1] = (together, words[-1][1] + kana)
        else:
            words.append((token.surface, kana))
        before = details[0]
    return words if "".join(word for word, _ in words) == text else [(text, text)]


def _is_ending(surface: str, details: Sequence[str], verb: str) -> bool:
    """What the trainers wrote together with a verb: its て, た or れる, the ん of ません, ます after い."""
    if surface in ("て", "で", "た", "だ", "ん") or list(details[:2]) == ["動詞", "接尾"]:
        return True
    return len(verb) == 1 and surface.startswith("ま") and details[0] == "助動詞"


@cache
def _japanese_tokenizer() -> Any:
    from lindera import Tokenizer, load_dictionary

    return Tokenizer(load_dictionary("embedded://ipadic"), mode="normal")


_READERS: dict[str, Callable[[str], list[Reading]]] = {"zh": _chinese, "ja": _japanese}


def _numeral(digits: str, language: str, following: str) -> str:
    """A whole number as it is written in words; a year before 年 in Chinese, and what is too long, digit by digit."""
    value = "".join(str(int(digit)) for digit in digits)
    by_digit = (language == "zh" and len(value) == 4 and following.startswith("年")) or len(value) > _LONGEST_NUMBER
    if by_digit or (len(value) > 1 and value[0] == "0"):
        return "".join(_NUMERALS[int(digit)] for digit in value)
    if int(value) == 0:
        return "零"
    written = _in_groups(value, language)
    return written.replace("亿", "億") if language == "ja" else written.removeprefix("零").replace("一十", "十", 1)


def _in_groups(value: str, language: str) -> str:
    """Four digits at a time, each group with its name: 12345 is 一万 and 二千三百四十五."""
    groups = [value[max(0, end - 4) : end] for end in range(len(value), 0, -4)]
    parts = [_group(digits, language) + name for digits, name in zip(groups, _GROUPS, strict=False) if int(digits)]
    return "".join(reversed(parts))


def _group(digits: str, language: str) -> str:
    """Up to four digits in words: 一千〇二十 is 千二十 in Japanese, 一千零二十 in Chinese."""
    written = ""
    gap = False
    for digit, unit in zip(digits, reversed(_TENS[: len(digits)]), strict=True):
        if digit == "0":
            gap = True
            continue
        written += "零" if gap and language == "zh" else ""
        written += ("" if language == "ja" and digit == "1" and unit else _NUMERALS[int(digit)]) + unit
        gap = False
    return written
