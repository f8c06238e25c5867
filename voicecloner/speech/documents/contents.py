"""Tables of contents: their entries, and what a chapter is called that stands below others.

Players and folders show chapters in one row. So the name of a part stands before the names of its chapters: "Part one –
The storm".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from lxml import etree

from voicecloner.speech.documents.markup_tree import local_name
from voicecloner.speech.documents.pages import single_spaced

LONGEST_TITLE = 120
_BETWEEN = " – "
_DEEPEST = 6
_SHORTEST_PARENTS = 12
_PLACED = re.compile(r"(?:\d+|[A-Z])\.\d")
"""A title that says itself what it stands in: "2.1 Motivation"."""


@dataclass(frozen=True)
class Entry:
    """One line of a table of contents.

    Attributes:
        title: may be empty.
        href: where it leads to; empty where it only heads others.
        parents: the titles of the entries it stands below, the highest first.
    """

    title: str
    href: str
    parents: tuple[str, ...] = ()


def nav_entries(root: etree._Element) -> Iterator[Entry]:
    """The entries of an EPUB 3 navigation: the list that is marked as the table of contents, else the first one."""
    navs = [nav for nav in root.iter() if local_name(nav) == "nav"]
    tables = [nav for nav in navs if "toc" in f"{nav.get('epub:type', '')} {nav.get('role', '')}"] or navs[:1]
    labels: dict[etree._Element, str] = {}
    for element in tables[0].iter() if tables else ():
        if local_name(element) not in {"a", "span"}:
            continue
        title = single_spaced("".join(element.itertext()))
        above = [each for each in islice(element.iterancestors(), 4 * _DEEPEST) if local_name(each) == "li"]
        if above and above[0] not in labels:
            labels[above[0]] = title
        if element.get("href"):
            parents = tuple(labels.get(item, "") for item in reversed(above[1:]))
            yield Entry(title, element.get("href", ""), parents)


def ncx_entries(root: etree._Element) -> Iterator[Entry]:
    """The entries of the table of contents of an EPUB 2."""
    titles: dict[etree._Element, str] = {}
    for point in root.iter():
        if local_name(point) != "navpoint":
            continue
        label = next((each for each in point if local_name(each) == "navlabel"), None)
        content = next((each for each in point if local_name(each) == "content"), None)
        titles[point] = "" if label is None else single_spaced("".join(label.itertext()))
        above = reversed([titles[each] for each in islice(point.iterancestors(), _DEEPEST) if each in titles])
        yield Entry(titles[point], "" if content is None else content.get("src", ""), tuple(above))


def without_root(entries: Sequence[Entry], document: str) -> list[Entry]:
    """The entries without a highest one that says nothing of its chapters: the title of the document, or the only one
    that has any.

    Args:
        entries: all of them.
        document: its title.
    """
    roots = {entry.parents[0] for entry in entries if entry.parents}
    idle = {root for root in roots if len(roots) == 1 or root.casefold() == document.casefold()}
    return [replace(each, parents=each.parents[1:]) if set(each.parents[:1]) & idle else each for each in entries]


def full_title(parents: Sequence[str], title: str) -> str:
    """What a chapter is called.

    Args:
        parents: titles of what it stands in, the highest first.
        title: its own, which stays whole; empty where it has none.
    """
    before = "" if _PLACED.match(title) else _BETWEEN.join(_not_said_again([*parents, title]))
    room = LONGEST_TITLE - len(title) - len(_BETWEEN)
    if not title or not before or room < _SHORTEST_PARENTS:
        return shortened(title or before, LONGEST_TITLE)
    return f"{shortened(before, room)}{_BETWEEN}{title}"


def _not_said_again(titles: Sequence[str]) -> Iterator[str]:
    """The titles but for the last one, without those that the next one holds: "Duties" above "2. Duties"."""
    for title, following in pairwise(titles):
        if title and title.casefold() not in following.casefold():
            yield title


def shortened(title: str, longest: int) -> str:
    """A title of at most so many characters."""
    return title if len(title) <= longest else f"{title[: longest - 1].rstrip()}…"
