import os
import subprocess
import sys

import pytest

from voicecloner import no_telemetry
from voicecloner.children.environment import child_environment, clean_environment


@pytest.mark.parametrize("environment", [child_environment, clean_environment])
def test_children_are_told_even_where_this_process_was_not(environment, monkeypatch):
    for name in no_telemetry.SWITCHES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    assert no_telemetry.SWITCHES.items() <= environment().items()


def test_whatever_is_imported_of_the_program_the_switches_are_set():
    lines = "import os, voicecloner.domain.text; print(os.environ['ORT_DISABLE_TELEMETRY'], os.environ['DO_NOT_TRACK'])"
    bare = {key: value for key, value in os.environ.items() if key not in no_telemetry.SWITCHES}
    done = subprocess.run([sys.executable, "-c", lines], env=bare, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1"]
