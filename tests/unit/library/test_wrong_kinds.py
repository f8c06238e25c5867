"""What is no file lies where a voice's file should be: told, never waited for, never a traceback."""

import os
import shutil
from pathlib import Path

import pytest

from tests.support.fake_host import VOICE_DATA, FakeHost, fake_engine
from tests.support.library_makers import new_voice
from voicecloner.bootstrap import Application
from voicecloner.domain.quality import Severity
from voicecloner.errors import VoiceNeedsRebuild
from voicecloner.library.voices import VoiceLibrary
from voicecloner.paths import user_folders
from voicecloner.use_cases.speaking.speak import SpeakRequest

pytestmark = pytest.mark.timeout(30)  # opening a pipe may wait for ever


def put_folder(path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_bytes(b"the user's")


def put_pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes with names")
    os.mkfifo(path)


def put_link_to_nowhere(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def put_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def put_link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


ENGINE = fake_engine()
KINDS = (put_folder, put_pipe, put_link_to_nowhere, put_link_to_itself, put_link_to_a_device)
FILES = ("data/*.safetensors", "original/1.*", "prepared/1.flac", "voice.json")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICECLONER_HOME", str(tmp_path / "home"))
    with VoiceLibrary(tmp_path / "home") as library:
        for name in ("Anna", "Bernd"):
            library.create(
                new_voice(tmp_path, name, engine_id=ENGINE.id, engine_revision=ENGINE.revision, voice_data=VOICE_DATA)
            )
    return tmp_path / "home"


def spoilt(home: Path, file: str, put) -> Path:
    """The file of the voice Anna that something else was put in place of."""
    with VoiceLibrary(home) as library:
        voice_id = library.find("Anna").id
    (path,) = (home / "voices" / voice_id).glob(file)
    path.unlink()
    put(path)
    return path


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("put", KINDS)
def test_the_voice_is_listed_told_by_the_doctor_and_erased(home, file, put):
    path = spoilt(home, file, put)
    app = Application(user_folders(), host=FakeHost())
    try:
        listed = app.manage_voices.list()
        assert sorted(voice.name for voice in listed.voices) == ["Anna", "Bernd"]
        report = app.examine(repair=False)
        (voices,) = [each for each in report.checks if each.check == "voices"]
        is_mended = file == "voice.json" and put is not put_folder  # it is written anew from the row
        assert voices.severity is (Severity.OK if is_mended else Severity.FAIL), voices
        assert is_mended or [fault for fault in voices.faults if "“Anna”" in fault]
        app.manage_voices.delete("Anna")
        app.manage_voices.erase("Anna")
        assert not path.parent.exists()
        assert [voice.name for voice in app.manage_voices.list().voices] == ["Bernd"]
    finally:
        app.close()


@pytest.mark.parametrize("put", KINDS)
def test_a_voice_without_its_data_is_called_damaged_in_the_list_and_cannot_speak(home, put):
    spoilt(home, "data/*.safetensors", put)
    app = Application(user_folders(), host=FakeHost())
    try:
        (reason,) = app.manage_voices.list().needs_rebuild.values()
        assert reason in {"its data file is damaged", "its data file is gone"}
        with pytest.raises(VoiceNeedsRebuild, match=reason):
            app.speak(SpeakRequest("Hello.", "Anna"))
    finally:
        app.close()


def test_data_takes_the_place_of_a_folder_which_is_kept(home):
    path = spoilt(home, "data/*.safetensors", put_folder)
    with VoiceLibrary(home) as library:
        anna = library.find("Anna")
        library.rebind(anna.id, anna.engine_id, anna.engine_revision, anna.mode, VOICE_DATA)
        assert library.voice_file(anna).read_bytes() == VOICE_DATA
    (kept,) = path.parent.glob("*.aside-*/mine.txt")
    assert kept.read_bytes() == b"the user's"


def test_a_file_in_place_of_the_folder_of_data_is_damage_too(home):
    path = spoilt(home, "data/*.safetensors", put_folder)
    shutil.rmtree(path.parent)
    path.parent.write_bytes(b"")
    with VoiceLibrary(home) as library:
        assert library.data_fault(library.find("Anna")) == "its data file is damaged"
