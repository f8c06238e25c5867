"""A library of a hundred thousand voices: making it, opening it, finding voices in it, and the page that shows them.

    python -m benchmarks.library [--voices 100000] [--keep FOLDER] [--no-window]

The voices are made up: names of two words in several scripts, a transcript of some twenty words, tags, notes, a review
with twenty findings; each has a folder with its record. Told are: seconds for each tenth of the rows (the same for all:
inserts are linear), and the milliseconds of making one more voice in the usual way; seconds until the library is open;
for every key of typed queries the milliseconds until there is something to see, median and 95th percentile; how long a
jump to anywhere in the list takes; and, in a process of their own, the seconds until the page shows voices, the longest
wait for a frame while it is scrolled from end to end, and the memory of the window beside that of one with 30 voices.
With `--keep` the library is made in that folder and taken again the next time.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

import numpy as np

from tests.support.library_makers import CONSENT, new_voice
from voicecloner.domain.quality import Finding, Review, Severity
from voicecloner.domain.voice import StoredReference, Voice, VoiceMode
from voicecloner.library.asset_store import AssetStore
from voicecloner.library.database import Database
from voicecloner.library.listing import VoiceQuery
from voicecloner.library.opening import DATABASE_NAME
from voicecloner.library.voice_record import RECORD_NAME, VoiceRecord, mark_of, record_bytes
from voicecloner.library.voice_table import NewRow, insert_row
from voicecloner.library.voices import VoiceLibrary
from voicecloner.paths import HOME_VARIABLE
from voicecloner.sound.outline import THUMBNAIL_BARS

TENTHS = 10
SEED = 14
NAMES = """
Anna Bernd Chloé Dmitri Elif Farid Günter Hana Ines Jürgen Kofi Lena 小明 美咲 Ольга דנה Nadia Øystein Priya Zoë
Adler Berger Costa Dubois Eriksen Fischer Garcia Hansen Ivanova Jansen Kowalski Meier Novak Okafor Petrov Quist
"""
SAID = """
the quiet river carries boats past old mills while children count yellow kites over harbour walls Der Fluß fließt
langsam durch grüne Täler und niemand fragt warum viele Vögel singen el viento sopla entre los árboles la lumière tombe
sur les toits 日本 語 天気 再见 jazz fox quick brown Tanaka Weiß 声
"""
TAGS = ("family", "audiobook", "radio", "work", "test", "podcast", "archive", "draft")
LANGUAGES = ("en", "de", "es", "fr", "ja", "cmn", "pt", "it")
TYPED = ("anna", "jürgen weiß", "kites", "audiobook", "lumière toits", "小明", "再见", "x", "zq", "fluß langsam",
         "zoë young 7", "river mills", "tanaka 99", "in the kitchen", "qq", "ö", "voice 4242")  # fmt: skip
JUMPS = 200
FEW = 30


@dataclass(frozen=True)
class Key:
    """What was typed so far, and the milliseconds until something was found: of the clock, and of the processor."""

    words: str
    ms: float
    processor_ms: float


def made_voice(drawn: random.Random, number: int) -> Voice:
    """A voice that nobody has."""
    made_at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * number)
    used_at = made_at + timedelta(minutes=drawn.randrange(1, 900_000)) if drawn.random() < 0.3 else None
    reference = StoredReference(
        "reading.wav", PurePosixPath("original/1.wav"), PurePosixPath("prepared/1.flac"), 24.0, f"{number:064x}"
    )
    first, last = drawn.choices(NAMES.split(), k=2)
    return Voice(
        id=UUID(int=drawn.getrandbits(128)).hex,
        name=f"{first} {last} {number}",
        language=drawn.choice(LANGUAGES),
        engine_id=drawn.choice(("natural", "basic")),
        engine_revision="1",
        mode=VoiceMode.TRANSCRIPT,
        transcript=" ".join(drawn.choices(SAID.split(), k=20)),
        references=(reference,),
        review=made_review(drawn),
        consent=CONSENT,
        created_at=made_at,
        last_used_at=used_at,
        tags=tuple(drawn.sample(TAGS, drawn.randrange(3))),
        notes="Read in the kitchen." if drawn.random() < 0.02 else "",
    )


def made_review(drawn: random.Random) -> Review:
    """As long as a usual one."""
    findings = [
        Finding(f"check{n}", Severity.OK, drawn.random(), "dB", 20.0, "This is as it should be, and nothing is to do.")
        for n in range(19)
    ]
    worst = drawn.choices((Severity.OK, Severity.WARN, Severity.FAIL), (70, 28, 2))[0]
    return Review(24.0, 21.0, (*findings, Finding("level", worst, -20.0, "dBFS", -30.0, "So loud it is.")))


def fill(folder: Path, voices: int) -> list[float]:
    """Make the library; returns the seconds that each tenth of the rows took, without their folders."""
    drawn = random.Random(SEED)  # noqa: S311 - nothing secret
    shades = np.random.default_rng(SEED)
    assets = AssetStore(folder)
    seconds = []
    with closing(Database(folder / DATABASE_NAME)) as database:
        for tenth in range(TENTHS):
            rows = []
            for number in range(tenth * voices // TENTHS, (tenth + 1) * voices // TENTHS):
                voice = made_voice(drawn, number)
                place = assets.folder(voice.id)
                place.mkdir(parents=True)
                (place / RECORD_NAME).write_bytes(record_bytes(VoiceRecord(voice)))
                outline = shades.integers(0, 255, THUMBNAIL_BARS, np.uint8).tobytes()
                rows.append(NewRow(voice, outline=outline, record_mark=mark_of(1, assets.record_stamp(voice.id))))
            started = time.perf_counter()
            with database.writing() as connection:
                for row in rows:
                    insert_row(connection, row)
            seconds.append(time.perf_counter() - started)
    return seconds


def typed_ms(library: VoiceLibrary) -> Iterator[Key]:
    """For each key of what is typed, how long it takes until the first voices found can be shown."""
    for words in TYPED:
        for length in range(1, len(words) + 1):
            query = VoiceQuery(words[:length])
            started, used = time.perf_counter(), time.thread_time()
            found = library.lists.find(query)
            library.lists.rows(found.numbers[:30])
            spent_ms = 1000 * (time.thread_time() - used)
            yield Key(words[:length], 1000 * (time.perf_counter() - started), spent_ms)


def told(name: str, milliseconds: list[float]) -> str:
    worst = np.percentile(milliseconds, 95)
    return f"{name}: median {np.median(milliseconds):.1f} ms, p95 {worst:.1f} ms, longest {max(milliseconds):.1f} ms"


def creating_ms(library: VoiceLibrary, folder: Path) -> list[float]:
    """How long it takes to keep one more voice in the usual way."""
    taken = []
    for number in range(20):
        new = replace(new_voice(folder, f"One more {time.time_ns()}"), review=made_review(random.Random(number)))  # noqa: S311
        started = time.perf_counter()
        voice = library.create(new)
        taken.append(1000 * (time.perf_counter() - started))
        library.delete(voice.id)
    return taken


def measure(folder: Path) -> None:
    """What the library alone takes."""
    for name in ("first of a day", "again"):
        started = time.perf_counter()
        library = VoiceLibrary(folder, quota=1 << 30)
        print(f"open, {name}: {time.perf_counter() - started:.2f} s", *library.notes, flush=True)
        if name == "again":
            break
        library.close()
    with library, tempfile.TemporaryDirectory() as scratch:
        started = time.perf_counter()
        numbers = library.lists.find(VoiceQuery()).numbers
        library.lists.rows(numbers[:30])
        print(f"all {len(numbers)}, and 30 rows: {1000 * (time.perf_counter() - started):.1f} ms")
        keys = list(typed_ms(library))
        print(told(f"a key ({len(keys)} keys)", [key.ms for key in keys]))
        print(told("  of the processor alone", [key.processor_ms for key in keys]))
        slowest = sorted(keys, key=lambda key: -key.processor_ms)[:5]
        print("  slowest:", ", ".join(f"“{key.words}” {key.processor_ms:.0f} ms" for key in slowest))
        drawn, jumps = random.Random(SEED), []  # noqa: S311 - nothing secret
        for _ in range(JUMPS):
            first = drawn.randrange(len(numbers))
            started = time.perf_counter()
            library.lists.rows(numbers[first : first + 60])
            jumps.append(1000 * (time.perf_counter() - started))
        print(told("60 rows anywhere", jumps))
        print(told("one more voice", creating_ms(library, Path(scratch))), flush=True)


def look(folder: Path) -> dict[str, Any]:
    """What the window over this library takes."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, HOME_VARIABLE: str(folder)}
    command = [sys.executable, "-m", "benchmarks._library_window"]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=600, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure_window(folder: Path) -> None:
    """The window over it, beside one over few voices."""
    with tempfile.TemporaryDirectory() as scratch:
        few = Path(scratch)
        fill(few, FEW)
        look(few)  # warms the file cache
        small, large = look(few), look(folder)
    for name in ("known_s", "opened_s", "rss_mib"):
        ratio = large[name] / small[name]
        print(f"window, {name}: {large[name]:.2f}; with {FEW} voices {small[name]:.2f}; {ratio:.2f} times as much")
    print(told("a frame while scrolling", large["clock_ms"]))
    print(told("  of the processor alone", large["processor_ms"]))
    print(told("a key in the window", large["keys_ms"]))


def main() -> None:
    parser = argparse.ArgumentParser(description="A library of very many voices.")
    parser.add_argument("--voices", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="where the library is made, and taken again if it is there")
    parser.add_argument("--no-window", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        if not (folder / DATABASE_NAME).exists():
            tenths = fill(folder, options.voices)
            print("seconds for each tenth of the rows:", " ".join(f"{each:.1f}" for each in tenths), flush=True)
        measure(folder)
        if not options.no_window:
            measure_window(folder)


if __name__ == "__main__":
    main()
