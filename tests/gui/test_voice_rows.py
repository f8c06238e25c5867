"""The list of voices without its page: what it asks for, and what becomes of its rows."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from tests.support.drawn_voices import made_voice
from tests.support.scorecards import match, scorecard
from voicecloner.domain.quality import Severity
from voicecloner.domain.scorecard import Scorecard
from voicecloner.domain.scorecard_words import severity_of
from voicecloner.domain.voice import DamagedVoice
from voicecloner.gui.parts.row_roles import ITEM_ROLE, SEVERITY_ROLE, SUMMARY_ROLE
from voicecloner.gui.parts.theme import current_tones
from voicecloner.gui.voices.voice_delegate import VoiceDelegate
from voicecloner.gui.voices.voice_rows import OUTLINE_ROLE, SCORE_ROLE, ScoreBadge, VoicesModel
from voicecloner.use_cases.voices.list_voices import VoiceRow, VoiceRows, VoiceState


def rows_of(numbers: Sequence[int], **changes: object) -> VoiceRows:
    drawn = random.Random(1)  # noqa: S311 - nothing secret
    return VoiceRows(tuple(VoiceRow(n, made_voice(drawn, n).summary, VoiceState.APPROVED, **changes) for n in numbers))


@pytest.fixture
def model(qtbot: QtBot) -> VoicesModel:
    made = VoicesModel()
    made.show(range(1, 10_001), rows_of(range(1, 61)))
    return made


def spy_on(model: VoicesModel) -> tuple[QSignalSpy, QSignalSpy]:
    return QSignalSpy(model.modelReset), QSignalSpy(model.rowsInserted)


def answer(model: VoicesModel, qtbot: QtBot, **changes: object) -> list[int]:
    """Wait for what is asked for, and give it."""
    with qtbot.waitSignal(model.rows_wanted) as asked:
        pass
    numbers = asked.args[0]
    model.put(rows_of(numbers, **changes), numbers)
    return numbers


def test_what_is_in_sight_is_asked_for_with_its_neighbours_at_once(model: VoicesModel, qtbot: QtBot) -> None:
    assert model.rowCount() == 10_000
    assert model.index(59).data(ITEM_ROLE) is not None
    for place in range(5000, 5012):
        assert model.index(place).data(ITEM_ROLE) is None
        assert model.index(place).data() == model.index(place).data(SUMMARY_ROLE) == ""
    assert answer(model, qtbot) == list(range(4991, 5053))
    assert model.index(5005).data(ITEM_ROLE).name.endswith(" 5006")
    assert not model._ask_soon.isActive()


def test_what_was_not_looked_at_for_long_is_forgotten(model: VoicesModel, qtbot: QtBot) -> None:
    for place in range(100, 3000, 70):
        model.index(place).data()
        answer(model, qtbot)
    assert len(model._rows) <= 300
    assert model.index(0).data() == ""
    assert answer(model, qtbot)[0] == 1


def test_the_same_voices_stay_where_they_are_and_are_read_again(model: VoicesModel, qtbot: QtBot) -> None:
    resets, inserted = spy_on(model)
    model.index(5000).data()
    answer(model, qtbot)
    model.show(range(1, 10_001), rows_of(range(1, 61)))
    assert (resets.count(), inserted.count()) == (0, 0)
    assert model.index(5000).data(ITEM_ROLE) is not None  # until the new one is there
    answer(model, qtbot, outline=b"new")
    assert model.index(5000).data(OUTLINE_ROLE) == b"new"


def test_more_voices_are_added_below(model: VoicesModel) -> None:
    resets, inserted = spy_on(model)
    model.show(range(1, 10_051), rows_of(range(1, 61)))
    assert (resets.count(), inserted.count(), model.rowCount()) == (0, 1, 10_050)


def test_the_beginning_of_the_same_list_changes_nothing(model: VoicesModel) -> None:
    resets, _inserted = spy_on(model)
    model.show(range(1, 201), rows_of(range(1, 61)), is_whole=False)
    assert (resets.count(), model.rowCount()) == (0, 10_000)
    model.show(range(1, 201), rows_of(range(1, 61)))
    assert (resets.count(), model.rowCount()) == (1, 200)


def test_other_voices_take_their_place(model: VoicesModel) -> None:
    resets, _inserted = spy_on(model)
    model.show([7, 3], rows_of([7, 3]))
    assert (resets.count(), model.rowCount(), model.place_of(3), model.place_of(5)) == (1, 2, 1, -1)
    assert model.numbers_at([1, 0]) == [3, 7]
    assert model.place_of(None) == -1


def test_what_cannot_be_read_is_left_out(model: VoicesModel, qtbot: QtBot) -> None:
    model.index(5000).data()
    with qtbot.waitSignal(model.rows_wanted) as asked:
        pass
    rows = rows_of([number for number in asked.args[0] if number != 5001])
    model.put(rows, asked.args[0])
    assert (model.rowCount(), model.place_of(5001)) == (9999, -1)
    first = rows_of([1, 3])
    model.show([1, 2, 3], VoiceRows(first.rows, (DamagedVoice("0", "Anna", "review"),)))
    assert model.numbers_at(range(model.rowCount())) == [1, 3]


def test_outlines_come_later(model: VoicesModel) -> None:
    model.put_outlines({1: b"one", 9999: b"of a row that is not known"})
    assert model.index(0).data(OUTLINE_ROLE) == b"one"


@pytest.mark.parametrize(
    ("state", "words"),
    [(VoiceState.REVIEWING, "being reviewed · "), (VoiceState.FAILED, "failed review · "),
     (VoiceState.NEEDS_REBUILD, "needs rebuild · ")],
)  # fmt: skip
def test_what_keeps_a_voice_from_being_used_comes_first(model: VoicesModel, state: VoiceState, words: str) -> None:
    (row,) = rows_of([1]).rows
    model.show([1], VoiceRows((VoiceRow(1, row.voice, state),)))
    assert model.index(0).data(SUMMARY_ROLE).startswith(words)


GOOD = scorecard()
POOR = scorecard(by_encoder=match(0.1, 9), by_mixtures=match(0.1, 9))


def show_scored(
    model: VoicesModel, card: Scorecard | None, verdict: Severity = Severity.OK, name: str = "Anna"
) -> None:
    (row,) = rows_of([1]).rows
    said = {"score": card.score, "score_verdict": severity_of(card)} if card else {}
    model.show([1], VoiceRows((replace(row, voice=replace(row.voice, name=name, verdict=verdict, **said)),)))


def painted(model: VoicesModel, width_px: int) -> QImage:
    """The first row, as it is painted so wide."""
    image = QImage(width_px, 52, QImage.Format.Format_ARGB32)
    image.fill(current_tones().surface)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width_px, 52)
    painter = QPainter(image)
    VoiceDelegate().paint(painter, option, model.index(0))
    painter.end()
    return image


def columns_of(image: QImage, colour: str) -> list[int]:
    """In which columns of a picture there is something of this colour."""
    wanted = QColor(colour).rgb()
    return [x for x in range(image.width()) if any(image.pixel(x, y) == wanted for y in range(image.height()))]


@pytest.mark.parametrize(("card", "severity"), [(GOOD, Severity.OK), (POOR, Severity.FAIL)])
def test_how_a_voice_came_out_is_told_with_the_colour_of_its_verdict(
    model: VoicesModel, card: Scorecard, severity: Severity
) -> None:
    show_scored(model, card)
    assert model.index(0).data(SCORE_ROLE) == ScoreBadge(card.score, severity)
    for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        assert f"score {card.score} of 100" in model.index(0).data(role)


def test_what_was_not_measured_has_no_score(model: VoicesModel) -> None:
    show_scored(model, None)
    assert model.index(0).data(SCORE_ROLE) is None
    assert "score" not in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert columns_of(painted(model, 320), current_tones().ok_soft) == []


def test_the_score_is_painted_between_the_words_and_the_verdict(model: VoicesModel) -> None:
    show_scored(model, GOOD)
    badge = columns_of(painted(model, 320), current_tones().ok_soft)
    words = columns_of(painted(model, 320), current_tones().text)
    assert 20 <= badge[-1] - badge[0] < 60
    assert max(words) < badge[0], "the name ends before it"
    assert badge[-1] < 320 - 30, "the verdict follows"


@pytest.mark.parametrize("verdict", [Severity.OK, Severity.WARN], ids=["no icon", "an icon"])
@pytest.mark.parametrize("width_px", [320, 420])
def test_a_long_name_ends_before_the_score(model: VoicesModel, verdict: Severity, width_px: int) -> None:
    show_scored(model, GOOD, verdict, name="Grandmother, the bedtime story of the little lighthouse keeper")
    badge = columns_of(painted(model, width_px), current_tones().ok_soft)
    assert max(columns_of(painted(model, width_px), current_tones().text)) < badge[0]


def test_a_narrow_list_keeps_its_room_for_the_name(model: VoicesModel) -> None:
    show_scored(model, GOOD)
    assert columns_of(painted(model, 160), current_tones().ok_soft) == []


def test_where_there_is_room_the_score_is_called_by_its_name(model: VoicesModel) -> None:
    show_scored(model, GOOD)
    badge = columns_of(painted(model, 420), current_tones().ok_soft)
    assert badge[-1] - badge[0] > 60, "100 good"


@pytest.mark.parametrize(
    ("card", "verdict", "mark"),
    [
        (POOR, Severity.OK, None),
        (POOR, Severity.WARN, "warn"),
        (POOR, Severity.FAIL, "fail"),
        (None, Severity.OK, "ok"),
    ],
)
def test_no_tick_of_the_recording_stands_beside_a_score(
    model: VoicesModel, card: Scorecard | None, verdict: Severity, mark: str | None
) -> None:
    """A poor voice of a good recording is not marked as good."""
    show_scored(model, card, verdict)
    assert model.index(0).data(SEVERITY_ROLE) == mark
