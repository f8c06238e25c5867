"""The files that tell operating systems about the program."""

import configparser
import json
import plistlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

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


def test_the_service_starts_with_words_that_the_command_line_knows() -> None:
    unit = (LINUX / "voicecloner.service").read_text("utf-8")
    recipe = (ROOT / "packaging" / "container" / "Containerfile").read_text("utf-8")
    started = re.findall(r"^ExecStart=/usr/bin/env voicecloner (.+)$", unit, re.MULTILINE)
    entered = re.findall(r"^ENTRYPOINT (.+)$", recipe, re.MULTILINE)
    for arguments in (started[0].split(), json.loads(entered[0])[1:]):
        assert build_parser().parse_args(arguments).command == "serve"


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
