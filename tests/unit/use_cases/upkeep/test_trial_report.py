"""The report of a trial of models, as somebody reads it who was not there."""

from pathlib import Path

import pytest

from voicecloner.errors import WeightsDamaged
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.store import StoredFile
from voicecloner.paths import resource, user_folders
from voicecloner.use_cases.upkeep.trial_report import report_document, without_private_paths, write_report
from voicecloner.use_cases.upkeep.try_models import TriedModel


@pytest.fixture
def tried():
    model = read_catalogue(resource("models/catalogue.json")).find("bark")
    return TriedModel(model, "en", files=(StoredFile("text_2.pt", 17, "a" * 64),))


def test_folders_that_tell_who_somebody_is_are_named_by_what_they_are_for():
    data, home = user_folders().data, Path.home()
    told = without_private_paths(f"{data}/models/bark is damaged; see {home / 'notes.txt'}")
    assert told == "<data>/models/bark is damaged; see ~/notes.txt"


def test_a_step_that_failed_is_told_with_its_reason_and_what_can_be_done(tried, tmp_path):
    with pytest.raises(WeightsDamaged), tried.step("load and clone"):
        raise WeightsDamaged(f"{user_folders().data}/models/bark is damaged.", "Fetch it again.")
    assert not tried.is_good
    page, _data = write_report([tried], tmp_path / "new" / "folder")
    text = page.read_text("utf-8")
    assert "## bark: does not work" in text
    assert "<data>/models/bark is damaged. Fetch it again." in text
    assert "| `text_2.pt` | 17 |" in text


def test_figures_are_told_with_their_units(tried):
    with tried.step("speak"):
        tried.figures |= {"real_time_factor": 0.123456, "peak_memory_bytes": 7_000_000_000}
    (told,) = report_document([tried])["models"]
    assert told["good"]
    assert told["figures"] == {"real_time_factor": 0.123, "peak_memory_bytes": 7_000_000_000}
    assert "hf://suno/bark/text_2.pt@70a8a7d34168586dc5d028fa9666aceade177992" in told["sources"]
