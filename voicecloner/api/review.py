"""Judging recordings and their words: requests, results and what they may hold."""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from

if TYPE_CHECKING:
    from voicecloner.audio.files.raw_sink import MAX_CHANNELS
    from voicecloner.audio.repair import INTENTIONS, USUAL, RepairPlan
    from voicecloner.quality.checks.gate_check import missing_speech_s
    from voicecloner.quality.judging.judging_process import JudgingProcess
    from voicecloner.quality.measures.activity import LEAST_SPEECH_SHARE, gaps_between
    from voicecloner.quality.measures.speakers import stretches_of_one
    from voicecloner.quality.profiles import DEFAULT_PROFILE, PROFILES, profile_named
    from voicecloner.quality.sound_picture import SoundPicture, height_of, picture_of
    from voicecloner.sound.outline import peak_pairs
    from voicecloner.speech.pieces import is_known_language
    from voicecloner.speech.typed_words import names_a_file
    from voicecloner.use_cases.review.check_recording import RecordingRequest
    from voicecloner.use_cases.review.check_references import (
        LONG_FILE_S,
        CheckedFile,
        CheckedReferences,
        CheckRequest,
        CountedSpeech,
    )
    from voicecloner.use_cases.review.check_words import (
        LONGEST_TRANSCRIPT,
        CheckedWords,
        TextRequest,
        TranscriptRequest,
    )
    from voicecloner.use_cases.review.compare_repair import CompareRequest, Comparison
    from voicecloner.use_cases.review.find_window import WindowProposal
    from voicecloner.use_cases.review.propose_transcript import ADVICE, ProposedTranscript, ProposeRequest
    from voicecloner.use_cases.review.read_stretch import StretchRequest
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.audio.files.raw_sink": ["MAX_CHANNELS"],
            "voicecloner.audio.repair": ["INTENTIONS", "USUAL", "RepairPlan"],
            "voicecloner.quality.checks.gate_check": ["missing_speech_s"],
            "voicecloner.quality.judging.judging_process": ["JudgingProcess"],
            "voicecloner.quality.measures.activity": ["LEAST_SPEECH_SHARE", "gaps_between"],
            "voicecloner.quality.measures.speakers": ["stretches_of_one"],
            "voicecloner.quality.profiles": ["DEFAULT_PROFILE", "PROFILES", "profile_named"],
            "voicecloner.quality.sound_picture": ["SoundPicture", "height_of", "picture_of"],
            "voicecloner.sound.outline": ["peak_pairs"],
            "voicecloner.speech.pieces": ["is_known_language"],
            "voicecloner.speech.typed_words": ["names_a_file"],
            "voicecloner.use_cases.review.check_recording": ["RecordingRequest"],
            "voicecloner.use_cases.review.check_references": [
                "LONG_FILE_S",
                "CheckedFile",
                "CheckedReferences",
                "CheckRequest",
                "CountedSpeech",
            ],
            "voicecloner.use_cases.review.check_words": [
                "LONGEST_TRANSCRIPT",
                "CheckedWords",
                "TextRequest",
                "TranscriptRequest",
            ],
            "voicecloner.use_cases.review.compare_repair": ["CompareRequest", "Comparison"],
            "voicecloner.use_cases.review.find_window": ["WindowProposal"],
            "voicecloner.use_cases.review.propose_transcript": ["ADVICE", "ProposedTranscript", "ProposeRequest"],
            "voicecloner.use_cases.review.read_stretch": ["StretchRequest"],
        },
    )
