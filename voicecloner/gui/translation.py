"""What the window says, in the language it is shown in.

Every text for the user stands in English in `tr` or `tr_many`, from where `./dev translations` takes it into the files
that translators fill. What the core says is English, and is translated by `said`, where the window shows it.

The language is chosen before the first page is imported, so `tr` may stand at module level as well.
"""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QLocale

from voicecloner.core_sentences import WIDE_MARKS

WINDOW = "window"
"""The context of the window's own texts."""
CORE = "core"
"""The context of what the core says."""
_ONE_OR_NONE = {QLocale.Language.French}


def tr(text: str, /, **values: object) -> str:
    """A text of the window in the window's language.

    Args:
        text: English; what varies stands in it as a field of `str.format`, such as ``{name}``.
        values: what is put into the fields; without any the text is taken as it is.
    """
    found = QCoreApplication.translate(WINDOW, text)
    if not values:
        return found
    return found.format(**{name: _Number(each) if isinstance(each, float) else each for name, each in values.items()})


def tr_many(one: str, many: str, number: int, **values: object) -> str:
    """One of two texts, as a number of things asks for it: it is put into their field ``{number}``.

    Args:
        one: English, for a single thing.
        many: English, for several or none.
        number: how many there are.
        values: what is put into the other fields.
    """
    is_one = number == 1 or (number == 0 and QLocale().language() in _ONE_OR_NONE)
    text = QCoreApplication.translate(WINDOW, one if is_one else many)
    return text.format(number=f"{number:,}".replace(",", "\u00a0"), **values)


def said(text: str) -> str:
    """What the core says, in the window's language; as it is where nothing is known of it.

    Args:
        text: one or several English sentences, with their values: findings, verdicts, errors, stages of work.
    """
    return QCoreApplication.translate(CORE, text) if text else ""


def with_decimal_point(number: str) -> str:
    """A number in figures, with what this language puts in front of decimals."""
    return number.replace(".", QLocale().decimalPoint())


def listed(things: Iterable[str]) -> str:
    """Things one after the other, with what this language puts between them; empty ones are left out."""
    return tr(", ").join(filter(None, things))


def in_a_row(*sentences: str) -> str:
    """Sentences one after the other, with a space where this language has one; empty ones are left out."""
    text = ""
    for each in filter(None, sentences):
        text += each if not text or text.endswith(WIDE_MARKS) else f" {each}"
    return text


def quoted(name: str) -> str:
    """A name between the quotation marks of this language."""
    return tr("“{name}”", name=name)


def labelled(name: str, value: str) -> str:
    """What something is called, and what it is, for who hears it instead of seeing one beside the other."""
    return tr("{name}: {value}", name=name, value=value)


class _Number(float):
    """A value that is formatted with the decimal point of this language."""

    def __format__(self, form: str) -> str:
        return with_decimal_point(super().__format__(form))
