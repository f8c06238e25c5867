"""Whether a sentence said again can be told from one of an undivided take, and how fast many takes are searched.

    python -m benchmarks.takes RECORDING [--takes N]

A voice is made of RECORDING with the natural engine, and a text of several sentences is said twice: at once at another
speed, and at the usual speed with each sentence said again at that other speed. Compared are the half seconds on both
sides of each join: how loud they are, and how high. Aims: less than 1 dB and less than 1 semitone apart; a list or a
search in 10,000 takes in less than 30 ms.
"""

import argparse
import json
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np

from voicecloner.api.speaking import SentenceRequest, SpeakRequest
from voicecloner.api.voices import CreateVoiceRequest
from voicecloner.audio.files.encoding import read_audio
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import Samples
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.synthesis import Take
from voicecloner.library.takes import TakeStore
from voicecloner.paths import Folders
from voicecloner.sound.levels import amplitude_db, rms_of
from voicecloner.sound.pitch import pitch_of
from voicecloner.sound.resampling import resample

_TEXT = (
    "The ferry leaves at seven in the morning. Will you be there in time? Bring the blue bag, the map and two apples! "
    "Nobody knows how long the crossing takes. The captain said it might be foggy, but he was laughing. "
    "We should call Martha before noon. She has the keys to the old lighthouse. What a strange place to live."
)
_SPEED = 1.1
_EDGE_S = 0.5
_PITCH_RATE_HZ = 16_000
_VOICED_FROM = 0.8
_LONG_AGO_S = 1_000_000_000
_QUERIES = ("", "e", "an", "li", "zq", "lighthouse", "the keys", "number 7777", "nothing like it")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("recording", type=Path)
    parser.add_argument("--takes", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _compare_joins(_application(Path(folder)), given.recording)
    with tempfile.TemporaryDirectory() as folder:
        _time_history(Path(folder), given.takes)


def _application(folder: Path) -> Application:
    return Application(Folders(*(folder / name for name in ("data", "config", "cache", "log"))))


def _compare_joins(app: Application, recording: Path) -> None:
    try:
        request = CreateVoiceRequest("Speaker", (recording,), ConsentKind.OWN, engine_id="natural")
        app.create_voice(request)
        undivided = app.speak(SpeakRequest(_TEXT, "Speaker", speed=_SPEED))
        take = app.speak(SpeakRequest(_TEXT, "Speaker"))
        started_s = time.monotonic()
        for number in range(1, len(take.sentences) + 1):
            take = app.say_sentence(SentenceRequest(app.takes.find(take), number, speed=_SPEED)).take
        each_s = (time.monotonic() - started_s) / len(take.sentences)
        rows = np.array([_difference(*edges) for edges in zip(_edges(undivided), _edges(take), strict=True)])
    finally:
        app.close()
    print(f"{len(rows)} edges of {len(take.sentences)} sentences said again, {each_s:.1f} s each")
    for name, unit, column in (("level", "dB", rows[:, 0]), ("pitch", "semitones", rows[:, 1])):
        known = column[np.isfinite(column)]
        print(f"{name}: median {np.median(known):.2f}, greatest {known.max():.2f} {unit}, of {len(known)} edges")
    gaps = np.abs(np.subtract(_pauses(undivided), _pauses(take)))
    print(f"pauses: greatest difference {1000 * gaps.max():.1f} ms")


def _edges(take: Take) -> list[Samples]:
    """The first and the last half second of each sentence, at `_PITCH_RATE_HZ`."""
    sound = read_audio(take.path).samples
    rate, found = take.sample_rate, list[Samples]()
    for sentence in take.sentences:
        said = sound[round(sentence.start_s * rate) : round(sentence.end_s * rate)]
        length = min(len(said), round(_EDGE_S * rate))
        found += [resample(edge, rate, _PITCH_RATE_HZ) for edge in (said[:length], said[-length:])]
    return found


def _difference(one: Samples, other: Samples) -> tuple[float, float]:
    """In dB and in semitones; not a number where there is no voice to tell the pitch of."""
    level_db = abs(amplitude_db(rms_of(one)) - amplitude_db(rms_of(other)))
    return level_db, abs(_semitones(one) - _semitones(other))


def _semitones(samples: Samples) -> float:
    track = pitch_of(samples)
    voiced = track.semitones[(track.periodicity > _VOICED_FROM) & (track.power > 0.1 * track.power.max(initial=0.0))]
    return float(np.median(voiced)) if len(voiced) else float("nan")


def _pauses(take: Take) -> list[float]:
    return [after.start_s - before.end_s for before, after in zip(take.sentences, take.sentences[1:], strict=False)]


def _time_history(folder: Path, count: int) -> None:
    takes = folder / "takes"
    takes.mkdir()
    for number in range(count):
        _write_take(takes, number)
    os.utime(takes, (_LONG_AGO_S, _LONG_AGO_S))
    store = TakeStore(takes, index=folder / "takes.db")
    print(f"{count} takes: index made in {_seconds(store.history):.1f} s")
    store.close()
    store = TakeStore(takes, index=folder / "takes.db")
    print(f"first list after a start: {1000 * _seconds(lambda: store.history(limit=200)):.0f} ms")
    for query in _QUERIES:
        times = [1000 * _seconds(lambda: store.history(query, 200, 201)) for _ in range(9)]  # noqa: B023 - called at once
        print(f"“{query}”: {store.history(query)[0]} found, median {np.median(times):.1f}, longest {max(times):.1f} ms")
    store.close()


def _seconds(work: Callable[[], object]) -> float:
    started_s = time.perf_counter()
    work()
    return time.perf_counter() - started_s


def _write_take(folder: Path, number: int) -> None:
    """A take as it lies there; its sound is empty: it is not looked into."""
    take_id = uuid.uuid4().hex
    (folder / f"{take_id}.wav").write_bytes(b"")
    record = {
        "version": 2, "text": f"This is text number {number}. {_TEXT}",
        "voice_id": uuid.uuid4().hex, "voice": "Speaker",
        "engine": "natural", "engine_revision": "1", "language": "en", "speed": 1.0, "seed": 0, "options": {},
        "seconds": 20.0, "sample_rate": 24_000, "synthesis_seconds": 5.0, "first_sound_seconds": 0.5,
        "created_at": f"2026-01-{1 + number % 28:02}T10:{number % 60:02}:00+00:00", "notes": [],
        "words": [[place, place + 3, 0.0, 0.1] for place in range(0, 300, 5)], "sentences": [], "broken_by": None,
        "day": 1, "is_saved": False, "is_discarded": False, "is_favourite": False,
    }  # fmt: skip
    (folder / f"{take_id}.json").write_text(json.dumps(record), "utf-8")


if __name__ == "__main__":
    main()
