"""Draw every icon file from resources/icons/voicecloner.svg; run it after the drawing has changed."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[1]
ICONS = ROOT / "resources" / "icons"
LINUX_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 32, 48, 256)
MACOS_SIZES = {b"ic11": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def render(drawing: QSvgRenderer, size: int) -> bytes:
    """The drawing as a square PNG of `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon of PNG pictures by size: header, one 16-byte entry each (0 stands for 256), then the pictures."""
    entries, offset = b"", 6 + 16 * len(pictures)
    for size, picture in pictures.items():
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures.values())


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """A macOS icon of PNG pictures by type code: each behind its code and its length, all behind "icns" and the sum."""
    chunks = b"".join(code + struct.pack(">I", 8 + len(picture)) + picture for code, picture in pictures.items())
    return b"icns" + struct.pack(">I", 8 + len(chunks)) + chunks


def main() -> None:
    """Write all icon files."""
    application = QGuiApplication(["make_icons", "-platform", "offscreen"])
    drawing = QSvgRenderer(str(ICONS / "voicecloner.svg"))
    for size in LINUX_SIZES:
        (ICONS / f"voicecloner-{size}.png").write_bytes(render(drawing, size))
    windows = ico({size: render(drawing, size) for size in WINDOWS_SIZES})
    (ROOT / "packaging" / "windows" / "voicecloner.ico").write_bytes(windows)
    macos = icns({code: render(drawing, size) for code, size in MACOS_SIZES.items()})
    (ROOT / "packaging" / "macos" / "voicecloner.icns").write_bytes(macos)
    application.quit()


if __name__ == "__main__":
    main()
