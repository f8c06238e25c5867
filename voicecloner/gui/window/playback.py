"""What the window plays: one sound at a time, whichever page asked for it."""

import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from voicecloner.api.speaking import Buffering, Pace, Player, SpeechStream
from voicecloner.domain.audio import AudioClip, AudioDevice
from voicecloner.errors import AudioError, VoiceClonerError
from voicecloner.gui.window.job_bridge import JobBridge, Queue, Reply, Task
from voicecloner.gui.window.preferences import Preferences

Sound = AudioClip | Path
_TICK_MS = 33
_TOPIC = "playback"


class Playback(QObject):
    """Plays sounds under a key, by which a page knows whether what is heard is its own.

    Signals:
        changed: something began, paused, went on or ended.
        moved: the position in seconds, 30 times a second while something plays.
        finished: the key of a sound that was heard to its end.
        failed: the `VoiceClonerError` that ended a sound.
        noted: a sentence about where the sound comes from, which the user does not expect.
    """

    changed = Signal()
    moved = Signal(float)
    finished = Signal(str)
    failed = Signal(object)
    noted = Signal(str)

    def __init__(self, bridge: JobBridge, preferences: Preferences, player: Player | None = None) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self._preferences = preferences
        self._player = player or Player()
        self._player.on_fallback = self._note_fallback
        self._number = 0
        # sounds are opened in the engine's thread and in that of the sound card, and silenced in the latter
        self._lock = threading.Lock()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._speeds: dict[str, float] = {}
        self._paces: dict[str, Pace] = {}
        self._noted: tuple[str, ...] = ()
        self._is_as_chosen = True
        self._sound: Sound | None = None  # what is heard, where it is whole
        self.key = ""
        self.is_paused = False

    @property
    def position_s(self) -> float:
        """What is heard at the moment, in seconds from the start of the sound."""
        return self._player.position_s if self.key else 0.0

    def is_playing(self, key: str) -> bool:
        """Whether the sound `key` is heard at this moment."""
        return self.key == key and not self.is_paused

    @property
    def is_gathering(self) -> bool:
        """Whether nothing is heard because more of the sound has to be made first."""
        return bool(self.key) and self._player.is_gathering

    def speed(self, key: str) -> float:
        """How fast the sounds of this key are heard; 1.0 is as they are."""
        return self._speeds.get(key, 1.0)

    def set_speed(self, key: str, speed: float) -> None:
        """Hear the sounds of this key faster or slower, at the same pitch; one that is heard at the moment as well."""
        self._speeds[key] = speed
        if key != self.key:
            return
        if self._sound is not None and not self.is_paused:
            self.play(key, self._sound, self.position_s)  # begun anew, it changes at once
        else:
            self._player.set_speed(speed)

    def play(self, key: str, sound: Sound, start_s: float = 0.0) -> None:
        """Play from `start_s`; what was heard before ends."""
        number = self._begin(key)
        self._sound = sound
        wanted, speed = self._preferences.settings.output_device, self.speed(key)

        def work(*_: object) -> None:
            with self._lock:
                # meanwhile another sound may have been asked for, or none
                if number == self._number:
                    device = self._output(wanted)
                    self._player.play(sound, device, start_s, lambda fault: self._report(number, fault), speed=speed)

        self._bridge.submit(Task(work, Queue.SOUND, topic=_TOPIC), Reply(failed=lambda error: self._end(number, error)))

    def begin_stream(self, key: str) -> int:
        """Announce that a sound still being made is about to be heard; returns the number for `open_stream`."""
        return self._begin(key)

    def open_stream(
        self, number: int, sample_rate: int, maker: str = "", expected_s: float = 0.0
    ) -> SpeechStream | None:
        """Open the announced sound; None if it was stopped meanwhile. For a worker's thread.

        Args:
            number: see `begin_stream`.
            sample_rate: Hz.
            maker: who makes it; what was learned of its pace counts.
            expected_s: how long it will be, as far as that can be told; 0: unknown.

        Raises:
            DeviceError: the sound library is missing.
        """
        device = self._output(self._preferences.settings.output_device)
        buffering = Buffering(expected_s, self._paces.get(maker))
        with self._lock:
            if number != self._number:
                return None
            return self._player.open_stream(
                sample_rate,
                device,
                lambda fault: self._report(number, fault),
                speed=self.speed(self.key),
                buffering=buffering,
            )

    def learn(self, maker: str, stream: SpeechStream) -> None:
        """Remember how fast the maker of a stream was. For a worker's thread."""
        if pace := stream.buffering.pace:
            self._paces[maker] = pace

    def pause_or_resume(self) -> None:
        """Fall silent for a while, or go on."""
        if not self.key:
            return
        if self.is_paused:
            self._player.resume()
        else:
            self._player.pause()
        self._set(self.key, is_paused=not self.is_paused)

    def stop(self) -> None:
        """Fall silent at once."""
        if not self.key:
            return
        self._number += 1
        # heard at once; giving the device back takes its time, and is done elsewhere
        self._player.pause()
        self._set("", is_paused=False)
        self._bridge.submit(Task(lambda _progress, _cancel: self._silence(), Queue.SOUND, topic=_TOPIC))

    def close(self) -> None:
        """Fall silent and give the loudspeaker back; waits for that."""
        # from here on nothing that was asked for before is opened any more
        self._number += 1
        self._timer.stop()
        self._silence()

    def _begin(self, key: str) -> int:
        self._number += 1
        self._sound = None
        self._player.pause()
        self._set(key, is_paused=False)
        return self._number

    def _silence(self) -> None:
        with self._lock:
            self._player.stop()

    def _set(self, key: str, *, is_paused: bool) -> None:
        self.key, self.is_paused = key, is_paused
        # 30 times a second only while something moves
        if key and not is_paused:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    def _tick(self) -> None:
        self.moved.emit(self.position_s)

    def _report(self, number: int, fault: Exception | None) -> None:
        """Called from the player's thread when a sound is over."""
        error = fault if fault is None or isinstance(fault, VoiceClonerError) else AudioError(str(fault))
        self._bridge.post(lambda: self._end(number, error))

    def _end(self, number: int, error: VoiceClonerError | None) -> None:
        if number != self._number:
            return
        key = self.key
        self._set("", is_paused=False)
        if self._is_as_chosen:  # it is back; that it goes once more is news again
            self._noted = ()
        if error:
            self.failed.emit(error)
        else:
            self.finished.emit(key)

    def _tell(self, notes: tuple[str, ...]) -> None:
        for note in notes:
            self.noted.emit(note)

    def _output(self, name: str) -> AudioDevice | None:
        """The loudspeaker the user chose, or the system's default while it is not there, which is told once."""
        from voicecloner.api.recording import chosen_output

        output = chosen_output(name)
        self._is_as_chosen = not output.notes  # until it turns out that one that is listed was unplugged all the same
        if output.notes:
            self._note(output.notes)
        return output.device

    def _note_fallback(self, device: AudioDevice) -> None:
        from voicecloner.api.recording import fallback_note

        self._is_as_chosen = False
        self._note((fallback_note(device.name),))

    def _note(self, notes: tuple[str, ...]) -> None:
        """Tell what is not told yet; called from other threads."""
        if notes != self._noted:
            self._noted = notes
            self._bridge.post(lambda: self._tell(notes))
