"""Playing a sound to its end, or until Ctrl-C."""

from pathlib import Path

from voicecloner.api.recording import chosen_output, fallback_note
from voicecloner.api.speaking import Player
from voicecloner.cli.command import Context
from voicecloner.domain.audio import AudioClip

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
