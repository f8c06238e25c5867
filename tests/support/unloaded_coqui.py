"""The Coqui engines as they are before anything is loaded."""

from tests.support.tiny_coqui import TINY_MODELS
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.host.registry import EngineRegistry

ENGINES = tuple(TINY_MODELS)


def unloaded(engine_id):
    return EngineRegistry(BUNDLED_ENGINES).create(engine_id)
