"""How what became of a batch is called in JSON; see `answers`."""

from typing import TYPE_CHECKING

from voicecloner.api.answers import Fields, error_fields
from voicecloner.api.forms.texts import BatchAnswer, FailedLine, SaidLine

if TYPE_CHECKING:
    from voicecloner.use_cases.batch.speak_lines import BatchResult


def batch_fields(done: "BatchResult") -> BatchAnswer:
    """What became of the lines of a table; all that is known of each stands in the manifest."""
    said: list[SaidLine] = [
        {"line": each.line.number, "path": str(done.folder / each.line.file), "seconds": each.said.seconds}
        for each in done.said
        if each.said
    ]
    failed: list[FailedLine] = [
        {"line": each.line.number, "name": each.line.voice_name, "error": error_fields(each.error)}
        for each in done.failed
        if each.error
    ]
    return {
        "path": str(done.folder),
        "manifest": str(done.manifest),
        "lines": done.lines,
        "said": said,
        "kept": done.kept,
        "failed": failed,
        "seconds": done.seconds,
        "work_seconds": done.work_s,
        "is_stopped": done.is_stopped,
        "notes": list(done.notes),
    }
