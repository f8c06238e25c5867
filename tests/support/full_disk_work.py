"""Works on a library whose disk fills up in the middle of what is done, at each of its 4 KiB pages.

Arguments: an empty folder, the step from one number of free pages to the next, and what is to be done. Needs the right
to mount a disk in memory, as in ``unshare -rm``. Prints a JSON line for each try, see `main`.
"""

import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.bundles import exchange, export, keep_voice
from tests.support.library_makers import new_voice, sounding_reference
from voicecloner.errors import VoiceClonerError
from voicecloner.library.exchange.backup import opened
from voicecloner.library.exchange.bundle import Bundle
from voicecloner.library.voices import VoiceLibrary
from voicecloner.settings_file import SettingsStore
from voicecloner.use_cases.upkeep.back_up_library import BackUpLibrary
from voicecloner.use_cases.voices.exchange_voices import ExportRequest

DISK_PAGES, PAGE_BYTES = 512, 4096
MOST_FREE_PAGES = 260
Work = Callable[[VoiceLibrary, Path], object]


def _rebind(library: VoiceLibrary, _folder: Path) -> object:
    anna = library.find("Anna")
    return library.rebind(anna.id, "basic", "4", anna.mode, bytes(20_000))


def _create(library: VoiceLibrary, folder: Path, *, name: str = "New", replaces: bool = False) -> object:
    new = new_voice(folder, name, references=(sounding_reference(folder),), voice_data=bytes(20_000))
    return library.create(new, replace_same_name=replaces)


def _on_disk(folder: Path, name: str) -> Path:
    return folder / "disk" / name


def _export(library: VoiceLibrary, folder: Path) -> object:
    return exchange(library, folder).export(ExportRequest(("Anna", "Bernd"), _on_disk(folder, "both.voice")))


def _back_up(library: VoiceLibrary, folder: Path) -> object:
    return BackUpLibrary(library, folder / "disk" / "library").back_up(_on_disk(folder, "backup"))


def _restore(library: VoiceLibrary, folder: Path) -> object:
    return BackUpLibrary(library, folder / "disk" / "library").restore(folder / "backup of others")


def prepare_others(folder: Path) -> None:
    """Lay beside the disk what is imported and restored: two voices that the library does not know."""
    with VoiceLibrary(folder / "others") as others:
        for name in ("Carla", "Dora"):
            keep_voice(others, folder, name)
        export(others, folder / "others.voice", "Carla", "Dora")
        BackUpLibrary(others, folder / "others").back_up(folder / "backup of others")


def left_over(folder: Path) -> dict[str, Any]:
    """What was written beside the library, and whether it is whole; nothing where it is not there."""
    bundle, backup = _on_disk(folder, "both.voice"), _on_disk(folder, "backup")
    found: dict[str, Any] = {}
    if bundle.exists():
        with Bundle(bundle) as opened_bundle:
            found["exported"] = len(opened_bundle.voices)
    if (backup / "backups").is_dir() and any((backup / "backups").iterdir()):
        found["backed up"] = len(opened(backup).read())
    hidden = [path.name for path in (folder / "disk").rglob(".voicecloner-*") if "library" not in path.parts]
    return {**found, "hidden": hidden} if hidden else found


WORKS: dict[str, Work] = {
    "import": lambda library, folder: exchange(library, folder).take_in(folder / "others.voice"),
    "export": _export,
    "backup": _back_up,
    "restore from backup": _restore,
    "create": _create,
    "replace": lambda library, folder: _create(library, folder, name="Anna", replaces=True),
    "rename": lambda library, _: library.rename(library.find("Anna").id, "Berta"),
    "update": lambda library, _: library.update(library.find("Anna").id, notes="notes"),
    "delete": lambda library, _: library.delete(library.find("Anna").id),
    "restore": lambda library, _: library.restore(library.trash()[0].voice.id),
    "purge": lambda library, _: library.purge(0),
    "rebind": _rebind,
    "settings": lambda _, folder: SettingsStore(folder / "disk" / "settings.json").change("theme", "dark"),
}


def state_of(library: VoiceLibrary) -> dict[str, Any]:
    """What can be seen of the voices, by id."""
    pairs = [(voice, False) for voice in library.list()] + [(each.voice, True) for each in library.trash()]
    return {voice.id: [voice.name, voice.notes, voice.engine_revision, deleted] for voice, deleted in pairs}


def in_a_process(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `work` answers, in a process of its own; an error of ours is an answer too."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        answer: dict[str, Any] = {"broken": True}
        try:
            answer = work()
        except VoiceClonerError as error:
            answer = {"error": f"{error.code}: {error.message}"}
        finally:
            if sys.exc_info()[0]:
                traceback.print_exc()
            with os.fdopen(write, "w") as pipe:
                json.dump(answer, pipe)
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        answer = json.load(pipe)
    os.waitpid(child, 0)
    return dict(answer)


def seen(library_folder: Path) -> dict[str, Any]:
    """What a fresh start sees."""
    with VoiceLibrary(library_folder) as library:
        return {"state": state_of(library), "faults": library.inspect().faults, "notes": library.notes}


def fill(disk: Path, free_pages: int) -> None:
    """Leave so many pages of the disk free."""
    with (disk / "filler").open("wb") as filler:
        while (free := os.statvfs(disk).f_bfree - free_pages) > 0:
            filler.write(bytes(free * PAGE_BYTES))
            filler.flush()


def one_try(folder: Path, template: Path, work: Work, free_pages: int) -> dict[str, Any]:
    """Do it once on a disk with so many free pages."""
    disk = folder / "disk"
    for path in disk.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(template, disk / "library")
    fill(disk, free_pages)

    def do() -> dict[str, Any]:
        with VoiceLibrary(disk / "library") as library:
            work(library, folder)
            return {"state": state_of(library)}

    done = in_a_process(do)
    beside = in_a_process(lambda: left_over(folder))
    while_full = in_a_process(lambda: seen(disk / "library"))
    (disk / "filler").unlink()
    after = in_a_process(lambda: seen(disk / "library"))
    settings = json.loads((disk / "settings.json").read_text()) if (disk / "settings.json").exists() else None
    return {
        "free_pages": free_pages,
        "done": done,
        "while_full": while_full,
        "after": after,
        "settings": settings,
        "beside": beside,
    }


def say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Print the state before, then one line for each number of free pages, until it could be done twice."""
    folder, step, names = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    (folder / "disk").mkdir()
    size = f"size={DISK_PAGES * PAGE_BYTES}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", str(folder / "disk")], check=True)
    prepare_others(folder)
    with VoiceLibrary(folder / "template") as library:
        for name, size_bytes in (("Anna", 1_000), ("Bernd", 1_000), ("Zoë", 400_000)):
            references = (sounding_reference(folder),)
            library.create(new_voice(folder, name, references=references, voice_data=bytes(size_bytes)))
        library.delete(library.find("Zoë").id)
        say({"before": state_of(library)})
    for name in names:
        for free_pages in range(0, MOST_FREE_PAGES, step):
            tried = one_try(folder, folder / "template", WORKS[name], free_pages)
            say({"work": name, **tried})
            if "state" in tried["done"]:
                break


if __name__ == "__main__":
    main()
