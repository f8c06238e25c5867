"""Playing sound: finished clips, files, and speech that is still being made."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voicecloner.audio.capture.portaudio import OpenStream, SoundStream, open_output
from voicecloner.audio.files.streaming import StreamLimits, stream_sound
from voicecloner.audio.playback.buffering import Buffering
from voicecloner.audio.playback.playback import Blocks, Feed, OnEnd, Order, Playback
from voicecloner.audio.playback.tempo import checked_speed
from voicecloner.domain.audio import AudioClip, AudioDevice, Samples
from voicecloner.errors import DeviceError, InvalidRequest, UnreadableAudio
from voicecloner.jobs import NEVER

__all__ = ["OnEnd", "Player", "SpeechStream"]

_BLOCK_S = 0.5
_DECODED_APART = {".m4a", ".m4b"}  # libsndfile does not know them


@dataclass(frozen=True)
class SpeechStream:
    """A sound that is played while it is being made.

    Attributes:
        playback: for pausing, position and waiting.
        buffering: when it is heard, and what is known of the pace of its maker.
    """

    playback: Playback
    buffering: Buffering
    _feed: Feed

    def feed(self, samples: Samples) -> None:
        """Add the next samples, mono float32, shape (frames,), at the rate the stream was opened with.

        Returns at once. Where the sound is made more slowly than it is played, silence is heard until enough of it is
        there, see `Buffering`.
        """
        # A copy: the caller may fill the same memory again before it has been played.
        self._feed.put(np.array(samples, np.float32))

    def finish(self) -> None:
        """Say that everything was fed; the sound ends once it has been heard."""
        self._feed.close()

    def stop(self) -> None:
        """Fall silent at once; what is fed later is not heard."""
        self.playback.stop()


class Player:
    """Plays one sound at a time; a new one ends the one before. Its methods may be called from any thread.

    Nothing here waits for the device except `stop` (a few milliseconds, half a second at most): a device that cannot be
    opened or goes away is reported to `on_end` and by `wait`.

    Args:
        open_stream: opens the loudspeaker.

    Attributes:
        on_fallback: called from the player's thread with a loudspeaker that was wanted and does not open, where the
            system's default one is used in its place.
    """

    def __init__(self, open_stream: OpenStream = open_output) -> None:
        self._open_stream = open_stream
        self.on_fallback: Callable[[AudioDevice], None] = lambda _device: None
        self._current: Playback | None = None

    def play(
        self,
        sound: AudioClip | Path,
        device: AudioDevice | None = None,
        start_s: float = 0.0,
        on_end: OnEnd | None = None,
        *,
        speed: float = 1.0,
    ) -> Playback:
        """Play a clip, or a file: MP4 is decoded in a process of its own, all else as soundfile reads it.

        Args:
            sound: the clip or the file.
            device: the loudspeaker, or None for the system's default.
            start_s: where to begin; at or after the end nothing is heard.
            on_end: told from the player's thread that the sound ended by itself (None) or why it broke off.
            speed: how fast it is heard, 0.5 to 2, at the same pitch; `position_s` counts in the sound as it is.

        Raises:
            InvalidRequest: `start_s` is negative, or nothing is played so slowly or fast.
            UnreadableAudio: the file holds no sound.
            StorageError: its decoder cannot be started.
        """
        if not start_s >= 0:
            raise InvalidRequest("Playing cannot begin before the start of the sound.")
        checked_speed(speed)
        source, sample_rate = _from_file(sound, start_s) if isinstance(sound, Path) else _from_clip(sound, start_s)
        return self._begin(Order(source, sample_rate, device, start_s, on_end, speed))

    def open_stream(
        self,
        sample_rate: int,
        device: AudioDevice | None = None,
        on_end: OnEnd | None = None,
        *,
        speed: float = 1.0,
        buffering: Buffering | None = None,
    ) -> SpeechStream:
        """Begin to play a sound that is still being made.

        Args:
            sample_rate: of what will be fed, Hz.
            device: the loudspeaker, or None for the system's default.
            on_end: as for `play`.
            speed: as for `play`.
            buffering: what is known of the sound and its maker; None: nothing.

        Raises:
            InvalidRequest: nothing is played so slowly or fast.
        """
        checked_speed(speed)
        patience = buffering or Buffering()
        patience.rate = speed
        feed = Feed(patience, sample_rate)
        order = Order(feed.blocks(), sample_rate, device, 0.0, on_end, speed, patience)
        return SpeechStream(self._begin(order), patience, feed)

    def pause(self) -> None:
        """Fall silent and stay where it is."""
        if self._current:
            self._current.pause()

    def resume(self) -> None:
        """Go on after `pause`."""
        if self._current:
            self._current.resume()

    def stop(self) -> None:
        """Fall silent at once; `on_end` is not called."""
        if self._current:
            self._current.stop()

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until the sound is over.

        Raises:
            AudioError: what ended it early.
            TimeoutError: it is not over within `timeout_s` seconds.
        """
        if self._current:
            self._current.wait(timeout_s)

    def set_speed(self, speed: float) -> None:
        """Be heard faster or slower from now on, or from up to a second from now on; see `play`.

        Raises:
            InvalidRequest: nothing is played so slowly or fast.
        """
        if self._current:
            self._current.set_speed(speed)

    @property
    def is_gathering(self) -> bool:
        """Whether nothing is heard because more of the sound has to be made first."""
        return self._current is not None and self._current.is_gathering

    @property
    def is_playing(self) -> bool:
        """Whether a sound is under way and not paused."""
        return self._current is not None and self._current.is_playing

    @property
    def position_s(self) -> float:
        """What is heard at the moment, in seconds from the start of the sound; stays where it was after the end."""
        return self._current.position_s if self._current else 0.0

    def _begin(self, order: Order) -> Playback:
        # Before the new one opens the device: bare hardware can be opened once.
        self.stop()
        self._current = Playback(self._opened, order)
        return self._current

    def _opened(self, device: AudioDevice | None, fill: Callable[..., None]) -> SoundStream:
        """A device that was unplugged stays listed until somebody looks for devices anew."""
        try:
            return self._open_stream(device, fill)
        except DeviceError:
            if device is None:
                raise
            stream = self._open_stream(None, fill)
        self.on_fallback(device)
        return stream


def _from_clip(clip: AudioClip, start_s: float) -> tuple[Blocks, int]:
    step = round(_BLOCK_S * clip.sample_rate)
    starts = range(round(start_s * clip.sample_rate), clip.frames, step)
    return (clip.samples[start : start + step] for start in starts), clip.sample_rate


def _from_file(path: Path, start_s: float) -> tuple[Blocks, int]:
    if path.suffix.lower() in _DECODED_APART:
        return _from_decoder(path, start_s)
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            sample_rate = file.samplerate
    except soundfile.LibsndfileError as error:
        raise UnreadableAudio(f"{path.name} holds no sound that can be played.") from error
    return _blocks_of(path, round(start_s * sample_rate)), sample_rate


def _from_decoder(path: Path, start_s: float) -> tuple[Blocks, int]:
    found_hz: list[int] = []
    blocks = _decoded(path, start_s, found_hz)
    next(blocks, None)  # what is begun ends its decoder when it is closed, also where no loudspeaker opens
    if not found_hz:
        raise UnreadableAudio(f"{path.name} holds no sound that can be played.")
    return blocks, found_hz[0]


def _decoded(path: Path, start_s: float, found_hz: list[int]) -> Blocks:
    """An empty block once the rate is found, then the sound."""
    played = 0
    with closing(stream_sound(path, NEVER, StreamLimits(start_s=start_s))) as blocks:
        for block in blocks:
            if not found_hz:
                found_hz.append(block.sample_rate)
                yield np.zeros(0, np.float32)
            if block.start_frame < played:  # another decoder has begun anew: it is damaged
                raise UnreadableAudio(f"{path.name} cannot be played to its end.")
            played += len(block.samples)
            yield block.samples.mean(axis=1, dtype=np.float32)


def _blocks_of(path: Path, start_frame: int) -> Blocks:
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            file.seek(min(start_frame, file.frames))
            for block in file.blocks(round(_BLOCK_S * file.samplerate), dtype="float32", always_2d=True):
                yield block.mean(axis=1, dtype=np.float32)
    except soundfile.LibsndfileError as error:
        raise UnreadableAudio(f"{path.name} cannot be played to its end.") from error
