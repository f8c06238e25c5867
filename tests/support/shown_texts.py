"""Opens the window in another language, goes to each page, and prints what stands there: started as a program.

Its argument is the folder with the translation, which is called German.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from voicecloner.gui.window.app import make_qt_app
from voicecloner.gui.window.language import install

app = make_qt_app()
install(app, "de", Path(sys.argv[1]))

# only now: texts in constants are translated when their module is imported
from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtWidgets import (  # noqa: E402
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from tests.support.waiting import wait_until  # noqa: E402
from voicecloner.bootstrap import Application  # noqa: E402
from voicecloner.gui.parts.dialogs.shortcuts import ShortcutsDialog  # noqa: E402
from voicecloner.gui.window.main_window import MainWindow  # noqa: E402
from voicecloner.gui.window.page_stack import MODELS, SETTINGS  # noqa: E402


def texts_in(top: QWidget) -> Iterator[str]:
    """All that can be read or heard."""
    for each in (top, *top.findChildren(QWidget)):
        yield from (each.toolTip(), each.accessibleName(), each.accessibleDescription())
        if isinstance(each, QLabel | QAbstractButton):
            yield each.text()
        if isinstance(each, QLineEdit | QPlainTextEdit):
            yield each.placeholderText()
        if isinstance(each, QComboBox):
            yield from (each.itemText(place) for place in range(each.count()))
        if isinstance(each, QTableView):
            model = each.model()
            across = Qt.Orientation.Horizontal
            yield from (str(model.headerData(place, across)) for place in range(model.columnCount()))
        if isinstance(each, QAbstractItemView) and each.model():
            yield from (str(each.model().index(row, 0).data() or "") for row in range(each.model().rowCount()))
        yield from (action.text() for action in each.actions())


def main() -> None:
    """Print each text on a line of its own."""
    window = MainWindow(Application())
    window.show()
    for page in range(6):
        window.show_page(page)
        app.processEvents()
    window.show_page(MODELS)
    wait_until(lambda: app.processEvents() or bool(window.models.cards))
    window.show_page(SETTINGS)
    shortcuts = ShortcutsDialog(window)
    for text in dict.fromkeys((*texts_in(window), *texts_in(shortcuts))):
        sys.stdout.write(text.replace("\n", " ") + "\n")
    window.close()


main()
