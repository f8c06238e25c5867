"""Which language the window is shown in, and having Qt translate into it."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from voicecloner.gui.translation import CORE
from voicecloner.paths import resource

if TYPE_CHECKING:
    from voicecloner.core_sentences import CoreSentences

_log = logging.getLogger(__name__)
ENGLISH, SYSTEM = "en", "system"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch", "es": "Español", "fr": "Français", "zh": "中文"}
"""What the window can be shown in, each called as those call it who speak it."""
_QT_NAMES = {"zh": "zh_CN"}
_TRADITIONAL = ("zh-Hant", "zh-TW", "zh-HK", "zh-MO")


def window_language(chosen: str, wanted: Sequence[str]) -> str:
    """One of `LANGUAGES`.

    Args:
        chosen: the setting; `SYSTEM` takes what the system asks for.
        wanted: the user's languages as the system knows them, the dearest first, as tags.
    """
    if chosen in LANGUAGES:
        return chosen
    known = (tag.partition("-")[0] for tag in wanted if not tag.startswith(_TRADITIONAL))
    return next((language for language in known if language in LANGUAGES), ENGLISH)


def use_language(app: QCoreApplication, chosen: str) -> str:
    """Have all texts translated from now on. To be called before a page is imported: some texts stand in constants.

    Args:
        app: lives as long.
        chosen: the setting.

    Returns:
        the language, one of `LANGUAGES`.
    """
    language = window_language(chosen, QLocale.system().uiLanguages())
    install(app, language, resource("translations"))
    return language


def install(app: QCoreApplication, language: str, folder: Path) -> None:
    """Have a language translated into.

    Args:
        app: lives as long.
        language: one of `LANGUAGES`.
        folder: where the program's own translations lie.
    """
    in_qt = _QT_NAMES.get(language, language)
    # numbers and dates are written as the words beside them
    QLocale.setDefault(QLocale(in_qt))
    if language != ENGLISH:
        own = _loaded(app, f"voicecloner_{language}", str(folder))
        qts = _loaded(app, f"qtbase_{in_qt}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        # the last one that is installed is asked first
        for translator in (_CoreTranslator(app, own), qts, own):
            app.installTranslator(translator)


def _loaded(app: QCoreApplication, name: str, folder: str) -> QTranslator:
    translator = QTranslator(app)
    if not translator.load(name, folder):
        _log.warning("the program was built without %s", name)
    return translator


class _CoreTranslator(QTranslator):
    """What the core says with values in it is in no file as it is.

    Args:
        app: lives as long.
        own: knows the templates.
    """

    def __init__(self, app: QCoreApplication, own: QTranslator) -> None:
        super().__init__(app)
        self._own = own
        self._sentences: CoreSentences | None = None

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        """The translation, or nothing where there is none."""
        if context != CORE or not text:
            return ""
        return self._known.said(text)

    @property
    def _known(self) -> "CoreSentences":
        """Read when the core says something for the first time."""
        if self._sentences is None:
            import json

            from voicecloner.core_sentences import CoreSentences

            numbers = json.loads(resource("translations/core.json").read_text("utf-8"))
            self._sentences = CoreSentences(numbers, self._template, QLocale().decimalPoint())
        return self._sentences

    def _template(self, text: str) -> str:
        return self._own.translate(CORE, text) or text
