"""How much sooner a batch is done by two engines' processes than by one.

    ./dev bench batch [--lines 1000] [--engine natural] [--voice FOLDER_OF_A_LIBRARY:NAME]

Makes a voice of read-aloud speech, unless a library and a voice are named. It says the same short lines twice, first by
one process and then by two. Prints both times, their ratio, and whether all files are the same. Needs two free cores.
"""

import argparse
import tempfile
from contextlib import closing
from pathlib import Path

from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.paths import Folders
from voicecloner.use_cases.batch.batch_line import LineOutcome
from voicecloner.use_cases.batch.batch_request import BatchRequest
from voicecloner.use_cases.batch.planning import LineDefaults
from voicecloner.use_cases.batch.speak_lines import BatchResult
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--engine", default="natural")
    parser.add_argument("--voice", default="", help="FOLDER:NAME of a voice that is there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        library, _, name = arguments.voice.rpartition(":")
        home = Path(library or work)
        with closing(Application(Folders(home, home / "config", home / "cache", home / "log"))) as app:
            _measure(app, Path(work), name or _new_voice(app, Path(work), arguments.engine), arguments.lines)


def _new_voice(app: Application, work: Path, engine: str) -> str:
    reference = speech_file(work / "reference.wav", seconds=12)
    return app.create_voice(
        CreateVoiceRequest("Read aloud", (reference,), ConsentKind.OWN, engine_id=engine)
    ).voice.name


def _measure(app: Application, work: Path, voice: str, count: int) -> None:
    table = work / "lines.txt"
    table.write_text("".join(f"This is the line with the number {n} of them.\n" for n in range(1, count + 1)), "utf-8")
    results = []
    for processes in (1, 2):
        request = BatchRequest(table, work / str(processes), LineDefaults(voice), processes=processes)
        results.append(app.speak_lines(request))
        print(f"{processes} at work: {results[-1].work_s:.1f} s for {results[-1].seconds:.0f} s of speech")
    one, two = results
    print(f"ratio {one.work_s / two.work_s:.2f}; the same files: {_digests(one) == _digests(two)}")


def _digests(result: BatchResult) -> list[str]:
    return [_digest(outcome) for outcome in result.said]


def _digest(outcome: LineOutcome) -> str:
    return outcome.said.sha256 if outcome.said else ""


if __name__ == "__main__":
    main()
