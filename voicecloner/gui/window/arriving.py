"""Files of voices that are dropped on the window, or with which the program is started: asked about, then taken in."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from voicecloner.api.voices import BundleContents, is_bundle
from voicecloner.domain.consent import Consent, ConsentKind, StatedBy
from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.translation import in_a_row, listed, quoted, said, tr, tr_many
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.gui.wording import counted, day, size_words
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.voices import Arrived

_MOST_NAMES = 6
_GROUNDS = {
    ConsentKind.OWN: tr("the voice of the person who made it"),
    ConsentKind.GIVEN: tr("made with the speaker’s consent"),
    ConsentKind.PUBLIC_DOMAIN: tr("made from a recording in the public domain"),
}
_STATED_BY = {
    StatedBy.USER: tr("the person who gave you the file"),
    StatedBy.EXPORTER: tr("somebody who gave them the voice"),
}
_NOT_YOURS = tr(
    "That is their statement, not yours: until you state consent anew, what you import may not be passed on."
)


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
        title = quoted(voices[0].name) if len(voices) == 1 else counted(len(voices), "voice")
        question = Question(
            tr("Import {title}?", title=title), _details(found), tr("Import"), tr("Cancel"), is_usual=True
        )
        ask(self._window, question, lambda: self._import(found))

    def _import(self, found: tuple[BundleContents, ...]) -> None:
        for contents in found:
            self._import_one(contents.path)

    def _import_one(self, path: Path) -> None:
        app = self._tools.app
        task = Task(
            lambda progress, cancel: app.exchange_voices.take_in(path, progress=progress, cancel=cancel),
            Queue.FILES,
            title=tr("Importing voices"),
        )
        self._tools.bridge.submit(task, Reply(done=self._arrived))

    def _arrived(self, arrived: "Arrived") -> None:
        self._tools.voices.refresh()
        self._tools.messages.tell(Message(*arrived_words(arrived)))
        if arrived.voices:
            self.arrived.emit(arrived.voices[-1])


def arrived_words(arrived: "Arrived") -> tuple[str, str]:
    """What became of voices that came in, and what else there is to say about it."""
    here = in_a_row(_trashed_again(arrived.trashed), _here_already(arrived.here_already))
    if not arrived.voices:
        return (here or tr("Nothing new came in."), "")
    renamed = [
        tr("“{former}” is called “{name}” here: the name was taken.", former=former, name=name)
        for former, name in arrived.renamed
    ]
    came = tuple(voice.name for voice in arrived.voices)
    told = tr_many("“{name}” was imported.", "{number} voices were imported.", len(came), name=came[0])
    return told, in_a_row(*renamed, here, *map(said, arrived.notes))


def _trashed_again(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return tr_many(
        "“{name}” was put in the trash again.",
        "{number} voices were put in the trash again.",
        len(names),
        name=names[0],
    )


def _here_already(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return tr_many(
        "“{name}” was here already and stayed unchanged.",
        "{number} voices were here already and stayed unchanged.",
        len(names),
        name=names[0],
    )


def _details(found: tuple[BundleContents, ...]) -> str:
    voices = [voice for contents in found for voice in contents.voices]
    lines = [_stated(voice.name if len(voices) > 1 else "", voice.consent) for voice in voices[:_MOST_NAMES]]
    if len(voices) > _MOST_NAMES:
        lines.append(tr("And {count} more.", count=len(voices) - _MOST_NAMES))
    size = size_words(sum(contents.size_bytes for contents in found))
    where = listed(contents.path.name for contents in found[:_MOST_NAMES])
    from_where = tr("From {where} ({size}). Nothing in your library is replaced.", where=where, size=size)
    return "\n".join([*lines, "", _NOT_YOURS, "", from_where])


def _stated(name: str, consent: Consent) -> str:
    """Whose voice it is, as a sentence; it begins with the name, if there is one."""
    ground = _GROUNDS[consent.kind]
    if consent.speaker:
        ground = tr("{ground} ({speaker})", ground=ground, speaker=consent.speaker)
    when, stater = day(consent.stated_at), _STATED_BY[consent.stated_by]
    if name:
        return tr("“{name}”: {ground}, stated on {day} by {stater}.", name=name, ground=ground, day=when, stater=stater)
    return tr("It is {ground}, stated on {day} by {stater}.", ground=ground, day=when, stater=stater)
