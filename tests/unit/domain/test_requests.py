"""Every field of a request is of its declared type, or the request is refused."""

from pathlib import Path

import pytest

from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import VoiceMode
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.review.check_references import CheckRequest
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest
from voicecloner.use_cases.voices.create_voices import CreateVoicesRequest

ONE = {"name": "Anna", "references": (Path("a.wav"),), "consent": ConsentKind.OWN}
MANY = {"names": ("Anna",), "references": (Path("a.wav"),), "consent": ConsentKind.OWN}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (CreateVoiceRequest, ONE),
        (CreateVoiceRequest, {**ONE, "consent": None, "mode": VoiceMode.EMBEDDING, "transcripts": ("a", "b")}),
        (CreateVoicesRequest, {**MANY, "modes": (None, VoiceMode.TRANSCRIPT)}),
        (SpeakRequest, {"text": "Hello.", "voice": "Anna", "speed": 1, "options": {"steps": 3, "style": "calm"}}),
        (CheckRequest, {"paths": (Path("a.wav"),), "channel": 2}),
    ],
)
def test_what_is_declared_passes(kind, values):
    require_types(kind(**values))


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (CreateVoiceRequest, {**ONE, "consent": ""}, "consent"),
        (CreateVoiceRequest, {**ONE, "consent": False}, "consent"),
        (CreateVoiceRequest, {**ONE, "consent": "yes"}, "consent"),
        (CreateVoiceRequest, {**ONE, "consent": "own"}, "consent"),
        (CreateVoiceRequest, {**ONE, "name": None}, "name"),
        (CreateVoiceRequest, {**ONE, "references": Path("a.wav")}, "references"),
        (CreateVoiceRequest, {**ONE, "references": ("a.wav",)}, "references"),
        (CreateVoiceRequest, {**ONE, "transcripts": "Hello."}, "transcripts"),
        (CreateVoiceRequest, {**ONE, "mode": "embedding"}, "mode"),
        (CreateVoiceRequest, {**ONE, "span": (1.0, 2.0)}, "span"),
        (CreateVoicesRequest, {**MANY, "modes": ("embedding",)}, "modes"),
        (SpeakRequest, {"text": b"Hello.", "voice": "Anna"}, "text"),
        (SpeakRequest, {"text": "Hello.", "voice": "Anna", "speed": True}, "speed"),
        (SpeakRequest, {"text": "Hello.", "voice": "Anna", "seed": 1.5}, "seed"),
        (SpeakRequest, {"text": "Hello.", "voice": "Anna", "options": {1: "x"}}, "options"),
        (CheckRequest, {"paths": (Path("a.wav"),), "keep_whole": "no"}, "keep_whole"),
    ],
)
def test_anything_else_is_refused_by_its_name(kind, values, field):
    with pytest.raises(InvalidRequest, match=f"“{field}”") as raised:
        require_types(kind(**values))
    assert raised.value.hint.startswith("It must be ")
