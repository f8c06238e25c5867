"""The script that completes commands, and a shell that uses it."""

import shutil
import subprocess

import pytest
import shtab

from voicecloner.cli.commands.completion import SHELLS
from voicecloner.cli.main import COMMANDS, main


@pytest.fixture
def script(capsys):
    def printed(shell):
        assert main(["completion", shell]) == 0
        return capsys.readouterr().out

    return printed


def test_every_shell_that_can_be_served_is():
    assert set(SHELLS) == set(shtab.SUPPORTED_SHELLS)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_knows_every_command(script, shell):
    written = script(shell)
    assert [command.name for command in COMMANDS if command.name not in written] == []


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("ch",), {"check"}),
        (("voices", "tr"), {"trash"}),
        (("voices", "trash", "pu"), {"purge"}),
        (("speak", "--ov"), {"--overwrite"}),
        (("clone", "--consent", ""), {"own", "given", "public-domain"}),
        (("speak", "--text-file", "sto"), {"story.txt"}),
    ],
)
def test_bash_completes(script, tmp_path, typed, found):
    (tmp_path / "story.txt").touch()
    words = " ".join(f"'{word}'" for word in ("voicecloner", *typed))
    asked = f"""{script("bash")}
COMP_WORDS=({words}); COMP_CWORD={len(typed)}
_shtab_voicecloner voicecloner '{typed[-1]}'
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == found
