import numpy as np
import pytest

from tests.support.made_speech import buzz
from voicecloner.engines.adapters.natural.bands import BANDS, centres_hz, speech_bands
from voicecloner.engines.adapters.natural.colour import MOST_DB, Colour, coloured
from voicecloner.engines.adapters.natural.fitting.colour_fit import Effort, Person, measured_colour, tuned
from voicecloner.engines.adapters.natural.fitting.heard import Heard, listen, unit, windows_of
from voicecloner.engines.adapters.natural.fitting.work_time import WorkTime
from voicecloner.jobs import CancelToken
from voicecloner.speech.speaker import SpeakerEncoder


@pytest.fixture(scope="module")
def dull() -> list[Heard]:
    return [listen(buzz(4.0, tilt=1.4, seed=seed)) for seed in range(3)]


def person_of(heard: list[Heard], highest_hz: float = 12_000.0) -> Person:
    levels = np.concatenate([each.levels[each.is_active] for each in heard])
    return Person(levels, highest_hz, pitch_hz=120.0)


@pytest.fixture(scope="module")
def bright() -> list[Heard]:
    return [listen(buzz(4.0, tilt=0.8, seed=seed)) for seed in (7, 8, 9)]


def test_a_dull_voice_is_brightened(dull: list[Heard], bright: list[Heard]):
    colour = measured_colour(dull, person_of(bright))
    centres = centres_hz()
    rise = colour.gains_db[:, (centres > 2500) & (centres < 4000)].mean() - colour.gains_db[:, centres < 400].mean()
    assert rise > 3.0


def test_the_coloured_sound_has_the_wanted_spectrum(dull: list[Heard], bright: list[Heard]):
    person = person_of(bright)
    sound = buzz(4.0, tilt=1.4, seed=11)
    lifted = np.concatenate(list(coloured([sound], measured_colour(dull, person))))

    def long_term_db(levels: np.ndarray) -> np.ndarray:
        return 10 * np.log10(np.mean(10 ** (levels / 10), axis=0))

    def away_db(samples: np.ndarray) -> float:
        heard = listen(samples)
        difference = long_term_db(person.levels) - long_term_db(heard.levels[heard.is_active])
        return float(np.std(difference[speech_bands()]))

    assert away_db(lifted) < 0.6 * away_db(sound)


def test_a_voice_keeps_its_own_colour(dull: list[Heard]):
    assert np.abs(measured_colour(dull, person_of(dull)).gains_db).mean() < 1.0


def test_above_what_the_recording_holds_all_classes_change_alike(dull: list[Heard], bright: list[Heard]):
    gains = measured_colour(dull, person_of(bright, highest_hz=4000.0)).gains_db
    beyond = gains[:, centres_hz() > 4000.0]
    assert beyond.shape[1] > 3
    assert np.ptp(beyond) < 1e-5


def test_tuning_makes_it_more_like(dull: list[Heard]):
    encoder = SpeakerEncoder()
    other = listen(buzz(4.0, pitch_hz=210.0, tilt=0.6, seed=20))
    wanted = unit(encoder.embed_bands(windows_of(other.bands)))

    def likeness(colour: Colour) -> float:
        bands = [windows_of(each.coloured(colour.gains(each.levels))) for each in dull]
        return float(wanted @ unit(encoder.embed_bands(np.concatenate(bands))))

    colour = measured_colour(dull, person_of([other]))
    better = tuned(colour, dull, person_of([other]), wanted, Effort(6, 600.0, CancelToken()))
    assert likeness(better) > likeness(colour) + 0.005
    assert np.abs(better.gains_db - colour.gains_db).mean() < 6.0
    assert better.gains_db.shape == (len(colour.gains_db), BANDS)


def test_a_stopped_tuning_gives_what_it_has_reached(dull: list[Heard]):
    person = person_of(dull)
    colour = measured_colour(dull, person)
    wanted = unit(SpeakerEncoder().embed_bands(windows_of(dull[0].bands)))
    cancel = CancelToken()
    cancel.cancel()
    stopped = tuned(colour, dull, person, wanted, Effort(10_000, 600.0, cancel))  # takes minutes otherwise
    assert np.array_equal(stopped.gains_db, np.clip(colour.gains_db, -MOST_DB, MOST_DB))


def test_tuning_on_a_slow_machine_ends_in_time(monkeypatch: pytest.MonkeyPatch):
    spent_s = iter((4.0, 8.0, 12.0))
    monkeypatch.setattr(WorkTime, "spent_s", property(lambda _time: next(spent_s)))
    shares = list(Effort(45, 10.0, CancelToken()).shares())
    assert shares == pytest.approx([0.0, 0.4, 0.8])


def test_tuning_on_a_fast_machine_takes_all_its_steps():
    assert list(Effort(4, 600.0, CancelToken()).shares()) == pytest.approx([0.0, 0.25, 0.5, 0.75], abs=0.01)
