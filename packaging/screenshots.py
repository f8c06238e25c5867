"""Pictures of the real window in every state worth looking at, for the eye and for the README.

    python packaging/screenshots.py FOLDER [--view NAME ...] [--theme NAME ...] [--only SCENE ...] [--long]
    python packaging/screenshots.py --docs

Starts the window with an empty home of its own, once for each view and theme. No voice of a person is used: recordings
are read by eSpeak NG, and what is spoken is spoken by a stock voice of the natural engine, which takes the place of
fitting one. Needs a display (for example ``xvfb-run -a -s "-screen 0 2560x1600x24"``) or ``QT_QPA_PLATFORM=offscreen``.
--docs makes those of the README anew.
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtWidgets import QDialog, QWidget  # noqa: E402 - the checkout's own package comes first
from scenes import DOCS, SCENES  # noqa: E402
from studio import open_studio, settle, until  # noqa: E402

from tests.support.layout_faults import layout_faults  # noqa: E402
from voicecloner.gui.parts.sound.view import SoundView  # noqa: E402
from voicecloner.gui.window.app import make_qt_app  # noqa: E402


@dataclass(frozen=True)
class View:
    """A window.

    Attributes:
        scale: of the whole desktop.
        width, height: in pixels before they are scaled.
    """

    scale: int
    width: int
    height: int


THEMES = ("light", "dark")
VIEWS = {
    "usual": View(1, 1280, 800),
    "small": View(1, 1024, 700),
    "narrow": View(1, 560, 700),
    "wide": View(1, 2560, 1600),
    "double": View(2, 640, 400),
}


def is_looking(window: QWidget) -> bool:
    """Whether the spectrogram of a sound in sight is still being made."""
    views = [view for view in window.findChildren(SoundView) if view.isVisible() and view.has_spectrum]
    return any(track.words_for_spectrum.startswith("Looking") for view in views for track in view.tracks)


def photograph(paths: Mapping[str, Path], theme: str, view: View, *, is_long: bool) -> Iterator[Path]:
    """Play the scenes named in one window, in their order, and save a picture of each."""
    with tempfile.TemporaryDirectory(prefix="screenshots-", ignore_cleanup_errors=True) as home:
        os.environ["VOICECLONER_HOME"] = home
        qt_app = make_qt_app()
        studio = open_studio(Path(home), theme, (view.width, view.height), is_long=is_long)
        try:
            for scene in SCENES:
                if scene.__name__ in paths:
                    scene(studio)
                    settle()
                    until(lambda: not is_looking(studio.window))
                    settle()  # what was waited for may have changed words, and so what is below them
                    dialogs = [each for each in studio.window.findChildren(QDialog) if each.isVisible()]
                    shown = dialogs[0] if dialogs else studio.window
                    shown.grab().save(str(paths[scene.__name__]))
                    for fault in layout_faults(shown):
                        print(f"{scene.__name__} {theme} {view.width}: {fault}", flush=True)
                    yield paths[scene.__name__]
        finally:
            studio.host.gate.set()
            studio.window.close()
            qt_app.quit()


def names_of(arguments: argparse.Namespace, theme: str, view: str) -> dict[str, Path]:
    """Where the picture of each scene goes."""
    folder: Path = arguments.folder
    if arguments.docs:
        return {scene.__name__: folder / f"{name}.png" for scene, name in DOCS.items()}
    wanted = arguments.only or [scene.__name__ for scene in SCENES]
    return {name: folder / f"{name}-{theme}-{view}.png" for name in wanted}


def main() -> int:
    """Start one process for each theme and scale: both are fixed once Qt runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "images")
    parser.add_argument("--docs", action="store_true", help="only those of the README, by their names there")
    parser.add_argument("--theme", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--view", nargs="+", choices=tuple(VIEWS), default=tuple(VIEWS))
    parser.add_argument("--only", nargs="+", default=[], choices=[scene.__name__ for scene in SCENES])
    parser.add_argument("--long", action="store_true", help="names of files, voices and devices as long as they may be")
    arguments = parser.parse_args()
    if not arguments.docs and arguments.folder == parser.get_default("folder"):
        parser.error("name a folder")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    looks = [("light", "usual")] if arguments.docs else list(itertools.product(arguments.theme, arguments.view))
    if len(looks) == 1 and os.environ.get("QT_SCALE_FACTOR") == str(VIEWS[looks[0][1]].scale):
        ((theme, view),) = looks
        for path in photograph(names_of(arguments, theme, view), theme, VIEWS[view], is_long=arguments.long):
            print(path, flush=True)
        return 0
    for theme, view in looks:
        command = [sys.executable, __file__, str(arguments.folder), "--theme", theme, "--view", view]
        command += (
            ["--docs"] * arguments.docs
            + ["--long"] * arguments.long
            + (["--only", *arguments.only] if arguments.only else [])
        )
        subprocess.run(command, check=True, env=os.environ | {"QT_SCALE_FACTOR": str(VIEWS[view].scale)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
