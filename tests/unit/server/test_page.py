"""The page is for anybody to open, and lets in nothing from elsewhere."""

import re

import pytest

from tests.support.service import TOKEN
from voicecloner.gui.consent.words import CONSENT_WORDS
from voicecloner.paths import resource

KINDS = {".css": "text/css", ".js": "text/javascript", ".json": "application/json"}
NAMES = sorted(path.name for path in resource("page").iterdir() if path.suffix in KINDS)


@pytest.fixture
def stranger(service):
    """Asks without the token."""
    service.client.headers.pop("Authorization")
    yield service.client
    service.client.headers["Authorization"] = f"Bearer {TOKEN}"


def test_the_page_runs_scripts_of_its_own_alone(stranger):
    answer = stranger.get("/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert not re.search(r"<script(?![^>]*src=)|<style| on\w+=| style=|//", answer.text.replace("<!doctype", ""))


@pytest.mark.parametrize("name", NAMES)
def test_its_parts_are_there_and_name_no_other_place(stranger, name):
    answer = stranger.get(f"/page/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(KINDS[f".{name.rpartition('.')[2]}"])
    assert not re.search(r"https?://(?!127\.0\.0\.1)", answer.text)


@pytest.mark.parametrize(
    "path", ["none.js", "index.html", "../index.html", "%2e%2e/models/catalogue.json", "page.css/x"]
)
def test_there_is_nothing_else_beside_them(stranger, path):
    assert stranger.get(f"/page/{path}").status_code in {401, 404}


def test_it_is_not_called_by_other_names(stranger):
    assert stranger.get("/", headers={"Host": "evil.example"}).status_code == 421


def test_consent_is_stated_in_the_words_of_the_window(stranger):
    text = stranger.get("/").text
    for kind, words in CONSENT_WORDS.items():
        assert re.search(rf'value="{kind}"[^>]*> <span data-tr>{words}<', text)
