"""Voices to be kept, and a clock that stands until it is moved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from voicecloner.audio.files.encoding import flac_bytes
from voicecloner.domain.audio import AudioClip, RecordingOrigin
from voicecloner.domain.consent import Consent, ConsentKind, Use
from voicecloner.domain.quality import Finding, Review, Severity, Span
from voicecloner.domain.voice import VoiceMode
from voicecloner.library.voices import NewReference, NewVoice

CONSENT = Consent(ConsentKind.GIVEN, datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "cli", "Zoë Müller", uses=tuple(Use))
REVIEW = Review(
    31.5,
    27.25,
    (
        Finding("noise", Severity.OK, 41.0, "dB", 20.0, "The room is quiet."),
        Finding("level", Severity.WARN, None, "dBFS", -40.0, "There is silence.", (Span(1.0, 2.5),)),
        Finding("speakers", Severity.OK, None, "", None, "Nothing to compare."),
    ),
)
ORIGIN = RecordingOrigin("Desk microphone, input 2", datetime(2026, 2, 28, 9, 30, tzinfo=UTC))


class Clock:
    """Tells the time it was set to."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def new_reference(folder: Path, name: str = "Interview.WAV", content: bytes = b"RIFF sound") -> NewReference:
    original = folder / name
    original.write_bytes(content)
    return NewReference(name, original, b"fLaC prepared", 30.25, origin=ORIGIN)


def sounding_reference(folder: Path) -> NewReference:
    """One that can be played."""
    tone = 0.2 * np.sin(np.arange(24_000) / 20).astype(np.float32)
    return replace(new_reference(folder), prepared_flac=flac_bytes(AudioClip(tone, 24_000)), seconds=1.0)


def new_voice(folder: Path, name: str = "Anna", **changes: Any) -> NewVoice:
    plain = NewVoice(
        name=name,
        language="de-AT",
        engine_id="basic",
        engine_revision="3",
        mode=VoiceMode.TRANSCRIPT,
        transcript="Der Fluß fließt.",
        references=(new_reference(folder),),
        review=REVIEW,
        consent=CONSENT,
        voice_data=b"safetensors " + name.encode(),
    )
    return replace(plain, **changes)


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
