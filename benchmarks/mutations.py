"""What becomes of damaged sound files: each must be read, or refused in one clear sentence, in time.

    python -m benchmarks.mutations [--count 5000] [--seed 1] [--first 0] [--json]

Damages files of every kind (bits flipped, parts cut out, repeated, overwritten, spliced with other files, telling
numbers in headers) and imports each. Files are made on the spot; VOICECLONER_SPEECH_SET adds those in its `formats`
folder. Exits with 1 if one of them is handled wrongly.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from tests.support.mutations import Mutator, bases, judge_all


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="how many files")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--first", type=int, default=0, help="number of the first file, to look at one again")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    speech_set = os.environ.get("VOICECLONER_SPEECH_SET")
    with tempfile.TemporaryDirectory() as folder:
        files = bases(Path(folder), Path(speech_set) / "formats" if speech_set else None)
        numbers = range(arguments.first, arguments.first + arguments.count)
        tally = judge_all(Mutator(files, arguments.seed), numbers, Path(folder))
    if arguments.json:
        print(json.dumps(tally.as_dict()))
    else:
        print(f"{arguments.count} files from {len(files)} kinds: {dict(tally.outcomes)}")
        print(f"{tally.total_s:.0f} s, slowest {tally.slowest_s:.2f} s")
        print("\n".join([*tally.remarkable, *(f"WRONG {line}" for line in tally.wrong)]))
    sys.exit(1 if tally.wrong else 0)


if __name__ == "__main__":
    main()
