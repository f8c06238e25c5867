"""A folder of wheels that uv installs from, without a network."""

import hashlib
import zipfile
from base64 import urlsafe_b64encode
from pathlib import Path


def make_wheel(folder: Path, name: str, files: dict[str, str]) -> Path:
    """A wheel ``NAME-1.0`` that puts `files` (path to text) into site-packages."""
    folder.mkdir(parents=True, exist_ok=True)
    about = f"{name}-1.0.dist-info"
    contents = files | {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for place, text in contents.items():
            wheel.writestr(place, text)
        wheel.writestr(f"{about}/RECORD", "".join(map(_recorded, contents.items())) + f"{about}/RECORD,,\n")
    return path


def _recorded(item: tuple[str, str]) -> str:
    place, text = item
    digest = urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    return f"{place},sha256={digest},{len(text.encode())}\n"
