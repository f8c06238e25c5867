"""What the program can do about findings."""

from pathlib import Path

import numpy as np
import pytest

from voicecloner.audio.repair import USUAL, RepairPlan
from voicecloner.domain.audio import AudioClip, ImportedAudio, SourceInfo
from voicecloner.domain.quality import Finding, Review, Severity, Span
from voicecloner.gui.capture.remedies import remedies_for
from voicecloner.use_cases.review.check_references import CheckedFile, CheckedReferences, CheckRequest

CLIP = AudioClip(np.zeros(16_000 * 30, np.float32), 16_000)


def checked(
    check: str,
    *spans: Span,
    severity: Severity = Severity.WARN,
    count: int = 1,
    used: Span | None = None,
    besides: tuple[Finding, ...] = (),
) -> CheckedReferences:
    finding = Finding(check, severity, 1.0, "s", 1.0, "Something.", spans)
    paths = tuple(Path(f"{number}.wav") for number in range(count))
    source = SourceInfo("a.wav", "WAV", "PCM_16", 16_000, 1, 1, "0")
    files = tuple(CheckedFile(path, ImportedAudio(CLIP, source), used) for path in paths)
    return CheckedReferences(CheckRequest(paths, span=used), files, CLIP, Review(30.0, 20.0, (finding, *besides)))


def span_of(found: CheckedReferences) -> Span | None:
    (remedy,) = remedies_for(found, USUAL).values()
    return remedy.request.span


def test_silence_at_the_edges_is_cut_off() -> None:
    found = checked("silence", Span(0.0, 5.0), Span(9.0, 10.0), Span(26.0, 30.0))
    assert span_of(found) == Span(4.8, 26.2)
    assert remedies_for(found, USUAL)["silence"].words == "Cut off the silence"


def test_of_a_recording_with_a_long_pause_the_longer_part_is_used() -> None:
    found = checked("pauses", Span(12.0, 16.0))
    assert span_of(found) == Span(16.0, 30.0)
    assert remedies_for(found, USUAL)["pauses"].words == "Use only 0:16–0:30"


def test_a_stretch_of_silence_is_not_offered_as_the_part_to_use() -> None:
    silence = Finding("silence", Severity.WARN, 57.0, "%", 50.0, "Much of it is silence.", (Span(15.0, 30.0),))
    assert "speakers" not in remedies_for(checked("speakers", Span(9.0, 14.5), besides=(silence,)), USUAL)
    assert remedies_for(checked("speakers", Span(1.0, 4.0), besides=(silence,)), USUAL)["speakers"].words == (
        "Use only 0:04–0:15"
    )


def test_a_stretch_of_a_stretch_lies_in_the_file() -> None:
    assert span_of(checked("dropouts", Span(25.0, 25.1), used=Span(100.0, 130.0))) == Span(100.0, 125.0)


@pytest.mark.parametrize(
    "found",
    [
        checked("pauses", Span(8.0, 22.0)),  # nothing of ten seconds is left
        checked("silence", Span(0.0, 0.5)),  # not worth it
        checked("noise"),
        checked("pauses", Span(12.0, 16.0), count=2),
        checked("level", severity=Severity.FAIL),
        checked("pauses", Span(12.0, 16.0), severity=Severity.OK),
    ],
)
def test_where_nothing_helps_nothing_is_offered(found: CheckedReferences) -> None:
    assert remedies_for(found, USUAL) == {}


@pytest.mark.parametrize(("check", "step"), [("level", "bring_to_level"), ("hum", "high_pass")])
def test_what_repairing_helps_is_repaired_or_heard(check: str, step: str) -> None:
    off, on = RepairPlan(**{step: False}), RepairPlan(**{step: True})
    remedy = remedies_for(checked(check), off)[check]
    assert (remedy.step, remedy.is_planned) == (step, False)
    remedy = remedies_for(checked(check), on)[check]
    assert (remedy.words, remedy.is_planned) == ("Hear it repaired", True)


def test_of_two_people_the_longest_stretch_of_either_is_used() -> None:
    assert span_of(checked("speakers", Span(12.0, 18.0), Span(25.0, 29.5))) == Span(0.0, 12.0)
    assert span_of(checked("speakers", Span(8.0, 22.0))) == Span(8.8, 21.2)  # less where the two may blur


def test_short_pauses_do_not_end_a_stretch_and_silent_edges_are_left_out() -> None:
    pauses = Finding("silence", Severity.OK, 20.0, "%", 50.0, "Little.", (Span(0.0, 2.1), Span(3.9, 5.7)))
    assert span_of(checked("speakers", Span(14.0, 18.0), Span(27.0, 29.0), besides=(pauses,))) == Span(2.1, 14.0)
