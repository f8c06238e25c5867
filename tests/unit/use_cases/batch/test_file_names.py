"""What the files of a batch may be called."""

import pytest

from voicecloner.domain.file_names import file_name_key
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.batch.file_names import name_fault, patterned, require_pattern, with_suffix


def test_a_pattern_is_filled_in_with_names_that_every_system_takes():
    require_pattern("{number:04}_{voice}_{name}")
    fields: dict[str, str | int] = {"number": 7, "voice": "A/B: C?", "name": "Hello"}
    assert patterned("{number:04}_{voice}_{name}", fields) == "0007_A_B_ C__Hello"


@pytest.mark.parametrize(
    "pattern",
    [
        "same",
        "{voice}",
        "{number",
        "{other}",
        "{number.__class__}",
        "{number[0]}",
        "{number!r}",
        "{number:99999}",
        "{}",
    ],
)
def test_other_patterns_are_refused(pattern):
    with pytest.raises(InvalidRequest):
        require_pattern(pattern)


@pytest.mark.parametrize("name", ["a", "a.flac", "chapter 1/a.wav", "語"])
def test_names_inside_the_folder_do(tmp_path, name):
    assert name_fault(name, tmp_path) == ""


@pytest.mark.parametrize(
    "name", ["../a", "/a", "a/../../b", "C:\\a", "", "a//b", ".a", "con.wav", "a?", "a\0", "x" * 201]
)
def test_other_names_are_refused(tmp_path, name):
    assert name_fault(name, tmp_path)


def test_a_link_that_leads_out_of_the_folder_is_seen(tmp_path):
    folder, outside = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    outside.mkdir()
    (folder / "link").symlink_to(outside)
    assert "by way of a link" in name_fault("link/a.wav", folder)


def test_the_suffix_of_a_format_stays():
    assert [with_suffix(name, ".flac") for name in ("a", "a.mp3", "v1.2")] == ["a.flac", "a.mp3", "v1.2.flac"]


def test_names_that_some_systems_take_for_one_are_one():
    assert file_name_key("É.wav") == file_name_key("e\u0301.WAV")
