"""Judging recordings and their words: requests, results and what they may hold."""

from voicecloner.audio.files.raw_sink import MAX_CHANNELS
from voicecloner.quality.profiles import PROFILES
from voicecloner.speech.typed_words import names_a_file
from voicecloner.use_cases.review.check_recording import RecordingRequest
from voicecloner.use_cases.review.check_references import CheckedReferences, CheckRequest
from voicecloner.use_cases.review.check_words import LONGEST_TRANSCRIPT, TextRequest
from voicecloner.use_cases.review.propose_transcript import ADVICE, ProposeRequest

__all__ = [
    "ADVICE",
    "LONGEST_TRANSCRIPT",
    "MAX_CHANNELS",
    "PROFILES",
    "CheckRequest",
    "CheckedReferences",
    "ProposeRequest",
    "RecordingRequest",
    "TextRequest",
    "names_a_file",
]
