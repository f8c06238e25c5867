"""Comparing a voice with its recording in a child process.

The networks it takes fill memory and hold Python's lock while they load; the process lasts for one comparison only.
"""

import logging

import numpy as np

from voicecloner.children.child import Child, Start
from voicecloner.children.environment import own_command
from voicecloner.children.packets import Head, Packet
from voicecloner.children.patience import ChildLost, Patience
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.scorecard import VoiceComparison, comparison_from_dict
from voicecloner.errors import JudgingFailed, all_errors
from voicecloner.jobs import CancelToken

CHILD_FLAG = "--comparing-child"
_START_S = 40.0
# A busy machine may be this much slower than the sounds are long before the child is given up.
_SECONDS_PER_SECOND = 10.0
_LOG = logging.getLogger(__name__)


def compare_voice(recording: AudioClip, voice: AudioClip, cancel: CancelToken) -> VoiceComparison:
    """Compare a voice with its recording; see `voicecloner.quality.scoring.comparison.VoiceComparer`.

    Args:
        recording: what the voice was made of.
        voice: what it said.
        cancel: ends the child.

    Raises:
        InvalidRequest: one of them holds too little speech.
        JudgingFailed: the child died, hung or could not be started.
        Cancelled: `cancel` was set.
    """
    cancel.raise_if_cancelled()
    patience = Patience(_START_S + _SECONDS_PER_SECOND * (recording.seconds + voice.seconds), cancel)
    with _child() as child:
        child.send(*_order(recording, voice))
        answer = _answer(child, patience)
    if "refused" in answer:
        raise all_errors()[answer["refused"]](answer["message"], answer["hint"])
    return comparison_from_dict(answer["comparison"])


def child_command() -> list[str]:
    """How the child is started, from a frozen program and from Python."""
    return own_command(CHILD_FLAG, "voicecloner.quality.scoring.comparing_child")


def _order(recording: AudioClip, voice: AudioClip) -> Packet:
    sounds = (recording, voice)
    head = {"frames": [clip.frames for clip in sounds], "sample_rates": [clip.sample_rate for clip in sounds]}
    return Packet(head, np.concatenate([clip.samples for clip in sounds]).astype("<f4").tobytes())


def _child() -> Child:
    try:
        return Child(Start(child_command()))
    except OSError as error:
        raise JudgingFailed("The part of the program that compares voices cannot be started.") from error


def _answer(child: Child, patience: Patience) -> Head:
    try:
        return child.receive(patience).head
    except ChildLost as error:
        child.end()
        _LOG.warning("The comparing process ended. %s", child.last_words())
        raise JudgingFailed("The part of the program that compares voices stopped working.") from error
