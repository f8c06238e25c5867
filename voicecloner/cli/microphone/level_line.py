"""What is seen while somebody records: the level, what counts, what to do better.

In a terminal it is one line that is written anew ten times a second; elsewhere a line each second; for machines an
object each second. All of it goes to stderr: the result alone is on stdout. Nothing is told by colour.
"""

import json
import math
import shutil
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from voicecloner.cli.output import Output, is_terminal_there, rewrite_line, tell
from voicecloner.wording import clock

if TYPE_CHECKING:
    from voicecloner.api.recording import RecordingProgress
    from voicecloner.jobs import ProgressUpdate

_EVERY_S = 1.0
_REDRAWN_S = 0.1
_BAR_CHARACTERS = 20
_QUIETEST_DBFS = -60.0
_WIDE_CHARACTERS = 80


class LevelLine:
    """The line of one recording.

    Args:
        output: says whether machines read, and whether nothing is to be seen.
        clock_s: seconds from any moment on.
    """

    def __init__(self, output: Output, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._output = output
        self._clock_s = clock_s
        self._is_redrawn = is_terminal_there() and not output.as_json
        self._is_open = False
        self._last_event = ""
        self._next_s = -math.inf

    def room(self, update: "ProgressUpdate") -> None:
        """The room was listened to for a while."""
        fraction = update.fraction or 0.0
        text = f"{fraction:4.0%}  Listening to the room: be silent.  {update.detail}".rstrip()
        self._show("room", {"fraction": fraction, "detail": update.detail}, text)

    def count(self, seconds: int) -> None:
        """So many seconds are left before it begins."""
        self._show("countdown", {"seconds": seconds}, f"Recording begins in {seconds} …")

    def level(self, heard: "RecordingProgress") -> None:
        """The microphone was looked at."""
        peak_dbfs = heard.recorder.level.peak_dbfs
        hint = heard.hints[0] if heard.hints else ""
        counted = f"{heard.usable_speech_s:4.1f} of {heard.minimum_s:.0f} s of speech"
        enough = "  enough" if heard.is_enough and not hint else ""
        text = (
            f"{_bar(peak_dbfs)} {_level_words(peak_dbfs)}  {clock(heard.seconds)}  {counted}{enough}  {hint}".rstrip()
        )
        fields = {
            "seconds": heard.seconds,
            "speech_seconds": heard.usable_speech_s,
            "needed_seconds": heard.minimum_s,
            "is_enough": heard.is_enough,
            "peak_dbfs": None if math.isinf(peak_dbfs) else peak_dbfs,
            "hints": list(heard.hints),
        }
        self._show("level", fields, text)

    def event(self, event: str, fields: dict[str, Any], text: str = "") -> None:
        """Something happened once: told on a line that stays."""
        self.end()
        if self._output.as_json:
            _tell_object(event, fields)
        elif text:
            tell(f"{text}\n")
        self._last_event = ""

    def end(self) -> None:
        """Leave the line as clean as it was."""
        if self._is_open:
            rewrite_line("")
            self._is_open = False

    def _show(self, event: str, fields: dict[str, Any], text: str) -> None:
        now_s = self._clock_s()
        if self._output.is_quiet or (event == self._last_event and now_s < self._next_s):
            return
        self._last_event, self._next_s = event, now_s + (_REDRAWN_S if self._is_redrawn else _EVERY_S)
        if self._output.as_json:
            _tell_object(event, fields)
        elif self._is_redrawn:
            # a longer line would break, and only its last part be written anew
            rewrite_line(text[: shutil.get_terminal_size((_WIDE_CHARACTERS, 24)).columns - 1])
            self._is_open = True
        else:
            tell(f"{text}\n")


def _tell_object(event: str, fields: dict[str, Any]) -> None:
    told = {key: round(value, 2) if isinstance(value, float) else value for key, value in fields.items()}
    tell(f"{json.dumps({'event': event, **told})}\n")


def _bar(peak_dbfs: float) -> str:
    share = min(1.0, max(0.0, 1.0 - peak_dbfs / _QUIETEST_DBFS))
    filled = round(share * _BAR_CHARACTERS)
    return f"[{'#' * filled}{'-' * (_BAR_CHARACTERS - filled)}]"


def _level_words(peak_dbfs: float) -> str:
    return " silent" if peak_dbfs <= _QUIETEST_DBFS else f"{peak_dbfs:4.0f} dB"
