"""What comes along in the built program, by whom, and under which licences: one text, made while it is built.

pyinstaller.spec puts it beside the program's libraries as `third-parties.txt`. It names every package of the lists in
requirements/ that is installed, and every library that was taken from the system (where that is a Debian or one of its
kin, which keeps the licences of its packages), each with its licence text. A text that was there already is not
repeated.
"""

import re
import subprocess
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_LICENCE = re.compile(r"(?i)(licen[cs]e|copying|notice|authors|copyright)")
# Their packages do not say it.
_UNSAID = {
    "espeakng-loader": "GPL-3.0-or-later (eSpeak NG and its data)",
    "pyworld-prebuilt": "MIT (pyworld), BSD-3-Clause (WORLD)",
}
_RULE = "=" * 78
_HEAD = """VoiceCloner is free software under the GNU General Public License, version 3 or
later. It comes with the works of others, which are named here with their
licences. The licences of models and tables lie beside them, in resources/.
"""


@dataclass(frozen=True)
class Work:
    """Something that comes along.

    Attributes:
        name: with its version, where that is known.
        licence: its name; empty if only its text is known.
        texts: the licence and what belongs to it.
    """

    name: str
    licence: str
    texts: tuple[str, ...]


def third_parties(packages: Iterable[str], libraries: Iterable[Path]) -> str:
    """The text.

    Args:
        packages: names of Python packages; those that are not installed here are left out.
        libraries: files that came from the system.
    """
    works = [_python(), *_packages(packages), *_libraries(libraries)]
    parts, seen = [_HEAD], {}
    for work in works:
        parts.append(f"{_RULE}\n{work.name}\n{work.licence}".rstrip())
        for text in work.texts:
            parts.append(f"The same text as under {seen[text]}." if text in seen else text)
            seen.setdefault(text, work.name)
    return "\n\n".join(parts) + "\n"


def _python() -> Work:
    paths = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path("/usr/share/doc/libpython3-stdlib/copyright"))
    texts = tuple(_read(path) for path in paths if path.is_file())[:1]
    return Work("Python", "PSF-2.0", texts)


def _packages(names: Iterable[str]) -> Iterator[Work]:
    for name in sorted(names):
        try:
            found = distribution(name)
        except PackageNotFoundError:  # it is for another system
            continue
        yield Work(f"{found.metadata['Name']} {found.version}", _licence_of(found), tuple(_texts_of(found)))


def _licence_of(found: Distribution) -> str:
    fields = found.metadata
    named = fields.get("License-Expression") or fields.get("License") or ""
    classified = [line.rpartition(" :: ")[2] for line in fields.get_all("Classifier", []) if line[:7] == "License"]
    short = named if named and "\n" not in named else ", ".join(classified)
    return short or _UNSAID.get(fields["Name"], "")


def _texts_of(found: Distribution) -> Iterator[str]:
    for file in found.files or ():
        is_about_it = _LICENCE.search(file.name) and file.suffix not in {".py", ".pyi", ".pyc"} and len(file.parts) <= 2
        path = Path(str(file.locate()))
        if (is_about_it or "licenses" in file.parts[:2]) and path.is_file():
            yield _read(path)


def _libraries(files: Iterable[Path]) -> Iterator[Work]:
    for package in sorted({package for file in files if (package := _package_of(file))}):
        text = Path("/usr/share/doc") / package / "copyright"
        if text.is_file():
            yield Work(f"{package} (a library of the system it was built on)", "", (_read(text),))


def _package_of(file: Path) -> str:
    """The Debian package a file belongs to; empty if none does."""
    for path in (str(file), f"/usr{file}", str(file.resolve())):
        try:
            done = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            return ""
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return ""


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace").strip()
