import numpy as np
import pytest

from voicecloner.engines.adapters.natural.fitting.timbre_search import (
    Process,
    Target,
    TimbreSearch,
    Trial,
    known_timbres,
)


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


class World:
    """Stands in for network and encoder: the known timbres foretell it roughly, a random bend makes it its own."""

    def __init__(self) -> None:
        known, random = known_timbres(), np.random.default_rng(2)
        self.map = np.linalg.lstsq(known.places, known.embeddings - known.embeddings.mean(axis=0), rcond=1e-2)[0]
        self.map += random.normal(size=self.map.shape) * 0.2 * self.map.std()
        self.middle = known.embeddings.mean(axis=0)
        self.phrases = random.normal(size=(6, 256)) * 0.008

    def hear(self, place: np.ndarray, phrase: int | None = None) -> np.ndarray:
        said = self.middle + np.tanh(place) @ self.map
        return unit(np.maximum(said + (self.phrases[phrase] if phrase is not None else 0), 0))


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture
def search(world: World) -> TimbreSearch:
    person = world.hear(known_timbres().places[10] * 0.7 + known_timbres().places[30] * 0.6)
    return TimbreSearch(Target(person, person, 180.0), 6)


def run(search: TimbreSearch, world: World, rounds: int) -> list[Trial]:
    tried = list(search.first())
    for number in range(rounds + 1):
        for trial in tried[-2:] if number else tried:
            search.add(trial, world.hear(trial.place, trial.phrase))
        if number < rounds:
            tried += search.next(number)
    return tried


def test_the_search_comes_nearer(search: TimbreSearch, world: World):
    person = search._target.plain
    tried = run(search, world, 10)
    first = max(world.hear(trial.place) @ person for trial in tried[:8])
    found = world.hear(search.best()[0]) @ person
    assert found > first + 0.005
    assert found > 0.95


def test_it_is_the_same_each_time(world: World):
    person = world.hear(known_timbres().places[5])
    places = []
    for _ in range(2):
        search = TimbreSearch(Target(person, person, 120.0), 6)
        run(search, world, 2)
        places.append(search.best()[0])
    assert np.array_equal(places[0], places[1])


def test_every_phrase_is_used(search: TimbreSearch, world: World):
    assert {trial.phrase for trial in run(search, world, 4)} == set(range(6))


def test_what_is_found_is_not_far_from_the_stock_voices(search: TimbreSearch, world: World):
    run(search, world, 6)
    farthest = np.abs(known_timbres().places[:54]).max()
    assert np.abs(search.best()[0]).max() < farthest


def test_a_process_foretells_what_it_was_told():
    random = np.random.default_rng(0)
    places, values = random.normal(size=(30, 5)), random.normal(size=(30, 256))
    process = Process(places, values, np.full(30, 1e-6))
    assert np.allclose(process.at(places[3]), values[3], atol=0.02)


def test_a_process_knows_its_slope():
    random = np.random.default_rng(0)
    process = Process(random.normal(size=(30, 5)), random.normal(size=(30, 256)), np.full(30, 0.1))
    place, direction, step = random.normal(size=5), random.normal(size=256), random.normal(size=5) * 1e-4
    change = (process.at(place + step) - process.at(place - step)) @ direction / 2
    assert change == pytest.approx(float(process.slope(place, direction) @ step), rel=1e-3)


def test_the_known_timbres_hold_the_stock_voices():
    from voicecloner.engines.adapters.natural.basis import load_basis

    known = known_timbres()
    assert np.allclose(known.timbre(known.places[7]), load_basis().timbres[7], atol=0.02)
