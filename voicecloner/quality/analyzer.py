"""From a recording to its review."""

from collections.abc import Iterator, Mapping

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Finding, Review
from voicecloner.jobs import CancelToken
from voicecloner.quality.advice import sentence
from voicecloner.quality.checks.all_checks import CHECKS
from voicecloner.quality.checks.outcome import CheckInput, Outcome
from voicecloner.quality.measures.activity import speech_seconds
from voicecloner.quality.measures.recording import Detector, measured
from voicecloner.quality.measures.speakers import Encoder
from voicecloner.quality.profiles import DEFAULT_PROFILE, profile_named
from voicecloner.speech.speaker import SpeakerEncoder


class Analyzer:
    """Reviews recordings; one may serve many threads.

    Args:
        detector: finds the speech.
        encoder: tells voices apart; the program's own if none is given.
    """

    def __init__(self, detector: Detector, encoder: Encoder | None = None) -> None:
        self._detector = detector
        self._encoder: Encoder = encoder or SpeakerEncoder()

    def review(
        self,
        clip: AudioClip,
        *,
        profile: str = DEFAULT_PROFILE,
        cancel: CancelToken | None = None,
    ) -> Review:
        """Review a recording.

        Args:
            clip: any finite sound, also an empty one.
            profile: name of the requirement profile it is held against.
            cancel: stops it between two checks.

        Returns:
            one finding for each of `CHECKS`, in their order.

        Raises:
            InvalidRequest: an unknown profile, samples that are not finite, or an absurd sample rate.
            Cancelled: stopped by the user.
        """
        cancel = cancel or CancelToken()
        wanted = profile_named(profile)
        recording = measured(clip, self._detector)
        task = CheckInput(recording, wanted, self._encoder)
        findings = tuple(_findings(task, cancel))
        return Review(clip.seconds, speech_seconds(recording.speech), findings, wanted.id)


def _findings(task: CheckInput, cancel: CancelToken) -> Iterator[Finding]:
    for name, check in CHECKS.items():
        cancel.raise_if_cancelled()
        yield _finding(name, check(task))


def _finding(check: str, outcome: Outcome) -> Finding:
    judgement = outcome.judgement
    return Finding(
        check=check,
        severity=judgement.severity,
        value=outcome.value,
        unit=outcome.unit,
        limit=judgement.limit,
        message=sentence(check, outcome.case, _numbers(outcome)),
        spans=outcome.spans,
        limit_is=judgement.limit_is,
    )


def _numbers(outcome: Outcome) -> Mapping[str, float]:
    named = {"value": outcome.value, "limit": outcome.judgement.limit}
    return {**outcome.facts, **{name: number for name, number in named.items() if number is not None}}
