"""Fits real voices: one that the network itself speaks must be found again."""

import re
from copy import copy

import numpy as np
import pytest

from tests.support.made_speech import RATE_HZ
from tests.support.stock_sentence import SENTENCE, sound
from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples
from voicecloner.engines.adapters.natural.fitting import fitting
from voicecloner.engines.adapters.natural.fitting.fitting import fit
from voicecloner.engines.adapters.natural.fitting.trial_texts import READING
from voicecloner.engines.adapters.natural.model.network import Network
from voicecloner.engines.adapters.natural.voice import FASTEST_PACE, SLOWEST_PACE, unpack
from voicecloner.engines.contract.engine import VoiceData, VoiceReached
from voicecloner.errors import Cancelled, InvalidRequest
from voicecloner.jobs import CancelToken, ProgressUpdate, no_progress


@pytest.fixture(scope="session")
def network(network: Network) -> Network:
    """The real network, which says nothing twice: these fittings of one person begin alike."""
    plain, said = network.decode, dict[tuple[bytes, ...], Samples]()

    def decode(*numbers: Samples, gives_back: bool = True) -> Samples:
        key = tuple(each.tobytes() for each in numbers)
        if key not in said:
            said[key] = plain(*numbers, gives_back=gives_back)
        return said[key].copy()

    made = copy(network)
    made.decode = decode
    return made


@pytest.fixture(scope="module")
def person(network: Network, voice: VoiceData) -> ReferenceClip:
    """A stock voice at 100 Hz, as if it had been recorded."""
    from voicecloner.engines.adapters.natural.speaking import Speaker
    from voicecloner.engines.adapters.natural.voice import unpack

    speaker = Speaker(network, unpack(voice))
    said = [
        sound(list(speaker.say(text, "en", 1.0, CancelToken())))
        for text in (SENTENCE, "My brother bought a yellow boat in June.")
    ]
    return ReferenceClip(AudioClip(np.concatenate(said), RATE_HZ))


def stopped_from(share: float, person: ReferenceClip, network: Network) -> VoiceReached:
    """What had been reached when the fitting was stopped, once there was a voice and so much of it was done."""
    cancel, reached = CancelToken(), []

    def progress(update: ProgressUpdate) -> None:
        if isinstance(update, VoiceReached):
            reached.append(update)
            if update.fraction >= share:
                cancel.cancel()

    with pytest.raises(Cancelled):
        fit([person], network, progress, cancel)
    return reached[-1]


def percent_in(told: str) -> int:
    found = re.search(r"(\d+) ?%", told)
    assert found is not None, told
    return int(found[1])


@pytest.mark.slow
def test_stop_keeps_the_best_so_far(network: Network, person: ReferenceClip):
    reached = stopped_from(0.0, person, network)
    assert percent_in(reached.detail) == percent_in(reached.voice_data.notes[0]) > 80
    best = unpack(reached.voice_data)
    assert best.pitch.median_hz == pytest.approx(100.0, rel=0.06)
    assert best.colour


def test_after_the_search_the_voice_is_finished(
    network: Network, person: ReferenceClip, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fitting, "_MOST_TRIALS", 6)  # the first ones only: what is looked at is what comes after them
    monkeypatch.setattr(fitting, "READING", READING[:3])
    monkeypatch.setattr(fitting, "_FULL_STEPS", 10)
    told: list[ProgressUpdate] = []
    fitted = fit([person], network, told.append, CancelToken())
    assert fitted.likeness > 0.8
    assert fitted.voice.colour
    assert SLOWEST_PACE <= fitted.voice.speed <= FASTEST_PACE
    assert [told[0].fraction, told[-1].fraction] == [0.0, 1.0]
    assert told[-1].detail.endswith("% alike")


def test_stop_in_the_last_tuning_keeps_what_it_has_reached(
    network: Network, person: ReferenceClip, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fitting, "_MOST_TRIALS", 6)
    monkeypatch.setattr(fitting, "READING", READING[:2])
    monkeypatch.setattr(fitting, "_FULL_STEPS", 10_000)  # would take minutes
    reached = stopped_from(fitting._TUNING_FROM, person, network)
    assert percent_in(reached.detail) > 60
    assert unpack(reached.voice_data).colour


def test_a_slow_machine_reads_less_and_still_finishes(
    network: Network, person: ReferenceClip, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fitting, "_MOST_TRIALS", 6)
    monkeypatch.setattr(fitting, "_MOST_READING_S", 0.0)
    monkeypatch.setattr(fitting, "_LEAST_READ", 3)
    monkeypatch.setattr(fitting, "_MOST_TUNING_S", 0.1)
    monkeypatch.setattr(fitting, "_FULL_STEPS", 10_000)  # would take minutes
    told: list[ProgressUpdate] = []
    fitted = fit([person], network, told.append, CancelToken())
    reading = [update for update in told if fitting._READING_FROM < update.fraction < fitting._TUNING_FROM]
    assert len(reading) == 2  # the third sentence is the last: what is told before the first is where reading begins
    assert fitted.voice.colour


def test_stop_before_there_is_a_voice_keeps_nothing(network: Network, person: ReferenceClip):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        fit([person], network, no_progress, cancel)


def test_silence_is_refused(network: Network):
    silent = ReferenceClip(AudioClip(np.zeros(5 * RATE_HZ, np.float32), RATE_HZ))
    with pytest.raises(InvalidRequest, match="no voice"):
        fit([silent], network, no_progress, CancelToken())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_whole_fitting_is_more_alike_than_its_beginning(
    network: Network, person: ReferenceClip, monkeypatch: pytest.MonkeyPatch
):
    for limit in ("_SEARCH_S", "_MOST_READING_S", "_MOST_TUNING_S"):  # a busy machine does as much as an idle one
        monkeypatch.setattr(fitting, limit, 400.0)
    early = stopped_from(0.0, person, network)
    finished = fit([person], network, no_progress, CancelToken())
    assert 100 * finished.likeness > max(percent_in(early.detail), 88)
