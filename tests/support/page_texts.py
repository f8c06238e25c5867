"""What the page says: the texts that stand in it and in its scripts, in English."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import html

from voicecloner.paths import resource

PAGE = resource("page")
_CALL = re.compile(r'\btr(Many)?\(("(?:[^"\\]|\\.)*")(?:,\s*("(?:[^"\\]|\\.)*"))?')
_ANY_CALL = re.compile(r"(?<!function )\btr(?:Many)?\(")


def page_texts() -> set[str]:
    """All texts that have to be translated."""
    return {*_of_document(), *(text for path in sorted(PAGE.glob("*.js")) for text in _of_script(path))}


def translations(language: str) -> dict[str, str]:
    """What stands in the file of a language."""
    found: dict[str, str] = json.loads((PAGE / f"texts.{language}.json").read_text("utf-8"))
    return found


def calls_that_hide_their_text() -> list[str]:
    """Calls in the scripts whose text is not written where they stand, so that it would be missed here."""
    hidden = []
    for path in sorted(PAGE.glob("*.js")):
        script = path.read_text("utf-8")
        seen = {found.start() for found in _CALL.finditer(script)}
        hidden += [
            f"{path.name}: {script[at.start() :][:60]}" for at in _ANY_CALL.finditer(script) if at.start() not in seen
        ]
    return hidden


def unmarked_words() -> list[str]:
    """Words in the document that nothing translates."""
    document = html.parse(PAGE / "index.html")
    return [
        text.strip()
        for text in document.xpath("//body//text()[not(ancestor::noscript or ancestor::code)]")
        if re.search(r"[^\W\d]{2}", text)
        and text.getparent().tag not in ("option", "h1")
        and "data-tr" not in _holder(text).attrib
    ]


def _holder(text: html.HtmlElement) -> html.HtmlElement:
    parent = text.getparent()
    return parent.getparent() if text.is_tail else parent


def _of_document() -> Iterator[str]:
    for node in html.parse(PAGE / "index.html").xpath("//*[@data-tr]"):
        attribute = node.get("data-tr")
        yield node.get(attribute) if attribute else _words(node)


def _words(node: html.HtmlElement) -> str:
    """The words of an element, with a field for each element in it."""
    parts = [node.text or "", *(f"{{{place}}}{child.tail or ''}" for place, child in enumerate(node))]
    return " ".join("".join(parts).split())


def _of_script(path: Path) -> Iterator[str]:
    for is_counted, one, many in _CALL.findall(path.read_text("utf-8")):
        yield json.loads(one)
        if is_counted:
            yield json.loads(many)
