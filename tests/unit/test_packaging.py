"""The files that tell operating systems about the program."""

import configparser
import plistlib
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from tests.support.sources import ROOT
from voicecloner import __version__

APP_ID = "io.github.voicecloner.VoiceCloner"
LINUX = ROOT / "packaging" / "linux"
DESKTOP = LINUX / f"{APP_ID}.desktop"
METAINFO = LINUX / f"{APP_ID}.metainfo.xml"


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


def test_the_description_belongs_to_the_menu_entry_and_to_this_version() -> None:
    component = ET.parse(METAINFO).getroot()  # noqa: S314 - our own file
    assert component.findtext("id") == APP_ID
    assert component.findtext("launchable") == DESKTOP.name
    assert component.find("releases/release").get("version") == __version__


def test_macos_is_asked_for_the_microphone_in_both_places() -> None:
    folder = ROOT / "packaging" / "macos"
    assert "records your voice" in plistlib.loads((folder / "Info.plist").read_bytes())["NSMicrophoneUsageDescription"]
    assert plistlib.loads((folder / "entitlements.plist").read_bytes())["com.apple.security.device.audio-input"] is True


def test_the_licence_is_the_whole_one() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text
