"""The use cases of voices."""

from contextlib import closing, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from voicecloner.bootstrap.review import ReviewParts, hear_words
from voicecloner.bootstrap.speaking import SpeakingParts
from voicecloner.once import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecloner.domain.audio import AudioClip
    from voicecloner.domain.scorecard import VoiceComparison
    from voicecloner.jobs import CancelToken
    from voicecloner.use_cases.speaking.speak_once import PassingVoices, SpeakOnce
    from voicecloner.use_cases.voices.add_spoken_consent import AddSpokenConsent
    from voicecloner.use_cases.voices.create_voice import CreateVoice
    from voicecloner.use_cases.voices.create_voices import CreateVoices
    from voicecloner.use_cases.voices.exchange_voices import ExchangeVoices
    from voicecloner.use_cases.voices.list_voices import ListVoices
    from voicecloner.use_cases.voices.manage_consent import ManageConsent
    from voicecloner.use_cases.voices.manage_voices import ManageVoices
    from voicecloner.use_cases.voices.rebuild_voice import RebuildVoice
    from voicecloner.use_cases.voices.rebuild_voices import RebuildVoices
    from voicecloner.use_cases.voices.review_voice import ReviewVoice
    from voicecloner.use_cases.voices.score_voice import ScoreVoice
    from voicecloner.use_cases.voices.score_voices import ScoreVoices
    from voicecloner.use_cases.voices.spoken_consent import ConsentSentences, HearConsent
    from voicecloner.use_cases.voices.under_review import UnderReview


class VoiceParts(ReviewParts, SpeakingParts):
    """Making and looking after voices; what a voice is made of is judged first, and it speaks to be measured."""

    @Part
    def create_voice(self) -> "CreateVoice":
        """Make a voice."""
        from voicecloner.use_cases.voices.create_voice import CreateVoice

        return CreateVoice(
            self.check_references, self.host, self.library, self.check_transcript, self.hear_consent, self.consent_log
        )

    @Part
    def speak_once(self) -> "SpeakOnce":
        """Say something as somebody in a recording would."""
        from voicecloner.use_cases.speaking.speak_once import SpeakOnce

        return SpeakOnce(self._passing_voices)

    @contextmanager
    def _passing_voices(self) -> "Iterator[PassingVoices]":
        from voicecloner.library.voices import VoiceLibrary
        from voicecloner.scratch import scratch_folder
        from voicecloner.use_cases.speaking.speak import Speak
        from voicecloner.use_cases.speaking.speak_once import PassingVoices
        from voicecloner.use_cases.voices.create_voice import CreateVoice

        with scratch_folder() as folder, closing(VoiceLibrary(folder)) as library:
            create = CreateVoice(self.check_references, self.host, library, self.check_transcript)
            yield PassingVoices(create, Speak(self._maker_of(self.host, library), self.host, library))

    @Part
    def consent_sentences(self) -> "ConsentSentences":
        """Sentences in which consent is spoken."""
        from voicecloner.use_cases.voices.spoken_consent import ConsentSentences

        return ConsentSentences(self.folders.data / "consent-sentence.json")

    @Part
    def hear_consent(self) -> "HearConsent":
        """Recognize spoken consent and match it to the voice it is for."""
        from voicecloner.use_cases.voices.spoken_consent import HearConsent

        return HearConsent(self.propose_transcript, self.judging.find_speech)

    @Part
    def add_spoken_consent(self) -> "AddSpokenConsent":
        """Have the speaker of a saved voice give consent aloud."""
        from voicecloner.use_cases.voices.add_spoken_consent import AddSpokenConsent

        return AddSpokenConsent(self.hear_consent, self.library, self.consent_log)

    @Part
    def manage_consent(self) -> "ManageConsent":
        """See and change what is stated about consent."""
        from voicecloner.use_cases.voices.manage_consent import ManageConsent

        return ManageConsent(self.library, self.consent_log)

    @cached_property
    def create_voices(self) -> "CreateVoices":
        """Make several voices."""
        from voicecloner.use_cases.voices.create_voices import CreateVoices

        return CreateVoices(self.create_voice)

    @Part
    def manage_voices(self) -> "ManageVoices":
        """Find, rename, delete voices."""
        from voicecloner.use_cases.voices.manage_voices import ManageVoices

        return ManageVoices(self.library, self.host, self.takes, self.consent_log)

    @Part
    def exchange_voices(self) -> "ExchangeVoices":
        """Write voices into files for others, and take in theirs."""
        from voicecloner.use_cases.voices.exchange_voices import ExchangeVoices

        return ExchangeVoices(self.library, self.exports, self.consent_log, self.words)

    @Part
    def list_voices(self) -> "ListVoices":
        """Long lists of voices."""
        from voicecloner.use_cases.voices.list_voices import ListVoices

        return ListVoices(self.library, self.host, self.under_review)

    @Part
    def under_review(self) -> "UnderReview":
        """The voices that are just being reviewed again."""
        from voicecloner.use_cases.voices.under_review import UnderReview

        return UnderReview()

    @Part
    def review_voice(self) -> "ReviewVoice":
        """Review a saved voice again."""
        from voicecloner.use_cases.voices.review_voice import ReviewVoice

        return ReviewVoice(self.check_references, self.check_transcript, self.host, self.library, self.under_review)

    @Part
    def rebuild_voice(self) -> "RebuildVoice":
        """Make a voice anew from its kept recordings."""
        from voicecloner.use_cases.voices.rebuild_voice import RebuildVoice

        return RebuildVoice(self.host, self.library, self._import)

    @Part
    def rebuild_voices(self) -> "RebuildVoices":
        """Make all voices anew that need it."""
        from voicecloner.use_cases.voices.rebuild_voices import RebuildVoices

        return RebuildVoices(self.rebuild_voice, self.manage_voices)

    @Part
    def score_voice(self) -> "ScoreVoice":
        """Measure how a voice came out."""
        from voicecloner.use_cases.voices.score_voice import ScoreVoice

        return ScoreVoice(self.speak, self.library, _compare_voice, hear_words)

    @Part
    def score_voices(self) -> "ScoreVoices":
        """Measure all voices that were not measured yet."""
        from voicecloner.use_cases.voices.score_voices import ScoreVoices

        return ScoreVoices(self.score_voice, self.manage_voices)


def _compare_voice(recording: "AudioClip", voice: "AudioClip", cancel: "CancelToken") -> "VoiceComparison":
    from voicecloner.quality.scoring.comparing import compare_voice

    return compare_voice(recording, voice, cancel)
