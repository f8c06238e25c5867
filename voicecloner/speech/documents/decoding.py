"""Bytes of unknown writing become text."""

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARED_WITHIN_BYTES = 2_000
_SEEN_BYTES = 200_000  # a guess needs no more


def decoded(content: bytes, *, may_declare: bool = False) -> str:
    """The text, in whatever way it is written down.

    A mark at the beginning counts first, then UTF-8 where it fits, then what the file declares, then a guess: files
    that declare Latin-1 and are UTF-8 are frequent, the other way round nothing but UTF-8 itself looks like it.

    Args:
        content: all of it.
        may_declare: whether a declaration is looked for, as HTML and XML have it.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    for name in ("utf-8", *(_declared(content) if may_declare else ())):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    best = from_bytes(content[:_SEEN_BYTES]).best()
    return content.decode(best.encoding if best else "cp1252", "replace")


def _declared(content: bytes) -> list[str]:
    found = _DECLARED.search(content[:_DECLARED_WITHIN_BYTES])
    name = found[1].decode("ascii") if found else ""
    try:
        known = codecs.lookup(name) if name else None
    except LookupError:
        return []
    # what browsers do, too: Latin-1 is declared for what Windows wrote
    return [] if known is None else ["cp1252" if known.name in {"iso8859-1", "ascii"} else known.name]
