"""Saying a text, or a recording again: work for the engine's queue, heard and seen while it grows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecloner.api import Application
from voicecloner.api.review import peak_pairs
from voicecloner.api.speaking import ConvertRequest, SpeakRequest
from voicecloner.domain.audio import AudioChunk, WordTime
from voicecloner.domain.quality import Severity
from voicecloner.domain.synthesis import Take
from voicecloner.errors import Cancelled, DeviceError, hint_in_window
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.translation import said, tr
from voicecloner.gui.window.messages import Message
from voicecloner.gui.window.playback import Playback
from voicecloner.gui.wording import seconds_words
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate

if TYPE_CHECKING:
    from voicecloner.api.speaking import SpeechStream

_PAIR_S = 0.02
PLAYBACK_KEY, SENTENCE_KEY = "speech", "sentence"
Request = SpeakRequest | ConvertRequest
OnSaid = Callable[[tuple[WordTime, ...]], None]
# Sound waiting to be heard lies in memory. Of a long text that is made faster than it is heard, this much is enough
# to play until the whole is on the disk.
_LISTEN_AHEAD_S = 600.0
_CHARACTERS_PER_S = 14.0
# Of less than this the whole cannot be told.
_TELLING_FRACTION = 0.1


@dataclass(frozen=True, eq=False)
class Spoken:
    """A finished take.

    Attributes:
        take: what was said.
        outline: its waveform.
        trouble: why it could not be heard while it was made, or None.
        heard_s: how much of it was handed to the loudspeaker.
    """

    take: Take
    outline: Outline
    trouble: DeviceError | None
    heard_s: float


class LiveSound:
    """Sound on its way to the loudspeaker and to a waveform while it is still being made; for a worker's thread.

    Args:
        playback: the window's loudspeaker.
        key: under which it is played.
        grown: told the outline so far.
        maker: who makes it; what was learned of its pace counts.
        expected_s: how long it will be, as far as that can be told; 0: unknown.

    Attributes:
        trouble: why it cannot be heard, or None.
        fed_s: how much of it was handed to the loudspeaker.
    """

    def __init__(
        self,
        playback: Playback,
        key: str,
        grown: Callable[[Outline], None],
        maker: str = "",
        expected_s: float = 0.0,
    ) -> None:
        self._playback = playback
        self._maker, self._expected_s = maker, expected_s
        self._made_s = self._fraction = 0.0
        self._grown = grown
        self._number = playback.begin_stream(key)
        self._stream: SpeechStream | None = None
        self._is_listening = True
        self._pairs = np.zeros((256, 2), np.float32)
        self._count = 0
        self.trouble: DeviceError | None = None
        self.fed_s = 0.0

    @property
    def outline(self) -> Outline:
        """The waveform so far."""
        # no copy: what is added later lies behind its end
        return Outline(self._pairs[: self._count], _PAIR_S)

    def add(self, chunk: AudioChunk) -> None:
        """Hear and show the next piece."""
        self._made_s += len(chunk.samples) / chunk.sample_rate
        self._play(chunk)
        new = peak_pairs(chunk.samples, chunk.sample_rate, _PAIR_S * 1000)
        while self._count + len(new) > len(self._pairs):
            # doubled: to copy all of it for each piece would take ever longer
            self._pairs = np.concatenate([self._pairs, np.zeros_like(self._pairs)])
        self._pairs[self._count : self._count + len(new)] = new
        self._count += len(new)
        self._grown(self.outline)

    def advance(self, fraction: float) -> None:
        """So much of the whole is made, 0..1: from this it is known how long it will be."""
        if self._stream and fraction > max(self._fraction, _TELLING_FRACTION):  # told anew only at a sentence's end
            self._fraction = fraction
            self._stream.buffering.expect(self._made_s / fraction)

    def finish(self) -> None:
        """There is no more to come; what is there is heard to its end."""
        if self._stream:
            self._playback.learn(self._maker, self._stream)
            self._stream.finish()

    def stop(self) -> None:
        """Fall silent at once."""
        if self._stream:
            self._playback.learn(self._maker, self._stream)
            self._stream.stop()

    def _play(self, chunk: AudioChunk) -> None:
        if self._stream is None and self._is_listening:
            self._open(chunk.sample_rate)
        if self._stream is None or not self._is_listening:
            return
        self._stream.feed(chunk.samples)
        self.fed_s += len(chunk.samples) / chunk.sample_rate
        if self.fed_s - self._stream.playback.position_s > _LISTEN_AHEAD_S:
            self._is_listening = False
            self._stream.finish()

    def _open(self, sample_rate: int) -> None:
        try:
            self._stream = self._playback.open_stream(self._number, sample_rate, self._maker, self._expected_s)
        except DeviceError as error:
            self.trouble = error
        self._is_listening = self._stream is not None


class SpeakWork:
    """Calls the use case and hands each sentence to the loudspeaker and to the waveform.

    Args:
        app: the program.
        playback: the window's loudspeaker.
        request: what to say, or which recording to say again.
        grown: told the outline so far, from the worker's thread.
        said: told when further words are said, from the worker's thread.
    """

    def __init__(
        self, app: Application, playback: Playback, request: Request, grown: Callable[[Outline], None], said: OnSaid
    ) -> None:
        self._app = app
        self._request = request
        self._said = said
        self._live = LiveSound(playback, PLAYBACK_KEY, grown, request.voice, _expected_s(request))

    def __call__(self, progress: Progress, cancel: CancelToken) -> Spoken:
        """Say it. Raises what `Speak` and `Convert` raise."""
        live = self._live

        def advanced(update: ProgressUpdate) -> None:
            live.advance(update.fraction or 0.0)
            progress(update)

        try:
            take = self._take(advanced, cancel)
        except BaseException:
            live.stop()
            raise
        # who has heard enough does not want to hear what is still in the buffer
        if isinstance(take.broken_by, Cancelled):
            live.stop()
        else:
            live.finish()
        return Spoken(take, live.outline, live.trouble, live.fed_s)

    def _take(self, progress: Progress, cancel: CancelToken) -> Take:
        if isinstance(self._request, ConvertRequest):
            return self._app.convert(self._request, progress=progress, cancel=cancel, on_chunk=self._add)
        return self._app.speak(self._request, progress=progress, cancel=cancel, on_chunk=self._add)

    def _add(self, chunk: AudioChunk) -> None:
        self._said(chunk.words)
        self._live.add(chunk)


def _expected_s(request: Request) -> float:
    """About how long it will be, in seconds; 0 where that cannot be told."""
    return len(request.text) / _CHARACTERS_PER_S / request.speed if isinstance(request, SpeakRequest) else 0.0


def messages_about(spoken: Spoken) -> list[Message]:
    """What there is to tell of a take that was just made; the most important comes last, and so stays."""
    take, trouble, error = spoken.take, spoken.trouble, spoken.take.broken_by
    told = [Message(said(note), "", Severity.WARN) for note in take.notes]
    if trouble:
        hint = tr(
            "{hint} The speech was made all the same and can be saved.",
            hint=said(hint_in_window(trouble.hint)),
        ).strip()
        told.append(Message(said(trouble.message), hint, Severity.WARN))
    if isinstance(error, Cancelled):
        told.append(
            Message(
                tr("Stopped. What was said so far, {length}, is kept as a take.", length=seconds_words(take.seconds))
            )
        )
    elif error:
        kept = tr("What was said until then, {length}, is kept as a take.", length=seconds_words(take.seconds))
        told.append(Message(said(error.message), f"{kept} {said(hint_in_window(error.hint))}".strip(), Severity.FAIL))
    return told
