import numpy as np
import pytest

from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.conversion.alignment import Alignment
from voicecloner.engines.adapters.natural.conversion.said_again import NEARLY, ROUGHLY, Timed, in_time, silenced
from voicecloner.engines.adapters.natural.conversion.source_melody import SourceMelody
from voicecloner.engines.adapters.natural.model.network import LEAST_VOICED_HZ, Encoded
from voicecloner.engines.adapters.natural.voice import NaturalVoice, PitchRange

TOKENS = 8
EACH = 10
NO_GAPS = np.zeros(TOKENS, bool)
PITCH = PitchRange(100.0, 84.0, 125.0)


def encoded() -> Encoded:
    """Eight symbols of ten frames, each with its number for features; the fourth is unvoiced."""
    frames = TOKENS * EACH
    numbers = np.repeat(np.arange(TOKENS, dtype=np.float32), EACH)
    pitch_hz = np.full(2 * frames, 200.0, np.float32)
    pitch_hz[6 * EACH : 8 * EACH] = 0.0
    lengths = np.full(TOKENS, EACH, np.int64)
    return Encoded(np.tile(numbers, (512, 1)), pitch_hz, np.ones(2 * frames, np.float32), lengths)


def voice() -> NaturalVoice:
    basis = load_basis()
    return NaturalVoice(basis.timbres[0], np.eye(54, dtype=np.float32)[0], PITCH, PITCH)


def melody(frames: int, hz: float = 300.0) -> SourceMelody:
    flat = np.full(2 * frames, np.log(hz))
    return SourceMelody(flat, np.ones(2 * frames, bool), PitchRange(hz, 0.9 * hz, 1.1 * hz))


def alignment(places: np.ndarray, pause: slice = slice(0, 0)) -> Alignment:
    is_pause = np.zeros(len(places), bool)
    is_pause[pause] = True
    return Alignment(places, is_pause, 1.0)


def test_every_symbol_lasts_as_long_as_in_the_recording() -> None:
    slowly = alignment(np.arange(400) / 2)  # of two seconds, in four
    made = in_time(Timed(encoded(), slowly, NO_GAPS), melody(160), voice())
    assert made.frames == 160 == made.frames_per_token.sum()
    assert len(made.pitch_hz) == len(made.energy) == 320
    lasting = np.bincount(made.features[0].astype(int), minlength=TOKENS)
    np.testing.assert_allclose(lasting[1:-1], 2 * EACH, atol=2)


def test_it_has_the_melody_of_the_recording_where_the_voice_says_what_is_voiced() -> None:
    made = in_time(Timed(encoded(), alignment(np.arange(200.0)), NO_GAPS), melody(80), voice())
    voiced = made.pitch_hz > LEAST_VOICED_HZ
    assert made.pitch_hz[voiced] == pytest.approx(100.0, rel=0.01)
    np.testing.assert_array_equal(voiced, encoded().pitch_hz > LEAST_VOICED_HZ)


def test_no_symbol_is_swallowed_where_the_recording_hurries() -> None:
    hurried = np.concatenate([np.zeros(20), np.linspace(0, 199, 4), np.full(26, 199.0)])
    made = in_time(Timed(encoded(), alignment(hurried), NO_GAPS), melody(20), voice())
    assert set(made.features[0].astype(int)) == set(range(TOKENS))


def test_it_rests_where_the_recording_rests() -> None:
    places = np.concatenate([np.arange(100.0), np.full(60, 100.0), np.arange(100.0, 200.0)])
    between_words = np.arange(TOKENS) == 4
    made = in_time(Timed(encoded(), alignment(places, slice(100, 160)), between_words), melody(104), voice())
    assert (made.pitch_hz[82:126] <= LEAST_VOICED_HZ).all()
    whole = silenced([np.ones(24_000, np.float32), np.ones(38_400, np.float32)], alignment(places, slice(100, 160)))
    sound = np.concatenate(list(whole))
    assert np.abs(sound[round(1.08 * 24_000) : round(1.52 * 24_000)]).max() < 1e-6
    assert sound[: round(0.98 * 24_000)].min() == pytest.approx(1.0, abs=0.01)
    assert sound[round(1.62 * 24_000) :].min() == pytest.approx(1.0, abs=0.01)


def test_a_space_grows_only_where_the_recording_rests() -> None:
    places = np.concatenate([np.arange(110.0), np.full(40, 110.0), np.arange(110.0, 200.0)])
    between_words = np.arange(TOKENS) == 4
    fluent, rested = (
        in_time(Timed(encoded(), alignment(places, pause), between_words), melody(96), voice()).features[0]
        for pause in (slice(0, 0), slice(110, 150))
    )
    assert (rested == 4).sum() >= EACH + 14
    assert (fluent == 4).sum() < (rested == 4).sum()


def test_the_usual_lengths_count_for_more_where_edges_are_found_roughly() -> None:
    places = np.arange(200.0)
    places[60:90] = 90.0
    found = Timed(encoded(), alignment(places), NO_GAPS)
    near, rough = (in_time(found, melody(80), voice(), unsure) for unsure in (NEARLY, ROUGHLY))
    usual = np.full(TOKENS, EACH)
    assert np.abs(rough.frames_per_token - usual).sum() < np.abs(near.frames_per_token - usual).sum()


def test_one_edge_found_too_early_moves_little() -> None:
    places = np.arange(200.0)
    places[70:75] = 75.0  # where the third symbol is said, the fourth seems to begin
    even, early = (
        in_time(Timed(encoded(), alignment(each), NO_GAPS), melody(80), voice()) for each in (np.arange(200.0), places)
    )
    assert np.abs(even.features[0] - early.features[0]).sum() <= 2
