"""Engines and their models: what they say of themselves, requests and results."""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from

if TYPE_CHECKING:
    from voicecloner.engines.contract.engine import EngineInfo
    from voicecloner.engines.host.environments import SPECS
    from voicecloner.engines.host.memory import FreeMemory, free_memory
    from voicecloner.models.catalogue import ANY_LANGUAGE, Model
    from voicecloner.use_cases.upkeep.manage_engines import ListedEngine, ListedEnvironment, ManageEngines
    from voicecloner.use_cases.upkeep.manage_models import (
        ImportRequest,
        ListedModel,
        ManageModels,
        PulledModel,
        PullRequest,
    )
    from voicecloner.use_cases.upkeep.recommend_model import recommended_model
    from voicecloner.use_cases.upkeep.suit_model import Computer, Suits, suits
    from voicecloner.use_cases.upkeep.trial_report import report_document, write_report
    from voicecloner.use_cases.upkeep.try_models import TriedModel, TryRequest
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.engines.contract.engine": ["EngineInfo"],
            "voicecloner.engines.host.environments": ["SPECS"],
            "voicecloner.engines.host.memory": ["FreeMemory", "free_memory"],
            "voicecloner.models.catalogue": ["ANY_LANGUAGE", "Model"],
            "voicecloner.use_cases.upkeep.manage_engines": ["ListedEngine", "ListedEnvironment", "ManageEngines"],
            "voicecloner.use_cases.upkeep.manage_models": [
                "ImportRequest",
                "ListedModel",
                "ManageModels",
                "PulledModel",
                "PullRequest",
            ],
            "voicecloner.use_cases.upkeep.recommend_model": ["recommended_model"],
            "voicecloner.use_cases.upkeep.suit_model": ["Computer", "Suits", "suits"],
            "voicecloner.use_cases.upkeep.trial_report": ["report_document", "write_report"],
            "voicecloner.use_cases.upkeep.try_models": ["TriedModel", "TryRequest"],
        },
    )
