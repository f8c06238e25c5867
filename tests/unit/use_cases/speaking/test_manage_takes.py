"""What was spoken is found by its words, saved, and erased."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import soundfile

from voicecloner.domain.synthesis import SpeechOptions, Take
from voicecloner.errors import InvalidRequest, StorageError

TEXTS = ("Das Müllauto kommt.", "The fox jumps.", "声は静かです。")


@pytest.fixture
def takes(app):
    """Three takes of two voices, the last text the newest."""
    made = [speak(app, text, number) for number, text in enumerate(TEXTS)]
    return [take.path.stem for take in made]


def speak(app, text, number):
    path = app.takes.new_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros(2400), 24_000)
    name = "Anna" if number else "Jürgen"
    moment = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=number)
    take = Take(path, text, f"voice{number}", name, SpeechOptions(), 0.1, 24_000, 0.1, 0.1, moment)
    app.takes.keep(take)
    return take


@pytest.mark.parametrize(
    ("query", "found"),
    [("", [2, 1, 0]), ("fox", [1]), ("MULLAUTO", [0]), ("anna", [2, 1]), ("anna fox", [1]), ("jürgen fox", []),
     ("声", [2]), ("voice0", [0]), ('" OR *', [])],
)  # fmt: skip
def test_takes_are_found_by_all_words(app, takes, query, found):
    assert [kept.id for kept in app.manage_takes.list(query).takes] == [takes[number] for number in found]


def test_one_is_found_by_its_id_or_its_beginning(app, takes):
    assert app.manage_takes.find(takes[1]).take.text == TEXTS[1]
    assert app.manage_takes.find(f" {takes[1][:10].upper()}").id == takes[1]


@pytest.mark.parametrize("wanted", ["", "zz", "../../etc/passwd", "f" * 33])
def test_what_is_not_there_is_told_with_where_to_look(app, takes, wanted):
    with pytest.raises(InvalidRequest, match="There is no take") as raised:
        app.manage_takes.find(wanted)
    assert "takes list" in raised.value.hint


def test_a_beginning_of_several_is_not_enough(app):
    for number in range(17):  # of seventeen two begin alike
        speak(app, "One.", number)
    ids = [kept.id for kept in app.manage_takes.list().takes]
    alike = next(each[0] for each in ids if sum(other[0] == each[0] for other in ids) > 1)
    with pytest.raises(InvalidRequest, match="takes have an id that begins"):
        app.manage_takes.find(alike)


def test_some_are_erased_and_the_others_stay(app, takes):
    manage = app.manage_takes
    assert manage.erase([manage.find(takes[0]), manage.find(takes[2])]) == 2
    assert [kept.id for kept in manage.list().takes] == [takes[1]]
    assert len(list((app.folders.data / "takes").glob(f"{takes[0]}*"))) == 0


def test_a_take_that_is_saved_leaves_nothing_beside_its_file(app, takes, tmp_path):
    take = app.manage_takes.find(takes[1]).take
    (tmp_path / "mine").mkdir()
    app.manage_takes.save(take, tmp_path / "mine" / "fox.flac")
    with pytest.raises(StorageError):
        app.manage_takes.save(take, tmp_path / "gone" / "fox.flac")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["fox.flac"]
    assert list((app.folders.data / "exports").iterdir()) == []
    assert app.manage_takes.find(takes[1]).is_saved
