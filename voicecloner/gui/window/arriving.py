"""Files of voices that are dropped on the window, or with which the program is started: asked about, then taken in."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from voicecloner.api.voices import BundleContents, is_bundle
from voicecloner.domain.consent import Consent, ConsentKind, StatedBy
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.jobs import CancelToken, Progress
from voicecloner.wording import counted, day, size_words

if TYPE_CHECKING:
    from voicecloner.api.voices import Arrived

_MOST_NAMES = 6
_GROUNDS = {
    ConsentKind.OWN: "the own voice of who made it",
    ConsentKind.GIVEN: "made with the speaker’s consent",
    ConsentKind.PUBLIC_DOMAIN: "made of a recording in the public domain",
}
_STATED_BY = {StatedBy.USER: "who gave you the file", StatedBy.EXPORTER: "somebody who gave the voice to them"}
_NOT_YOURS = "That is their statement, not yours: until you state consent anew, what comes in may not be passed on."


class ArrivingVoices(QObject):
    """Takes in files of voices.

    Args:
        tools: the window's tools.
        window: stands behind the question.

    Signals:
        arrived: the last `Voice` that came in.
    """

    arrived = Signal(object)

    def __init__(self, tools: PageTools, window: QWidget) -> None:
        super().__init__(window)
        self._tools = tools
        self._window = window

    def take(self, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        """Ask about the files of voices among these, and take them in if that is wanted; returns the other files."""
        bundles = tuple(path for path in paths if is_bundle(path))
        if bundles:
            app = self._tools.app

            def look(_progress: Progress, _cancel: CancelToken) -> tuple[BundleContents, ...]:
                return tuple(map(app.exchange_voices.look, bundles))

            self._tools.bridge.submit(Task(look, Queue.FILES), Reply(done=self._ask))
        return tuple(path for path in paths if path not in bundles)

    def _ask(self, found: tuple[BundleContents, ...]) -> None:
        voices = [voice for contents in found for voice in contents.voices]
        title = f"“{voices[0].name}”" if len(voices) == 1 else counted(len(voices), "voice")
        question = Question(f"Import {title}?", _details(found), "Import", "Cancel", is_usual=True)
        ask(self._window, question, lambda: self._import(found))

    def _import(self, found: tuple[BundleContents, ...]) -> None:
        for contents in found:
            self._import_one(contents.path)

    def _import_one(self, path: Path) -> None:
        app = self._tools.app
        task = Task(
            lambda progress, cancel: app.exchange_voices.take_in(path, progress=progress, cancel=cancel),
            Queue.FILES,
            title="Importing voices",
        )
        self._tools.bridge.submit(task, Reply(done=self._arrived))

    def _arrived(self, arrived: "Arrived") -> None:
        self._tools.voices.refresh()
        self._tools.messages.tell(Message(*arrived_words(arrived)))
        if arrived.voices:
            self.arrived.emit(arrived.voices[-1])


def arrived_words(arrived: "Arrived") -> tuple[str, str]:
    """What became of voices that came in, and what else there is to say about it."""
    there = f"{_names(arrived.here_already)} {_was(arrived.here_already)} here already and stayed unchanged."
    here = there if arrived.here_already else ""
    if arrived.trashed:
        here = f"{_names(arrived.trashed)} {_was(arrived.trashed)} put in the trash again. {here}".strip()
    if not arrived.voices:
        return (here or "Nothing new came in.", "")
    renamed = " ".join(f"“{former}” is called “{name}” here: the name was taken." for former, name in arrived.renamed)
    came = tuple(voice.name for voice in arrived.voices)
    return f"{_names(came)} {_was(came)} imported.", " ".join(filter(None, (renamed, here, *arrived.notes)))


def _names(names: tuple[str, ...]) -> str:
    return f"“{names[0]}”" if len(names) == 1 else counted(len(names), "voice")


def _was(names: tuple[str, ...]) -> str:
    return "was" if len(names) == 1 else "were"


def _details(found: tuple[BundleContents, ...]) -> str:
    voices = [voice for contents in found for voice in contents.voices]
    lines = [f"{_called(voice.name, len(voices))}{_ground(voice.consent)}." for voice in voices[:_MOST_NAMES]]
    if len(voices) > _MOST_NAMES:
        lines.append(f"And {len(voices) - _MOST_NAMES} more.")
    size = size_words(sum(contents.size_bytes for contents in found))
    where = ", ".join(contents.path.name for contents in found[:_MOST_NAMES])
    from_where = f"From {where} ({size}). Nothing in your library is replaced."
    return "\n".join([*lines, "", _NOT_YOURS, "", from_where])


def _called(name: str, count: int) -> str:
    return f"“{name}”, " if count > 1 else "It is "


def _ground(consent: Consent) -> str:
    who = f" ({consent.speaker})" if consent.speaker else ""
    return f"{_GROUNDS[consent.kind]}{who}: stated on {day(consent.stated_at)} by {_STATED_BY[consent.stated_by]}"
