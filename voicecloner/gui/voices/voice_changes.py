"""Changes of saved voices, one or many at once, with Undo for what is deleted."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from voicecloner.api.voices import TRASH_DAYS, NamedVoice, ReviewRequest
from voicecloner.domain.quality import ReviewState, Severity
from voicecloner.domain.voice import Voice, VoiceSummary
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.jobs import CancelToken, Progress

_KEPT = tr("It stays in the trash for {days} days on which VoiceCloner is used.", days=TRASH_DAYS)
_ALL_KEPT = tr("They stay in the trash for {days} days on which VoiceCloner is used.", days=TRASH_DAYS)


class VoiceChanges(QObject):
    """Has the library do them, and tells.

    Args:
        tools: the window's tools.
        parent: lives as long.

    Signals:
        restored: a `Voice` that was brought back.
        renamed: a `Voice` that has another name now.
        not_renamed: a `Voice` that kept its name, and the `VoiceClonerError` that says why.
    """

    restored = Signal(object)
    renamed = Signal(object)
    not_renamed = Signal(object, object)

    def __init__(self, tools: PageTools, parent: QObject) -> None:
        super().__init__(parent)
        self._tools = tools

    def rename(self, voice: Voice, name: str) -> None:
        """Give a voice another name."""
        app = self._tools.app

        def done(renamed: Voice) -> None:
            self.renamed.emit(renamed)
            self._look_again()

        task = Task(lambda _progress, _cancel: app.manage_voices.rename(voice.id, name), Queue.LIBRARY, saves=True)
        self._tools.bridge.submit(task, Reply(done, lambda error: self.not_renamed.emit(voice, error)))

    def describe(self, voice: Voice, tags: tuple[str, ...], notes: str) -> None:
        """Give a voice these tags and notes."""
        app = self._tools.app
        task = Task(
            lambda _progress, _cancel: app.manage_voices.describe(voice.id, tags=tags, notes=notes),
            Queue.LIBRARY,
            saves=True,
        )
        self._tools.bridge.submit(task, Reply(done=lambda _voice: self._look_again()))

    def review(self, voice: Voice) -> None:
        """Review a voice again, and tell what came of it."""
        app, request = self._tools.app, ReviewRequest(voice.id)

        def work(progress: Progress, cancel: CancelToken) -> Voice:
            self._tools.bridge.post(self._look_again)  # it is listed as being reviewed
            return app.review_voice(request, progress=progress, cancel=cancel)

        def done(reviewed: Voice) -> None:
            self._look_again()
            is_failed = reviewed.review.state is ReviewState.FAILED
            words = (
                tr("“{name}” did not pass its review: it cannot be used.", name=reviewed.name)
                if is_failed
                else tr("“{name}” passed its review.", name=reviewed.name)
            )
            self._tools.messages.tell(Message(words, "", Severity.FAIL if is_failed else Severity.OK))

        def failed(error: VoiceClonerError) -> None:
            self._look_again()
            if not isinstance(error, Cancelled):
                self._tools.messages.tell_error(error)

        task = Task(work, Queue.FILES, tr("Reviewing “{name}”", name=voice.name), "review")
        self._tools.bridge.submit(task, Reply(done=done, failed=failed))

    def tag(self, numbers: Sequence[int], tag: str) -> None:
        """Give voices, by their numbers in lists, a tag besides those they have."""
        app = self._tools.app

        def work(progress: Progress, cancel: CancelToken) -> int:
            ids = app.list_voices.ids(numbers)
            return app.manage_voices.tag_all(ids, tag, progress=progress, cancel=cancel)

        def done(tagged: int) -> None:
            self._look_again()
            self._tools.messages.tell(Message(tr("{tagged} voices have the tag “{tag}” now.", tagged=tagged, tag=tag)))

        self._tools.bridge.submit(
            Task(work, Queue.LIBRARY, tr("Giving {count} voices a tag", count=len(numbers))), Reply(done=done)
        )

    def delete_one(self, voice: Voice | VoiceSummary) -> None:
        """Put a voice into the trash; the message bar offers to undo that."""
        app = self._tools.app
        task = Task(lambda _progress, _cancel: app.manage_voices.delete(voice.id), Queue.LIBRARY, saves=True)
        self._tools.bridge.submit(task, Reply(done=self._deleted_one))

    def delete(self, numbers: Sequence[int]) -> None:
        """Put voices, by their numbers in lists, into the trash; the message bar offers to undo that."""
        app = self._tools.app

        def work(progress: Progress, cancel: CancelToken) -> tuple[NamedVoice, ...]:
            ids = app.list_voices.ids(numbers)
            return app.manage_voices.delete_all(ids, progress=progress, cancel=cancel)

        task = Task(work, Queue.LIBRARY, tr("Deleting {count} voices", count=len(numbers)))
        self._tools.bridge.submit(task, Reply(done=self._deleted))

    def _deleted_one(self, voice: NamedVoice) -> None:
        self._look_again()
        self._tools.undo.offer(
            voice.id, tr("“{name}” was deleted.", name=voice.name), _KEPT, lambda: self._restore([voice])
        )

    def _deleted(self, voices: tuple[NamedVoice, ...]) -> None:
        self._look_again()
        if voices:
            text = tr("{count} voices were deleted.", count=len(voices))
            self._tools.undo.offer(voices[0].id, text, _ALL_KEPT, lambda: self._restore(voices))

    def _restore(self, voices: Sequence[NamedVoice]) -> None:
        app = self._tools.app

        def work(progress: Progress, cancel: CancelToken) -> tuple[Voice, ...]:
            return app.manage_voices.restore_all([each.id for each in voices], progress=progress, cancel=cancel)

        title = tr("Bringing {count} voices back", count=len(voices)) if len(voices) > 1 else ""
        self._tools.bridge.submit(Task(work, Queue.LIBRARY, title), Reply(done=self._back))

    def _back(self, voices: tuple[Voice, ...]) -> None:
        self._look_again()
        one = len(voices) == 1
        self._tools.messages.tell(
            Message(
                tr("“{name}” is back.", name=voices[0].name)
                if one
                else tr("{count} voices are back.", count=len(voices))
            )
        )
        if voices:  # none where they were erased meanwhile
            self.restored.emit(voices[0])

    def _look_again(self) -> None:
        self._tools.voices.refresh()
