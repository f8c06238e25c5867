"""The report of a trial of models, to be attached to a bug: what was tried on what computer, and nothing private."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voicecloner import __version__
from voicecloner.atomic import make_folder, write_atomically
from voicecloner.engines.host.memory import free_memory
from voicecloner.paths import user_folders
from voicecloner.use_cases.upkeep.try_models import TriedModel
from voicecloner.wording import size_words

REPORT_NAME = "model-check"
_WORDS: Mapping[str, str] = {
    "first_sound_s": "first sound after, s",
    "speech_s": "speech, s",
    "real_time_factor": "time for a second of speech, s",
    "peak_memory_bytes": "memory at most, bytes",
    "likeness": "likeness, 0..1",
    "naturalness": "naturalness, 1..5",
    "recording_naturalness": "naturalness of the reading, 1..5",
    "words": "words",
    "words_lost": "words lost",
}


def write_report(tried: Sequence[TriedModel], folder: Path) -> tuple[Path, Path]:
    """Write the report as Markdown and as JSON; returns both files.

    Raises:
        StorageError: the folder cannot be written.
    """
    make_folder(folder)
    document = report_document(tried)
    markdown, data = folder / f"{REPORT_NAME}.md", folder / f"{REPORT_NAME}.json"
    write_atomically(markdown, _as_markdown(document).encode())
    write_atomically(data, json.dumps(document, indent=2, ensure_ascii=False).encode())
    return markdown, data


def report_document(tried: Sequence[TriedModel]) -> dict[str, Any]:
    """Everything that the report tells, in plain values."""
    memory = free_memory()
    computer = {
        "voicecloner": __version__,
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "python": platform.python_version(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "cores": os.cpu_count(),
        "free_memory_bytes": memory.computer_bytes,
        "free_graphics_bytes": memory.graphics_bytes,
    }
    when = datetime.now(UTC).isoformat(timespec="minutes")
    return {"made": when, "computer": computer, "models": [_of_model(each) for each in tried]}


def without_private_paths(text: str) -> str:
    """The text with the user's own folders, whose names tell who that is, named by what they are for."""
    folders = user_folders()
    named = {
        folders.data: "<data>",
        folders.config: "<config>",
        folders.cache: "<cache>",
        folders.log: "<log>",
        Path(tempfile.gettempdir()): "<temporary>",
        Path.home(): "~",
    }
    for path, name in sorted(named.items(), key=lambda each: -len(str(each[0]))):
        text = text.replace(str(path), name)
    return text


def _of_model(tried: TriedModel) -> dict[str, Any]:
    model = tried.model
    return {
        "model_id": model.id,
        "engine_id": model.engine,
        "good": tried.is_good,
        "language": tried.language,
        "steps": [
            {"step": step.name, "seconds": round(step.seconds, 2), "fault": without_private_paths(step.fault)}
            for step in tried.steps
        ],
        "figures": {name: round(value, 3) for name, value in tried.figures.items()},
        "notes": [without_private_paths(note) for note in tried.notes],
        "sources": [str(file.source) for file in model.files],
        "files": [{"path": f.path, "size_bytes": f.size_bytes, "sha256": f.sha256} for f in tried.files],
    }


def _as_markdown(document: Mapping[str, Any]) -> str:
    computer = document["computer"]
    facts = [
        f"VoiceCloner {computer['voicecloner']}, {computer['system']} on {computer['machine']}",
        f"Python {computer['python']}, {computer['cores']} cores",
        f"{size_words(computer['free_memory_bytes'])} of memory free",
    ]
    if computer["free_graphics_bytes"] is not None:
        facts.append(f"{size_words(computer['free_graphics_bytes'])} free on the graphics card")
    head = ["# Models tried", "", f"{document['made']}. {'; '.join(facts)}."]
    return "\n".join([*head, *(line for model in document["models"] for line in _section(model))]) + "\n"


def _section(model: Mapping[str, Any]) -> list[str]:
    verdict = "works" if model["good"] else "does not work"
    steps = [f"| {step['step']} | {step['seconds']} | {step['fault'] or 'done'} |" for step in model["steps"]]
    figures = [f"| {_WORDS[name]} | {value:g} |" for name, value in model["figures"].items()]
    files = [f"| `{file['path']}` | {file['size_bytes']} | `{file['sha256']}` |" for file in model["files"]]
    return [
        *(
            "",
            f"## {model['model_id']}: {verdict}",
            "",
            f"Engine `{model['engine_id']}`, language {model['language']}.",
        ),
        *("", "| step | seconds | outcome |", "|---|---|---|", *steps),
        *(("", "| measured | |", "|---|---|", *figures) if figures else ()),
        *(("", *(f"- {note}" for note in model["notes"])) if model["notes"] else ()),
        *(("", "| file | bytes | SHA-256 |", "|---|---|---|", *files) if files else ()),
    ]
