"""Takes for a store: being made, and whole."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from voicecloner.domain.audio import WordTime
from voicecloner.domain.synthesis import SpeechOptions, Take
from voicecloner.library.take_record import KeptTake
from voicecloner.library.takes import TakeStore

RATE = 24_000
MARKS = {"title": "One two.", "artist": "Anna (synthetic voice)", "comment": "Synthetic speech; voice abc"}


def beginning(store: TakeStore, **changes) -> Take:
    plain = Take(
        path=store.new_path(),
        text="One two.",
        voice_id="abc",
        voice_name="Anna",
        options=SpeechOptions("de", 1.5, 7, {"calm": 0.25}),
        seconds=0.0,
        sample_rate=RATE,
        synthesis_s=0.5,
        first_sound_s=0.25,
        created_at=datetime.now(UTC),
        notes=("It was said on the processor.",),
    )
    return replace(plain, **changes)


def speak(store: TakeStore, seconds: float = 0.5, **changes) -> Take:
    take = replace(beginning(store, **changes), seconds=seconds, words=(WordTime(0, 3, 0.0, 0.25),))
    with store.growing(take, MARKS) as writer:
        writer.write(np.full(round(seconds * RATE), 0.1, np.float32))
    store.keep(take)
    return take


def kept_take(**changes) -> KeptTake:
    """What is known of a take whose sound is nowhere."""
    plain = Take(
        path=Path("0123abcd" * 4 + ".wav"),
        text="One two.",
        voice_id="abc",
        voice_name="Anna",
        options=SpeechOptions("de"),
        seconds=1.0,
        sample_rate=RATE,
        synthesis_s=0.5,
        first_sound_s=0.25,
        created_at=datetime.now(UTC),
        engine_id="natural",
    )
    return KeptTake(replace(plain, **changes), 1)
