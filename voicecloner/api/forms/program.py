"""Answers about engines, models, settings and the whole program."""

from typing import TypedDict

from voicecloner.api.forms.common import EngineName, MadeVoice, ModelName, ModeName, Scalar, SeverityName
from voicecloner.api.forms.recordings import ReviewFields


class OptionFields(TypedDict):
    """Something that can be chosen, and what it takes."""

    key: str
    type: str
    default: Scalar
    limits: list[float] | None
    choices: list[str]
    text: str


class SettingAnswer(OptionFields):
    """A setting, and what it is set to."""

    value: Scalar
    unit: str


class SettingListAnswer(TypedDict):
    """All of them."""

    settings: list[SettingAnswer]


class EngineReference(TypedDict):
    """What an engine asks of a recording."""

    profile: str
    min_seconds: float
    ideal_seconds: float
    max_seconds: float
    modes: list[ModeName]


class EngineFields(EngineName):
    """Everything about an engine."""

    revision: str
    installed: bool
    ready: bool
    lacks: str
    licence: str
    languages: list[str]
    synthesizes: bool
    converts: bool
    stresses_words: bool
    takes_phonemes: bool
    streams: bool
    speed_range: list[float] | None
    options: list[OptionFields]
    reference: EngineReference
    memory_bytes: int
    environment_id: str


class EngineListAnswer(TypedDict):
    """All of them."""

    engines: list[EngineFields]


class EnvironmentAnswer(TypedDict):
    """An environment of engines that was installed."""

    environment_id: str
    path: str


class RemovedEnvironmentAnswer(TypedDict):
    """An environment of engines that was removed."""

    environment_id: str
    removed: bool


class ModelFields(ModelName):
    """Everything about a model."""

    engine_id: str
    size_bytes: int | None
    licence: str
    languages: list[str]
    gated: bool
    installed: bool
    fits: bool
    seconds_per_minute: float | None
    recommended: bool


class ModelListAnswer(TypedDict):
    """All of them."""

    models: list[ModelFields]


class PulledModelAnswer(ModelName):
    """A model that was fetched."""

    path: str
    size_bytes: int


class VerifiedModelAnswer(TypedDict):
    """A model all of whose files are as they should be."""

    model_id: str
    files: int
    size_bytes: int
    damaged: list[str]


class TriedStepFields(TypedDict):
    """One step of a trial; its fault is empty where it could be done."""

    step: str
    seconds: float
    fault: str


class ModelFileFields(TypedDict):
    """A file of a model on this computer."""

    path: str
    size_bytes: int
    sha256: str


class TriedModelFields(TypedDict):
    """How a model came out; figures carry their units in their names."""

    model_id: str
    engine_id: str
    good: bool
    language: str
    steps: list[TriedStepFields]
    figures: dict[str, float]
    notes: list[str]
    sources: list[str]
    files: list[ModelFileFields]


class ComputerFields(TypedDict):
    """What models were tried on."""

    voicecloner: str
    system: str
    machine: str
    python: str
    frozen: bool
    cores: int | None
    free_memory_bytes: int
    free_graphics_bytes: int | None


class ModelCheckAnswer(TypedDict):
    """A trial of models, and the files of its report."""

    made: str
    computer: ComputerFields
    models: list[TriedModelFields]
    report: list[str]


class ModelPathAnswer(TypedDict):
    """Where a model lies, or all of them do: then `model_id` is null."""

    model_id: str | None
    path: str


class RemovedModelAnswer(ModelName):
    """A model that was removed."""

    removed: bool


class HealthCheckFields(TypedDict):
    """What one look has found."""

    check: str
    severity: SeverityName
    message: str
    faults: list[str]


class HealthAnswer(TypedDict):
    """What a look at everything the program keeps has found."""

    verdict: SeverityName
    checks: list[HealthCheckFields]
    done: list[str]
    left_alone: list[str]


class RepairAnswer(TypedDict):
    """What a repair of the library has found and done."""

    count: int
    done: list[str]
    faults: list[str]
    left_alone: list[str]


class DemonstrationAnswer(MadeVoice):
    """What the demonstration has made."""

    reference: str
    review: ReviewFields
    path: str
    seconds: float
    sample_rate: int
    rtf: float
    steps: dict[str, float]


class ServiceAnswer(TypedDict):
    """Where the service answers, and its page, whose address holds the token if that is new; else it is null."""

    address: str
    token: str | None
    page: str


class CompletionAnswer(TypedDict):
    """A script for a shell."""

    shell: str
    script: str
