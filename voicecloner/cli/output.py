"""What the command line prints: results on stdout as text or JSON, progress and errors on stderr."""

import errno
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from voicecloner.api.answers import Fields, error_fields
from voicecloner.domain.quality import Severity
from voicecloner.domain.text import harmless
from voicecloner.errors import StorageError, VoiceClonerError, hint_on_command_line
from voicecloner.jobs import ProgressUpdate

SEVERITY_SIGNS = {Severity.OK: "ok  ", Severity.WARN: "warn", Severity.FAIL: "FAIL"}
_LOG_EVERY_S = 5.0
_MOST_NAMES = 3


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
        self._is_writable = True
        self.is_quiet = is_quiet
        self._noted: set[str] = set()
        self._progress = _ProgressLine(clock, is_quiet=is_quiet)

    def progress(self, update: ProgressUpdate) -> None:
        """Show how far the work is, on stderr."""
        self._progress.show(update)
        if update.warnings and not self.is_quiet:
            self.notes(update.warnings)

    def result(self, fields: Fields, text: str) -> None:
        """Print a result: `fields` as one line of JSON, or `text`.

        Raises:
            StorageError: the disk the output goes to is full.
            BrokenPipeError: nobody reads it any more.
        """
        self._progress.end()
        try:
            write_result(f"{_as_json(fields) if self.as_json else text}\n")
        except StorageError:
            self._is_writable = False
            raise

    def notes(self, notes: Iterable[str]) -> None:
        """Print what the user should know besides, one line each and once, on stderr; JSON carries it in the result."""
        self._progress.end()
        for note in () if self.as_json else notes:
            if note not in self._noted:
                tell(f"  {note}\n")
                self._noted.add(note)

    def warn(self, sentences: Iterable[str]) -> None:
        """Print what is wrong and no part of the result, one line each, on stderr, also beside JSON."""
        self._progress.end()
        for sentence in sentences:
            tell(f"voicecloner: {sentence}\n")

    def error(self, error: VoiceClonerError) -> None:
        """Tell why the command failed: one sentence and the hint on stderr, or an object on stdout for machines.

        Where nothing can be written to stdout, machines are told on stderr too.
        """
        if self.as_json and self._is_writable:
            with suppress(StorageError, BrokenPipeError):
                self.result({"error": error_fields(error)}, "")
        if not (self.as_json and self._is_writable):
            self.failures([error])

    def failures(self, errors: Iterable[VoiceClonerError]) -> None:
        """Tell what failed beside what was done, on stderr: one sentence and the hint for each."""
        for error in errors:
            self._fail("", error)

    def failures_of(self, failed: Iterable[tuple[str, VoiceClonerError]]) -> None:
        """The same of several things with a name; what all of them failed for is said once, with their names."""
        names: dict[tuple[str, str], list[str]] = {}
        errors: dict[tuple[str, str], VoiceClonerError] = {}
        for name, error in failed:
            names.setdefault((error.message, error.hint), []).append(name)
            errors.setdefault((error.message, error.hint), error)
        for key, error in errors.items():
            self._fail(f"{_some(names[key])}: ", error)

    def _fail(self, of: str, error: VoiceClonerError) -> None:
        self._progress.end()
        hint = hint_on_command_line(error.hint)
        tell(f"voicecloner: {of}{error.message}\n" + (f"  {hint}\n" if hint else ""))


def _some(names: Sequence[str]) -> str:
    """Names in quotes, the first of many."""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(f"“{name}”" for name in names[:_MOST_NAMES]) + more


def write_result(text: str) -> None:
    """Write to stdout, without what could steer a terminal: names of files may hold anything.

    Raises:
        StorageError: the disk it goes to is full, or it is closed.
        BrokenPipeError: nobody reads it any more.
    """
    with _told_where_it_fails() as stdout:
        stdout.write(harmless(text))
        stdout.flush()


def write_bytes(content: bytes) -> None:
    """Write to stdout what is no text; errors as of `write_result`."""
    with _told_where_it_fails() as stdout:
        stdout.buffer.write(content)
        stdout.buffer.flush()


def is_read(stream: TextIO | None) -> bool:
    """Whether a program or a file takes what is written there, and not a person."""
    return stream is not None and not stream.isatty()


def is_typed(stream: TextIO | None) -> bool:
    """Whether somebody types what comes from there."""
    return stream is not None and stream.isatty()


@contextmanager
def _told_where_it_fails() -> Iterator[TextIO]:
    if sys.stdout is None:
        raise StorageError("The result could not be written: the standard output is closed.", "Leave it open.")
    try:
        yield sys.stdout
    except BrokenPipeError:
        _say_no_more(sys.stdout)
        raise
    except OSError as error:
        _say_no_more(sys.stdout)
        hint = "Free some space." if error.errno in {errno.ENOSPC, errno.EDQUOT} else "Send it elsewhere."
        raise StorageError(f"The result could not be written: {error.strerror}.", hint) from error


def tell(text: str) -> None:
    """Write to stderr as `write_result` does, if anybody can read it there: the work goes on without."""
    _tell_as_it_is(harmless(text))


def is_terminal_there() -> bool:
    """Whether stderr is a terminal, in which a line can be written anew."""
    return is_typed(sys.stderr)


def rewrite_line(text: str) -> None:
    """Write over the last line of the terminal; see `is_terminal_there`."""
    _tell_as_it_is(f"\r\033[K{harmless(text)}")


def _tell_as_it_is(text: str) -> None:
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _say_no_more(sys.stderr)


def _say_no_more(stream: TextIO) -> None:
    """What could not be written is not tried again, also not when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _as_json(fields: Fields) -> str:
    """One line; what could steer a terminal is written as an escape, which reads as the same character."""
    written = json.dumps(_rounded(fields), ensure_ascii=False)
    return "".join(c if harmless(c) == c else f"\\u{ord(c):04x}" for c in written)


def _rounded(value: Any) -> Any:
    """The same JSON value with numbers nobody reads beyond the fourth decimal."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


class _ProgressLine:
    """One line that is rewritten in a terminal; elsewhere a line for each new stage, and one every five seconds."""

    def __init__(self, clock: Callable[[], float], *, is_quiet: bool) -> None:
        self._is_terminal = is_terminal_there()
        self._clock = clock
        self._logged_s = 0.0
        self._is_quiet = is_quiet
        self._is_open = False
        self._last_stage = ""

    def show(self, update: ProgressUpdate) -> None:
        if self._is_quiet:
            return
        if self._is_terminal:
            usable = "  (Ctrl-C uses it as it is)" if update.is_usable else ""
            rewrite_line(f"{_numbers(update)}{usable}")
            self._is_open = True
        else:
            self._log(update)

    def _log(self, update: ProgressUpdate) -> None:
        if update.stage != self._last_stage:
            tell(f"{update.stage}\n")
        elif update.fraction is not None and self._clock() >= self._logged_s + _LOG_EVERY_S:
            tell(f"{_numbers(update)}\n")
        else:
            return
        self._last_stage, self._logged_s = update.stage, self._clock()

    def end(self) -> None:
        """Leave the line as clean as it was."""
        if self._is_open:
            rewrite_line("")
            self._is_open = False


def _numbers(update: ProgressUpdate) -> str:
    percent = "" if update.fraction is None else f"{update.fraction:4.0%}  "
    return f"{percent}{update.stage}" + (f"  {update.detail}" if update.detail else "")
