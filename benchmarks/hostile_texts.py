"""Whether any text at all breaks speaking: 10,000 random and hostile ones.

    ./dev bench hostile_texts [--texts 10000] [--spoken 300] [--engine ID] [--seed 0]

Mixed scripts, emoji, 10,000 characters without a space, markup, numbers, invisible and broken characters. All texts go
through the use case that speaks, in several languages, with an engine that only looks at what it is given: each piece
must be text, and no longer than the real engine takes. `--spoken` of them are then said by the real engine, in the
demonstration's voice, and every take must be finite, not clipped, and -23 LUFS within 1 dB. A text with nothing to
say in it may be refused. Prints what went wrong, and ends with 1 if anything did.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import soundfile

from benchmarks._hostile import described, hostile_texts
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioChunk
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.synthesis import SpeechOptions, Take
from voicecloner.engines.contract.engine import EngineHost, EngineInfo
from voicecloner.errors import InvalidRequest, VoiceClonerError
from voicecloner.jobs import CancelToken
from voicecloner.paths import Folders
from voicecloner.sound.levels import loudness_lufs
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.upkeep.demonstrate import DemoRequest
from voicecloner.use_cases.voices.choose_engine import PREFERRED
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

LANGUAGES = ("en", "en", "de", "es", "fr", "it", "pt")
SPEECH_LUFS, TOLERANCE_DB = -23.0, 1.0
LOUDEST = 0.9999
_LOUDNESS_S = 0.4
_MOST_SPOKEN = 300
_REFUSED = "refused"


class PieceReader:
    """A host that looks at the pieces instead of saying them; everything else it leaves to the real one.

    Attributes:
        pieces: how many there were.
    """

    def __init__(self, host: EngineHost) -> None:
        self._host = host
        self._troubles: list[str] = []
        self.pieces = 0

    def troubles_of(self, _take: Take) -> Iterator[str]:
        """What was wrong with the pieces of the text that was just read."""
        found, self._troubles = self._troubles, []
        yield from found

    def engine(self, engine_id: str) -> EngineInfo:
        return self._host.engine(engine_id)

    def load_voice(self, *_arguments: object, **_named: object) -> None:
        """Nothing is loaded."""

    def notes(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        """The real one is closed by its owner."""

    def synthesize(
        self, engine_id: str, _voice_file: Path, text: str, _options: SpeechOptions, *, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        cancel.raise_if_cancelled()
        can = self._host.engine(engine_id).abilities
        self.pieces += 1
        if not 0 < len(text.strip()) <= len(text) <= can.max_chunk_characters:
            self._troubles.append(f"a piece of {len(text)} characters: {described(text)}")
        text.encode("utf-8")  # the real host sends it
        yield AudioChunk(np.full(240, 0.1, np.float32), can.output_sample_rate)


@dataclass
class Tally:
    """What came of the texts.

    Attributes:
        counts: how many had which outcome.
        troubles: what went wrong, with its text.
    """

    counts: Counter[str]
    troubles: list[str]

    def add(self, outcome: str, text: str) -> None:
        """Count one text."""
        is_fine = outcome in ("said", _REFUSED)
        self.counts[outcome if is_fine else "trouble"] += 1
        if not is_fine:
            self.troubles.append(f"{outcome}: {described(text)}")
            print(self.troubles[-1], flush=True)


def outcome_of(app: Application, request: SpeakRequest, check: Callable[[Take], Iterator[str]]) -> str:
    """``"said"``, ``"refused"`` where there is nothing to say, or what went wrong, also with the take."""
    try:
        take = app.speak(request)
        if take.broken_by:
            raise take.broken_by
    except InvalidRequest as error:
        return _REFUSED if error.hint else f"refused without a hint: {error.message}"
    except VoiceClonerError as error:
        return f"{error.code}: {error.message}"
    except (ArithmeticError, LookupError, TypeError, ValueError, OSError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}"
    try:
        return next(check(take), "said")
    finally:
        app.takes.erase(take)


def sound_troubles(take: Take) -> Iterator[str]:
    """What is wrong with a take's sound."""
    samples, sample_rate = soundfile.read(take.path, dtype="float32")
    if not np.isfinite(samples).all():
        yield "not finite"
        return
    if np.abs(samples).max() > LOUDEST:
        yield "clipped"
    loudness = loudness_lufs(samples, sample_rate)
    if len(samples) > _LOUDNESS_S * sample_rate and abs(loudness - SPEECH_LUFS) > TOLERANCE_DB:
        yield f"{loudness:.1f} LUFS"


def read_all(app: Application, voice: str, arguments: argparse.Namespace) -> Tally:
    """All texts through everything above the engine."""
    reader = PieceReader(app.host)
    tally = Tally(Counter(), [])
    with closing(Application(app.folders, host=cast(EngineHost, reader))) as reading:
        for number, text in enumerate(hostile_texts(arguments.texts, arguments.seed)):
            request = SpeakRequest(text, voice, LANGUAGES[number % len(LANGUAGES)])
            tally.add(outcome_of(reading, request, reader.troubles_of), text)
    print(f"{arguments.texts} texts, {reader.pieces} pieces", flush=True)
    return tally


def say_some(app: Application, voice: str, arguments: argparse.Namespace) -> Tally:
    """A sample of the texts with the real engine."""
    tally = Tally(Counter(), [])
    chosen = sample(list(hostile_texts(arguments.texts, arguments.seed)), arguments.spoken)
    for number, text in enumerate(chosen):
        request = SpeakRequest(text, voice, LANGUAGES[number % len(LANGUAGES)])
        tally.add(outcome_of(app, request, sound_troubles), text)
    return tally


def sample(texts: Sequence[str], count: int) -> list[str]:
    """So many of the texts: short ones evenly over all, and last the longest, in Latin letters if there is one."""
    if not count:
        return []
    short = [text for text in texts if len(text) <= _MOST_SPOKEN]
    longest = max(texts, key=lambda text: (len(text), sum(c < "\u0180" for c in text)))
    return [*short[:: max(1, len(short) // count)][: count - 1], longest]


def make_voice(app: Application, engine_id: str, folder: Path) -> str:
    """A voice made of the demonstration's reference; returns its id."""
    demo = app.demonstrate(DemoRequest(folder))
    if demo.voice.engine_id == engine_id:
        return demo.voice.id
    wanted = CreateVoiceRequest("Hostile", (demo.reference,), ConsentKind.PUBLIC_DOMAIN, engine_id=engine_id)
    return app.create_voice(wanted).voice.id


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=10_000, help="how many are read")
    parser.add_argument("--spoken", type=int, default=300, help="how many of them are spoken too")
    parser.add_argument("--engine", default=PREFERRED[0], help=f"id (default: {PREFERRED[0]})")
    parser.add_argument("--seed", type=int, default=0, help="another one makes other texts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folders = Folders(folder / "data", folder / "config", folder / "cache", folder / "log")
        with closing(Application(folders)) as app:
            voice = make_voice(app, arguments.engine, folder)
            tallies = {}
            for what, work in (("read", read_all), ("spoken", say_some)):
                started_s = time.monotonic()
                tallies[what] = work(app, voice, arguments)
                counts = ", ".join(f"{count} {outcome}" for outcome, count in tallies[what].counts.items())
                print(f"{what}: {counts} in {time.monotonic() - started_s:.0f} s", flush=True)
    return 1 if any(tally.troubles for tally in tallies.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
