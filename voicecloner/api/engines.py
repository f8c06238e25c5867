"""Engines and their models: what they say of themselves, requests and results.

What fetches comes with them, so they are imported only by what fetches or lists.
"""

from voicecloner.engines.contract.engine import EngineInfo
from voicecloner.models.catalogue import Model
from voicecloner.use_cases.upkeep.manage_engines import ListedEngine
from voicecloner.use_cases.upkeep.manage_models import ImportRequest, ListedModel, PulledModel, PullRequest

__all__ = [
    "EngineInfo",
    "ImportRequest",
    "ListedEngine",
    "ListedModel",
    "Model",
    "PullRequest",
    "PulledModel",
]
