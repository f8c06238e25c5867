"""Names that Windows and Linux take, whatever is put into them."""

import pytest

from voicecloner.domain.file_names import (
    MOST_NAME_BYTES,
    file_name,
    file_name_key,
    has_forbidden,
    is_device,
    part_of_name,
)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("Good morning", "Good morning.wav"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j.wav"),
        ("line\nbreak\ttab\0nul", "line break tab_nul.wav"),
        ("ends with dots... ", "ends with dots.wav"),
        ("..hidden", "hidden.wav"),
        ("--option", "option.wav"),
        ("CON", "_CON.wav"),
        ("nul.txt", "_nul.txt.wav"),
        ("LPT¹", "_LPT¹.wav"),
        ("console", "console.wav"),
        ("turned \u202egnp", "turned _gnp.wav"),
        ("half \ud83d", "half _.wav"),
        ("", "speech.wav"),
        (" . ", "speech.wav"),
        ("/", "_.wav"),
        ("声は静か", "声は静か.wav"),
        ("نامه‌ها", "نامه‌ها.wav"),
    ],
)
def test_a_name_is_what_it_can_be(stem, name):
    assert file_name(stem, ".wav", "speech") == name
    assert not has_forbidden(name)


@pytest.mark.parametrize("sign", ["a", "é", "声", "😀"])
def test_a_long_name_is_cut_between_characters(sign):
    name = file_name(sign * 500, ".flac", "speech")
    assert MOST_NAME_BYTES - 4 <= len(name.encode()) <= MOST_NAME_BYTES
    assert set(name.removesuffix(".flac")) == {sign}


def test_parts_and_keys():
    assert part_of_name("  A: B  ", 40, " ") == "A B"
    assert part_of_name("abcdef", 3) == "abc"
    assert file_name_key("Ä.WAV") == file_name_key("a\u0308.wav")
    assert is_device("com1.wav")
    assert not is_device("com10")
