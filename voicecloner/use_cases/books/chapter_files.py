"""What the files of chapters are called."""

from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.domain.file_names import part_of_name

if TYPE_CHECKING:
    from voicecloner.use_cases.books.plan_book import BookPlan

_LONGEST_NAME = 80


def chapter_path(plan: "BookPlan", number: int) -> Path:
    """Where a chapter is saved in a folder: ``03 The title.mp3``."""
    width = max(2, len(str(len(plan.document.chapters))))
    title = file_name_of(plan.chapters[number].title) or "Chapter"
    return plan.request.out / f"{number:0{width}} {title}{plan.request.format}"


def file_name_of(title: str) -> str:
    """A title as a file's name without suffix, that every system takes behind a number; empty if nothing of it can."""
    return part_of_name(title, _LONGEST_NAME, " ")
