"""The models that are on this computer, for the engines that load them."""

from dataclasses import dataclass
from pathlib import Path

from voicecloner.errors import WeightsNotFound, either
from voicecloner.models.catalogue import Model
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.store import WeightsStore
from voicecloner.paths import resource, user_folders


@dataclass(frozen=True)
class LocalModel:
    """A model that can be loaded.

    Attributes:
        id: the model's.
        folder: where its files lie.
        languages: BCP 47 tags it speaks.
        sha256: hex digest of each file, by its path in the folder.
    """

    id: str
    folder: Path
    languages: tuple[str, ...]
    sha256: dict[str, str]


def local_models(engine_id: str) -> tuple[LocalModel, ...]:
    """The models of an engine that are on this computer, whole, in the catalogue's order.

    Raises:
        WeightsNotFound: there is none; the hint names the command that fetches one.
    """
    catalogue = read_catalogue(resource("models/catalogue.json"))
    known = [model for model in catalogue.models if model.engine == engine_id]
    found = tuple(local for local in map(_local, known) if local is not None)
    if not found:
        raise WeightsNotFound(f"No model of the engine “{engine_id}” is on this computer.", _how_to_fetch(known[0].id))
    return found


def local_model(model_id: str) -> LocalModel:
    """A model that is on this computer, whole.

    Raises:
        WeightsNotFound: it is not there; the hint names the command that fetches it.
    """
    model = read_catalogue(resource("models/catalogue.json")).find(model_id)
    local = _local(model)
    if local is None:
        raise WeightsNotFound(f"The model “{model.title}” is not on this computer.", _how_to_fetch(model_id))
    return local


def _local(model: Model) -> LocalModel | None:
    store = WeightsStore(user_folders().data / "models")
    record = store.installed(model)
    if record is None:
        return None
    checksums = {file.path: file.sha256 for file in record.files}
    return LocalModel(model.id, store.folder(model.id), model.languages, checksums)


def _how_to_fetch(model_id: str) -> str:
    return either("Fetch it on the page “Models”", f"models pull {model_id}")
