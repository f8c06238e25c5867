"""The functions through which the window speaks."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

from voicecloner.gui.translation import said, tr, tr_many, with_decimal_point
from voicecloner.gui.window.language import window_language


@pytest.fixture
def french() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("fr"))
    yield
    QLocale.setDefault(before)


def test_english_is_what_stands_in_the_program() -> None:
    assert tr("Close") == "Close"
    assert tr("100 % of {it}") == "100 % of {it}"
    assert tr("“{name}” is ready.", name="{Anna}") == "“{Anna}” is ready."
    assert tr("{seconds:.1f} s", seconds=2.54) == "2.5 s"
    assert said("It is gone.") == "It is gone."
    assert said("") == ""


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 takes of A"), (1, "1 take of A"), (12_000, "12\u00a0000 takes of A")]
)
def test_one_is_one_and_all_else_is_many(number: int, text: str) -> None:
    assert tr_many("{number} take of {name}", "{number} takes of {name}", number, name="A") == text


def test_in_french_nothing_is_singular_and_a_comma_is_before_decimals(french: None) -> None:
    assert tr_many("{number} take", "{number} takes", 0) == "0 take"
    assert tr_many("{number} take", "{number} takes", 2) == "2 takes"
    assert tr("{seconds:.1f} s", seconds=2.54) == "2,5 s"
    assert with_decimal_point("7.4 s") == "7,4 s"


@pytest.mark.parametrize(
    ("chosen", "wanted", "language"),
    [
        ("fr", ["de-DE"], "fr"),
        ("system", ["de-AT", "en-GB"], "de"),
        ("system", ["pt-BR", "es-MX", "en"], "es"),
        ("system", ["zh-Hans-CN"], "zh"),
        ("system", ["zh-Hant-TW", "zh-TW", "en-US"], "en"),
        ("system", ["ja"], "en"),
        ("system", [], "en"),
        ("xx", ["ja"], "en"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_systems(chosen: str, wanted: list[str], language: str) -> None:
    assert window_language(chosen, wanted) == language


@pytest.mark.parametrize("name", ["de", "es", "fr", "zh_CN"])
def test_qt_speaks_each_language_too(name: str) -> None:
    translator = QTranslator()
    assert translator.load(f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    assert translator.translate("QPlatformTheme", "Cancel") not in {"", "Cancel"}
