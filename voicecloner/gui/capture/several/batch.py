"""Judging many recordings, and making a voice of each, in the background."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Severity
from voicecloner.errors import Cancelled, VoiceClonerError
from voicecloner.gui.capture.several.candidates import Candidate, Stage, named, recordings_in
from voicecloner.gui.translation import in_a_row, said, tr, tr_many
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.jobs import CancelToken, Progress, part_of

if TYPE_CHECKING:
    from voicecloner.api.voices import CreatedVoice, CreatedVoices, FailedVoice

_LOOK, _CHECK, _MAKE = "several-look", "several-check", "several-make"


class Batch(QObject):
    """Holds the recordings, and has the work done.

    Args:
        tools: the window's tools.

    Attributes:
        candidates: the recordings, in order.
        is_checking, is_making: what is under way.

    Signals:
        began: other recordings are held.
        changed: something is known of the one in this place.
        state_changed: work began or ended, or another choice was made.
        made: a `Voice` is in the library.
    """

    began = Signal()
    changed = Signal(int)
    state_changed = Signal()
    made = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self.candidates: tuple[Candidate, ...] = ()
        self.is_checking = self.is_making = False

    @property
    def chosen(self) -> tuple[int, ...]:
        """The places of those of which a voice is to be made."""
        return tuple(place for place, each in enumerate(self.candidates) if each.is_chosen)

    def begin(self, paths: tuple[Path, ...]) -> None:
        """Hold these files and those in these folders in place of what was held, and judge them."""
        self.is_checking = True
        self._tools.bridge.forget_topic(_CHECK)
        task = Task(lambda _progress, _cancel: recordings_in(paths), Queue.FILES, topic=_LOOK)
        self._tools.bridge.submit(task, Reply(done=self._found, failed=self._not_found))

    def leave(self) -> None:
        """Hold nothing more; voices that are being made are stopped."""
        for topic in (_LOOK, _CHECK):
            self._tools.bridge.forget_topic(topic)
        self.stop()
        self.candidates, self.is_checking = (), False
        self.began.emit()

    def stop(self) -> None:
        """Stop making voices; those that are made stay."""
        self._tools.bridge.stop_topic(_MAKE)

    def want(self, place: int, *, is_wanted: bool) -> None:
        """Choose a recording, or leave it out."""
        self._put(place, replace(self.candidates[place], is_wanted=is_wanted))

    def rename(self, place: int, name: str) -> None:
        """Have its voice called this."""
        self._put(place, replace(self.candidates[place], name=name.strip()))

    def fault_of_names(self) -> str:
        """What is wrong with the names of those that are chosen, in one sentence; empty if nothing."""
        listed = self._tools.voices.listed
        taken = {voice.name.casefold() for voice in listed.voices} if listed else set()
        for place in self.chosen:
            name = self.candidates[place].name
            if not name:
                return tr("Each voice needs a name.")
            if name.casefold() in taken:
                return tr("The name “{name}” is taken: double-click it to change it.", name=name)
            taken.add(name.casefold())
        return ""

    def make(self, consent: ConsentKind, speaker: str, language: str) -> None:
        """Make a voice of each that is chosen."""
        from voicecloner.api.voices import CreateVoicesRequest

        places, app, post = self.chosen, self._tools.app, self._tools.bridge.post
        request = CreateVoicesRequest(
            names=tuple(self.candidates[place].name for place in places),
            references=tuple(self.candidates[place].path for place in places),
            consent=consent,
            languages=(language,),
            engine_id=self._tools.settings.default_engine,
            stated_via="window",
            speakers=(speaker,),
        )
        waiting = iter(places)

        def tell(each: "CreatedVoice | FailedVoice") -> None:
            place = next(waiting)
            post(lambda: self._came(place, each))  # called in a worker's thread

        def work(progress: Progress, cancel: CancelToken) -> "CreatedVoices":
            return app.create_voices(request, progress=progress, cancel=cancel, on_each=tell)

        self.is_making = True
        self.state_changed.emit()
        task = Task(work, Queue.ENGINE, tr_many("Making {number} voice", "Making {number} voices", len(places)), _MAKE)
        self._tools.bridge.submit(task, Reply(done=self._done, failed=self._ended))

    def _found(self, paths: tuple[Path, ...]) -> None:
        listed = self._tools.voices.listed
        self.candidates = named(paths, [voice.name for voice in listed.voices] if listed else ())
        self.began.emit()
        if not paths:
            self.is_checking = False
            self.state_changed.emit()
            self._tools.messages.tell(Message(tr("There is no recording in this folder."), "", Severity.WARN))
            return
        self._check()

    def _not_found(self, error: VoiceClonerError) -> None:
        self.is_checking = False
        self.state_changed.emit()
        self._tools.messages.tell_error(error)

    def _check(self) -> None:
        from voicecloner.api.review import CheckRequest

        app, post, held = self._tools.app, self._tools.bridge.post, self.candidates
        profile = self._tools.engines.profile_for_new_voices()

        def judge(each: Candidate, progress: Progress, cancel: CancelToken) -> Candidate:
            request = CheckRequest((each.path,), profile)
            try:
                return each.judged(app.check_references(request, progress=progress, cancel=cancel).review)
            except Cancelled:
                raise
            except VoiceClonerError as error:
                return each.unreadable(error)

        def work(progress: Progress, cancel: CancelToken) -> None:
            for place, each in enumerate(held):
                part = part_of(progress, place / len(held), (place + 1) / len(held))
                found = judge(each, part, cancel)
                post(self._judged(held, place, found))

        title = tr_many("Checking {number} recording", "Checking {number} recordings", len(held))
        reply = Reply[None](lambda _nothing: self._checked(), lambda _error: self._checked())
        self._tools.bridge.submit(Task(work, Queue.FILES, title, _CHECK), reply)

    def _judged(self, held: tuple[Candidate, ...], place: int, found: Candidate) -> Callable[[], None]:
        """Called in the window's thread, perhaps when other recordings are held."""
        path = held[place].path

        def put() -> None:
            if place < len(self.candidates) and self.candidates[place].path == path:
                now = self.candidates[place]
                self._put(place, replace(found, name=now.name, is_wanted=now.is_wanted))

        return put

    def _checked(self) -> None:
        self.is_checking = False
        self.state_changed.emit()

    def _came(self, place: int, each: "CreatedVoice | FailedVoice") -> None:
        from voicecloner.api.voices import CreatedVoice

        if isinstance(each, CreatedVoice):
            self.made.emit(each.voice)
        if place < len(self.candidates):
            now = self.candidates[place]
            self._put(place, now.made() if isinstance(each, CreatedVoice) else now.not_made(each.error))

    def _done(self, done: "CreatedVoices") -> None:
        self._stopped()
        failed = [each for each in done.failed if not isinstance(each.error, Cancelled)]
        words = tr_many("{number} voice is ready.", "{number} voices are ready.", len(done.created))
        missing = len(done.failed)
        details = tr_many("{number} voice was not made.", "{number} voices were not made.", missing) if missing else ""
        reasons = dict.fromkeys(said(each.error.message) for each in failed)
        more = in_a_row(details, *list(reasons)[:2])
        self._tools.messages.tell(Message(words, more, Severity.WARN if failed else Severity.OK))

    def _ended(self, error: VoiceClonerError) -> None:
        self._stopped()
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)

    def _stopped(self) -> None:
        self.is_making = False
        self._tools.voices.refresh()
        self.state_changed.emit()

    def _put(self, place: int, candidate: Candidate) -> None:
        self.candidates = (*self.candidates[:place], candidate, *self.candidates[place + 1 :])
        self.changed.emit(place)

    @property
    def made_count(self) -> int:
        """Of how many there is a voice."""
        return sum(each.stage is Stage.MADE for each in self.candidates)
