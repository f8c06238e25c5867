"""A long book read aloud: does memory grow, does a kill lose or double anything, what does it cost above the engine.

    python -m benchmarks.book [--words 100000] [--suffix .m4b] [--kills 20] [--seed 1] [--real] [--json]

The book is made, and read by an engine that hums, since a natural one takes hours for it. Memory is that of the
process, from the first sentence to the last, and to the end of the file. For each kill a short book is read in a
process that is killed (SIGKILL) at random moments until it comes to its end; then its files are held against those of
one that was left alone. With --real a page is read by the natural engine in its worker, and the time outside of the
engine is taken.

Exits with 1 if memory grows by 50 MB, files differ, or with --real more than 3 % of the time is spent outside.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil

from tests.support.books import made_text
from tests.support.fake_host import SAMPLE_RATE as RATE
from tests.support.fake_host import FakeHost
from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioChunk, WordTime
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.contract.engine import EngineHost
from voicecloner.jobs import CancelToken, ProgressUpdate
from voicecloner.library.books import BookStore
from voicecloner.paths import Folders
from voicecloner.use_cases.books.book_request import BookRequest
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

MOST_GROWTH_BYTES = 50_000_000
MOST_OVERHEAD = 0.03
KILLED_WORDS = 600
REAL_WORDS = 150
_LOOK_EVERY_S = 0.1
_VOICE = "Anna"


class HummingHost(FakeHost):
    """Says each character as a twentieth of a second of a tone that rises with it; the same in each process."""

    def synthesize(  # the contract names more than a hum needs
        self,
        engine_id: str,  # noqa: ARG002
        voice_file: Path,  # noqa: ARG002
        text: str,
        options: SpeechOptions,  # noqa: ARG002
        *,
        cancel: CancelToken,
    ) -> Iterator[AudioChunk]:
        cancel.raise_if_cancelled()
        frames = round(max(0.2, 0.05 * len(text)) * RATE)
        tone = 0.2 * np.sin((len(text) + 200) / RATE * 2 * np.pi * np.arange(frames))
        words = [each.span() for each in re.finditer(r"\w+", text)]
        yield AudioChunk(tone.astype(np.float32), RATE, tuple(WordTime(a, b, a * 0.05, b * 0.05) for a, b in words))


class TimedHost:
    """An engine host that knows how long it was waited for."""

    def __init__(self, host: EngineHost) -> None:
        self._host, self.waited_s = host, 0.0

    def __getattr__(self, name: str) -> object:
        return getattr(self._host, name)

    def synthesize(
        self, engine_id: str, voice_file: Path, text: str, options: SpeechOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        chunks = self._host.synthesize(engine_id, voice_file, text, options, cancel=cancel)
        while True:
            begun_s = time.perf_counter()
            chunk = next(iter(chunks), None)
            self.waited_s += time.perf_counter() - begun_s
            if chunk is None:
                return
            yield chunk


def main() -> None:
    options = read_options()
    if options.child:
        read(folders(options.child), options.child / "book.txt", options.child / "out", options.killed_suffix)
        return
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        report = measured(Path(folder), options)
    print(json.dumps(report) if options.json else "\n".join(f"{name}: {value}" for name, value in report.items()))
    sys.exit(0 if is_fine(report) else 1)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A long book read aloud.")
    parser.add_argument("--words", type=int, default=100_000, help="of the book whose memory is watched; 0: none")
    parser.add_argument("--suffix", choices=(".m4b", ".mp3"), default=".m4b", help="of that book")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument(
        "--killed-suffix", choices=(".wav", ".m4b"), default=".wav", help="of the books that are killed"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", action="store_true", help="also with the natural engine")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def measured(folder: Path, options: argparse.Namespace) -> dict[str, float]:
    report: dict[str, float] = {}
    if options.words:
        report |= memory(prepared(folder / "memory", options.words), options.suffix)
    if options.kills:
        report |= kills(folder / "kills", options)
    if options.real:
        report |= overhead(folder / "real")
    return report


def is_fine(report: dict[str, float]) -> bool:
    return (
        report.get("growth_bytes", 0) < MOST_GROWTH_BYTES
        and report.get("differing_books", 0) == 0
        and report.get("overhead", 0.0) <= MOST_OVERHEAD
    )


def folders(home: Path) -> Folders:
    return Folders(home / "data", home / "config", home / "cache", home / "log")


def prepared(home: Path, words: int, host: EngineHost | None = None) -> Path:
    """A home with a voice and a book."""
    home.mkdir(parents=True)
    (home / "book.txt").write_text(made_text(words, max(500, words // 20)), "utf-8")
    app = Application(folders(home), host or HummingHost())
    try:
        reference = speech_file(home / "anna.wav", seconds=12)
        app.create_voice(CreateVoiceRequest(_VOICE, (reference,), ConsentKind.OWN))
    finally:
        app.close()
    return home


def read(where: Folders, source: Path, out: Path, suffix: str) -> None:
    """Read a book with the engine that hums; in WAV files, one for each chapter, nothing hides a lost sample."""
    app = Application(where, HummingHost())
    out.mkdir(exist_ok=True)
    target = out if suffix == ".wav" else out / f"book{suffix}"
    try:
        app.make_book(BookRequest(source, _VOICE, target, ".wav", subtitles="srt", overwrites=True))
    finally:
        app.close()


def memory(home: Path, suffix: str) -> dict[str, float]:
    """How much more memory the process has at its height than at the first sentence."""
    seen = list[int]()
    read = list[int]()
    is_said, is_done = threading.Event(), threading.Event()

    def look() -> None:
        process = psutil.Process()
        is_said.wait()
        while not is_done.wait(_LOOK_EVERY_S if seen else 0.0):
            seen.append(process.memory_info().rss)

    def watch(update: ProgressUpdate) -> None:
        if update.fraction is not None:  # the voice is loaded
            is_said.set()
        if update.stage == "Saving" and not read:
            read.append(max(seen))

    app, begun_s = Application(folders(home), HummingHost()), time.perf_counter()
    with ThreadPoolExecutor(1) as pool, closing(app):
        looking = pool.submit(look)
        try:
            made = app.make_book(BookRequest(home / "book.txt", _VOICE, home / f"book{suffix}"), progress=watch)
        finally:
            is_done.set()
            is_said.set()
        looking.result()
    return {
        "words": made.words,
        "sound_s": round(made.seconds),
        "took_s": round(time.perf_counter() - begun_s, 1),
        "first_bytes": seen[0],
        "growth_while_read_bytes": read[0] - seen[0],
        "growth_bytes": max(seen) - seen[0],
    }


def kills(folder: Path, options: argparse.Namespace) -> dict[str, float]:
    """Read books that are killed again and again, and compare them with one that was not."""
    home = prepared(folder, KILLED_WORDS)
    drawn = random.Random(options.seed)  # noqa: S311 - nothing secret: the same kills each time
    begun_s = time.perf_counter()
    _finish(home, options.killed_suffix)
    whole_s = time.perf_counter() - begun_s
    expected, killed, differing, books = _moved(home), 0, 0, 0
    while killed < options.kills:
        books += 1
        while (
            killed < options.kills
            and not _is_whole(home)
            and _is_killed(home, options.killed_suffix, drawn.uniform(0.3, 0.9) * whole_s)
        ):
            killed += 1
        _finish(home, options.killed_suffix)
        differing += _moved(home) != expected
    return {"kills": killed, "books": books, "differing_books": differing}


def _command(home: Path, suffix: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.book", "--child", str(home), "--killed-suffix", suffix]


def _finish(home: Path, suffix: str) -> None:
    if not _is_whole(home):
        subprocess.run(_command(home, suffix), check=True)


def _is_whole(home: Path) -> bool:
    """Whether nothing is left to do; the kill may have come between the last file and the end of the process."""
    return any((home / "out").glob("[!.]*")) and not BookStore(home / "data" / "books").list()


def _is_killed(home: Path, suffix: str, after_s: float) -> bool:
    """Whether it was not done before."""
    process = subprocess.Popen(_command(home, suffix))
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def _moved(home: Path) -> dict[str, bytes]:
    """What was saved, by its names; gone afterwards."""
    saved = {path.name: path.read_bytes() for path in sorted((home / "out").iterdir())}
    for path in (home / "out").iterdir():
        path.unlink()
    (home / "out").rmdir()
    return saved


def overhead(home: Path) -> dict[str, float]:
    """The share of the time that is not the engine's, once it is loaded."""
    from voicecloner.engines.bundled import BUNDLED_ENGINES
    from voicecloner.engines.host.client import WorkerHost
    from voicecloner.engines.host.registry import discover

    prepared(home, REAL_WORDS, WorkerHost(discover(BUNDLED_ENGINES), home / "log"))
    host = TimedHost(WorkerHost(discover(BUNDLED_ENGINES), home / "log"))
    app = Application(folders(home), host)  # type: ignore[arg-type]
    starts = list[tuple[float, float]]()
    try:
        request = BookRequest(home / "book.txt", _VOICE, home / "out", ".wav")
        made = app.make_book(request, progress=lambda _update: starts.append((time.perf_counter(), host.waited_s)))
    finally:
        app.close()
    spent = [start for start in starts if start[1]]
    whole_s, engine_s = spent[-1][0] - spent[0][0], spent[-1][1] - spent[0][1]
    return {
        "real_sound_s": round(made.seconds, 1),
        "real_s": round(whole_s, 2),
        "engine_s": round(engine_s, 2),
        "overhead": round((whole_s - engine_s) / engine_s, 4),
    }


if __name__ == "__main__":
    main()
