"""Requests as the worker gets them: checked at the door, references at the rate the engine wants."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples
from voicecloner.domain.synthesis import SPEED_RANGE, SpeechOptions, require_likeness
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines import wire
from voicecloner.engines.base import EngineInfo
from voicecloner.errors import InvalidRequest, TranscriptRequired

_SILENCE_PEAK = 1e-4
"""-80 dBFS: less than the noise of any microphone."""


def clone_order(
    engine: EngineInfo, references: Sequence[ReferenceClip], mode: VoiceMode, job: int
) -> tuple[wire.Clone, bytes]:
    """The message and payload that ask for a voice.

    Raises:
        InvalidRequest: no or too little sound, silence, samples that are no mono sound, or a mode the engine cannot
            clone in.
        TranscriptRequired: transcript mode without a transcript.
    """
    _check_mode(engine, mode, references)
    _check_shape(references)
    _check_length(engine, references)
    _check_content(references)
    rate = engine.requirements.reference_sample_rate
    waveforms = [_resampled(reference.clip, rate) for reference in references]
    order = wire.Clone(
        job=job,
        engine_id=engine.id,
        mode=mode.value,
        sample_rate=rate,
        frames=[len(waveform) for waveform in waveforms],
        transcripts=[reference.transcript for reference in references],
        languages=[reference.language for reference in references],
    )
    return order, b"".join(map(wire.waveform_to_bytes, waveforms))


def prepare_order(engine: EngineInfo, voice_file: Path, job: int) -> wire.Prepare:
    """The message that asks for an engine and a voice to be loaded."""
    return wire.Prepare(job, engine.id, _location(voice_file))


def synthesis_order(
    engine: EngineInfo, voice_file: Path, text: str, options: SpeechOptions, job: int
) -> wire.Synthesize:
    """The message that asks for speech.

    Raises:
        InvalidRequest: no text, more than the engine takes in one go, or a speed or likeness out of range.
    """
    longest = engine.requirements.max_chunk_characters
    slowest, fastest = SPEED_RANGE
    if not text.strip():
        raise InvalidRequest("There is no text to say.", "Type what the voice shall say.")
    if len(text) > longest:
        raise InvalidRequest(
            f"{engine.title} takes at most {longest} characters in one go; these are {len(text)}.", "Split the text."
        )
    if not slowest <= options.speed <= fastest:
        raise InvalidRequest(f"The speed {options.speed:g} is out of range.", f"Choose {slowest:g} to {fastest:g}.")
    require_likeness(options.likeness)
    return wire.Synthesize(
        job=job,
        engine_id=engine.id,
        voice_file=_location(voice_file),
        text=text,
        language=options.language,
        speed=options.speed,
        seed=options.seed,
        likeness=options.likeness,
    )


def _location(voice_file: Path) -> str:
    """Absolute, since the worker's current folder is another one."""
    return str(voice_file.absolute())


def _check_mode(engine: EngineInfo, mode: VoiceMode, references: Sequence[ReferenceClip]) -> None:
    supported = engine.requirements.modes
    if mode not in supported:
        raise InvalidRequest(f"{engine.title} cannot clone in {mode} mode.", f"It knows: {', '.join(supported)}.")
    if mode is VoiceMode.TRANSCRIPT and not any(reference.transcript.strip() for reference in references):
        raise TranscriptRequired("Transcript mode needs the words that are spoken in the recording.")


def _check_shape(references: Sequence[ReferenceClip]) -> None:
    """Two channels side by side would be taken for one sound that is twice as long."""
    for reference in references:
        if reference.clip.samples.ndim != 1:
            raise InvalidRequest("The reference has more than one channel.", "Mix it down to one channel first.")


def _check_length(engine: EngineInfo, references: Sequence[ReferenceClip]) -> None:
    total_s = sum(reference.clip.seconds for reference in references)
    shortest_s = engine.requirements.min_reference_s
    if total_s == 0.0 or total_s < shortest_s:
        raise InvalidRequest(
            f"{engine.title} needs at least {shortest_s:g} s of speech; here are {total_s:.1f} s.",
            "Record more, or add another recording.",
        )


def _check_content(references: Sequence[ReferenceClip]) -> None:
    """Neural engines make a voice of anything, also of nothing."""
    if not all(np.isfinite(reference.clip.samples).all() for reference in references):
        raise InvalidRequest("The reference holds samples that are no numbers.", "Import the recording again.")
    if max(np.abs(reference.clip.samples).max(initial=0.0) for reference in references) <= _SILENCE_PEAK:
        raise InvalidRequest("The reference is silent.", "Record or choose one with speech.")


def _resampled(clip: AudioClip, sample_rate: int) -> Samples:
    if clip.sample_rate == sample_rate:
        return np.ascontiguousarray(clip.samples, dtype=np.float32)
    import soxr

    resampled: Samples = soxr.resample(clip.samples, clip.sample_rate, sample_rate, quality="HQ")
    return np.ascontiguousarray(resampled, dtype=np.float32)
