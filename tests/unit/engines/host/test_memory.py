from types import SimpleNamespace

import pynvml
import pytest

from voicecloner.engines.host.memory import free_memory


@pytest.fixture
def cards(monkeypatch):
    """Graphics cards with so much free memory; None is one that does not tell."""

    def cards(*free):
        def tell(card):
            if free[card] is None:
                raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_SUPPORTED)
            return SimpleNamespace(free=free[card])

        monkeypatch.setattr(pynvml, "nvmlInit", lambda: None)
        monkeypatch.setattr(pynvml, "nvmlShutdown", lambda: None)
        monkeypatch.setattr(pynvml, "nvmlDeviceGetCount", lambda: len(free))
        monkeypatch.setattr(pynvml, "nvmlDeviceGetHandleByIndex", lambda index: index)
        monkeypatch.setattr(pynvml, "nvmlDeviceGetMemoryInfo", tell)

    return cards


def test_the_computers_memory():
    assert 1_000_000 < free_memory().computer_bytes < 1 << 50


def test_of_several_cards_the_freest_counts(cards):
    cards(2_000, 8_000)
    assert free_memory().graphics_bytes == 8_000


@pytest.mark.parametrize("free", [(), (None,)])
def test_no_card_and_one_that_does_not_tell_are_none(cards, free):
    cards(*free)
    assert free_memory().graphics_bytes is None


def test_without_a_driver_there_is_no_card(monkeypatch):
    def fail():
        raise pynvml.NVMLError(pynvml.NVML_ERROR_LIBRARY_NOT_FOUND)

    monkeypatch.setattr(pynvml, "nvmlInit", fail)
    assert free_memory().graphics_bytes is None
