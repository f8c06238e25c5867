"""How things are called in JSON: the same names in the answer of every command; docs/command-line.md lists them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from voicecloner.domain.quality import review_as_dict
from voicecloner.domain.scorecard import scorecard_as_dict
from voicecloner.domain.scorecard_words import verdict_on
from voicecloner.domain.voice import DamagedVoice, Voice
from voicecloner.errors import VoiceClonerError, hint_on_command_line

if TYPE_CHECKING:
    from voicecloner.engines.contract.engine import EngineInfo
    from voicecloner.models.catalogue import Model
    from voicecloner.use_cases.voices.manage_voices import NamedVoice

Fields = dict[str, Any]
"""A JSON object. An answer is always one, never a bare array, so that more can be said in it later."""


def voice_fields(voice: "Voice | DamagedVoice | NamedVoice") -> Fields:
    """Which voice it is."""
    return {"voice_id": voice.id, "name": voice.name}


def engine_fields(engine: "EngineInfo") -> Fields:
    """Which engine it is."""
    return {"engine_id": engine.id, "name": engine.title}


def model_fields(model: "Model") -> Fields:
    """Which model it is."""
    return {"model_id": model.id, "name": model.title}


def made_fields(voice: Voice) -> Fields:
    """Which voice it is, and what it was made with."""
    return {**voice_fields(voice), "engine_id": voice.engine_id, "mode": voice.mode.value}


def whole_voice_fields(voice: Voice, rebuild_reason: str) -> Fields:
    """Everything about a voice; `rebuild_reason` is empty where it need not be made anew."""
    return {
        **made_fields(voice),
        "language": voice.language,
        "engine_revision": voice.engine_revision,
        "needs_rebuild": bool(rebuild_reason),
        "rebuild_reason": rebuild_reason,
        "transcript": voice.transcript,
        "references": [
            {
                "name": r.name,
                "seconds": r.seconds,
                "sha256": r.sha256,
                "channel": r.channel,
                "microphone": r.microphone,
            }
            for r in voice.references
        ],
        "review": review_as_dict(voice.review),
        **scorecard_fields(voice),
        "consent": {
            "kind": voice.consent.kind.value,
            "speaker": voice.consent.who,
            "stated_at": voice.consent.stated_at.isoformat(),
            "stated_via": voice.consent.stated_via,
        },
        "created_at": voice.created_at.isoformat(),
        "last_used_at": voice.last_used_at.isoformat() if voice.last_used_at else None,
        "tags": list(voice.tags),
        "notes": voice.notes,
    }


def scorecard_fields(voice: Voice) -> Fields:
    """How a voice came out; null where that was not measured."""
    card = voice.scorecard
    if card is None:
        return {"scorecard": None}
    verdict = verdict_on(card, voice.consent.kind)
    said = {"score": card.score, "verdict": verdict.severity.value, "sentence": verdict.sentence}
    measured = {"likeness": card.comparison.likeness, **scorecard_as_dict(card)}
    return {"scorecard": {**said, "advice": list(verdict.advice), **measured}}


def damaged_fields(voices: Iterable[DamagedVoice]) -> list[Fields]:
    """What is known of voices that cannot be read."""
    return [{**voice_fields(voice), "unreadable": voice.part} for voice in voices]


def error_fields(error: VoiceClonerError) -> Fields:
    """What went wrong, and what can be done."""
    return {"code": error.code, "message": error.message, "hint": hint_on_command_line(error.hint)}
