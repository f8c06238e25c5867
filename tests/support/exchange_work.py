"""Imports, exports, backs up, restores and erases voices until it is killed, as `library_work` does other things.

Arguments: the folder, in which `prepare` has laid what is imported and restored. Each line on the standard input is a
seed, for which one worker is forked; what it says, and where, is as of `library_work`.
"""

import json
import os
import random
import sys
from pathlib import Path
from typing import IO

from tests.support.bundles import exchange, export, keep_voice
from tests.support.library_work import tell
from voicecloner.domain.consent import Use
from voicecloner.library.exports import Exports
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.upkeep.back_up_library import BackUpLibrary
from voicecloner.use_cases.voices.exchange_voices import ExportRequest

ACTIONS = ("import", "import", "export", "backup", "restore", "erase", "erase")
BUNDLES, VOICES_IN_EACH = 6, 2
EXPORTED = "exported.voice"


def prepare(folder: Path) -> None:
    """Make a library to draw on, files of its voices, and a backup of it."""
    with VoiceLibrary(folder / "source", quota=1000) as source:
        for number in range(BUNDLES):
            names = [f"Voice {number} {place}" for place in range(VOICES_IN_EACH)]
            for name in names:
                keep_voice(source, folder, name)
            export(source, folder / f"{number}.voice", *names)
        BackUpLibrary(source, folder / "source").back_up(folder / "source backup")


class Worker:
    """Does one thing after the other, drawn from a seed."""

    def __init__(self, folder: Path, library: VoiceLibrary, seed: int, log: IO[str]) -> None:
        self._folder = folder
        self._library = library
        self._seed = seed
        self._log = log
        self._exchange = exchange(library, folder)
        self._backups = BackUpLibrary(library, folder / "library")

    def work(self) -> None:
        """Until it is killed."""
        # one that was killed may have left a voice there, and what is imported then is a copy under another id
        self._library.erase([each.voice.id for each in self._library.trash()])
        drawn = random.Random(self._seed)  # noqa: S311 - nothing secret
        while True:
            action = drawn.choice(ACTIONS)
            ids = sorted(voice.id for voice in self._library.list())
            chosen = drawn.choice(ids) if ids else ""
            if not chosen and action in {"export", "erase"}:
                continue
            if action == "import":
                chosen = str(drawn.randrange(BUNDLES))
            self._say("will", action=action, chosen=chosen, ids=ids)
            getattr(self, f"_{action}")(chosen)
            self._say("did", action=action, chosen=chosen, ids=sorted(voice.id for voice in self._library.list()))
            tell("did")

    def _say(self, what: str, **fields: object) -> None:
        self._log.write(json.dumps({"what": what, **fields}) + "\n")
        self._log.flush()

    def _import(self, chosen: str) -> None:
        self._exchange.take_in(self._folder / f"{chosen}.voice")

    def _export(self, _chosen: str) -> None:
        # those that came in with a file are private until somebody states otherwise; those restored are the user's own
        names = tuple(voice.id for voice in self._library.list() if voice.consent.allows(Use.EXPORT))
        if not names:
            return
        self._exchange.export(ExportRequest(names, self._folder / EXPORTED, overwrites=True))

    def _backup(self, _chosen: str) -> None:
        self._backups.back_up(self._folder / "backup")

    def _restore(self, _chosen: str) -> None:
        self._backups.restore(self._folder / "source backup")

    def _erase(self, chosen: str) -> None:
        self._library.delete(chosen)
        self._library.erase([chosen])


def main() -> None:
    """See the module's text."""
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if not child:
            seed = int(line)
            with (folder / f"said-{seed}.jsonl").open("w") as log:
                tell(str(os.getpid()))
                Exports(folder / "exports").clear_leftovers()
                with VoiceLibrary(folder / "library", quota=1000) as library:
                    Worker(folder, library, seed, log).work()
        os.waitpid(child, 0)
        tell("")


if __name__ == "__main__":
    main()
