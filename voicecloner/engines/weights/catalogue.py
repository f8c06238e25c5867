"""The catalogue of models: which files belong to each, where they come from and under which licence.

It is read from ``resources/models/catalogue.json``. What is not known there is null: a file's size and checksum
are then those that its server declares.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from voicecloner.atomic import storage_error
from voicecloner.errors import WeightsError, WeightsNotFound

FORMAT_VERSION = 1
ALL_MEMBERS = "*"
ANY_LANGUAGE = "mul"

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}[a-z0-9]")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PATH_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_HUB_SOURCE = re.compile(r"hf://([\w.-]+/[\w.-]+)/([\w./-]+)@([\w.-]+)")


@dataclass(frozen=True)
class HubSource:
    """A file in a repository on the Hugging Face Hub.

    Attributes:
        repo: ``"owner/name"``.
        path: of the file in the repository.
        revision: a commit, or a branch where the catalogue pins none.
    """

    repo: str
    path: str
    revision: str

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
    """

    path: str
    source: HubSource | UrlSource
    size_bytes: int | None
    sha256: str | None
    unpack: tuple[str, ...] = ()


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


def read_catalogue(path: Path) -> Catalogue:
    """Read and check a catalogue.

    Raises:
        WeightsError: it is damaged; nothing of it is used.
        StorageError: it cannot be read.
    """
    try:
        document = json.loads(path.read_bytes())
        return _catalogue(document)
    except OSError as error:
        raise storage_error(error, path) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WeightsError(
            f"The list of models in {path} is damaged: {_first_words(error)}.", "Install VoiceCloner again."
        ) from error


def is_plain_path(text: str) -> bool:
    """Whether a relative path with forward slashes stays inside its folder on every system."""
    return all(_PATH_PART.fullmatch(part) and not part.endswith(".") for part in text.split("/"))


def _catalogue(document: Mapping[str, Any]) -> Catalogue:
    if document["version"] != FORMAT_VERSION:
        raise ValueError(f"its version is {document['version']!r}, not {FORMAT_VERSION}")
    models = tuple(_model(entry) for entry in document["models"])
    _require_unique([model.id for model in models], "models")
    return Catalogue(models)


def _model(entry: Mapping[str, Any]) -> Model:
    if not _ID.fullmatch(entry["id"]):
        raise ValueError(f"{entry['id']!r} is no id")
    files = tuple(_file(file) for file in entry["files"])
    if not files:
        raise ValueError(f"{entry['id']} has no files")
    _require_unique([file.path.casefold() for file in files], f"files of {entry['id']}")
    gated = _typed(entry["gated"], bool)
    return Model(
        id=entry["id"],
        engine=_text(entry["engine"]),
        title=_text(entry["title"]),
        files=files,
        licence=_licence(entry["licence"]),
        languages=tuple(_text(tag) for tag in _typed(entry["languages"], list)),
        quality=_text(entry["quality"]),
        gated=gated,
        terms_page=_web_address(entry["terms_page"]) if gated else "",
        memory_bytes=_size(entry["memory_bytes"]),
        about_bytes=_size(entry.get("about_bytes")),
    )


def _file(entry: Mapping[str, Any]) -> WeightFile:
    path = _text(entry["path"])
    if not is_plain_path(path):
        raise ValueError(f"{path!r} is no path within a model’s folder")
    sha256 = entry["sha256"]
    if sha256 is not None and not _SHA256.fullmatch(sha256):
        raise ValueError(f"{path} has the checksum {sha256!r}")
    unpack = tuple(_text(name) for name in _typed(entry.get("unpack", []), list))
    if any(name != ALL_MEMBERS and not is_plain_path(name) for name in unpack):
        raise ValueError(f"{path} is to be unpacked to {unpack!r}")
    return WeightFile(path, _source(_text(entry["source"])), _size(entry["size_bytes"]), sha256, unpack)


def _source(text: str) -> HubSource | UrlSource:
    if not text.startswith("hf://"):
        return UrlSource(_web_address(text))
    found = _HUB_SOURCE.fullmatch(text)
    if not found or ".." in PurePosixPath(found[2]).parts:
        raise ValueError(f"{text!r} names no file on the Hub")
    return HubSource(*found.groups())


def _licence(entry: Mapping[str, Any]) -> Licence:
    return Licence(_text(entry["id"]), _web_address(entry["link"]), _text(entry["summary"]))


def _web_address(value: object) -> str:
    address = urlsplit(_text(value))
    is_local = address.scheme == "http" and address.hostname in ("127.0.0.1", "localhost", "::1")
    if not address.hostname or not (address.scheme == "https" or is_local):
        raise ValueError(f"{value!r} is no https address")
    return address.geturl()


def _size(value: object) -> int | None:
    if value is None or (type(value) is int and value > 0):
        return value
    raise ValueError(f"{value!r} is no size")


def _text(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError(f"{value!r} stands where a text belongs")


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{value!r} stands where a {kind.__name__} belongs")
    return value


def _require_unique(names: list[str], what: str) -> None:
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two {what} are called {', '.join(sorted(twice))}")


def _first_words(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]!r} is missing"
    return str(error).splitlines()[0][:200].rstrip(".")
