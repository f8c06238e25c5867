import numpy as np
import pytest

from tests.support.made_speech import made_colour
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.voice import NaturalVoice, PitchRange, pack, unpack
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.voice_file import StoredVoice, VoiceStamp, from_bytes, to_bytes
from voicecloner.errors import EngineError

VOICE = NaturalVoice(
    timbre=np.linspace(-1, 1, 128, dtype=np.float32),
    manner=np.full(54, 1 / 54, np.float32),
    pitch=PitchRange(120.0, 100.0, 150.0),
    usual=PitchRange(200.0, 160.0, 250.0),
    speed=0.9,
    pause=1.25,
    colour=made_colour(np.linspace(-3, 3, 80).reshape(2, 40)).arrays(),
)


def test_a_voice_survives_being_saved() -> None:
    stored = StoredVoice(VoiceStamp("natural", "1", VoiceMode.EMBEDDING), pack(VOICE))
    voice = unpack(from_bytes(to_bytes(stored)).voice_data)
    np.testing.assert_array_equal(voice.timbre, VOICE.timbre)
    np.testing.assert_array_equal(voice.manner, VOICE.manner)
    np.testing.assert_array_equal(voice.colour["gains_db"], VOICE.colour["gains_db"])
    assert (voice.pitch, voice.usual) == (VOICE.pitch, VOICE.usual)
    assert (voice.speed, voice.pause) == pytest.approx((0.9, 1.25))


def test_a_style_is_timbre_and_manner() -> None:
    style = VOICE.style(60)
    np.testing.assert_array_equal(style[:128], VOICE.timbre)
    np.testing.assert_array_equal(style[128:], load_basis().manner(VOICE.manner, 60))


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("timbre", np.zeros(64, np.float32)),
        ("timbre", np.zeros(128, np.float64)),
        ("manner", np.full(54, np.nan, np.float32)),
        ("pace", np.array([9.0, 1.0], np.float32)),
        ("pitch_hz", np.array([100.0, 120.0, 150.0], np.float32)),
        ("usual_hz", None),
        ("colour.gains_db", np.full((2, 40), np.inf, np.float32)),
        ("colour.gains_db", np.float32(1.0)),
        ("colour.means", None),
    ],
)
def test_damaged_voices_are_refused(name: str, array: np.ndarray | None) -> None:
    arrays = {**pack(VOICE).arrays, name: array}
    kept = {key: value for key, value in arrays.items() if value is not None}
    with pytest.raises(EngineError, match="damaged"):
        unpack(VoiceData(kept))
