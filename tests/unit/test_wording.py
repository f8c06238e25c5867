"""How quantities are said."""

from datetime import UTC, datetime, timedelta

import pytest

from voicecloner.wording import (
    ago,
    clock,
    counted,
    day_and_time,
    days_of_use,
    number_words,
    seconds_words,
    size_words,
    time_words,
    ways_words,
    whole_tenths,
)

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (7.9, "0:07"), (125, "2:05"), (3723, "1:02:03")])
def test_clock(seconds: float, words: str) -> None:
    assert clock(seconds) == words


@pytest.mark.parametrize(("seconds", "words"), [(7.44, "7.4\u00a0s"), (119.9, "119.9\u00a0s"), (125, "2:05\u00a0min")])
def test_seconds_words(seconds: float, words: str) -> None:
    assert seconds_words(seconds) == words


@pytest.mark.parametrize(("seconds", "shown"), [(9.98, 9.9), (10.0, 10.0), (0.3, 0.3), (14.1, 14.1), (0.0, 0.0)])
def test_lengths_are_never_rounded_up(seconds: float, shown: float) -> None:
    assert whole_tenths(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (40.4, "40 s"),
        (89, "89 s"),
        (90, "2 min"),
        (720, "12 min"),
        (5_400, "1 h 30 min"),
        (11_100, "3 h 5 min"),
    ],
)
def test_rough_times(seconds: float, words: str) -> None:
    assert time_words(seconds).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(0, "0 kB"), (820_000, "820 kB"), (4_960_000, "5.0 MB"), (98_336_520, "98 MB"), (4_960_722_408, "4.96 GB")],
)
def test_sizes(size_bytes: int, words: str) -> None:
    assert size_words(size_bytes) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("value", "words"), [(0.126, "0.13"), (-26.74, "−26.7"), (20.0, "20"), (8000.4, "8000"), (float("-inf"), "−∞")]
)
def test_numbers(value: float, words: str) -> None:
    assert number_words(value) == words


@pytest.mark.parametrize(("number", "words"), [(0, "0 takes"), (1, "1 take"), (4200, "4\u00a0200 takes")])
def test_counts(number: int, words: str) -> None:
    assert counted(number, "take") == words


def test_days_of_use() -> None:
    assert days_of_use(1) == "1 more day of use"
    assert days_of_use(12) == "12 more days of use"


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=1), "1\u00a0min ago"),
        (timedelta(minutes=59), "59\u00a0min ago"),
        (timedelta(hours=1), "1\u00a0h ago"),
        (timedelta(hours=23), "23\u00a0h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=-1), "just now"),
    ],
)
def test_ago(past: timedelta, words: str) -> None:
    assert ago(NOW - past, NOW) == words


def test_ago_of_long_past_is_the_day() -> None:
    assert ago(NOW - timedelta(days=30), NOW) == "20 April 2026"


def test_day_and_time_are_those_of_the_user() -> None:
    assert day_and_time(NOW.astimezone()) == f"{NOW.astimezone():%Y-%m-%d %H:%M}"
    assert day_and_time(NOW) == day_and_time(NOW.astimezone())


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        ((), ""),
        (("words",), "said again from its words"),
        (("world",), "changed as sound"),
        (("words", "world"), "said again from its words, in part changed as sound"),
        (("world", "by magic"), "changed as sound"),
    ],
)
def test_ways_to_say_a_recording_again(ways: tuple[str, ...], words: str) -> None:
    assert ways_words(ways) == words
