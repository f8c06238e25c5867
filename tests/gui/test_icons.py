"""The pictures of the program's icon."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from tests.support.sources import ROOT


def test_every_icon_file_is_drawn_from_todays_drawing(tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    for folder in ("packaging", "resources/icons"):
        shutil.copytree(ROOT / folder, copy / folder)
    pictures = [*copy.glob("resources/icons/voicecloner-*.png"), copy / "packaging/windows/voicecloner.ico"]
    kept = {picture: _pixels(picture) for picture in pictures}
    for picture in pictures:
        picture.unlink()
    subprocess.run([sys.executable, str(copy / "packaging" / "make_icons.py")], check=True)
    assert len(pictures) == 9
    for picture, pixels in kept.items():
        np.testing.assert_allclose(_pixels(picture), pixels, atol=3, err_msg=picture.name)


def _pixels(picture: Path) -> np.ndarray:
    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGBA8888)
    assert not image.isNull()
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)
