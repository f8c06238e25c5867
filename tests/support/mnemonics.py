"""Which letters, pressed with Alt, lead to more than one place of a window."""

from collections import defaultdict

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


def doubled_mnemonics(top: QWidget) -> list[str]:
    """One sentence for each letter that several visible parts claim: Qt then acts on none of them at once."""
    claims: defaultdict[str, list[str]] = defaultdict(list)
    for part in top.findChildren(QWidget):
        if part.isVisibleTo(top) and (letter := _letter_of(part)):
            claims[letter].append(_words(part))
    return [f"{letter} leads to {' and '.join(parts)}" for letter, parts in claims.items() if len(parts) > 1]


def _letter_of(part: QWidget) -> str:
    is_asked = isinstance(part, QAbstractButton) or (isinstance(part, QLabel) and part.buddy() is not None)
    return QKeySequence.mnemonic(_words(part)).toString() if is_asked else ""


def _words(part: QWidget) -> str:
    return part.text() if isinstance(part, QAbstractButton | QLabel) else ""
