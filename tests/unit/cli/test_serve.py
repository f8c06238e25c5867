"""What ``voicecloner serve`` tells of itself."""

import json

import pytest

from voicecloner.cli.main import main

GIVEN = "a-token-that-was-given"


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    """The service is there at once, and ends at once."""
    monkeypatch.setattr(
        "voicecloner.server.running.serve",
        lambda _app, _options, *, cancel, on_ready: on_ready("http://127.0.0.1:8123"),
    )


def told(capsys, *arguments):
    assert main(["serve", "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_new_token_is_told_and_opens_the_page(capsys):
    found = told(capsys)
    assert len(found["token"]) >= 16
    assert found["page"] == f"http://127.0.0.1:8123/#token={found['token']}"
    assert told(capsys)["token"] != found["token"]


def test_a_token_that_was_given_stays_out_of_what_is_printed(capsys, monkeypatch, tmp_path):
    (tmp_path / "token").write_text(GIVEN)
    found = told(capsys, "--token-file", str(tmp_path / "token"))
    assert (found["token"], found["page"]) == (None, "http://127.0.0.1:8123/")
    monkeypatch.setenv("VOICECLONER_TOKEN", GIVEN)
    assert main(["serve"]) == 0
    printed = capsys.readouterr()
    assert "Token: the one that was given" in printed.out
    assert GIVEN not in printed.out + printed.err


def test_a_token_too_short_to_keep_anybody_out_is_refused(capsys, tmp_path):
    (tmp_path / "token").write_text("short")
    assert main(["serve", "--token-file", str(tmp_path / "token")]) != 0
    assert "less than 16 characters" in capsys.readouterr().err
