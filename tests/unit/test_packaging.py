"""The files that tell operating systems about the program."""

import configparser
import fnmatch
import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.support.sources import ROOT
from voicecloner import __version__
from voicecloner.cli.main import build_parser
from voicecloner.library.exchange.bundle import SUFFIX

APP_ID = "io.github.voicecloner.VoiceCloner"
LINUX = ROOT / "packaging" / "linux"
DESKTOP = LINUX / f"{APP_ID}.desktop"
METAINFO = LINUX / f"{APP_ID}.metainfo.xml"
MIME = LINUX / f"{APP_ID}.mime.xml"
SERVICE = LINUX / "voicecloner.service"
CONTAINER = ROOT / "packaging" / "container" / "Containerfile"
INSTALLER = ROOT / "packaging" / "windows" / "voicecloner.nsi"


@pytest.mark.parametrize(
    "command",
    [["desktop-file-validate", str(DESKTOP)], ["appstreamcli", "validate", "--no-net", str(METAINFO)]],
    ids=lambda command: command[0],
)
def test_the_systems_own_validators_are_content(command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_menu_entry_starts_the_program_with_files() -> None:
    entry = configparser.RawConfigParser()
    entry.optionxform = str
    entry.read(DESKTOP, "utf-8")
    assert entry["Desktop Entry"]["Exec"] == "voicecloner %F"
    assert entry["Desktop Entry"]["Icon"] == APP_ID


_NAMED = """
from PySide6.QtWidgets import QApplication
from voicecloner.gui.window.app import make_qt_app
qt_app = make_qt_app()
print(QApplication.desktopFileName())
"""


def test_the_window_names_the_menu_entry_so_that_desktops_show_its_icon() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", _NAMED], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{APP_ID}\n"


def test_the_description_belongs_to_the_menu_entry_and_to_this_version() -> None:
    component = ET.parse(METAINFO).getroot()  # noqa: S314 - our own file
    assert component.findtext("id") == APP_ID
    assert component.findtext("launchable") == DESKTOP.name
    assert component.find("releases/release").get("version") == __version__


def test_files_of_voices_are_known_by_their_suffix_and_opened_by_the_program() -> None:
    """What a file manager needs for a double click: a type for the suffix, which the menu entry says it opens."""
    space = {"mime": "http://www.freedesktop.org/standards/shared-mime-info"}
    (kind,) = ET.parse(MIME).getroot().findall("mime:mime-type", space)  # noqa: S314 - our own file
    assert kind.find("mime:glob", space).get("pattern") == f"*{SUFFIX}"
    entry = configparser.RawConfigParser()
    entry.read(DESKTOP, "utf-8")
    assert kind.get("type") in entry["Desktop Entry"]["mimetype"].split(";")
    assert ET.parse(METAINFO).getroot().findtext("provides/mediatype") == kind.get("type")  # noqa: S314 - our own file
    plist = plistlib.loads((ROOT / "packaging" / "macos" / "Info.plist").read_bytes())
    (declared,) = plist["UTExportedTypeDeclarations"]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == [SUFFIX.removeprefix(".")]
    assert [declared["UTTypeIdentifier"]] in [kind["LSItemContentTypes"] for kind in plist["CFBundleDocumentTypes"]]


def test_macos_is_asked_for_the_microphone_in_both_places() -> None:
    folder = ROOT / "packaging" / "macos"
    assert "records your voice" in plistlib.loads((folder / "Info.plist").read_bytes())["NSMicrophoneUsageDescription"]
    assert plistlib.loads((folder / "entitlements.plist").read_bytes())["com.apple.security.device.audio-input"] is True


def test_the_licence_is_the_whole_one() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_service_is_started_with_a_command_there_is_and_keeps_its_token_out_of_the_log() -> None:
    unit = SERVICE.read_text("utf-8")
    (command,) = re.findall("^ExecStart=(.+)$", unit, re.MULTILINE)
    program, *words = command.split()
    assert program == "/usr/bin/voicecloner"
    arguments = build_parser().parse_args(words)
    assert arguments.command == "serve"
    assert f"ConditionPathExists={arguments.token_file}\n" in unit
    assert "StandardOutput=null\n" in unit  # the service tells its token there


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("command", [["verify"], ["security", "--offline=true", "--threshold=35", "--no-pager"]])
def test_systemd_is_content_with_the_service(command: list[str], tmp_path: Path) -> None:
    tried = tmp_path / SERVICE.name
    tried.write_text(SERVICE.read_text("utf-8").replace("/usr/bin/voicecloner", "/bin/true"), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "--user", "--man=no", *command, tried],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_container_serves_as_a_user_of_its_own_with_a_token_from_a_file() -> None:
    lines = CONTAINER.read_text("utf-8").replace("\\\n", "").splitlines()
    steps = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    last = {step: what for step, _, what in steps}
    assert last["USER"] == "10001"
    arguments = build_parser().parse_args(json.loads(last["CMD"]))
    assert (arguments.command, arguments.host) == ("serve", "0.0.0.0")  # noqa: S104 - of the container alone
    assert arguments.token_file.is_relative_to("/run/secrets")
    assert not any("TOKEN" in what for step, _, what in steps if step in {"ENV", "ARG"})
    assert "/health" in last["HEALTHCHECK"]
    assert last["VOLUME"] in last["ENV"]


def test_what_the_container_copies_is_there_and_nothing_else_is_sent_to_its_builder() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINER.read_text("utf-8"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert all((ROOT / name).exists() for name in names)
    ignored = (ROOT / ".containerignore").read_text("utf-8").split()
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == names
    assert any(fnmatch.fnmatch(".git", line) for line in ignored)


def test_the_installer_for_windows_knows_the_same_files_of_voices() -> None:
    """Untried on Windows: what it writes into the registry is compared with what Linux is told."""
    written = re.findall(r'WriteRegStr HKCU "(.+?)" "(.*?)" (?:"(.+?)"|\'(.+?)\')', INSTALLER.read_text("utf-8"))
    values = {(key, name): text or quoted for key, name, text, quoted in written}
    space = {"mime": "http://www.freedesktop.org/standards/shared-mime-info"}
    (kind,) = ET.parse(MIME).getroot().findall("mime:mime-type", space)  # noqa: S314 - our own file
    suffix = f"${{CLASSES}}\\{SUFFIX}"
    assert values[suffix, "Content Type"] == kind.get("type")
    assert values[suffix, ""] == "${VOICE}"
    assert values["${CLASSES}\\${VOICE}\\shell\\open\\command", ""] == '"$INSTDIR\\voicecloner.exe" "%1"'


@pytest.mark.skipif(not shutil.which("makensis"), reason="NSIS is not installed")
def test_the_installer_for_windows_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "built" / "_internal").mkdir(parents=True)
    (tmp_path / "built" / "voicecloner.exe").write_bytes(b"MZ")
    (tmp_path / "built" / "_internal" / "library.dll").write_bytes(b"MZ")
    made = tmp_path / "VoiceCloner.exe"
    facts = [f"-DVERSION={__version__}", f"-DPROGRAM={tmp_path / 'built'}", f"-DOUT={made}"]
    done = subprocess.run(["makensis", "-V2", "-WX", *facts, INSTALLER], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert made.read_bytes()[:2] == b"MZ"
