"""Heard lines are compared with the words they should be, whatever way the recognizer spells them."""

from benchmarks.lines import judged, table


def test_figures_are_heard_as_the_words_they_stand_for():
    line = judged("On May 3rd.", "On May third.", "On May 3rd")
    assert (line.expected, line.lost, line.share) == (("on", "may", "third"), 0, 0.0)


def test_lost_words_are_counted_and_shown_where_they_are_many():
    lines = [judged("I am 5.", "I am five.", "I am nine."), judged("Good | bad.", "Good bad.", "Good bad.")]
    assert list(table(lines, 0.15))[2:] == [
        "| I am 5. | 3 | 1 | 0.33 | I am nine. |",
        "| Good \\| bad. | 2 | 0 | 0.00 |  |",
        "| all | 5 | 1 | 0.200 | |",
    ]
