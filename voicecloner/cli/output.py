"""What the command line prints: results on stdout as text or JSON, progress and errors on stderr."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TextIO

from voicecloner.cli.fields import Fields, error_fields
from voicecloner.errors import StorageError, VoiceClonerError
from voicecloner.jobs import ProgressUpdate

_LOG_EVERY_S = 5.0


class Output:
    """Printer of one command.

    Args:
        as_json: whether results are JSON.
        is_quiet: whether progress is left out.
        clock: seconds from any moment on.
    """

    def __init__(
        self, *, as_json: bool = False, is_quiet: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.as_json = as_json
        self._progress = _ProgressLine(sys.stderr, clock, is_quiet=is_quiet)

    def progress(self, update: ProgressUpdate) -> None:
        """Show how far the work is, on stderr."""
        self._progress.show(update)

    def result(self, fields: Fields, text: str) -> None:
        """Print a result: `fields` as one line of JSON, or `text`.

        Raises:
            StorageError: the disk the output goes to is full.
            BrokenPipeError: nobody reads it any more.
        """
        self._progress.end()
        try:
            print(json.dumps(_rounded(fields), ensure_ascii=False) if self.as_json else text, flush=True)
        except OSError as error:
            _say_no_more()
            if isinstance(error, BrokenPipeError):
                raise
            raise StorageError(f"The result could not be written: {error.strerror}.", "Free some space.") from error

    def notes(self, notes: Iterable[str]) -> None:
        """Print what the user should know besides, one line each, on stderr; JSON carries it in the result."""
        self._progress.end()
        for note in () if self.as_json else notes:
            print(f"  {note}", file=sys.stderr)

    def warn(self, sentences: Iterable[str]) -> None:
        """Print what is wrong and no part of the result, one line each, on stderr, also beside JSON."""
        self._progress.end()
        for sentence in sentences:
            print(f"voicecloner: {sentence}", file=sys.stderr)

    def error(self, error: VoiceClonerError) -> None:
        """Tell why the command failed: one sentence and the hint on stderr, or an object on stdout for machines."""
        if self.as_json:
            with suppress(StorageError, BrokenPipeError):  # then only the exit code can tell
                self.result({"error": error_fields(error)}, "")
        else:
            self.failures([error])

    def failures(self, errors: Iterable[VoiceClonerError]) -> None:
        """Tell what failed beside what was done, on stderr: one sentence and the hint for each."""
        self._progress.end()
        for error in errors:
            print(f"voicecloner: {error.message}", file=sys.stderr)
            if error.hint:
                print(f"  {error.hint}", file=sys.stderr)


def _say_no_more() -> None:
    """What could not be written is not tried again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _rounded(value: Any) -> Any:
    """The same JSON value with numbers nobody reads beyond the fourth decimal."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


class _ProgressLine:
    """One line that is rewritten in a terminal; elsewhere a line for each new stage, and one every five seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float], *, is_quiet: bool) -> None:
        self._stream = stream
        self._clock = clock
        self._logged_s = 0.0
        self._is_quiet = is_quiet
        self._is_open = False
        self._last_stage = ""

    def show(self, update: ProgressUpdate) -> None:
        if self._is_quiet:
            return
        if self._stream.isatty():
            usable = "  (Ctrl-C uses it as it is)" if update.is_usable else ""
            self._stream.write(f"\r\033[K{_numbers(update)}{usable}")
            self._is_open = True
        else:
            self._log(update)
        self._stream.flush()

    def _log(self, update: ProgressUpdate) -> None:
        if update.stage != self._last_stage:
            self._stream.write(f"{update.stage}\n")
        elif update.fraction is not None and self._clock() >= self._logged_s + _LOG_EVERY_S:
            self._stream.write(f"{_numbers(update)}\n")
        else:
            return
        self._last_stage, self._logged_s = update.stage, self._clock()

    def end(self) -> None:
        """Leave the line as clean as it was."""
        if self._is_open:
            self._stream.write("\r\033[K")
            self._stream.flush()
            self._is_open = False


def _numbers(update: ProgressUpdate) -> str:
    percent = "" if update.fraction is None else f"{update.fraction:4.0%}  "
    return f"{percent}{update.stage}" + (f"  {update.detail}" if update.detail else "")
