"""What the measure says about many files."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.measure import start
from benchmarks.measure.results import (
    Gallery,
    Output,
    Score,
    summary,
    table_of_speakers,
    table_of_systems,
)


def score(speaker: str = "ann", system: str = "made", **measured: float) -> Score:
    usual: dict[str, Any] = {
        "similarity": 0.8, "first": True, "second": False, "errors": 1, "words": 10, "mos": 3.0, "clean": 3.5,
        "pitch_st": 0.5, "range": 1.1, "pace": 0.9,
    }  # fmt: skip
    return Score(system, speaker, **(usual | measured))


def test_every_speaker_counts_the_same_however_many_files_there_are():
    found = summary([score(similarity=0.9), score(similarity=0.7), score("bob", similarity=0.4)])
    assert found.similarity == pytest.approx((0.8 + 0.4) / 2)
    assert found.worst_similarity == pytest.approx(0.4)
    assert found.files == 3


def test_words_lost_are_counted_over_all_words_and_the_worst_speaker_is_named():
    found = summary([score(errors=1, words=10), score("bob", errors=3, words=6)])
    assert found.lost == pytest.approx(4 / 16)
    assert found.worst_lost == pytest.approx(0.5)


def test_a_speaker_of_another_language_has_no_words_to_lose():
    found = summary([score(errors=1, words=10), score("bernd", errors=0, words=0)])
    assert found.lost == found.worst_lost == pytest.approx(0.1)
    assert np.isnan(summary([score(errors=0, words=0)]).lost)


def test_tables_have_a_row_for_each_and_cells_under_each_heading():
    scores = [score(), score(system="real clips"), score("bob", words=0, errors=0)]
    for table, rows in ((list(table_of_systems(scores)), 2), (list(table_of_speakers(scores)), 3)):
        assert len(table) == 2 + rows
        assert {line.count("|") for line in table} == {table[0].count("|")}
    assert "| – |" in "".join(table_of_speakers(scores))


def test_several_recordings_can_be_of_one_person():
    gallery = Gallery({}, {"noisy ann": "ann"})
    assert gallery.is_same("noisy ann", "ann")
    assert not gallery.is_same("noisy ann", "bob")


def test_files_are_judged_in_another_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A judge that needs no packages: it gives each file the length of its text as its words."""
    judge = tmp_path / "benchmarks" / "measure" / "judge.py"
    judge.parent.mkdir(parents=True)
    for folder in (judge.parent, judge.parent.parent):
        (folder / "__init__.py").touch()
    usual = json.dumps(score().__dict__)
    judge.write_text(
        "import json, sys\n"
        f"usual = json.loads({usual!r})\n"
        "request = json.load(open(sys.argv[1]))\n"
        "assert request['paths'] == {'ann': '/ann.wav'} and request['persons'] == {}\n"
        "rows = [usual | {'words': len(o['text']), 'system': o['system']} for o in request['outputs']]\n"
        "open(sys.argv[2], 'w').writelines(json.dumps(row) + '\\n' for row in rows)\n"
    )
    monkeypatch.setattr(start, "_ROOT", tmp_path)
    monkeypatch.setenv(start.VARIABLE, sys.executable)
    outputs = [Output("one", "ann", Path("a.wav"), "four"), Output("two", "ann", Path("b.wav"), "")]
    found = start.scores_of(outputs, Gallery({"ann": Path("/ann.wav")}), tmp_path)
    assert [(s.system, s.words) for s in found] == [("one", 4), ("two", 0)]


def test_without_the_measuring_packages_it_is_said_how_to_get_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(start.VARIABLE, raising=False)
    with pytest.raises(SystemExit, match=r"\./dev bench"):
        start.measuring_python()
