"""Reading the catalogue of models and checking every word of it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from voicecloner.atomic import storage_error
from voicecloner.errors import WeightsError
from voicecloner.models.catalogue import (
    ALL_MEMBERS,
    Catalogue,
    HubSource,
    Licence,
    Model,
    UrlSource,
    WeightFile,
    is_plain_path,
)

FORMAT_VERSION = 1

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}[a-z0-9]")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HUB_SOURCE = re.compile(r"hf://([\w.-]+/[\w.-]+)/([\w./-]+)@([\w.-]+)")


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
    why_open = _text(entry["why_open"]) if "why_open" in entry else ""
    return WeightFile(path, _source(_text(entry["source"])), _size(entry["size_bytes"]), sha256, unpack, why_open)


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
