import numpy as np
import pytest

from tests.support.clips import clip, silence, tone
from voicecloner.quality.measures.offset import offset_percent


@pytest.mark.parametrize("offset", [-0.3, 0.0, 0.05])
def test_the_offset_is_measured_whatever_its_sign(offset: float) -> None:
    assert offset_percent(clip(tone(1.0) + np.float32(offset))) == pytest.approx(abs(offset) * 100, abs=0.01)


def test_nothing_has_no_offset() -> None:
    assert offset_percent(clip(silence(0.0))) == 0.0
