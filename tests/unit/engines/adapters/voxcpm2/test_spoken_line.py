import pytest

from voicecloner.engines.adapters.voxcpm2.engine import spoken_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hello there.", "Hello there."),
        (" Two\nlines\t and  spaces ", "Two lines and spaces"),
        ("She (Anna) laughed.", "She (Anna) laughed."),
        ("(Softly) Good night.", "Softly, Good night."),
        ("( Softly ) Good night.", "Softly , Good night."),
        ("(Good night.)", "Good night."),
        ("(Hello), world.", "Hello, world."),
        ("（你好）世界", "你好,世界"),
        ("((a) b) c", "a, b) c"),
        ("(never closed", "never closed"),
        ("()", ""),
        ("", ""),
    ],
)
def test_brackets_at_the_beginning_are_spoken_and_not_taken_for_a_description(text, line):
    assert spoken_line(text) == line
