"""``voices list``: what is found, in words and in JSON."""

import argparse
import json

import pytest

from tests.support.fake_host import VOICE_DATA, FakeHost
from tests.support.library_makers import new_voice
from voicecloner.bootstrap import Application
from voicecloner.cli.command import Context
from voicecloner.cli.commands import voice_list
from voicecloner.cli.output import Output
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.paths import user_folders


@pytest.fixture
def app(tmp_path):
    application = Application(user_folders(), FakeHost())
    for name, changes in (("Anna", {"tags": ("radio",)}), ("Bernd", {"language": "fr"}), ("Chloé", {})):
        revision = "0" if name == "Chloé" else "1"
        new = new_voice(tmp_path, name, engine_revision=revision, voice_data=VOICE_DATA, **changes)
        application.library.create(new)
    yield application
    application.close()


@pytest.fixture
def listed(app, capsys):
    def run(*typed: str, is_json: bool = True) -> str:
        parser = argparse.ArgumentParser()
        voice_list.add_arguments(parser)
        output = Output(as_json=is_json, is_quiet=True)
        voice_list.run(parser.parse_args(typed), Context(app, output, CancelToken()))
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("--sort", "name"), ["Anna", "Bernd", "Chloé"]),
        (("--sort", "created", "--limit", "2"), ["Chloé", "Bernd"]),
        (("--search", "ann"), ["Anna"]),
        (("chlo",), ["Chloé"]),
        (("an", "--search", "radio"), ["Anna"]),
        (("--state", "needs-rebuild"), ["Chloé"]),
        (("--state", "approved", "--sort", "name"), ["Anna", "Bernd"]),
        (("--language", "fr"), ["Bernd"]),
        (("--engine", "nobody"), []),
        (("--tag", "radio"), ["Anna"]),
    ],
)
def test_voices_are_found(listed, typed, found):
    answer = json.loads(listed(*typed))
    assert [voice["name"] for voice in answer["voices"]] == found
    assert (answer["count"], answer["quota"]) == (3, 30)


def test_the_state_is_told(listed):
    (voice,) = json.loads(listed("chlo"))["voices"]
    assert (voice["state"], voice["needs_rebuild"]) == ("needs-rebuild", True)
    assert voice["state_reasons"] == [voice["rebuild_reason"]]
    assert listed("--sort", "name", is_json=False).splitlines() == [
        "Anna  (de-AT, basic; radio)",
        "Bernd  (fr, basic)",
        "Chloé  (de-AT, basic)  needs rebuild: it was made with revision 0 of Test engine, and this is 1",
        "3 of 30 voices.",
    ]


@pytest.mark.parametrize(("typed", "last"), [("chlo", "1 shown; 3 of 30 voices."), ("xyz", "0 shown; 3 of 30 voices.")])
def test_what_a_filter_hides_is_not_counted_as_found(listed, typed, last):
    assert listed(typed, is_json=False).splitlines()[-1] == last


def test_no_voices_are_no_limit(listed):
    with pytest.raises(InvalidRequest, match="not a possible number of voices"):
        listed("--limit", "0")
