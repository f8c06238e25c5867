"""Whether the disk has room for a book, asked before hours of work rather than found out after them."""

import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from voicecloner.domain.document import Chapter
from voicecloner.errors import StorageError
from voicecloner.use_cases.books.plan_book import BookPlan
from voicecloner.wording import size_words

_CHARACTERS_PER_S = 14.0
_WIDE_AS_CHARACTERS = 3.0
"""Chinese, Japanese and Korean say more with each character."""
_SAMPLE_BYTES = 2.0
_JOURNAL_PER_S = 800.0
_LOSSY_PER_S = 10_000.0
_SAMPLE_BYTES_OF: Mapping[str, float] = MappingProxyType({".wav": _SAMPLE_BYTES, ".flac": 1.2})


def require_room(plan: BookPlan, kept_fraction: float, books: Path) -> None:
    """Make sure that there is about as much room as the book will take; where the system cannot say, there is.

    Args:
        plan: what is to be read.
        kept_fraction: how much of it is said already, 0..1.
        books: where its sound grows.

    Raises:
        StorageError: there is not.
    """
    out = plan.request.out.parent if plan.request.is_one_file else plan.request.out
    needed = [(_there(books), _growing_bytes(plan, kept_fraction)), (_there(out), _saved_bytes(plan, kept_fraction))]
    if _disk_of(needed[0][0]) == _disk_of(needed[1][0]):
        needed = [(needed[0][0], sum(size for _folder, size in needed))]
    for folder, size_bytes in needed:
        free_bytes = _free_bytes(folder)
        if free_bytes is not None and free_bytes < size_bytes:
            raise StorageError(
                f"There is not enough room on the disk: the book takes about {size_words(round(size_bytes))} in "
                f"{folder}, {size_words(free_bytes)} are free.",
                "Free some space, or read a few chapters at a time.",
            )


def expected_s(plan: BookPlan) -> float:
    """About how long the book will be, seconds of sound."""
    return sum(map(expected_chapter_s, plan.chapters.values())) / plan.request.speed


def expected_chapter_s(chapter: Chapter) -> float:
    """About how long a chapter is when it is read at a usual pace, seconds."""
    return _weight(chapter) / _CHARACTERS_PER_S


def _growing_bytes(plan: BookPlan, kept_fraction: float) -> float:
    return expected_s(plan) * (1.0 - kept_fraction) * (plan.sample_rate * _SAMPLE_BYTES + _JOURNAL_PER_S)


def _saved_bytes(plan: BookPlan, kept_fraction: float) -> float:
    """In a folder, chapters that are whole are saved already; one file is written at the end."""
    if plan.request.is_one_file:
        return expected_s(plan) * _LOSSY_PER_S
    sample_bytes = _SAMPLE_BYTES_OF.get(plan.request.format)
    per_s = plan.sample_rate * sample_bytes if sample_bytes else _LOSSY_PER_S
    return expected_s(plan) * (1.0 - kept_fraction) * per_s


def _weight(chapter: Chapter) -> float:
    wide = sum(unicodedata.east_asian_width(each) in "WF" for p in chapter.paragraphs for each in p.text)
    return chapter.characters + wide * (_WIDE_AS_CHARACTERS - 1.0)


def _there(folder: Path) -> Path:
    """The folder, or what is there above it."""
    path = folder.expanduser().absolute()
    return next((each for each in (path, *path.parents) if each.is_dir()), path)


def _disk_of(folder: Path) -> int | None:
    try:
        return folder.stat().st_dev
    except OSError:
        return None


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
