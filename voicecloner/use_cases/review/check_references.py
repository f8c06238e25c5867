"""Read reference recordings and judge them.

The user gives one or several files (or a recording just made) and sees a waveform, a verdict and what to do better.
Several files are judged together, as the one voice they are to make. Of a long file only a stretch is used: the one the
user chose, or the best one that can be found.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from weakref import WeakSet

import numpy as np

from voicecloner.domain.audio import LONGEST_STRETCH_S, UNKNOWN_ORIGIN, AudioClip, ImportedAudio, RecordingOrigin
from voicecloner.domain.quality import Review, ReviewState, Span
from voicecloner.domain.requests import require_types
from voicecloner.domain.text import recording_name
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress, part_of
from voicecloner.library.inspection import sha256_of
from voicecloner.quality.checks.file_checks import file_findings
from voicecloner.quality.checks.gate_check import gate_finding, with_one_least_length
from voicecloner.quality.profiles import profile_named
from voicecloner.sound.resampling import resample
from voicecloner.use_cases.review.find_window import FindWindow, FindWindowRequest, WindowProposal
from voicecloner.wording import clock, time_words

GAP_BETWEEN_FILES_S = 0.3
LONG_FILE_S = 60.0
"""Of a longer file the best stretch is used, unless the profile welcomes more."""
_READING, _LOOKING = 0.02, 0.95
_STRETCHES_TRIED = 3


class Importer(Protocol):
    """Decodes a file of any format; see `voicecloner.audio.files.importing.import_audio`."""

    def __call__(
        self, path: Path, *, start_s: float | None, max_seconds: float, channel: int | None, cancel: CancelToken
    ) -> ImportedAudio:
        """Decode `path`: the stretch at `start_s`, or the beginning with a note on what is left out."""
        ...


Reviewer = Callable[[AudioClip, str, CancelToken], Review]
"""(clip, profile, cancel) -> review; see `voicecloner.quality.analyzer.Analyzer`."""
OnRead = Callable[[AudioClip], None]
"""Told the sound that is about to be judged, from the thread that read it."""


@dataclass(frozen=True)
class CountedSpeech:
    """What was counted while a recording was made here.

    Attributes:
        usable_s: seconds of usable speech.
        needed_s: how many were asked for.
    """

    usable_s: float
    needed_s: float


@dataclass(frozen=True)
class CheckRequest:
    """Which files to check.

    Attributes:
        paths: one or more audio files.
        profile: the requirement profile they are held against.
        span: the stretch to use, of a single file; None uses all of a short file and the best stretch of a long one.
        keep_whole: use all of a long file too, up to ten minutes, e.g. because a transcript of all of it exists.
        channel: the channel to use, counted from 1; None uses the one with speech.
        language: BCP 47 tag of the speech, if it is known.
        as_it_is: whether the files are to be used without this program, at the service the profile is named after.
        counted: what the recording is worth by its own count, if it was recorded here.
        origin: where the recording comes from, if it was recorded here.
    """

    paths: tuple[Path, ...]
    profile: str = "console"
    span: Span | None = None
    keep_whole: bool = False
    channel: int | None = None
    language: str | None = None
    as_it_is: bool = False
    counted: CountedSpeech | None = None
    origin: RecordingOrigin = UNKNOWN_ORIGIN


@dataclass(frozen=True, eq=False)
class CheckedFile:
    """One file that could be read.

    Attributes:
        path: the file.
        audio: its sound, or that of the stretch.
        span: the stretch that is used; None for all of the file.
        proposal: where the best speech of a long file is; None if it was not looked for.
    """

    path: Path
    audio: ImportedAudio
    span: Span | None = None
    proposal: WindowProposal | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth telling about how it was read."""
        if self.proposal is None or self.span is None:
            return self.audio.notes
        return (*_choice_notes(self.proposal, self.span), *self.audio.notes)


@dataclass(frozen=True, eq=False)
class CheckedReferences:
    """Files that could be read, and the verdict on them.

    Attributes:
        request: what was asked for.
        files: the files in order.
        clip: all of them in one, as shown on the waveform and as judged.
        review: the verdict.
    """

    request: CheckRequest
    files: tuple[CheckedFile, ...]
    clip: AudioClip
    review: Review

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth telling about how the files were read, named by file where there are several."""
        several = len(self.files) > 1
        return tuple(f"{f.path.name}: {note}" if several else note for f in self.files for note in f.notes)


class CheckReferences:
    """The use case: call it with a `CheckRequest`.

    Args:
        importer: reads a file.
        reviewer: judges a recording.
        find_window: finds the best stretch of a long file; without it the first ten minutes are used.
    """

    def __init__(self, importer: Importer, reviewer: Reviewer, find_window: FindWindow | None = None) -> None:
        self._import = importer
        self._review = reviewer
        self._find_window = find_window
        self._made = WeakSet[CheckedReferences]()

    def __call__(
        self,
        request: CheckRequest,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken = NEVER,
        on_read: OnRead | None = None,
    ) -> CheckedReferences:
        """Read and judge.

        Args:
            request: which files.
            progress: gets what is being done.
            cancel: stops it.
            on_read: gets the sound as soon as it is read, so that it can be seen and heard while it is judged.

        Raises:
            UnreadableAudio: a file holds no sound that can be read.
            InvalidRequest: no file, an unknown profile, or a stretch that makes no sense.
            Cancelled: stopped by the user.
        """
        require_types(request)
        _refuse_nonsense(request)
        files = tuple(self._read(request, i, progress, cancel) for i in range(len(request.paths)))
        if on_read:
            on_read(joined([file.audio.clip for file in files]))
        progress(ProgressUpdate("Checking the recording", 0.7))
        checked = self._judged(request, files, cancel)
        if checked.review.state is ReviewState.FAILED and len(files) == 1:
            checked = self._better(checked, cancel)
        progress(ProgressUpdate("Checked", 1.0))
        return checked

    def held_against(self, checked: CheckedReferences, profile: str, cancel: CancelToken) -> CheckedReferences:
        """The same sound, judged by another profile if it was not judged by this one.

        A verdict counts for the bytes it was made of, and only if it was made here: one that somebody put together is
        not believed, the sound is judged again.

        Raises:
            InvalidRequest: an unknown profile, or a file that is not the one that was checked.
            Cancelled: stopped by the user.
        """
        for file in checked.files:
            _require_unchanged(file)
        if checked in self._made and checked.request.profile == profile:
            return checked
        return self._judged(replace(checked.request, profile=profile), checked.files, cancel)

    def _judged(self, request: CheckRequest, files: tuple[CheckedFile, ...], cancel: CancelToken) -> CheckedReferences:
        clip = joined([f.audio.clip for f in files])
        review = self._review(clip, request.profile, cancel)
        cancel.raise_if_cancelled()
        sources, profile = [file.audio.source for file in files], profile_named(request.profile)
        of_files = file_findings(sources, profile, request.language, as_it_is=request.as_it_is)
        of_gate = (gate_finding(request.counted.usable_s, request.counted.needed_s),) if request.counted else ()
        findings = review.with_findings((*of_gate, *of_files))
        checked = CheckedReferences(request, files, clip, with_one_least_length(findings))
        self._made.add(checked)
        return checked

    def _better(self, checked: CheckedReferences, cancel: CancelToken) -> CheckedReferences:
        """The next best stretch that passes, where the best one of a long file does not: a review hears more."""
        (file,) = checked.files
        others = file.proposal.candidates[1:_STRETCHES_TRIED] if file.proposal else ()
        for candidate in others:
            channel = checked.request.channel or file.audio.channel
            audio = self._stretch(file.path, replace(checked.request, channel=channel), candidate.span, cancel)
            other = self._judged(checked.request, (replace(file, audio=audio, span=candidate.span),), cancel)
            if other.review.state is not ReviewState.FAILED:
                return other
        return checked

    def _read(self, request: CheckRequest, index: int, progress: Progress, cancel: CancelToken) -> CheckedFile:
        count = len(request.paths)
        part = part_of(progress, 0.7 * index / count, 0.7 * (index + 1) / count)
        path = request.paths[index]
        part(ProgressUpdate(f"Reading {recording_name(path.name)}", 0.0))
        if request.span:
            return CheckedFile(path, self._stretch(path, request, request.span, cancel), request.span)
        finder = None if request.keep_whole else self._find_window
        longest_s = LONGEST_STRETCH_S if finder is None else max(LONG_FILE_S, _welcome_s(request.profile))
        audio = self._import(path, start_s=None, max_seconds=longest_s, channel=request.channel, cancel=cancel)
        if finder is None or audio.is_whole:
            return CheckedFile(path, audio)
        wanted = FindWindowRequest(path, *_window_bounds(request.profile), channel=request.channel or audio.channel)
        proposal = finder(wanted, progress=part_of(part, _READING, _LOOKING), cancel=cancel)
        part(ProgressUpdate(f"Reading {recording_name(path.name)}", _LOOKING))
        audio = self._stretch(path, replace(request, channel=wanted.channel), proposal.best, cancel)
        return CheckedFile(path, audio, proposal.best, proposal)

    def _stretch(self, path: Path, request: CheckRequest, span: Span, cancel: CancelToken) -> ImportedAudio:
        seconds = span.end_s - span.start_s
        return self._import(path, start_s=span.start_s, max_seconds=seconds, channel=request.channel, cancel=cancel)


def _require_unchanged(file: CheckedFile) -> None:
    if sha256_of(file.path) != file.audio.source.sha256:
        raise InvalidRequest(
            f"“{recording_name(file.path.name)}” has changed since it was checked.", "Check the recording again."
        )


def _refuse_nonsense(request: CheckRequest) -> None:
    profile_named(request.profile)
    if not request.paths:
        raise InvalidRequest("No file was given.", "Choose at least one recording.")
    if request.span is None:
        return
    if len(request.paths) > 1:
        raise InvalidRequest("A stretch can only be chosen of a single file.", "Check the files one by one.")
    if not 0 <= request.span.start_s < request.span.end_s:
        raise InvalidRequest("The stretch must end after it starts.", "Choose a start of 0 or more and a later end.")
    if request.span.end_s - request.span.start_s > LONGEST_STRETCH_S:
        raise InvalidRequest("The stretch is longer than ten minutes.", "10 to 60 s work best.")


def _welcome_s(profile: str) -> float:
    return profile_named(profile).max_seconds or 0.0


def _window_bounds(profile: str) -> tuple[float, float]:
    """Shortest and longest stretch worth proposing, in seconds."""
    return profile_named(profile).best_seconds or (10.0, 30.0)


def _choice_notes(proposal: WindowProposal, span: Span) -> tuple[str, ...]:
    whole = time_words(proposal.duration_s)
    place = f"({clock(span.start_s)}-{clock(span.end_s)})"
    if proposal.candidates:
        chosen = f"The best {span.end_s - span.start_s:.0f} s of {whole} were chosen {place}."
    else:
        chosen = f"No speech was found in {whole}; the beginning was taken {place}."
    return (chosen,) if proposal.is_complete else (chosen, "The recording goes on after that, unheard.")


def joined(clips: list[AudioClip]) -> AudioClip:
    """Several recordings as one, with a short gap between them, at the highest of their rates."""
    if len(clips) == 1:
        return clips[0]
    sample_rate = max(c.sample_rate for c in clips)
    gap = np.zeros(round(GAP_BETWEEN_FILES_S * sample_rate), np.float32)
    parts = [part for c in clips for part in (gap, resample(c.samples, c.sample_rate, sample_rate))]
    return AudioClip(np.concatenate(parts[1:]), sample_rate)
