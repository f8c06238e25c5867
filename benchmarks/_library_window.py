"""The window over a library of many voices, in a process of its own; see `library`.

    python benchmarks/_library_window.py        the library lies in VOICECLONER_HOME

Prints one line of JSON: the seconds until the window knows its voices, those from the click on the page until its first
rows are painted, how late frames were while the list was scrolled from end to end (milliseconds of the clock, and of
the processor in the window's thread), the milliseconds from a key in the search field to the first voices found
(without the pause that is waited for in typing), and the resident memory at the end.
"""

import json
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEventLoop, Qt, QTimer

from voicecloner.bootstrap import Application
from voicecloner.gui.parts.row_roles import ITEM_ROLE
from voicecloner.gui.window.app import make_qt_app
from voicecloner.gui.window.main_window import MainWindow
from voicecloner.gui.window.page_stack import VOICES

STEPS = 400
FRAME_MS = 16
LOOK_MS = 2
TYPED = ("anna", "kites river", "zq", "tanaka 9")
LONGEST_S = 300.0


def until(is_so: Callable[[], bool]) -> None:
    """Let the window work until something is so; between the looks its thread is idle, as it is for a user."""
    loop, deadline_s = QEventLoop(), time.perf_counter() + LONGEST_S

    def look() -> None:
        if is_so() or time.perf_counter() > deadline_s:
            loop.quit()

    timer = QTimer(interval=LOOK_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()
    if not is_so():
        raise TimeoutError


def scroll(window: MainWindow) -> tuple[list[float], ...]:
    """Scroll from end to end; how long after the one before each frame was painted, by the clock and the processor."""
    view = window.voices.view
    bar, clock, processor = view.verticalScrollBar(), [time.perf_counter()], [time.thread_time()]

    def frame() -> None:
        bar.setValue(round(bar.maximum() * len(clock) / STEPS))
        view.viewport().repaint()
        clock.append(time.perf_counter())
        processor.append(time.thread_time())

    timer = QTimer(interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(frame)
    timer.start()
    until(lambda: len(clock) > STEPS)
    timer.stop()
    return tuple([1000 * (now - then) for then, now in pairwise(times)] for times in (clock, processor))


def type_words(window: MainWindow) -> list[float]:
    """How long each key takes until there is something to see."""
    page = window.voices
    taken: list[float] = []
    arrived: list[str] = []
    page.finder.found.connect(lambda listed: arrived.append(listed.request.words))
    for words in TYPED:
        for length in range(1, len(words) + 1):
            page.search.setText(words[:length])
            started = time.perf_counter()
            page.look_up()  # not after the pause that is waited for in typing
            until(partial(_has_come, arrived, words[:length]))
            taken.append(1000 * (time.perf_counter() - started))
    return taken


def _has_come(arrived: Sequence[str], words: str) -> bool:
    return bool(arrived) and arrived[-1] == words


def resident_mib() -> float:
    with open("/proc/self/statm") as file:  # noqa: PTH123 - no file of the user's
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    app = make_qt_app()
    started = time.perf_counter()
    window = MainWindow(Application())
    window.show()
    until(lambda: window.tools.voices.listed is not None)
    known_s = time.perf_counter() - started
    started = time.perf_counter()
    window.show_page(VOICES)
    model = window.voices.model
    until(lambda: model.rowCount() > 0 and model.index(0).data(ITEM_ROLE) is not None)
    window.voices.view.viewport().repaint()
    opened_s = time.perf_counter() - started
    clock_ms, processor_ms = scroll(window)
    keys_ms = type_words(window)
    told = {"known_s": known_s, "opened_s": opened_s, "clock_ms": clock_ms, "processor_ms": processor_ms}
    print(json.dumps({**told, "keys_ms": keys_ms, "rss_mib": resident_mib()}), flush=True)
    window.close()
    app.quit()


if __name__ == "__main__":
    main()
