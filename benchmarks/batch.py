"""How much sooner a batch is done on two cores than on one, and by two engines' processes than by one.

    ./dev bench batch [--lines 1000] [--engine natural] [--voice FOLDER_OF_A_LIBRARY:NAME]

Makes a voice of read-aloud speech, unless a library and a voice are named. It says the same short lines three times: on
one core, then on two by one process, which uses both, and by two. Prints the times, how much sooner the last is done
than the first, and whether both on two cores made the same files. Needs two free cores, and Linux, which can keep a
program on one.
"""

import argparse
import os
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
        if not name:
            with closing(_application(home)) as app:
                name = _new_voice(app, Path(work), arguments.engine)
        _measure(home, Path(work), name, arguments.lines)


def _application(home: Path) -> Application:
    return Application(Folders(home, home / "config", home / "cache", home / "log"))


def _new_voice(app: Application, work: Path, engine: str) -> str:
    reference = speech_file(work / "reference.wav", seconds=12)
    return app.create_voice(
        CreateVoiceRequest("Read aloud", (reference,), ConsentKind.OWN, engine_id=engine)
    ).voice.name


def _measure(home: Path, work: Path, voice: str, count: int) -> None:
    table = work / "lines.txt"
    table.write_text("".join(f"This is the line with the number {n} of them.\n" for n in range(1, count + 1)), "utf-8")
    both = sorted(os.sched_getaffinity(0))[:2]
    results = []
    for cores, processes in ((both[:1], 1), (both, 1), (both, 2)):
        os.sched_setaffinity(0, cores)  # the engines' processes, started after this, stay there as well
        request = BatchRequest(table, work / f"{len(cores)}-{processes}", LineDefaults(voice), processes=processes)
        with closing(_application(home)) as app:
            results.append(app.speak_lines(request))
        spent = f"{results[-1].work_s:.1f} s for {results[-1].seconds:.0f} s of speech"
        print(f"cores: {len(cores)}, processes: {processes}: {spent}", flush=True)
    one, both_at_once, two = results
    # on one core the networks add up their numbers in another order, which changes last bits
    are_same = _digests(both_at_once) == _digests(two)
    print(f"ratio {one.work_s / two.work_s:.2f}; the same files on two cores: {are_same}")


def _digests(result: BatchResult) -> list[str]:
    return [_digest(outcome) for outcome in result.said]


def _digest(outcome: LineOutcome) -> str:
    return outcome.said.sha256 if outcome.said else ""


if __name__ == "__main__":
    main()
