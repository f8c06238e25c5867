"""Playing a sound to its end, or until Ctrl-C; and while it is made."""

from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.api.recording import chosen_output, fallback_note
from voicecloner.api.speaking import Player
from voicecloner.cli.command import Context
from voicecloner.domain.audio import AudioChunk, AudioClip

if TYPE_CHECKING:
    from voicecloner.api.speaking import SpeechStream

_LOOK_EVERY_S = 0.1


def play_to_end(sound: AudioClip | Path, context: Context) -> float:
    """Play it at the loudspeaker of the settings; returns how much was heard, in seconds.

    Raises:
        AudioError: it cannot be played.
        Cancelled: by Ctrl-C.
    """
    output = chosen_output(context.app.settings.output_device)
    context.output.notes(output.notes)
    player = Player()
    player.on_fallback = lambda device: context.output.notes((fallback_note(device.name),))
    playback = player.play(sound, output.device)
    while playback.is_playing and not context.cancel.wait(_LOOK_EVERY_S):
        pass
    if context.cancel.is_cancelled:
        player.stop()
    else:
        player.wait()  # which tells what broke it off
    context.cancel.raise_if_cancelled()
    return playback.position_s


class Aloud:
    """Sound that is heard while it is made.

    Args:
        context: of the command.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._player = Player()
        self._stream: SpeechStream | None = None

    def push(self, chunk: AudioChunk) -> None:
        """The next piece; returns at once."""
        if self._stream is None:
            output = chosen_output(self._context.app.settings.output_device)
            self._context.output.notes(output.notes)
            self._stream = self._player.open_stream(chunk.sample_rate, output.device)
        self._stream.feed(chunk.samples)

    def end(self, made: Path) -> None:
        """Wait until all was heard; all of it, where nothing was pushed.

        Args:
            made: the file of the whole.

        Raises:
            AudioError: it cannot be played.
            Cancelled: by Ctrl-C, also before.
        """
        if self._stream is None:
            play_to_end(made, self._context)
            return
        self._stream.finish()
        while self._stream.playback.is_playing and not self._context.cancel.wait(_LOOK_EVERY_S):
            pass
        if self._context.cancel.is_cancelled:
            self._player.stop()
            self._context.cancel.raise_if_cancelled()
        self._player.wait()  # which tells what broke it off
