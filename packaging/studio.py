"""The window that is photographed: an empty home, no sound card, and engines that clone at once."""

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtWidgets import QApplication, QScrollArea  # noqa: E402 - the checkout's own package comes first

from tests.support.fake_streams import FakeMicrophone, FakeSpeaker  # noqa: E402
from tests.support.scorecards import COMPARISON  # noqa: E402
from tests.support.stock_host import StockHost  # noqa: E402
from voicecloner.audio.capture import devices  # noqa: E402
from voicecloner.audio.capture.recorder import Recorder  # noqa: E402
from voicecloner.audio.playback.player import Player  # noqa: E402
from voicecloner.bootstrap import Application  # noqa: E402
from voicecloner.domain.audio import AudioDevice  # noqa: E402
from voicecloner.gui.window.main_window import MainWindow  # noqa: E402
from voicecloner.settings import Settings  # noqa: E402
from voicecloner.use_cases.recording.check_room import CheckRoom  # noqa: E402
from voicecloner.use_cases.recording.record_reference import RecordReference  # noqa: E402
from voicecloner.use_cases.voices.score_voice import ScoreVoice  # noqa: E402

LONG_NAME = "_Aufnahmebesprechung-im-Wohnzimmer_zweiter-Versuch_mit-geschlossenen-Fenstern_und-Tueren"
"""No space to break it at, as files are often named."""
LONG_DEVICE = "USB Mehrkanal-Audioschnittstelle mit Mischpult, Eingang der vorderen Buchse links, 2"
_PATIENCE_S = 600.0


@dataclass(frozen=True)
class Studio:
    """What a scene works with.

    Attributes:
        is_long: whether all names are to be as long as they may be.
    """

    window: MainWindow
    app: Application
    host: StockHost
    folder: Path
    ear: FakeMicrophone
    is_long: bool = False

    def named(self, path: Path) -> Path:
        """A recording; by a name of 80 characters if all names are to be long."""
        if not self.is_long:
            return path
        longer = path.with_name(f"{path.stem}{LONG_NAME[: 80 - len(path.name)]}{path.suffix}")
        shutil.copy(path, longer)
        return longer


def until(condition: Callable[[], object]) -> None:
    """Let the window work until `condition` holds."""
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not get there")
        QApplication.processEvents()
        time.sleep(0.005)


def settle() -> None:
    """Let the window finish its layout, which takes several turns, however slow they are."""
    end = time.monotonic() + 0.15
    until(lambda: time.monotonic() > end)
    for _ in range(10):
        QApplication.processEvents()


def to_end(area: QScrollArea) -> None:
    """Scroll to the end, once all is as high as it gets."""
    settle()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    settle()


def look_again(studio: Studio) -> None:
    """Have the window look the voices up anew, and wait for that."""
    arrived: list[object] = []
    studio.window.tools.voices.changed.connect(arrived.append)
    studio.window.tools.voices.refresh()
    until(lambda: arrived)
    settle()


def open_studio(home: Path, theme: str, size: tuple[int, int], *, is_long: bool) -> Studio:
    """A window with an empty home, no sound card, and engines that clone at once."""
    microphone = LONG_DEVICE if is_long else "Built-in microphone"
    devices.list_inputs = lambda: (AudioDevice(0, microphone, is_default=True),)
    devices.list_outputs = lambda: (AudioDevice(1, LONG_DEVICE if is_long else "Speakers", is_default=True),)
    host, ear = StockHost(), FakeMicrophone()
    app = Application(host=host)
    app.settings_store.save(Settings(theme=theme, countdown_s=0, room_check="off"))
    takes = home / "recordings"
    vars(app)["record_reference"] = RecordReference(
        takes, make_recorder=lambda: Recorder(ear.open), make_gate=app.judging.new_gate
    )
    vars(app)["record_consent"] = RecordReference(home / "consent", 1.0, lambda: Recorder(ear.open))
    vars(app)["check_room"] = CheckRoom(app.judging.judge_room, lambda: Recorder(ear.open))
    # measuring takes seconds, and no picture should depend on what comes of it
    vars(app)["score_voice"] = ScoreVoice(app.speak, app.library, lambda *_sounds: COMPARISON, lambda *_s, **_w: ())
    window = MainWindow(app, Player(FakeSpeaker().open))
    window.resize(*size)
    window.show()
    return Studio(window, app, host, home, ear, is_long)
