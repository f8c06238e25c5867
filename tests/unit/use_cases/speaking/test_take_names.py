"""Patterns for names: what they may hold, what comes out, and that no two files get the same name."""

from datetime import datetime

import pytest

from tests.support.kept_takes import kept_take
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.speaking.take_names import NAME_FIELDS, FreeNames, require_name_pattern, take_names

MOMENT = datetime(2026, 3, 1, 9, 5, 7).astimezone()


def kept(text="Good morning, everybody! How are you all today?", **changes):
    return kept_take(text=text, created_at=MOMENT, **changes)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{voice}_{text}", "Anna_Good-morning-everybody-How-are-you.wav"),
        ("{date}_{voice}_{number}", "2026-03-01_Anna_1.wav"),
        ("{time} {language} {engine}", "09-05-07 de natural.wav"),
        ("{number:03}", "001.wav"),
        ("{id}", "0123abcd.wav"),
        ("{{{number}}}", "{1}.wav"),
        ("plain", "plain.wav"),
    ],
)
def test_fields_are_filled(pattern, name):
    require_name_pattern(pattern)
    assert take_names([kept()], pattern, ".wav") == [name]


def test_numbers_are_as_wide_as_the_largest():
    names = take_names([kept()] * 12, "{number}", ".mp3")
    assert (names[0], names[11]) == ("01.mp3", "12.mp3")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"voice_name": "A/B: \u202eC?"}, "A_B_ _C_.wav"),
        ({"voice_name": "con"}, "_con.wav"),
        ({"voice_name": "…"}, "….wav"),
        ({"voice_name": "."}, "_.wav"),
        ({"voice_name": "V" * 300}, f"{'V' * 40}.wav"),
    ],
)
def test_whatever_a_voice_is_called_its_files_have_names(changes, name):
    assert take_names([kept(**changes)], "{voice}", ".wav") == [name]


@pytest.mark.parametrize(
    ("text", "name"), [("?!", "_.wav"), ("声は静かです。", "声は静かです.wav"), ("a" * 90, f"{'a' * 40}.wav")]
)
def test_the_first_words_of_any_text(text, name):
    assert take_names([kept(text)], "{text}", ".wav") == [name]


@pytest.mark.parametrize(
    "pattern",
    ["", " ", ".", "{voice", "{mood}", "{voice!r}", "{voice:>10}", "{number:x}", "{number.real}", "{0}", "{}", "a/b",
     "a:b", "{voice:999999999}", "\u202e{voice}"],
)  # fmt: skip
def test_what_is_no_pattern_is_refused_with_what_can_be_used(pattern):
    with pytest.raises(InvalidRequest) as refusal:
        require_name_pattern(pattern)
    assert refusal.value.hint
    if "{" in pattern and "\u202e" not in pattern:
        assert all(f"{{{field}}}" in refusal.value.hint for field in NAME_FIELDS)


def test_no_two_files_get_the_same_name_and_none_that_is_there(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"mine")
    free = FreeNames(tmp_path, overwrites=False)
    assert [free.path(name).name for name in ("a.wav", "a.wav", "b.wav", "B.WAV")] == [
        "a (2).wav", "a (3).wav", "b.wav", "B (2).WAV",
    ]  # fmt: skip


def test_overwriting_takes_the_place_of_files_but_not_of_folders(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"mine")
    (tmp_path / "b.wav").mkdir()
    free = FreeNames(tmp_path, overwrites=True)
    assert [free.path(name).name for name in ("a.wav", "a.wav", "b.wav")] == ["a.wav", "a (2).wav", "b (2).wav"]


def test_a_long_name_has_room_for_its_number(tmp_path):
    free = FreeNames(tmp_path, overwrites=False)
    long_name = take_names([kept(voice_name="声" * 40)], "{voice}" * 5, ".wav")[0]
    first, second = (free.path(long_name).name for _ in range(2))
    assert second.endswith(" (2).wav")
    assert len(second.encode()) <= 200
    assert first != second
