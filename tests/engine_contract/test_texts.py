"""What the program expects of engines that say texts, besides what it expects of all."""

from contextlib import suppress

import numpy as np
import pytest

from tests.engine_contract.references import joined, saying
from tests.engine_contract.subjects import CONVERTING_SUBJECTS, DEFAULT_SUBJECTS
from voicecloner.engines.contract.engine import Engine, EngineInfo, VoiceData
from voicecloner.errors import VoiceClonerError

SUBJECTS = tuple(name for name in DEFAULT_SUBJECTS if name not in CONVERTING_SUBJECTS)
AWKWARD = ["a", "7", "?!?!…", "😀 🎉", "[[h@l'oU]] <speak>tags</speak> & so on", "x" * 40, "Это тест. 漢字テスト。"]


@pytest.fixture(scope="module", autouse=True)
def _it_says_texts(info: EngineInfo) -> None:
    if not info.abilities.can_synthesize:
        pytest.skip("it says no texts")


@pytest.mark.parametrize("text", AWKWARD)
def test_no_text_makes_it_stumble(engine: Engine, voice: VoiceData, text: str) -> None:
    with suppress(VoiceClonerError):  # to refuse it is fine
        assert np.isfinite(joined(saying(engine, voice, text))).all()
