"""What a voice sounds like: a sentence, said when it is first asked for, heard while it is made."""

from collections.abc import Callable
from dataclasses import dataclass

from voicecloner.api import Application
from voicecloner.api.speaking import AuditionRequest
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import Voice
from voicecloner.errors import Cancelled, DeviceError, VoiceClonerError, hint_in_window
from voicecloner.gui.parts.outline import Outline, outline_of
from voicecloner.gui.parts.player_bar import PlayerBar
from voicecloner.gui.parts.sound.view import SoundView
from voicecloner.gui.speak.speaking import LiveSound
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import Message, PageTools
from voicecloner.jobs import CancelToken, Progress

KEY = "audition"


@dataclass(frozen=True, eq=False)
class _Heard:
    """What a voice said.

    Attributes:
        clip: all of it.
        outline: its waveform.
        trouble: why it could not be heard while it was made, or None.
        was_heard: whether it was, or is being, heard.
    """

    clip: AudioClip
    outline: Outline
    trouble: DeviceError | None
    was_heard: bool


class AuditionBar(PlayerBar):
    """A play button for the voice itself.

    Args:
        tools: the window's tools.
        view, number: where it is shown.
    """

    _voice: Voice | None = None
    _obstacle = ""
    _is_at_work = False

    def __init__(self, tools: PageTools, view: SoundView, number: int = 0) -> None:
        super().__init__(tools, KEY, view, number)
        self._tools = tools

    @property
    def can_be_made(self) -> bool:
        """Whether the voice could speak, and does not do so yet."""
        return self._voice is not None and not self._obstacle and not self._is_at_work

    def show_voice(self, voice: Voice | None, obstacle: str = "") -> None:
        """Take up another voice.

        Args:
            voice: which one, or none.
            obstacle: why it cannot speak; empty if it can.
        """
        if voice is None or self._voice is None or voice.id != self._voice.id:
            self._leave()
        self._voice, self._obstacle = voice, obstacle
        self.play_button.setToolTip(obstacle or tr("Hear what the voice sounds like (Space)"))
        self._show_state()

    def toggle(self) -> bool:
        """Play or pause; have the voice say its sentence if it has not yet."""
        if super().toggle():
            return True
        if self.can_be_made:
            self.hear()
        return self._voice is not None

    def hear(self) -> None:
        """Have the voice say its sentence, and hear it."""
        voice, tools = self._voice, self._tools
        if voice is None or not self.can_be_made:
            return
        self._is_at_work = True

        def grown(outline: Outline) -> None:
            tools.bridge.post(lambda: self._grown(voice, outline))

        live = LiveSound(tools.playback, KEY, grown, voice.id)
        reply = Reply[_Heard](lambda heard: self._heard(voice, heard), self._failed)
        task = Task(_work(tools.app, voice, live), Queue.ENGINE, tr("“{name}” says a sentence", name=voice.name), KEY)
        tools.bridge.submit(task, reply)
        self._show_state()

    def _show_state(self) -> None:
        if self._is_at_work:
            self.track.invite(tr("What the voice says appears here as soon as it begins."))
        else:
            self.track.invite(tr("Press Play to hear and see the voice itself."))
        super()._show_state()

    def _leave(self) -> None:
        self._tools.bridge.forget_topic(KEY)
        self._is_at_work = False
        self.clear()

    def _grown(self, voice: Voice, outline: Outline) -> None:
        if self._is_at_work and self._voice and voice.id == self._voice.id:
            self.track.show_growing(outline, 0.0)

    def _heard(self, voice: Voice, heard: _Heard) -> None:
        self._is_at_work = False
        if self._voice is None or voice.id != self._voice.id:
            return
        self.set_sound(heard.clip, heard.outline)
        if heard.trouble:
            hint = said(hint_in_window(heard.trouble.hint))
            self._tools.messages.tell(Message(said(heard.trouble.message), hint, Severity.WARN))
        elif not heard.was_heard:  # it was said before
            super().toggle()

    def _failed(self, error: VoiceClonerError) -> None:
        self._is_at_work = False
        self.clear()
        if not isinstance(error, Cancelled):
            self._tools.messages.tell_error(error)


def _work(app: Application, voice: Voice, live: LiveSound) -> Callable[[Progress, CancelToken], _Heard]:
    def work(progress: Progress, cancel: CancelToken) -> _Heard:
        request = AuditionRequest(voice.id)
        try:
            clip = app.audition(request, progress=progress, cancel=cancel, on_chunk=live.add)
        except BaseException:
            live.stop()
            raise
        live.finish()
        return _Heard(clip, outline_of(clip), live.trouble, live.fed_s > 0)

    return work
