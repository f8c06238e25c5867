"""Which model is recommended for which computer."""

import pytest

from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.paths import resource
from voicecloner.use_cases.upkeep.recommend_model import recommended_model

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("language", "graphics_bytes", "model"),
    [
        ("en", None, "pocket-lite-en"),
        ("de-AT", None, "pocket-lite-de"),
        ("de", 2 * GB, "pocket-lite-de"),
        ("en", 12 * GB, "voxcpm2"),
        ("cs", None, ""),
    ],
)
def test_one_model_suits_this_computer(language, graphics_bytes, model):
    models = read_catalogue(resource("models/catalogue.json")).models
    assert recommended_model(models, language, graphics_bytes) == model


def test_nothing_is_recommended_that_is_not_there():
    assert recommended_model((), "en", 12 * GB) == ""
