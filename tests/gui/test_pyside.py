"""Traps of the toolkit itself, kept shut."""

import sys

import numpy as np
import pyqtgraph
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.support.leftovers import Census

_REDRAWS = 200


def test_redraws_lose_no_reference_to_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 gives one away with each call on Python 3.11, until the interpreter aborts."""
    plot = pyqtgraph.PlotWidget()
    qtbot.addWidget(plot)
    curve = plot.plot()
    with qtbot.waitExposed(plot):
        plot.show()
    _redraw(plot, curve)
    before = sys.getrefcount(None)
    for _ in range(_REDRAWS):
        _redraw(plot, curve)
    assert sys.getrefcount(None) > before - _REDRAWS // 2


def _redraw(plot: pyqtgraph.PlotWidget, curve: pyqtgraph.PlotDataItem) -> None:
    curve.setData(np.linspace(-1.0, 1.0, 100))
    plot.viewport().repaint()


def test_the_watch_over_tests_sees_windows_and_timers(qtbot: QtBot) -> None:
    before = Census()
    window, timer = QWidget(), QTimer()
    qtbot.addWidget(window)
    timer.start(1000)
    seen = before.leftovers()
    timer.stop()
    assert len(seen) == 2
    assert "QWidget" in seen[0]
    assert "QTimer" in seen[1]
