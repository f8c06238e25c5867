"""The program's window beside a `drag_source`, which says what happens to it.

    python -m tests.support.drag_target

Reads the number of a page from its input, prints ``page N`` once it is shown, and after ``row`` where its first
voice or take is seen; then ``lit`` while a file is held over it, and how long a file is that was dropped and read.
"""

import sys
import threading

from PySide6.QtCore import QPoint, QTimer

from tests.support.drag_source import SIDE_PX, tell
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.gui.window.app import make_qt_app
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import SPEAK

_SIZE_PX = (900, 700)


def main() -> int:
    """Serve until the input ends."""
    app = make_qt_app()
    window = MainWindow(Application())
    window.setGeometry(2 * SIDE_PX, 0, *_SIZE_PX)
    window.show()
    zone = window.capture.import_card.zone
    light = zone.light

    def tell_light(*, is_lit: bool) -> None:
        light(is_lit=is_lit)
        if is_lit:
            tell("lit")

    zone.light = tell_light
    window.capture.session.read.connect(lambda clip: tell(f"read {_seconds(clip):.1f} s"))

    def show(number: int) -> None:
        window.show_page(number)
        tell(f"page {number}")

    def close() -> None:
        window.close()

    def listen() -> None:
        for line in sys.stdin:
            if line == "row\n":
                window.tools.bridge.post(lambda: _tell_row(window))
            else:
                window.tools.bridge.post(lambda number=int(line): show(number))
        window.tools.bridge.post(close)

    threading.Thread(target=listen, daemon=True).start()
    return app.exec()


def _tell_row(window: MainWindow, before: QPoint | None = None) -> None:
    """Say where the first row of the page's list is on the screen, once it is there and stays where it is."""
    is_speaking = window.stack.currentIndex() == SPEAK
    view = window.speak.takes_card.view if is_speaking else window.voices.view
    bar = window.speak.verticalScrollBar()
    bar.setValue(bar.maximum())
    place = view.viewport().mapToGlobal(view.visualRect(view.model().index(0, 0)).center())
    if view.model().rowCount() and place == before:
        view.setCurrentIndex(view.model().index(0, 0))
        tell(f"row {place.x()} {place.y()}")
    else:
        QTimer.singleShot(100, lambda: _tell_row(window, place))


def _seconds(clip: AudioClip) -> float:
    return len(clip.samples) / clip.sample_rate


if __name__ == "__main__":
    sys.exit(main())
