"""Has a run of the tests see the window in another language: `pytest -p tests.support.in_language`.

The variable `LANGUAGE_VARIABLE` names the language, or a folder that holds a translation called German.
"""

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.support.translators import LANGUAGE_VARIABLE
from voicecloner.gui.window.language import LANGUAGES, install
from voicecloner.paths import resource

# a plug-in is imported before the tests, and so before any text of the window
app = QApplication.instance() or QApplication(sys.argv[:1])
_wanted = os.environ.get(LANGUAGE_VARIABLE, "en")
install(app, *((_wanted, resource("translations")) if _wanted in LANGUAGES else ("de", Path(_wanted))))
