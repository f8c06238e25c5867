"""The script that completes commands, and the shells that use it. PowerShell was not tried: its script is only read,
by a grammar of that language."""

import re
import shutil
import subprocess

import pytest
import shtab
import tree_sitter_powershell
from tree_sitter import Language, Parser

from tests.support.typed_shell import TypedShell
from voicecloner.cli.commands.completion import SHELLS
from voicecloner.cli.main import COMMAND_NAMES, main


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
    assert [name for name in COMMAND_NAMES if name not in written] == []


def reads_as_powershell(text):
    grammar = Language(tree_sitter_powershell.language())
    return not Parser(grammar).parse(text.encode()).root_node.has_error


def test_powershell_has_nothing_to_hold_against_the_grammar_of_its_script(script):
    written = script("powershell")
    assert reads_as_powershell(written)
    assert "Register-ArgumentCompleter" in written
    # and the grammar tells what is wrong
    assert not reads_as_powershell(written.replace("@('own', 'given'", "@('own', 'given", 1))
    assert not reads_as_powershell(written.rstrip().removesuffix("}"))


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


TYPED = [
    ("ch", {"check"}),
    ("voices tr", {"trash"}),
    ("voices trash pu", {"purge"}),
    ("speak --ov", {"--overwrite"}),
    ("clone --consent ", {"own", "given", "public-domain"}),
    ("speak --text-file sto", {"story.txt"}),
]


@pytest.mark.skipif(not shutil.which("fish"), reason="there is no fish")
@pytest.mark.parametrize(("typed", "found"), TYPED)
def test_fish_completes(script, tmp_path, typed, found):
    (tmp_path / "story.txt").touch()
    (tmp_path / "voicecloner.fish").write_text(script("fish"))
    asked = f"source voicecloner.fish; complete -C 'voicecloner {typed}'"
    done = subprocess.run(["fish", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} == found


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh")
def test_zsh_completes(script, tmp_path):
    (tmp_path / "story.txt").touch()
    (tmp_path / "_voicecloner").write_text(script("zsh"))
    with TypedShell(["zsh", "-f", "-i"], tmp_path) as shell:
        shell.enter(f"fpath=({tmp_path} $fpath); autoload -U compinit; compinit -u -D; print REA''DY", "READY\r\n")
        for typed, found in TYPED:
            if len(found) == 1:
                (word,) = found
                shell.complete(f"voicecloner {typed}", word)


def test_the_script_for_powershell_closes_what_it_opens(script):
    strings_and_comments = r"""'(?:[^']|'')*'|"(?:[^"`]|`[\s\S]|"")*"|#[^\n]*"""
    code = re.sub(strings_and_comments, "", script("powershell"))
    open_brackets = []
    for bracket in re.findall(r"[(){}\[\]]", code):
        if bracket in "({[":
            open_brackets.append(bracket)
        else:
            assert open_brackets.pop() + bracket in {"()", "{}", "[]"}
    assert open_brackets == []
