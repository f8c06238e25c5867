"""Several processes with one library, as the command line beside the window."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from voicecloner.library.voices import VoiceLibrary

REPOSITORY = Path(__file__).parents[3]
PROCESSES = 3
VOICES = 6

CREATES = """
import json, sys
from pathlib import Path
from tests.support.library_makers import new_voice
from voicecloner.errors import LibraryError
from voicecloner.library.voices import VoiceLibrary

folder, label, quota = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
own = folder / label
own.mkdir()
new = [new_voice(own, f"voice {number}", notes=label) for number in range(int(sys.argv[4]))]
print("ready", flush=True)
sys.stdin.readline()
results = []
with VoiceLibrary(folder / "library", quota=quota) as library:
    for each in new:
        try:
            results.append(library.create(each).id)
        except LibraryError as error:
            results.append(error.code)
print(json.dumps(results), flush=True)
"""


def all_at_once(folder: Path, quota: int) -> list[str]:
    """What each process got for each voice: an id or the code of an error."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CREATES, str(folder), f"process {number}", str(quota), str(VOICES)],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    return [result for process in processes for result in json.loads(process.communicate()[0])]


def ids_among(results: list[str]) -> set[str]:
    return {result for result in results if len(result) == 32}


def test_of_each_name_one_voice_is_made(tmp_path):
    results = all_at_once(tmp_path, quota=30)
    assert results.count("NameTaken") == (PROCESSES - 1) * VOICES
    with VoiceLibrary(tmp_path / "library") as library:
        voices = library.list(order="name")
        assert [voice.name for voice in voices] == [f"voice {number}" for number in range(VOICES)]
        assert {voice.id for voice in voices} == ids_among(results)
        assert {library.voice_file(voice).parent.parent.name for voice in voices} == ids_among(results)
    assert {path.name for path in (tmp_path / "library" / "voices").iterdir()} == ids_among(results)


@pytest.mark.parametrize("quota", [2])
def test_together_they_keep_to_the_quota(tmp_path, quota):
    results = all_at_once(tmp_path, quota)
    assert len(ids_among(results)) == quota
    assert len(results) == PROCESSES * VOICES
    with VoiceLibrary(tmp_path / "library") as library:
        assert library.count() == quota
