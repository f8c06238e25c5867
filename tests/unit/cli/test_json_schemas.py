"""Every command with ``--json`` says what its schema says, and every key of it is named there."""

import json

import jsonschema
import pytest

from tests.support.answers import all_commands, require_valid
from tests.support.mishap_host import host_of_commands
from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.cli.schemas import FORMS, command_schema
from voicecloner.paths import user_folders

BOOKS = {"book list", "book continue", "book discard"}
"""Commands that argparse does not know as such."""
UNABLE = {
    "record", "book continue", "book discard", "convert", "consent speak", "pronounce say", "takes play",
    "takes choose", "serve", "engines install", "engines remove", "models pull", "models import", "models verify",
    "models path", "models remove",
}  # fmt: skip
"""Those that need a device, a network, or more than is here: they answer with an error."""


class Commands:
    """Runs commands by their words, and holds what they answer against their schemas.

    Attributes:
        done: those that were run.
        failed: those of them that answered with an error.
    """

    def __init__(self, capsys):
        self._capsys = capsys
        self.done, self.failed = set(), set()

    def __call__(self, command, *arguments):
        self._capsys.readouterr()
        main([*command.split(), *map(str, arguments), "--json"])
        said = json.loads(self._capsys.readouterr().out)
        require_valid(command, said)
        self.done.add(command)
        if "error" in said:
            self.failed.add(command)
        return said


@pytest.fixture
def run(monkeypatch, keep_voice, tmp_path, capsys):
    app = Application(user_folders(), host_of_commands(monkeypatch, after=10**6))
    keep_voice(app)
    app.close()
    monkeypatch.chdir(tmp_path)
    return Commands(capsys)


def test_every_command_has_a_schema_that_is_one():
    assert set(FORMS) == all_commands() | BOOKS
    for command in FORMS:
        jsonschema.Draft202012Validator.check_schema(command_schema(command))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_command_answers_as_its_schema_says(run, tmp_path):
    recording = speech_file(tmp_path / "anna.wav", seconds=12)
    (tmp_path / "story.md").write_text("# One\n\nAll was well.\n")
    (tmp_path / "lines.csv").write_text("text\nOne.\n")
    made_and_judged(run, recording)
    looked_after(run)
    spoken(run, tmp_path)
    the_rest(run)
    assert run.done == set(FORMS)
    assert run.failed == UNABLE


def made_and_judged(run, recording):
    run("record", "--list-devices")
    run("record", "--device", "no such device")
    run("check", recording, "gone.wav")
    run("transcribe", recording)
    run("clone", recording, "--name", "Ben", "--consent", "given", "--speaker", "B. B.", "--allow", "export")
    run("clone-many", recording, "--name", "Cleo", "--consent", "own")
    run("verify", recording)
    run("consent sentence")
    run("consent show", "Ben")
    run("consent set", "Ben", "--note", "By letter.")
    run("consent speak", "Ben", recording)
    run("consent log")


def looked_after(run):
    run("voices list")
    for action in ("show", "review", "rebuild"):
        run(f"voices {action}", "Anna")
    run("voices score", "--all")
    run("voices edit", "Ben", "--tags", "family")
    run("voices rename", "Ben", "Bernd")
    run("voices export", "Anna", "--out", "anna.voice")
    run("library backup", "backup")
    for action in ("restore", "purge"):
        run("voices delete", "Cleo" if action == "restore" else "Bernd")
        run("voices trash list")
        run(f"voices trash {action}", "Cleo" if action == "restore" else "Bernd")
    run("voices import", "anna.voice", "gone.voice")
    run("library restore", "backup")
    run("voices repair")


def spoken(run, folder):
    run("pronounce set", "Nguyen", "win")
    run("pronounce list")
    run("pronounce say", "Nguyen", "--voice", "nobody")
    run("pronounce remove", "Nguyen")
    run("speak", "One. Two.", "--voice", "Anna", "--out", "said.wav", "--keep")
    run("convert", "anna.wav", "--voice", "nobody", "--out", "again.wav")
    (take,) = run("takes list")["takes"]
    take_id = take["take_id"]
    run("takes show", take_id)
    run("takes again", take_id, "1", "--text", "Eins.")
    run("takes choose", take_id, "1", "9")
    run("takes favourite", take_id)
    run("takes export", take_id, "--out", "take.flac")
    run("takes export", take_id, "--out", "takes", "--loudness", "-23")
    run("takes play", "no such take")
    run("takes delete", take_id)
    run("book", "story.md", "--voice", "Anna", "--out", folder / "book.mp3")
    run("book list")
    run("book continue", "nothing")
    run("book discard", "nothing")
    run("batch", "lines.csv", "--voice", "Anna", "--out", "lines", "--jobs", "1")


def the_rest(run):
    for listed in ("engines", "languages", "models", "settings"):
        run(f"{listed} list")
    run("engines install", "no-such-environment")
    run("engines remove", "no-such-environment")
    for action in ("pull", "verify", "path", "remove"):
        run(f"models {action}", "no-such-model")
    run("models import", "no-such-model", "gone.safetensors")
    run("serve", "--port", "70000")
    run("settings set", "countdown_s", "5")
    run("settings reset", "countdown_s")
    run("doctor")
    run("demo")
    run("completion", "bash")
    run("schema", "voices list")
