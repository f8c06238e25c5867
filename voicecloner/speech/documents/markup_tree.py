"""XML and HTML by strangers: parsed without entities of their own, without the network and without other files."""

import re

from lxml import etree, html

from voicecloner.errors import UnreadableDocument
from voicecloner.speech.documents.decoding import decoded

_OWN_ENTITY = re.compile(rb"<!ENTITY\b", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml_tree(content: bytes, name: str) -> etree._Element:
    """The root of a small XML file, as far as it can be made out.

    Args:
        content: all of it.
        name: what the user calls the document it is of.

    Raises:
        UnreadableDocument: it is no XML, or declares entities, with which files are read and memory is filled.
    """
    if _OWN_ENTITY.search(content.replace(b"\x00", b"")):
        raise UnreadableDocument(f"“{name}” declares entities of its own, as no book needs: it was not opened.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True)
    try:
        root = etree.fromstring(_as_utf8(content), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(f"“{name}” is damaged and cannot be read.") from error
    if root is None:
        raise UnreadableDocument(f"“{name}” is damaged and cannot be read.")
    return root


def html_tree(content: bytes | str) -> html.HtmlElement | None:
    """The root of a page, however badly it is written; None where there is nothing in it.

    Raises:
        MemoryError: it is too large.
    """
    text = content if isinstance(content, str) else decoded(content, may_declare=True)
    # an HTML parser takes <title/> and <a id="x"/> for opened ones, and would swallow all that follows
    text = re.sub(
        r"<(title|script|style|a|p|div|span|i|b|em|strong|iframe|textarea)\b([^<>]{0,500})/>", r"<\1\2></\1>", text
    )
    plain = _NOT_XML.sub(" ", _DECLARATION.sub("", text))
    if not plain.strip():
        return None
    parser = html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return html.document_fromstring(plain.encode("utf-8"), parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
            raise MemoryError from error
        return None


def local_name(element: etree._Element) -> str:
    """The name of a tag in small letters, without its namespace; empty for what is no tag."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _as_utf8(content: bytes) -> bytes:
    text = _DECLARATION.sub("", decoded(content, may_declare=True))
    return _NOT_XML.sub(" ", text).strip().encode("utf-8")
