"""Running the program with a list of models of one's own; see `another_catalogue`."""

import json
import os
from pathlib import Path
from typing import Any

from tests.support.sources import ROOT
from voicecloner.paths import resource

_FOLDER = Path(__file__).parent / "another_catalogue"


def entry_of(model_id: str) -> dict[str, Any]:
    """An entry of the program's own list, to be changed."""
    entries = json.loads(resource("models/catalogue.json").read_bytes())["models"]
    found: dict[str, Any] = next(entry for entry in entries if entry["id"] == model_id)
    return found


def unpinned(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry as if nothing was known of its files: what the server declares is then held against what it sends."""
    files = [{**file, "size_bytes": None, "sha256": None} for file in entry["files"]]
    return {**entry, "files": files}


def environment_with(path: Path, *entries: dict[str, Any]) -> dict[str, str]:
    """Variables for a process of the program whose list has these entries in place of its own with the same ids.

    Args:
        path: where the list is written.
        entries: of the list.
    """
    document = json.loads(resource("models/catalogue.json").read_bytes())
    changed = {entry["id"]: entry for entry in entries}
    document["models"] = [changed.get(entry["id"], entry) for entry in document["models"]]
    path.write_text(json.dumps(document), "utf-8")
    return {
        "TEST_CATALOGUE": str(path),
        # the program is read before the current folder is on the path
        "PYTHONPATH": os.pathsep.join([str(_FOLDER), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
