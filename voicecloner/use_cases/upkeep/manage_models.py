"""List, fetch, import, check and remove the neural engines' models. Nothing is fetched without being asked for."""

from dataclasses import dataclass
from pathlib import Path

from voicecloner.errors import AccessDenied, Cancelled, LicenceRequired, WeightsError, WeightsNotFound
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.models.access_tokens import TOKEN_VARIABLE, TokenKeeper, checked_token
from voicecloner.models.catalogue import Catalogue, Model
from voicecloner.models.install import Installer
from voicecloner.models.store import InstalledModel, WeightsStore


@dataclass(frozen=True)
class ListedModel:
    """A model, and what there is of it.

    Attributes:
        model: what the catalogue says.
        installed: what lies on this computer; None if it is not there whole.
        waiting_bytes: how much an interrupted download has left, to be gone on with.
    """

    model: Model
    installed: InstalledModel | None
    waiting_bytes: int


@dataclass(frozen=True)
class PullRequest:
    """A model to be fetched.

    Attributes:
        model_id: which one.
        accept_licence: whether the user has accepted its licence.
        token: the user's access token, for a model that needs one; empty: the one that is kept or in the environment.
    """

    model_id: str
    accept_licence: bool = False
    token: str = ""


@dataclass(frozen=True)
class ImportRequest:
    """A model to be taken from files that are already here.

    Attributes:
        model_id: which one.
        source: a folder, or a zip or tar archive.
        accept_licence: whether the user has accepted its licence.
    """

    model_id: str
    source: Path
    accept_licence: bool = False


@dataclass(frozen=True)
class PulledModel:
    """A model that was fetched, or was already there.

    Attributes:
        model: what the catalogue says.
        installed: what lies on this computer now.
        folder: where.
        note: what else the user should know; empty if there is nothing.
    """

    model: Model
    installed: InstalledModel
    folder: Path
    note: str = ""


class ManageModels:
    """What can be done with models. All methods touch the disk, so none is for the window's own thread.

    Args:
        catalogue: what there is.
        store: where models lie.
        installer: brings them there.
        tokens: keeps the user's access token.
    """

    def __init__(self, catalogue: Catalogue, store: WeightsStore, installer: Installer, tokens: TokenKeeper) -> None:
        self._catalogue = catalogue
        self._store = store
        self._installer = installer
        self._tokens = tokens

    def list(self) -> tuple[ListedModel, ...]:
        """All models, in the catalogue's order."""
        return tuple(map(self._listed, self._catalogue.models))

    def find(self, model_id: str) -> ListedModel:
        """One model.

        Raises:
            WeightsNotFound: there is none with this id.
        """
        return self._listed(self._catalogue.find(model_id))

    def folder(self, model_id: str | None = None) -> Path:
        """Where a model lies, or all of them.

        Raises:
            WeightsNotFound: there is none with this id, or it is not on this computer.
        """
        if model_id is None:
            return self._store.folder("")
        self._installed(self._catalogue.find(model_id))
        return self._store.folder(model_id)

    def pull(
        self, request: PullRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> PulledModel:
        """Fetch a model, or the rest of it. One that is already here is left as it is.

        A token that was given is kept in the system's keyring, unless the server refused it.

        Raises:
            WeightsNotFound: there is none with this id.
            LicenceRequired: its licence was not accepted.
            AccessDenied: it needs a token and an agreement with its makers.
            DownloadFailed, StorageError, WeightsDamaged: what has arrived is kept.
            WeightsInUse: somebody else is fetching it.
            Cancelled: what has arrived is kept; `discard` throws it away.
        """
        model = self._catalogue.find(request.model_id)
        with self._store.hold(model.id):
            if installed := self._store.installed(model):
                return self._pulled(model, installed)
            _require_licence(model, is_accepted=request.accept_licence)
            token = self._token_for(model, request)
            try:
                installed = self._installer.download(model, token, progress, cancel)
            except Cancelled as error:
                raise Cancelled("Stopped. What has arrived is kept.", "Fetch the model again to go on.") from error
            except WeightsError as error:
                if not isinstance(error, AccessDenied):
                    self._keep(request.token)
                raise
            return self._pulled(model, installed, self._keep(request.token))

    def import_files(
        self, request: ImportRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> PulledModel:
        """Take a model from a folder or an archive; it is copied and checked, nothing is fetched.

        Raises:
            WeightsNotFound, LicenceRequired, WeightsInUse, StorageError, Cancelled
            WeightsDamaged: files are missing or wrong.
        """
        model = self._catalogue.find(request.model_id)
        _require_licence(model, is_accepted=request.accept_licence)
        with self._store.hold(model.id):
            installed = self._installer.take_from(model, request.source, progress, cancel)
        return self._pulled(model, installed)

    def verify(self, model_id: str, *, progress: Progress = no_progress, cancel: CancelToken = NEVER) -> InstalledModel:
        """Read a model again and compare it with its checksums.

        Raises:
            WeightsNotFound: it is not on this computer.
            WeightsDamaged: it is not what it was any more.
            Cancelled
        """
        model = self._catalogue.find(model_id)
        installed = self._installed(model)
        self._installer.check(model, installed, progress, cancel)
        return installed

    def remove(self, model_id: str) -> Model:
        """Take a model off this computer, also one that has only arrived in part.

        Raises:
            WeightsNotFound: it is not on this computer.
            WeightsInUse, StorageError
        """
        model = self._catalogue.find(model_id)
        with self._store.hold(model.id):
            self._store.remove(model.id)
        return model

    def discard(self, model_id: str) -> None:
        """Throw away what an interrupted download has left of a model; one that is here whole stays.

        Raises:
            WeightsNotFound: there is none with this id.
            WeightsInUse: it is being fetched just now.
        """
        model = self._catalogue.find(model_id)
        with self._store.hold(model.id):
            self._store.discard(model.id)

    def has_token(self) -> bool:
        """Whether there is an access token, kept or in the environment."""
        return bool(self._tokens.find())

    def _listed(self, model: Model) -> ListedModel:
        return ListedModel(model, self._store.installed(model), self._store.waiting_bytes(model.id))

    def _pulled(self, model: Model, installed: InstalledModel, note: str = "") -> PulledModel:
        return PulledModel(model, installed, self._store.folder(model.id), note)

    def _installed(self, model: Model) -> InstalledModel:
        installed = self._store.installed(model)
        if installed is None:
            raise WeightsNotFound(f"{model.title} is not on this computer.", "Fetch or import it first.")
        return installed

    def _token_for(self, model: Model, request: PullRequest) -> str:
        if not model.gated:
            return ""
        token = checked_token(request.token) if request.token else self._tokens.find()
        if not token:
            raise AccessDenied(
                f"{model.title} is given only to people who have agreed to its makers’ terms.",
                f"Agree on {model.terms_page}, make an access token on https://huggingface.co/settings/tokens, "
                f"and give it here or in the environment variable {TOKEN_VARIABLE}.",
            )
        return token

    def _keep(self, token: str) -> str:
        """Keep a token that was given; says why if that cannot be done."""
        if not token:
            return ""
        try:
            self._tokens.keep(checked_token(token))
        except WeightsError as error:
            return f"{error.message} {error.hint}"
        return ""


def _require_licence(model: Model, *, is_accepted: bool) -> None:
    if not is_accepted:
        raise LicenceRequired(
            f"{model.title} is under the licence {model.licence.id}: {model.licence.summary}",
            f"Read it on {model.licence.link}; then say that you accept it (in commands: --accept-licence).",
        )
