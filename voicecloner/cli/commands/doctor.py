"""``voicecloner doctor``: see whether everything the program keeps is there and as it should be."""

import argparse

from voicecloner.api.program_answers import health_fields
from voicecloner.api.upkeep import Examined, HealthReport
from voicecloner.cli.command import NOT_GOOD_ENOUGH, Command, Context
from voicecloner.cli.output import SEVERITY_SIGNS
from voicecloner.domain.quality import Severity
from voicecloner.errors import hint_on_command_line

_VERDICTS = {
    Severity.OK: "All is well.",
    Severity.WARN: "All is well, but see above.",
    Severity.FAIL: "Something is wrong.",
}


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--repair", action="store_true", help="mend what can be mended, and clear away what a kill left behind"
    )


def _run(arguments: argparse.Namespace, context: Context) -> int:
    report = context.app.examine(repair=arguments.repair, progress=context.output.progress, cancel=context.cancel)
    context.output.result(health_fields(report), _as_text(report, is_repaired=arguments.repair))
    return NOT_GOOD_ENOUGH if report.verdict is Severity.FAIL else 0


def _as_text(report: HealthReport, *, is_repaired: bool) -> str:
    hint = "  Mend it with: voicecloner doctor --repair" if report.verdict is Severity.FAIL and not is_repaired else ""
    return "\n".join(
        [
            *(line for each in report.checks for line in _lines(each)),
            *(f"  done  {sentence}" for sentence in report.done),
            *(f"  note  Not from VoiceCloner, left alone: {path}" for path in report.left_alone),
            f"{_VERDICTS[report.verdict]}{hint}",
        ]
    )


def _lines(examined: Examined) -> list[str]:
    head = f"  {SEVERITY_SIGNS[examined.severity]}  {examined.check:<11}  {examined.message}"
    return [head, *(f"{'':<21}{hint_on_command_line(fault)}" for fault in examined.faults)]


COMMAND = Command("doctor", "look whether all voices, recordings and takes are there and whole", _add_arguments, _run)
