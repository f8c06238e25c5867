"""Make of the folder that PyInstaller built what people install on Linux.

    python packaging/linux/packages.py KIND FOLDER OUT

KIND is `deb`, `archive` (a .tar.gz with a script that installs it) or `appimage`; FOLDER is `dist/voicecloner`; the
file goes into the folder OUT, and its path is printed. All three hold the same tree of files, linked and not copied.

A .deb is made with dpkg-deb. What it depends on is read from the libraries themselves: dpkg-shlibdeps asks for each
library that the program brings itself. An AppImage needs mksquashfs and the runtime that is its first part, which
VOICECLONER_APPIMAGE_RUNTIME names: see README.md.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
APP_ID = "io.github.voicecloner.VoiceCloner"
RUNTIME_VARIABLE = "VOICECLONER_APPIMAGE_RUNTIME"
PROGRAM = Path("lib/voicecloner")
"""Where the built folder lies, below the prefix of an installation."""
_ICON_PX = (16, 24, 32, 48, 64, 128, 256, 512)
_COMPLETIONS = {
    "bash": "share/bash-completion/completions/voicecloner",
    "zsh": "share/zsh/vendor-completions/_voicecloner",
    "fish": "share/fish/vendor_completions.d/voicecloner.fish",
}
_ELF, _APPIMAGE_MARK = b"\x7fELF", b"AI\x02"
_CONTROL = """Package: voicecloner
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size_kib}
Depends: {depends}, fontconfig-config
Recommends: libasound2-plugins | pipewire-alsa, shared-mime-info, hicolor-icon-theme
Section: sound
Priority: optional
Description: turn a short recording into a voice that can say anything
 VoiceCloner makes a voice out of ten to sixty seconds of speech, and then reads
 texts, books and tables aloud in that voice. Everything happens on this
 computer. It has a window, a command line, and a service over HTTP that
 programs made for OpenAI's speech service can use.
 .
 The program brings its own Python and its libraries.
"""
_MAINTAINER = "The VoiceCloner authors <packages@voicecloner.invalid>"
_CHANGES = """voicecloner ({version}) unstable; urgency=medium

  * What is new in it is told in NEWS.gz.

 -- {maintainer}  Thu, 01 Jan 2026 00:00:00 +0000
"""
# What a Python of the neural engines may have compiled beside the program's source.
_PRERM = """#!/bin/sh
set -e
find /usr/lib/voicecloner -depth -type d -name __pycache__ -exec rm -rf {} +
"""


class NotMade(Exception):
    """It could not be made; the sentence says why."""


class NotHere(NotMade):
    """It is not made on this computer, which is no fault."""


def main(arguments: Sequence[str]) -> int:
    """Make one; the exit code."""
    kinds: Mapping[str, Callable[[Path, Path], Path]] = {"deb": deb, "archive": archive, "appimage": appimage}
    try:
        kind, folder, out = arguments
        print(kinds[kind](Path(folder).absolute(), Path(out).absolute()))
    except NotMade as problem:
        print(problem, file=sys.stderr)
        return 0 if isinstance(problem, NotHere) else 1
    except (KeyError, ValueError):
        print(__doc__, file=sys.stderr)
        return 2
    return 0


def deb(folder: Path, out: Path) -> Path:
    """A package for Debian, Ubuntu and their kin."""
    if not shutil.which("dpkg-deb"):
        raise NotHere("No .deb: this is no Debian, and none of its kin.")
    with _scratch(out) as place:
        root = place / "root"
        lay_out(folder, root / "usr")
        _lay_out_documents(root / "usr/share/doc/voicecloner")
        shutil.copytree(HERE / "lintian", root / "usr/share/lintian/overrides")
        _write_control(root, depends(root / "usr" / PROGRAM))
        made = out / f"voicecloner_{version()}_{_architecture()}.deb"
        _run("dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", str(root), str(made))
    return made


def archive(folder: Path, out: Path) -> Path:
    """A folder that runs where it is unpacked, with a script that installs it for one user or for all."""
    name = f"VoiceCloner-{version()}-linux-{os.uname().machine}"
    made = out / f"{name}.tar.gz"
    with _scratch(out) as place:
        lay_out(folder, place / "tree")
        for source in (HERE / "install.sh", ROOT / "LICENSE"):
            shutil.copy(source, place / "tree" / source.name)
        with tarfile.open(made, "w:gz", compresslevel=6) as packed:
            packed.add(place / "tree", name, filter=_as_root)
    return made


def appimage(folder: Path, out: Path) -> Path:
    """One file that runs as it is: the runtime, and behind it a file system with the program."""
    runtime = required_runtime()
    made = out / f"VoiceCloner-{version()}-{os.uname().machine}.AppImage"
    with _scratch(out) as place:
        tree = app_folder(folder, place / "VoiceCloner.AppDir")
        packed = place / "packed"
        _run(
            "mksquashfs", str(tree), str(packed), "-root-owned", "-noappend", "-comp", "gzip", "-quiet", "-no-progress"
        )
        whole = place / "whole"
        with whole.open("wb") as file:
            for part in (runtime, packed):
                with part.open("rb") as source:
                    shutil.copyfileobj(source, file)
        whole.chmod(0o755)
        whole.replace(made)
    return made


def app_folder(folder: Path, tree: Path) -> Path:
    """The tree in an AppImage, with what desktops look for in its first folder."""
    lay_out(folder, tree / "usr")
    (tree / "AppRun").symlink_to(Path("usr") / PROGRAM / "voicecloner")
    (tree / f"{APP_ID}.desktop").symlink_to(f"usr/share/applications/{APP_ID}.desktop")
    (tree / f"{APP_ID}.png").symlink_to(f"usr/share/icons/hicolor/256x256/apps/{APP_ID}.png")
    (tree / ".DirIcon").symlink_to(f"{APP_ID}.png")
    return tree


def required_runtime() -> Path:
    """The first part of an AppImage.

    Raises:
        NotHere: none is named.
        NotMade: it is no such thing.
    """
    named = os.environ.get(RUNTIME_VARIABLE)
    if not named:
        raise NotHere(f"No AppImage: {RUNTIME_VARIABLE} names no runtime (see packaging/README.md).")
    with Path(named).open("rb") as file:
        head = file.read(len(_ELF) + 7)
    if head[: len(_ELF)] != _ELF or head[8:11] != _APPIMAGE_MARK:
        raise NotMade(f"{named} is no runtime of AppImages of type 2.")
    return Path(named)


def lay_out(folder: Path, prefix: Path) -> None:
    """Put the program and what tells the system about it below a prefix, such as /usr."""
    if not (folder / "voicecloner").is_file():
        raise NotMade(f"{folder} holds no program; it is made by ./dev package.")
    shutil.copytree(folder, prefix / PROGRAM, symlinks=True, copy_function=_link)
    for path in prefix.rglob("*"):
        if not path.is_symlink():
            is_started = os.access(path, os.X_OK) and ".so" not in path.suffixes
            path.chmod(0o755 if path.is_dir() or is_started else 0o644)
    _put_link(prefix / "bin/voicecloner", f"../{PROGRAM}/voicecloner")
    for source, target in system_files().items():
        (prefix / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, prefix / target)
        (prefix / target).chmod(0o644)
    _lay_out_manual(prefix / "share/man/man1/voicecloner.1.gz")
    for shell, target in _COMPLETIONS.items():
        script = _said(str(folder / "voicecloner"), "completion", shell)
        (prefix / target).parent.mkdir(parents=True, exist_ok=True)
        (prefix / target).write_text(script, "utf-8")


def system_files() -> Mapping[Path, str]:
    """What tells a Linux system about the program, by where it lies in the checkout, and where it goes to."""
    icons = ROOT / "resources" / "icons"
    themed = f"share/icons/hicolor/{{}}/apps/{APP_ID}"
    files = {
        HERE / f"{APP_ID}.desktop": f"share/applications/{APP_ID}.desktop",
        HERE / f"{APP_ID}.metainfo.xml": f"share/metainfo/{APP_ID}.metainfo.xml",
        HERE / f"{APP_ID}.mime.xml": f"share/mime/packages/{APP_ID}.xml",
        HERE / "voicecloner.service": "share/systemd/user/voicecloner.service",
        icons / "voicecloner.svg": f"{themed.format('scalable')}.svg",
    }
    for size in _ICON_PX:
        files[icons / f"voicecloner-{size}.png"] = f"{themed.format(f'{size}x{size}')}.png"
    return files


def depends(program: Path) -> str:
    """The packages that bring the libraries which the program does not bring itself.

    Of the C library the least version is known by what the program's libraries ask of it; of the others every version
    will do that is found beside such a C library.
    """
    files = [path for path in program.rglob("*") if _is_elf(path)]
    asked = "".join(_said("objdump", "-p", *map(str, part)) for part in _parts(files, 100))
    needed = set(re.findall(r"^ +NEEDED +(\S+)$", asked, re.MULTILINE)) - {path.name for path in program.rglob("*")}
    least = max(re.findall(r" GLIBC_(\d+)\.(\d+)$", asked, re.MULTILINE), key=lambda each: tuple(map(int, each)))
    packages = {_package_of(name) for name in needed}
    return ", ".join(f"{name} (>= {'.'.join(least)})" if name == "libc6" else name for name in sorted(packages))


def version() -> str:
    """The program's, as its package says it."""
    text = (ROOT / "voicecloner" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if not found:
        raise NotMade("The package names no version.")
    return found[1]


def _lay_out_manual(target: Path) -> None:
    manual = HERE / "voicecloner.1"
    if manual.exists():
        target.parent.mkdir(parents=True)
        _put_compressed(target, manual.read_bytes())


def _lay_out_documents(folder: Path) -> None:
    folder.mkdir(parents=True)
    shutil.copy(HERE / "copyright", folder / "copyright")
    (folder / "third-parties.txt").symlink_to(Path("../../..") / PROGRAM / "_internal/third-parties.txt")
    _put_compressed(folder / "NEWS.gz", (ROOT / "CHANGELOG.md").read_bytes())
    _put_compressed(folder / "changelog.gz", _CHANGES.format(version=version(), maintainer=_MAINTAINER).encode())


def _put_compressed(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content, 9, mtime=0))


def _write_control(root: Path, needs: str) -> None:
    control = root / "DEBIAN"
    control.mkdir()
    files = sorted(path for path in (root / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    sums = [f"{_md5(path)}  {path.relative_to(root)}\n" for path in files]
    (control / "md5sums").write_text("".join(sums), "utf-8")
    size_kib = sum(-(-path.stat().st_size // 1024) for path in files)
    fields = {"version": version(), "architecture": _architecture(), "maintainer": _MAINTAINER, "depends": needs}
    (control / "control").write_text(_CONTROL.format(size_kib=size_kib, **fields), "utf-8")
    (control / "prerm").write_text(_PRERM, "utf-8")
    (control / "prerm").chmod(0o755)


def _architecture() -> str:
    return _said("dpkg", "--print-architecture").strip()


def _package_of(library: str) -> str:
    """The Debian package that brings a library."""
    known = re.search(rf"^\t{re.escape(library)} \(.*64.*\) => (.+)$", _said("/sbin/ldconfig", "-p"), re.MULTILINE)
    if not known:
        raise NotMade(f"Nothing here brings the library {library}, so its package is not known.")
    found = (_owner(path) for path in (known[1], f"/usr{known[1]}", os.path.realpath(known[1])))
    package = next(filter(None, found), "")
    if not package:
        raise NotMade(f"No package brings {known[1]}.")
    return package


def _owner(path: str) -> str:
    done = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
    return done.stdout.partition(":")[0] if done.returncode == 0 else ""


def _parts(files: Sequence[Path], size: int) -> Iterator[Sequence[Path]]:
    """So many at a time, since a command line has an end."""
    return (files[begin : begin + size] for begin in range(0, len(files), size))


def _md5(path: Path) -> str:
    """What `dpkg --verify` compares; not meant to keep anybody from changing a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF


def _as_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def _link(source: str, target: str) -> str:
    """As a copy; without the room it takes, where both lie on one disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _put_link(path: Path, target: str) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(target)


@contextmanager
def _scratch(out: Path) -> Iterator[Path]:
    """A folder beside the result, so that files can be linked into it."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".packing-", dir=out) as place:
        yield Path(place)


def _said(*command: str, cwd: Path | None = None) -> str:
    """What a program prints; what it complains of goes to the terminal."""
    if not shutil.which(command[0]):
        raise NotMade(f"The program {command[0]} is missing.")
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=cwd, check=False)
    if done.returncode:
        raise NotMade(f"{Path(command[0]).name} ended with exit code {done.returncode}.")
    return done.stdout


def _run(*command: str) -> None:
    """The same of a program that need not be heard."""
    print(_said(*command), end="", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
