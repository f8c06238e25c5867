"""The packages of the neural engines on the models page."""

from dataclasses import replace

import pytest

from tests.support.answering import answer
from tests.support.fake_host import fake_engine
from voicecloner.engines.host.environments import SPECS, EnvironmentSpec
from voicecloner.engines.host.memory import FreeMemory
from voicecloner.errors import EnvironmentFailed
from voicecloner.gui.models.engines_card import EnginesState, memory_words, state_words
from voicecloner.gui.window.page_stack import MODELS
from voicecloner.jobs import ProgressUpdate
from voicecloner.use_cases.upkeep.manage_engines import ListedEngine, ListedEnvironment

SPEC = EnvironmentSpec("neural", "The neural engines", "environments/neural.txt", 5_700_000_000, ())
BASIC = ListedEngine(fake_engine())
NEURAL = replace(fake_engine("pocket"), title="Pocket TTS", packages=("torch",), environment="neural")
MISSING = ListedEngine(NEURAL, "Pocket TTS is not installed.", "Install them.")


class Engines:
    """Stands in for `ManageEngines`: installing waits for Stop or for the test."""

    def __init__(self):
        self.is_installed = False
        self.ends = None
        self.ejected = 0

    def list(self):
        neural = ListedEngine(NEURAL, is_loaded=not self.ejected) if self.is_installed else MISSING
        return (BASIC, neural)

    def environments(self):
        state = self.is_installed
        return tuple(
            ListedEnvironment(spec, is_installed=state, is_needed=not state, is_there=state)
            for spec in (SPEC, SPECS["neural-light"])
        )

    def install(self, environment_id, *, progress, cancel):
        assert environment_id == "neural"
        progress(ProgressUpdate("Fetching the packages", 0.25, "1.4 GB of 5.7 GB"))
        while self.ends is None:
            cancel.wait(0.01)
            cancel.raise_if_cancelled()
        if isinstance(self.ends, Exception):
            raise self.ends
        self.is_installed = True

    def remove(self, _environment_id):
        self.is_installed = False

    def eject(self):
        self.ejected += 1
        return True


@pytest.fixture
def engines():
    return Engines()


@pytest.fixture
def card(app, window, engines, qtbot):
    vars(app)["manage_engines"] = engines
    window.show_page(MODELS)
    made = window.models.engines[0]
    qtbot.waitUntil(made.isVisible)
    return made


def shown(card):
    made = (card.install, card.stop, card.remove, card.eject)
    return [each.text().strip() for each in made if each.isVisible()]


def test_installing_asks_first_shows_how_far_it_is_and_tells_the_end(card, engines, window, qtbot):
    assert card.state.text() == "Not installed: Pocket TTS (about 5.70\xa0GB)."
    assert shown(card) == ["Install…"]
    card.install.click()
    answer(card, "Install")
    qtbot.waitUntil(lambda: card.detail.text() == "1.4 GB of 5.7 GB")
    assert card.bar.value() == 250
    assert shown(card) == ["Stop"]
    engines.ends = "well"
    with qtbot.waitSignal(window.tools.engines.changed):  # so that it can be chosen on the other pages
        qtbot.waitUntil(lambda: card.state.text() == "Ready: Pocket TTS.")
    assert shown(card) == ["Remove", "Free memory"]


def test_nothing_is_installed_without_a_yes(card, engines):
    card.install.click()
    answer(card, "Not now")
    assert shown(card) == ["Install…"]


def test_stop_ends_it(card, qtbot):
    card.install.click()
    answer(card, "Install")
    qtbot.waitUntil(lambda: shown(card) == ["Stop"])
    card.stop.click()
    qtbot.waitUntil(lambda: shown(card) == ["Install…"])


def test_a_failure_is_told_and_it_can_be_tried_again(card, engines, window, qtbot):
    engines.ends = EnvironmentFailed("The disk is full.", "Free some space.")
    card.install.click()
    answer(card, "Install")
    qtbot.waitUntil(lambda: shown(card) == ["Install…"])
    assert "The disk is full." in window.message_bar.message.text


def test_memory_is_given_back(card, engines, qtbot):
    engines.is_installed = True
    card.refresh()
    qtbot.waitUntil(card.eject.isVisible)
    assert "In memory: Pocket TTS" in card.memory.text()
    card.eject.click()
    qtbot.waitUntil(lambda: not card.eject.isVisible())
    assert engines.ejected == 1


def test_removing(card, engines, qtbot):
    engines.is_installed = True
    card.refresh()
    qtbot.waitUntil(card.remove.isVisible)
    card.remove.click()
    answer(card, "Remove")
    qtbot.waitUntil(lambda: shown(card) == ["Install…"])


def test_words():
    environment = ListedEnvironment(SPEC, is_installed=False, is_needed=True, is_there=False)
    state = EnginesState((MISSING,), environment, FreeMemory(8_000_000_000, 16_000_000_000))
    assert state_words(state).replace("\xa0", " ") == "Not installed: Pocket TTS (about 5.70 GB)."
    assert memory_words(state).replace("\xa0", " ") == "8.00 GB of memory is free, 16.00 GB on the graphics card."


def test_a_model_that_is_fetched_before_its_engine_offers_the_engine(card, engines, window, qtbot):
    assert card.lacks("pocket")
    window.models.offer_engine("pocket")
    assert "its engine" in window.message_bar.message.hint
    window.message_bar.message.action()
    answer(card, "Install")
    qtbot.waitUntil(lambda: shown(card) == ["Stop"])
    engines.ends = "well"
    qtbot.waitUntil(lambda: not card.lacks("pocket"))
