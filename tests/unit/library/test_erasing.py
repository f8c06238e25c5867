"""Nothing of an erased voice lies anywhere: not in the index, its copies, or a damaged one that was set aside."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.library_damage import cut, execute, put_another_programs, scribble, zero_a_page
from tests.support.library_makers import Clock, new_reference, new_voice
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary

WORDS: dict[str, Any] = {
    "name": "Verschwindikus",
    "transcript": "Kassiopeia spricht langsam.",
    "notes": "Quastenflosser",
    "tags": ("Zimtstern",),
}
SECRETS = ("verschwindikus", "kassiopeia", "quasten", "zimt", "holunder", "sommernachtstraum")


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """A library with three copies of its index, closed; one of its two voices is to be erased."""
    folder = tmp_path / "library"
    sound = new_reference(tmp_path, "Holunder.wav", b"Sommernachtstraum" * 500)
    for day in range(4):
        clock.move(days=1)
        with VoiceLibrary(folder, clock=clock) as library:
            if not day:
                library.create(new_voice(tmp_path, "stays"))
                library.create(new_voice(tmp_path, references=(sound,), **WORDS))
    return folder


def erase(folder: Path, clock: Clock) -> str:
    """Returns the id of the voice that was erased."""
    with VoiceLibrary(folder, clock=clock) as library:
        doomed = library.find("Verschwindikus").id
        library.delete(doomed)
        assert library.erase([doomed]) == 1
    return doomed


def files_that_tell(folder: Path, doomed: str) -> list[str]:
    told = re.compile("|".join((*SECRETS, doomed)).encode(), re.IGNORECASE)
    return [path.name for path in folder.rglob("*") if path.is_file() and told.search(path.read_bytes())]


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").iterdir())


def test_what_is_erased_is_erased_everywhere(folder, clock):
    copies = backups(folder)
    assert len(copies) == 3
    doomed = erase(folder, clock)
    assert files_that_tell(folder, doomed) == []
    assert backups(folder) == copies


@pytest.mark.parametrize("damage", [cut, zero_a_page, scribble, put_another_programs])
def test_a_damaged_copy_goes(folder, clock, damage):
    copies = backups(folder)
    damage(copies[1])
    doomed = erase(folder, clock)
    assert files_that_tell(folder, doomed) == []
    assert backups(folder) == [copies[0], copies[2]]


def test_a_copy_of_an_earlier_version_that_knows_no_search_goes(folder, clock):
    copies = backups(folder)
    execute(copies[0], "DROP TABLE voice_search")
    doomed = erase(folder, clock)
    assert files_that_tell(folder, doomed) == []
    assert backups(folder) == copies[1:]


@pytest.mark.parametrize("damage", [cut, zero_a_page])
def test_a_damaged_index_that_was_set_aside_goes(folder, clock, damage):
    damage(folder / DATABASE_NAME)
    with VoiceLibrary(folder, clock=clock) as library:
        (kept, *_beside) = library.set_aside()
    own = folder / "library.damaged-mine.db"
    own.write_bytes(b"of the user")
    doomed = erase(folder, clock)
    assert files_that_tell(folder, doomed) == []
    assert not kept.exists()
    assert own.exists()


def test_a_damaged_index_stays_while_it_alone_may_tell_of_a_recording(folder, clock):
    unknown = folder / "voices" / ("0" * 32)
    unknown.mkdir()
    cut(folder / DATABASE_NAME)
    erase(folder, clock)
    with VoiceLibrary(folder, clock=clock) as library:
        assert [path.name for path in library.set_aside()] == [f"library.damaged-{clock().date()}-1.db"]
