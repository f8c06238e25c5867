"""Reading and judging a recording in the background, while it can be seen and heard already."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.api.recording import Recording
from voicecloner.api.review import missing_speech_s
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Review, ReviewState
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.parts.outline import Outline, outline_of
from voicecloner.gui.translation import listed, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from voicecloner.api.review import CheckedReferences, CheckRequest, CountedSpeech, WindowProposal

CHECK, _CHECK_AGAIN = "capture-check", "capture-check-again"
"""What is being done, and what messages about it are about."""


@dataclass(frozen=True, eq=False)
class Captured:
    """A recording that was read and judged.

    Attributes:
        checked: the files and the verdict.
        outline: its waveform.
        recording: what the microphone gave, if it was recorded here.
        proposal: where the best speech of a long file is.
    """

    checked: "CheckedReferences"
    outline: Outline
    recording: Recording | None
    proposal: "WindowProposal | None" = None

    @property
    def review(self) -> Review:
        """What was found."""
        return self.checked.review

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files it was read from."""
        return self.checked.request.paths

    @property
    def title(self) -> str:
        """What the user knows it by."""
        return title_of(self.paths, self.recording)

    @property
    def sounds(self) -> tuple[tuple[str, AudioClip], ...]:
        """The name and the sound of each file, as far as it is used."""
        files = self.checked.files
        if len(files) == 1:
            return ((files[0].path.name, self.checked.clip),)
        return tuple((each.path.name, each.audio.clip) for each in files)

    @property
    def obstacle(self) -> str:
        """Why no voice can be made of it, as its review says, too; empty if one can."""
        missing_s = missing_speech_s(self.review)
        if missing_s:
            return tr(
                "The recording is too short: {missing_s:.1f} s of usable speech are missing.", missing_s=missing_s
            )
        if self.review.state is ReviewState.FAILED:
            return tr("The recording did not pass its review: record or import a better one.")
        return ""


def title_of(paths: tuple[Path, ...], recording: Recording | None) -> str:
    """What the user knows these files by."""
    if recording:
        return tr("Your recording")
    names = [path.name for path in paths]
    return names[0] if len(names) == 1 else tr("{count} recordings: {names}", count=len(names), names=listed(names))


class Checker(QObject):
    """Sends recordings away to be judged.

    Args:
        tools: the window's tools.

    Attributes:
        is_checking: whether a new recording is on its way.

    Signals:
        read: the sound, an `AudioClip`, and its `Outline`, of a recording that is judged from now on.
        checked: a `Captured`.
        failed: the `VoiceClonerError` that ended it.
    """

    read = Signal(object, object)
    checked = Signal(object)
    failed = Signal(object)

    def __init__(self, tools: PageTools) -> None:
        super().__init__(tools.bridge)
        self._tools = tools
        self._number = 0
        self.is_checking = False

    def check(self, paths: tuple[Path, ...], recording: Recording | None, worth: "CountedSpeech | None") -> None:
        """Read and judge these files, in place of others that are on their way."""
        from voicecloner.api.review import CheckRequest

        self._tools.messages.withdraw(CHECK)
        self.is_checking = True
        self._number += 1
        number, tools = self._number, self._tools
        profile = tools.engines.profile_for_new_voices()
        # a recording stays whole: its transcript is the script that was read
        request = CheckRequest(paths, profile, keep_whole=recording is not None, counted=worth)
        if recording:
            request = replace(request, origin=recording.origin)

        def tell(clip: AudioClip) -> None:
            outline = outline_of(clip)
            # called in a worker's thread
            tools.bridge.post(lambda: self._read(number, clip, outline))

        def work(progress: Progress, cancel: CancelToken) -> Captured:
            checked = tools.app.check_references(request, progress=progress, cancel=cancel, on_read=tell)
            proposal = checked.files[0].proposal if len(checked.files) == 1 else None
            return Captured(checked, outline_of(checked.clip), recording, proposal)

        title = tr("Checking the recording") if len(paths) == 1 else tr("Checking {count} recordings", count=len(paths))
        tools.bridge.submit(Task(work, Queue.FILES, title, CHECK), Reply(self._checked, self._failed))

    def check_again(
        self,
        before: Captured,
        request: "CheckRequest",
        done: Callable[[Captured], None],
        failed: Callable[[VoiceClonerError], None],
    ) -> None:
        """Judge the same recording in another way; one of the two is called."""
        app = self._tools.app
        self._tools.messages.withdraw(CHECK)

        def work(progress: Progress, cancel: CancelToken) -> Captured:
            checked = app.check_references(request, progress=progress, cancel=cancel)
            proposal = checked.files[0].proposal or before.proposal
            return replace(before, checked=checked, outline=outline_of(checked.clip), proposal=proposal)

        task = Task(work, Queue.FILES, tr("Checking the recording"), _CHECK_AGAIN)
        self._tools.bridge.submit(task, Reply(done=done, failed=failed))

    def forget(self) -> None:
        """Drop the answers that are still on their way."""
        self._number += 1
        self.is_checking = False
        self._tools.bridge.forget_topic(CHECK)
        self._tools.messages.withdraw(CHECK)
        self.forget_again()

    def forget_again(self) -> None:
        """Drop the answer to `check_again` if it is still on its way."""
        self._tools.bridge.forget_topic(_CHECK_AGAIN)

    def _read(self, number: int, clip: AudioClip, outline: Outline) -> None:
        # posted from the midst of the work, it has no topic by which the bridge would drop it
        if number == self._number and self.is_checking:
            self.read.emit(clip, outline)

    def _checked(self, captured: Captured) -> None:
        self.is_checking = False
        self.checked.emit(captured)

    def _failed(self, error: VoiceClonerError) -> None:
        self.is_checking = False
        self.failed.emit(error)
