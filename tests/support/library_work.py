"""Works on a library until it is killed: each line on its standard input is a seed, for which it forks one worker.

Arguments: the folder. Each worker says in ``said-<seed>.jsonl`` what it will do and what it has done; on the standard
output stand its process id, once it runs, ``did`` for each thing that is done, and an empty line, once it has ended.
"""

import json
import os
import random
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import IO, NoReturn

from tests.support.fake_host import FakeHost, fake_engine
from tests.support.library_makers import new_voice, sounding_reference
from voicecloner.jobs import CancelToken
from voicecloner.library.takes import TakeStore
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.voices.manage_voices import ManageVoices
from voicecloner.use_cases.voices.rebuild_voice import RebuildRequest, RebuildVoice

ACTIONS = ("create", "create", "rename", "update", "delete", "restore", "rebuild", "replace", "purge")


def _no_importer(path: Path, **_options: object) -> NoReturn:
    raise AssertionError(f"the prepared recording beside {path} is lost")


class Worker:
    """Does one thing after the other with the voices of a library, drawn from a seed."""

    def __init__(self, folder: Path, library: VoiceLibrary, seed: int, log: IO[str]) -> None:
        self._folder = folder
        self._library = library
        self._seed = seed
        self._log = log
        self._host = FakeHost()
        self._manage = ManageVoices(library, self._host, TakeStore(folder / "library" / "takes"))

    def work(self) -> None:
        """Until it is killed."""
        drawn, number = random.Random(self._seed), 0  # noqa: S311 - nothing secret
        while True:
            number += 1
            action = drawn.choice(ACTIONS)
            living = self._there(voice.id for voice in self._library.list())
            trashed = self._there(each.voice.id for each in self._library.trash())
            candidates = trashed if action in {"restore", "purge"} else living
            chosen = drawn.choice(candidates) if candidates and action != "create" else ""
            if chosen or action == "create":
                self._do(action, chosen, f"{action} {self._seed} {number}")

    def _there(self, voice_ids: Iterable[str]) -> list[str]:
        """Those whose files are there: an older copy of the database still knows others, which were erased since."""
        return sorted(each for each in voice_ids if (self._folder / "library" / "voices" / each).is_dir())

    def _do(self, action: str, chosen: str, value: str) -> None:
        if action == "replace":
            value = self._library.get(chosen).name
        self._say("will", action=action, id=chosen, value=value)
        new_id = getattr(self, f"_{action}")(chosen, value)
        self._say("did", action=action, id=chosen, value=value, new_id=new_id or "")
        tell("did")

    def _say(self, what: str, **fields: str) -> None:
        self._log.write(json.dumps({"what": what, **fields}) + "\n")
        self._log.flush()

    def _create(self, _chosen: str, value: str) -> str:
        references = (sounding_reference(self._folder),)
        return self._library.create(new_voice(self._folder, value, references=references)).id

    def _replace(self, _chosen: str, value: str) -> str:
        new = new_voice(self._folder, value, references=(sounding_reference(self._folder),))
        return self._library.create(new, replace_same_name=True).id

    def _rename(self, chosen: str, value: str) -> None:
        self._manage.rename(chosen, value)

    def _update(self, chosen: str, value: str) -> None:
        self._library.update(chosen, notes=value)

    def _delete(self, chosen: str, _value: str) -> None:
        self._manage.delete(chosen)

    def _restore(self, chosen: str, value: str) -> None:
        self._manage.restore(chosen, value)

    def _purge(self, chosen: str, _value: str) -> None:
        self._manage.erase(chosen)

    def _rebuild(self, chosen: str, value: str) -> None:
        self._host.info = replace(fake_engine(), revision=value)
        rebuild = RebuildVoice(self._host, self._library, importer=_no_importer)
        rebuild(RebuildRequest(chosen), progress=lambda _update: None, cancel=CancelToken())


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """See the module's text."""
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if not child:
            seed = int(line)
            with (folder / f"said-{seed}.jsonl").open("w") as log:
                tell(str(os.getpid()))
                with VoiceLibrary(folder / "library", quota=1000) as library:
                    Worker(folder, library, seed, log).work()
        os.waitpid(child, 0)
        tell("")


if __name__ == "__main__":
    main()
