"""What is known of each model: its files, where they come from, its licence, its languages.

`catalogue_reader` reads it from ``resources/models/catalogue.json``. What is not known there is null: a file's size and
checksum are then those that its server declares, and the entry tells why they are not known.
"""

import re
from dataclasses import dataclass

from voicecloner.errors import WeightsNotFound

ALL_MEMBERS = "*"
ANY_LANGUAGE = "mul"

_COMMIT = re.compile(r"[0-9a-f]{40}")
_PATH_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class HubSource:
    """A file in a repository on the Hugging Face Hub.

    Attributes:
        repo: ``"owner/name"``.
        path: of the file in the repository.
        revision: a commit, or a branch where no commit of the repository is known.
    """

    repo: str
    path: str
    revision: str

    @property
    def is_commit(self) -> bool:
        """Whether the revision says for ever which content is meant."""
        return bool(_COMMIT.fullmatch(self.revision))

    def __str__(self) -> str:
        return f"hf://{self.repo}/{self.path}@{self.revision}"


@dataclass(frozen=True)
class UrlSource:
    """A file anywhere else.

    Attributes:
        url: its address, https.
    """

    url: str

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True)
class WeightFile:
    """One file of a model.

    Attributes:
        path: where it lies in the model's folder, with forward slashes.
        source: where it is fetched from.
        size_bytes: its size; None: as the server declares.
        sha256: hex digest; None: as the server declares, if it does.
        unpack: of an archive, the base names of the members that are kept in its place; ``("*",)``: all of them;
            empty: it is no archive.
        why_open: where size, checksum or commit are not told: why not.
    """

    path: str
    source: HubSource | UrlSource
    size_bytes: int | None
    sha256: str | None
    unpack: tuple[str, ...] = ()
    why_open: str = ""

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is not told of the file: any of “size”, “checksum”, “commit”."""
        told = {
            "size": self.size_bytes is not None,
            "checksum": self.sha256 is not None,
            "commit": not isinstance(self.source, HubSource) or self.source.is_commit,
        }
        return tuple(name for name, is_told in told.items() if not is_told)


@dataclass(frozen=True)
class Licence:
    """Under which terms a model may be used.

    Attributes:
        id: SPDX name.
        link: where its text is.
        summary: one or two sentences for the user.
    """

    id: str
    link: str
    summary: str


@dataclass(frozen=True)
class Model:
    """One entry of the catalogue.

    Attributes:
        id: stable short name, also the name of its folder.
        engine: id of the engine that uses it.
        title: what the user reads.
        files: what it is made of.
        licence: of the weights.
        languages: BCP 47 tags it speaks; ``("mul",)``: any.
        quality: one honest sentence.
        gated: whether its makers ask for an account and agreement before they give it away.
        terms_page: where that agreement is given; empty if not gated.
        memory_bytes: what it needs when loaded; None: not measured.
        about_bytes: roughly how much there is to fetch, for files whose size is not known.
    """

    id: str
    engine: str
    title: str
    files: tuple[WeightFile, ...]
    licence: Licence
    languages: tuple[str, ...]
    quality: str
    gated: bool = False
    terms_page: str = ""
    memory_bytes: int | None = None
    about_bytes: int | None = None

    @property
    def size_bytes(self) -> int | None:
        """How much there is to fetch; roughly, where the sizes are not known; None where nothing is known."""
        sizes = [file.size_bytes for file in self.files]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else self.about_bytes

    @property
    def is_size_exact(self) -> bool:
        """Whether `size_bytes` is known and not a guess."""
        return all(file.size_bytes is not None for file in self.files)


@dataclass(frozen=True)
class Catalogue:
    """All models, in the order they are shown."""

    models: tuple[Model, ...]

    def find(self, model_id: str) -> Model:
        """The model with this id.

        Raises:
            WeightsNotFound: there is none.
        """
        for model in self.models:
            if model.id == model_id:
                return model
        known = ", ".join(model.id for model in self.models)
        raise WeightsNotFound(f"There is no model called “{model_id}”.", f"The models are {known}.")


def is_plain_path(text: str) -> bool:
    """Whether a relative path with forward slashes stays inside its folder on every system."""
    return all(_PATH_PART.fullmatch(part) and not part.endswith(".") for part in text.split("/"))
