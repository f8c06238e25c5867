"""What is made of the built program for Linux: with a small stand-in for it, and the real tools."""

import configparser
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.sources import ROOT
from voicecloner import __version__

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="they are for Linux")

APP_ID = "io.github.voicecloner.VoiceCloner"
_PROGRAM = '#!/bin/sh\n[ "$1" = completion ] && echo "# for $2" || echo "said $*"\n'


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = importlib.util.spec_from_file_location("packages", ROOT / "packaging" / "linux" / "packages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder with a program in it, and with a library that needs others."""
    folder = tmp_path / "built"
    (folder / "_internal").mkdir(parents=True)
    (folder / "voicecloner").write_text(_PROGRAM)
    (folder / "voicecloner").chmod(0o755)
    (folder / "_internal" / "third-parties.txt").write_text("GPL\n")
    (folder / "_internal" / "secret").write_text("readable by its maker alone\n")
    (folder / "_internal" / "secret").chmod(0o600)
    shutil.copy(os.path.realpath(shutil.which("true") or ""), folder / "_internal" / "library.so")
    return folder


@pytest.fixture
def unpacked(packages: ModuleType, built: Path, tmp_path: Path) -> Path:
    """The archive, unpacked where a user might."""
    made = packages.archive(built, tmp_path / "out")
    with tarfile.open(made) as archive:
        archive.extractall(tmp_path, filter="tar")
    return tmp_path / made.name.removesuffix(".tar.gz")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def install(folder: Path, home: Path, *words: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PREFIX": str(home / "my prefix")}
    done = subprocess.run([folder / "install.sh", *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="this is no Debian")
def test_a_deb_holds_the_tree_and_says_what_it_needs(packages: ModuleType, built: Path, tmp_path: Path) -> None:
    made = packages.deb(built, tmp_path / "out")
    assert made.name.startswith(f"voicecloner_{__version__}_")
    root = tmp_path / "root"
    subprocess.run(["dpkg-deb", "--raw-extract", made, root], check=True)
    control = (root / "DEBIAN" / "control").read_text()
    assert f"Version: {__version__}\n" in control
    assert "libc6 (>= 2." in control
    assert (root / "usr/bin/voicecloner").resolve() == root / "usr/lib/voicecloner/voicecloner"
    assert (root / "usr/share/doc/voicecloner/third-parties.txt").read_text() == "GPL\n"
    assert (root / "usr/share/bash-completion/completions/voicecloner").read_text() == "# for bash\n"
    subprocess.run(["md5sum", "--check", "--quiet", "DEBIAN/md5sums"], cwd=root, check=True)
    listed = subprocess.run(["dpkg-deb", "--contents", made], capture_output=True, text=True, check=True).stdout
    assert all(line.split()[1] == "root/root" for line in listed.splitlines())
    assert "-rw-r--r--" in next(line for line in listed.splitlines() if "secret" in line)


@pytest.mark.skipif(not shutil.which("lintian"), reason="lintian is not installed")
def test_lintian_finds_no_error_in_the_tree(packages: ModuleType, built: Path, tmp_path: Path) -> None:
    made = packages.deb(built, tmp_path / "out")
    done = subprocess.run(["lintian", "--fail-on", "error", made], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_archive_installs_for_one_user_and_removes_all_of_it_again(unpacked: Path, home: Path) -> None:
    assert "installed" in install(unpacked, home)
    prefix = home / "my prefix"
    said = subprocess.run([prefix / "bin/voicecloner", "demo"], capture_output=True, text=True, check=True).stdout
    assert said == "said demo\n"
    entry = configparser.RawConfigParser()
    entry.read(prefix / "share/applications" / f"{APP_ID}.desktop", "utf-8")
    assert entry["Desktop Entry"]["Exec"] == f'"{prefix}/bin/voicecloner" %F'
    assert (
        f"ExecStart={prefix}/bin/voicecloner serve" in (prefix / "share/systemd/user/voicecloner.service").read_text()
    )
    install(unpacked, home, "--remove")
    assert [path for path in prefix.rglob("*") if not path.is_dir() and "cache" not in path.name] == []
    assert not (prefix / "lib/voicecloner").exists()


def test_installing_anew_takes_away_what_the_former_version_brought_and_nothing_of_the_users(
    unpacked: Path, home: Path
) -> None:
    install(unpacked, home)
    program = home / "my prefix/lib/voicecloner"
    (program / "_internal/former.so").touch()
    (program / "portable-data").mkdir()
    (program / "portable-data/voice").touch()
    install(unpacked, home)
    assert not (program / "_internal/former.so").exists()
    assert (program / "portable-data/voice").exists()
    install(unpacked, home, "--remove")
    assert list(program.rglob("*")) == [program / "portable-data", program / "portable-data/voice"]


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Begins as the runtime of AppImages does; it is none."""
    path = tmp_path / "runtime"
    path.write_bytes(b"\x7fELF\x02\x01\x01\x00AI\x02" + bytes(5) + b"mounts what follows")
    monkeypatch.setenv("VOICECLONER_APPIMAGE_RUNTIME", str(path))
    return path


@pytest.mark.skipif(not shutil.which("mksquashfs"), reason="squashfs-tools are not installed")
def test_an_appimage_is_the_runtime_and_the_program_behind_it(
    packages: ModuleType, built: Path, runtime: Path, tmp_path: Path
) -> None:
    made = packages.appimage(built, tmp_path / "out")
    head = runtime.read_bytes()
    assert made.read_bytes()[: len(head)] == head
    assert os.access(made, os.X_OK)
    tree = tmp_path / "mounted"
    subprocess.run(["unsquashfs", "-q", "-n", "-o", str(len(head)), "-d", tree, made], check=True)
    assert subprocess.run([tree / "AppRun", "demo"], capture_output=True, text=True, check=True).stdout == "said demo\n"
    for name in (f"{APP_ID}.desktop", f"{APP_ID}.png", ".DirIcon"):
        assert (tree / name).resolve(strict=True).is_relative_to(tree)


def test_what_is_no_runtime_is_refused(
    packages: ModuleType, built: Path, runtime: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runtime.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(20))
    assert packages.main(["appimage", str(built), str(tmp_path / "out")]) == 1
    assert "no runtime" in capsys.readouterr().err


def test_where_one_cannot_be_made_that_is_told_and_is_no_fault(
    packages: ModuleType,
    built: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("VOICECLONER_APPIMAGE_RUNTIME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    for kind, reason in (("appimage", "names no runtime"), ("deb", "no Debian")):
        assert packages.main([kind, str(built), str(tmp_path / "out")]) == 0
        assert reason in capsys.readouterr().err


def test_without_a_program_nothing_is_made(
    packages: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert packages.main(["archive", str(tmp_path), str(tmp_path / "out")]) == 1
    assert "made by ./dev package" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []
    assert packages.main(["rpm", str(tmp_path), str(tmp_path)]) == 2


@pytest.fixture
def third_parties(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(ROOT / "packaging")
    yield importlib.import_module("third_parties")
    sys.modules.pop("third_parties")


def test_packages_and_libraries_are_named_with_their_licences(third_parties: ModuleType) -> None:
    text = third_parties.third_parties(["numpy", "scipy", "of-another-system"], [])
    assert "\nnumpy " in text
    assert "BSD" in text
    assert "of-another-system" not in text


@pytest.mark.skipif(not shutil.which("dpkg"), reason="this is no Debian")
def test_a_library_of_the_system_comes_with_the_text_of_its_package(third_parties: ModuleType) -> None:
    library = next(Path("/lib").glob("*-linux-gnu/libc.so.6"))
    text = third_parties.third_parties([], [library])
    assert "libc6 (a library of the system it was built on)" in text
    assert "LGPL" in text
