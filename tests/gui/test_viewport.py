"""What is in sight of a sound: zoomed, moved, and followed while it plays."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QObject

from voicecloner.domain.quality import Span
from voicecloner.gui.parts.outline import Outline
from voicecloner.gui.parts.sound.track import SoundTrack
from voicecloner.gui.parts.sound.viewport import Viewport

Make = Callable[..., Viewport]


@pytest.fixture
def make() -> Make:
    """A viewport on sounds of these lengths, and what stays in its middle."""
    owner = QObject()

    def made(*lengths_s: float, middle_s: float | None = None) -> Viewport:
        tracks = tuple(SoundTrack(f"Sound {number}", owner) for number in range(len(lengths_s)))
        for track, length_s in zip(tracks, lengths_s, strict=True):
            track.show_sound(Outline(np.zeros((round(length_s * 10), 2), np.float32), 0.1))
        viewport = Viewport(tracks, lambda: middle_s, owner)
        viewport.reset()
        return viewport

    return made


def test_all_of_the_longest_sound_is_in_sight_first(make: Make) -> None:
    viewport = make(4.0, 10.0)
    assert viewport.span == Span(0.0, pytest.approx(10.0))
    assert not viewport.is_zoomed


@pytest.mark.parametrize(("factor", "span"), [(0.5, Span(2.0, 7.0)), (0.25, Span(3.0, 5.5)), (4.0, Span(0.0, 10.0))])
def test_what_is_pointed_at_stays_where_it_is(make: Make, factor: float, span: Span) -> None:
    viewport = make(10.0)
    viewport.zoom(factor, around_s=4.0)
    assert (viewport.span.start_s, viewport.span.end_s) == pytest.approx((span.start_s, span.end_s))


@pytest.mark.parametrize(("middle_s", "start_s"), [(None, 2.5), (6.0, 3.5), (0.0, 0.0), (10.0, 5.0)])
def test_without_a_pointer_it_is_zoomed_around_the_middle(make: Make, middle_s: float | None, start_s: float) -> None:
    viewport = make(10.0, middle_s=middle_s)
    viewport.zoom_in()
    assert (viewport.span.start_s, viewport.seen_s) == pytest.approx((start_s, 5.0))


def test_it_never_leaves_the_sound(make: Make) -> None:
    viewport = make(10.0)
    viewport.look_at(9.0, 4.0)
    assert viewport.span.end_s == pytest.approx(10.0)
    viewport.look_from(-3.0)
    assert viewport.span == Span(0.0, pytest.approx(4.0))
    for _ in range(12):
        viewport.zoom_in()
    assert viewport.seen_s == pytest.approx(0.5)
    viewport.show_all()
    assert not viewport.is_zoomed


@pytest.mark.parametrize(("at_s", "follows"), [(3.9, False), (4.1, True), (5.5, False), (1.0, False)])
def test_playback_is_followed_only_where_it_has_just_gone_over_the_edge(make: Make, at_s: float, follows: bool) -> None:
    viewport = make(10.0)
    viewport.look_at(2.0, 2.0)
    assert viewport.follow(at_s) is follows
    assert viewport.span.start_s == pytest.approx(at_s - 0.1 if follows else 2.0)


def test_each_move_is_told_once(make: Make) -> None:
    viewport, moves = make(10.0), []
    viewport.moved.connect(lambda: moves.append(viewport.span.start_s))
    viewport.look_at(3.0, 2.0)
    viewport.look_from(4.0)
    assert moves == [3.0, 4.0]


def test_without_a_sound_there_is_nothing_to_look_at(make: Make) -> None:
    viewport = make(0.0)
    viewport.look_at(3.0, 2.0)
    assert viewport.span == Span(0.0, 1.0)
    assert not viewport.is_zoomed
