"""The joins between pieces, by the real network."""

from itertools import pairwise

import numpy as np
import pytest

from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.model.network import FRAME_SAMPLES, SAMPLE_RATE_HZ, Encoded, Network
from voicecloner.engines.adapters.natural.pronunciation.alphabet import token_ids
from voicecloner.engines.adapters.natural.rendering import pieces_of, rendered
from voicecloner.engines.adapters.natural.speaking import _without_lead
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken

SYMBOLS = "ðə fˈɛɹi lˈivz æt ə kwˈɔɹTəɹ pæst sˈɛvən, sˌO plˈiz bɹˈɪŋ jʊɹ kˈOt ænd ə θˈɜɹməs ʌv tˈi."


@pytest.fixture(scope="module")
def timbre() -> np.ndarray:
    return load_basis().timbres[load_basis().names.index("am_michael")]


@pytest.fixture(scope="module")
def encoded(network: Network, timbre: np.ndarray) -> Encoded:
    tokens = np.array(token_ids(SYMBOLS), np.int64)
    one = np.eye(54, dtype=np.float32)[load_basis().names.index("am_michael")]
    whole = network.encode(tokens, np.concatenate([timbre, load_basis().manner(one, len(tokens))]))
    return _without_lead(whole)


@pytest.fixture(scope="module")
def pieces(network: Network, encoded: Encoded, timbre: np.ndarray) -> list[np.ndarray]:
    return list(rendered(network, encoded, timbre, CancelToken()))


def level_db(samples: np.ndarray) -> float:
    return 10 * np.log10(float(np.mean(np.square(samples))) + 1e-9)


def test_the_pieces_cover_everything_once(encoded: Encoded) -> None:
    spans = pieces_of(encoded)
    assert len(spans) > 1
    assert spans[0].start == 0
    assert spans[-1].end == encoded.frames
    assert all(before.end == after.start for before, after in pairwise(spans))
    assert spans[0].end <= 44, "the first sound comes soon"


@pytest.mark.parametrize(("frames", "pieces"), [(84, 1), (85, 2), (215, 2)])
def test_two_seconds_are_one_piece_so_that_their_loudness_is_known_at_once(
    encoded: Encoded, frames: int, pieces: int
) -> None:
    repeated = np.resize(np.arange(encoded.frames), frames)
    melody = np.resize(encoded.energy, 2 * frames)
    said = Encoded(encoded.features[:, repeated], np.resize(encoded.pitch_hz, 2 * frames), melody, np.array([frames]))
    assert len(pieces_of(said)) == pieces


def test_together_they_last_as_long_as_the_whole(pieces: list[np.ndarray], encoded: Encoded) -> None:
    length = sum(map(len, pieces))
    assert abs(length - encoded.frames * FRAME_SAMPLES) <= (len(pieces) - 1) * 0.006 * SAMPLE_RATE_HZ


def test_they_sound_like_the_whole(network: Network, pieces, encoded: Encoded, timbre: np.ndarray) -> None:
    whole = network.decode(encoded.features, encoded.pitch_hz, encoded.energy, timbre)
    joined = np.concatenate(pieces)
    place = len(pieces[0])
    for part in (slice(0, place), slice(place, min(len(whole), len(joined)))):
        assert abs(level_db(joined[part]) - level_db(whole[part])) < 2.0


def test_the_level_is_the_same_on_both_sides_of_a_join(
    network: Network, pieces, encoded: Encoded, timbre: np.ndarray
) -> None:
    """Against the whole, the first piece and the second after it are equally loud within 1 dB."""
    whole = network.decode(encoded.features, encoded.pitch_hz, encoded.energy, timbre)
    joined, place = np.concatenate(pieces), len(pieces[0])
    parts = slice(0, place), slice(place, place + SAMPLE_RATE_HZ)
    before, after = (level_db(joined[part]) - level_db(whole[part]) for part in parts)
    assert after == pytest.approx(before, abs=1.0)


def test_no_click_at_a_join(pieces: list[np.ndarray]) -> None:
    joined, place = np.concatenate(pieces), len(pieces[0])
    curve = np.abs(np.diff(joined, 2))
    around = curve[place - 2400 : place + 2400]
    assert curve[place - 3 : place + 3].max() <= around.max()
    assert np.abs(joined[place] - joined[place - 1]) <= np.abs(np.diff(joined[place - 2400 : place + 2400])).max()


def test_a_short_text_is_one_piece(encoded: Encoded) -> None:
    short = Encoded(encoded.features[:, :60], encoded.pitch_hz[:120], encoded.energy[:120], encoded.frames_per_token)
    assert [(span.start, span.end) for span in pieces_of(short)] == [(0, 60)]


def test_it_stops_between_pieces(network: Network, encoded: Encoded, timbre: np.ndarray) -> None:
    cancel = CancelToken()
    sound = rendered(network, encoded, timbre, cancel)
    next(sound)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(sound)
