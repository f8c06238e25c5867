"""Requests as messages for the worker: checked before they are sent, recorded sound at the rate the engine wants."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples
from voicecloner.domain.synthesis import ConversionOptions, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import (
    MAX_CONVERT_S,
    MIN_CONVERT_S,
    EngineInfo,
    checked_speech,
    require_conversion,
    require_synthesis,
)
from voicecloner.engines.host import wire
from voicecloner.errors import InvalidRequest, TranscriptRequired
from voicecloner.sound.resampling import resample

# -80 dBFS: less than the noise of any microphone.
_SILENCE_PEAK = 1e-4


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
    clips = [reference.clip for reference in references]
    for clip in clips:
        _require_mono(clip, "The reference")
    _check_length(engine, clips)
    # neural engines make a voice of anything, also of nothing
    for clip in clips:
        _require_finite(clip, "The reference")
    _require_audible(clips, "The reference")
    rate = engine.requirements.reference_sample_rate
    waveforms = [_resampled(clip, rate) for clip in clips]
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


def load_order(engine: EngineInfo, voice_file: Path, job: int) -> wire.LoadVoice:
    """The message that asks for an engine and a voice to be loaded."""
    return wire.LoadVoice(job, engine.id, _location(voice_file))


def synthesis_order(
    engine: EngineInfo, voice_file: Path, text: str, options: SpeechOptions, job: int
) -> wire.Synthesize:
    """The message that asks for speech.

    Raises:
        InvalidRequest: the engine says no texts, no text, more than the engine takes in one go, or options that the
            engine does not have.
    """
    require_synthesis(engine)
    longest = engine.abilities.max_chunk_characters
    if not text.strip():
        raise InvalidRequest("There is no text to say.", "Type what the voice should say.")
    if len(text) > longest:
        raise InvalidRequest(
            f"{engine.title} takes at most {longest} characters in one go; these are {len(text)}.", "Split the text."
        )
    checked = checked_speech(engine, options)
    return wire.Synthesize(
        job=job,
        engine_id=engine.id,
        voice_file=_location(voice_file),
        text=text,
        language=checked.language,
        speed=checked.speed,
        seed=checked.seed,
        options=dict(checked.options),
    )


def convert_order(
    engine: EngineInfo, voice_file: Path, speech: AudioClip, options: ConversionOptions, job: int
) -> tuple[wire.Convert, bytes]:
    """The message and payload that ask for speech to be said again in another voice.

    Raises:
        InvalidRequest: the engine cannot, or not in this way, or `speech` is no mono sound, silent, too short or too
            long.
    """
    require_conversion(engine, options.way)
    _require_mono(speech, "The speech")
    if not MIN_CONVERT_S <= speech.seconds <= MAX_CONVERT_S:
        raise InvalidRequest(
            f"Speech is converted in pieces of {MIN_CONVERT_S:g} to {MAX_CONVERT_S:g} s, not {speech.seconds:.1f} s.",
            "Cut it in its pauses.",
        )
    _require_finite(speech, "The speech")
    _require_audible([speech], "The speech")
    rate = engine.requirements.reference_sample_rate
    order = wire.Convert(job, engine.id, _location(voice_file), rate, options.seed, options.way.value)
    return order, wire.waveform_to_bytes(_resampled(speech, rate))


def _location(voice_file: Path) -> str:
    """Absolute, since the worker's current folder is another one."""
    return str(voice_file.absolute())


def _check_mode(engine: EngineInfo, mode: VoiceMode, references: Sequence[ReferenceClip]) -> None:
    supported = engine.requirements.modes
    if mode not in supported:
        words = " or ".join(each.words for each in supported)
        raise InvalidRequest(f"{engine.title} cannot clone from {mode.words}.", f"It clones from {words}.")
    if mode is VoiceMode.TRANSCRIPT and not any(reference.transcript.strip() for reference in references):
        raise TranscriptRequired(
            "To clone from the sound and its transcript, the words spoken in the recording are needed."
        )


def _check_length(engine: EngineInfo, clips: Sequence[AudioClip]) -> None:
    total_s = sum(clip.seconds for clip in clips)
    shortest_s = engine.requirements.min_reference_s
    if total_s == 0.0 or total_s < shortest_s:
        raise InvalidRequest(
            f"{engine.title} needs at least {shortest_s:g} s of speech; here are {total_s:.1f} s.",
            "Record more, or add another recording.",
        )


def _require_mono(clip: AudioClip, subject: str) -> None:
    """Two channels side by side would be taken for one sound that is twice as long."""
    if clip.samples.ndim != 1:
        raise InvalidRequest(f"{subject} has more than one channel.", "Mix it down to one channel first.")


def _require_finite(clip: AudioClip, subject: str) -> None:
    if not np.isfinite(clip.samples).all():
        raise InvalidRequest(f"{subject} holds samples that are not numbers.", "Import the recording again.")


def _require_audible(clips: Sequence[AudioClip], subject: str) -> None:
    if max(np.abs(clip.samples).max(initial=0.0) for clip in clips) <= _SILENCE_PEAK:
        raise InvalidRequest(f"{subject} is silent.", "Record or choose one with speech.")


def _resampled(clip: AudioClip, sample_rate: int) -> Samples:
    return np.ascontiguousarray(resample(clip.samples, clip.sample_rate, sample_rate), dtype=np.float32)
