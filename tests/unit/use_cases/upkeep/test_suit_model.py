"""What a model would be like on which computer."""

from dataclasses import replace

import pytest

from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.host import speed
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.paths import resource
from voicecloner.use_cases.upkeep.suit_model import ENGINE_NEEDS, Computer, suits

GB = 1_000_000_000
CATALOGUE = read_catalogue(resource("models/catalogue.json"))
LAPTOP = Computer(8 * GB, None)
STATION = Computer(64 * GB, 24 * GB)


@pytest.mark.parametrize(
    ("model_id", "computer", "words"),
    [
        ("pocket-lite-en", LAPTOP, "fits in memory, about 20 s for a minute of speech"),
        ("pocket-lite-en", replace(LAPTOP, slowness=2.0), "fits in memory, about 40 s for a minute of speech"),
        ("pocket-lite-en", replace(LAPTOP, slowness=7.0), "fits in memory, 2 times slower than speech"),
        ("qwen3-tts-0.6b", LAPTOP, "fits in memory, 10 times slower than speech"),
        ("voxcpm2", STATION, "fits on the graphics card, about 8 s for a minute of speech"),
        ("voxcpm2", LAPTOP, "too large for the free memory (needs 14.00\u00a0GB), speed not known"),
        ("xtts-v2", replace(LAPTOP, graphics_bytes=GB), "fits in memory, 18 times slower than speech"),
        ("bark", STATION, "fits on the graphics card, speed not known"),
        ("qwen3-tts-1.7b", STATION, "fits on the graphics card, speed not known"),
        ("pocket-lite-fr", STATION, "fits in memory, speed not known"),
        ("bark", LAPTOP, "fits in memory, speed not known"),
    ],
)
def test_it_is_told_in_a_few_words(model_id, computer, words):
    assert suits(CATALOGUE.find(model_id), computer).words == words


def test_what_makes_one_wait_is_slow():
    slow = {model.engine for model in CATALOGUE.models if suits(model, LAPTOP).is_slow}
    assert slow == {"qwen3-tts", "xtts"}


def test_every_engine_with_models_is_known():
    assert set(ENGINE_NEEDS) == {model.engine for model in CATALOGUE.models} <= set(BUNDLED_ENGINES)


def test_a_processor_is_measured_once_and_remembered(tmp_path, monkeypatch):
    measured = iter([0.0048, 99.0])
    monkeypatch.setattr(speed, "_measured_s", lambda: next(measured))
    assert [speed.slowness(tmp_path / "cache") for _time in range(2)] == [2.0, 2.0]


def test_where_nothing_can_be_kept_it_is_measured_each_time(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file where the folder would be")
    monkeypatch.setattr(speed, "_measured_s", lambda: 0.0024)
    assert speed.slowness(tmp_path / "cache") == 1.0


@pytest.mark.parametrize("content", ["", "[]", '{"slowness": "much"}', '{"slowness": -1}', '{"slowness": 1e9}'])
def test_what_was_remembered_wrongly_is_measured_again(tmp_path, monkeypatch, content):
    speed.slowness(tmp_path)
    (tmp_path / "processor-speed.json").write_text(content)
    monkeypatch.setattr(speed, "_measured_s", lambda: 0.0024)
    assert speed.slowness(tmp_path) == 1.0
