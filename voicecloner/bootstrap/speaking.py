"""The use cases of speaking."""

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from voicecloner.bootstrap.common import CommonParts
from voicecloner.once import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecloner.engines.contract.engine import EngineHost
    from voicecloner.library.takes import TakeStore
    from voicecloner.library.voices import VoiceLibrary
    from voicecloner.provenance.marking import Marker
    from voicecloner.provenance.seal import Seal
    from voicecloner.use_cases.speaking.audition import Audition
    from voicecloner.use_cases.speaking.convert import Convert
    from voicecloner.use_cases.speaking.export_takes import ExportTakes
    from voicecloner.use_cases.speaking.manage_takes import ManageTakes
    from voicecloner.use_cases.speaking.pronounce import Pronounce
    from voicecloner.use_cases.speaking.publishing import Publishing
    from voicecloner.use_cases.speaking.say_sentence import SaySentence
    from voicecloner.use_cases.speaking.speak import Speak
    from voicecloner.use_cases.speaking.take_maker import TakeMaker
    from voicecloner.use_cases.speaking.verify_file import VerifyFile


class SpeakingParts(CommonParts):
    """Saying texts and recordings with a voice, and what was said."""

    @Part
    def speak(self) -> "Speak":
        """Say something with a voice."""
        from voicecloner.use_cases.speaking.speak import Speak

        return Speak(self._take_maker, self.host, self.library)

    @contextmanager
    def speaking_beside(self) -> "Iterator[Speak]":
        """Another that says texts, with an engine's process of its own, for the time of the block."""
        from voicecloner.use_cases.speaking.speak import Speak

        with closing(self._given_host or self.new_host()) as host:
            yield Speak(self._maker_of(host, self.library), host, self.library)

    @Part
    def say_sentence(self) -> "SaySentence":
        """Say one sentence of a take again."""
        from voicecloner.use_cases.speaking.say_sentence import SaySentence

        return SaySentence(self._take_maker, self.host, self.library, self.takes)

    @Part
    def pronounce(self) -> "Pronounce":
        """Keep the list of pronunciations, and hear how a word comes out."""
        from voicecloner.use_cases.speaking.pronounce import Pronounce

        return Pronounce(self.words, lambda: self.speak)

    @Part
    def audition(self) -> "Audition":
        """Hear what a voice sounds like."""
        from voicecloner.use_cases.speaking.audition import Audition

        return Audition(self.speak, self.library)

    @Part
    def convert(self) -> "Convert":
        """Say a recording again with a voice."""
        from voicecloner.audio.files.streaming import stream_sound
        from voicecloner.use_cases.speaking.convert import Convert

        return Convert(self._take_maker, self.host, self.library, stream_sound, self.judging.new_meter)

    @Part
    def _take_maker(self) -> "TakeMaker":
        return self._maker_of(self.host, self.library)

    def _maker_of(self, host: "EngineHost", library: "VoiceLibrary") -> "TakeMaker":
        """What makes takes of the voices of a library with an engine's process."""
        from voicecloner.use_cases.speaking.take_maker import TakeMaker

        kept = self.pronounce.for_voice
        return TakeMaker(host, library, self.takes, self._new_marker, lambda: self._spare_takes, kept)

    def _new_marker(self, sample_rate: int) -> "Marker | None":
        if self.settings.watermark == "off":
            return None
        from voicecloner.provenance.marking import Marker

        return Marker(sample_rate)

    @Part
    def seal(self) -> "Seal":
        """Signs what is saved, where the settings want it."""
        from voicecloner.provenance.seal import Seal

        return Seal(self.folders.data / "credentials", lambda: self.settings)

    @Part
    def publishing(self) -> "Publishing":
        """How sound gets into the user's folders."""
        from voicecloner.use_cases.speaking.publishing import Publishing

        return Publishing(self.exports, self.seal.finish_for)

    @Part
    def verify_file(self) -> "VerifyFile":
        """Tell whether a file is synthetic speech, as far as it can be told."""
        from voicecloner.audio.files.streaming import stream_sound
        from voicecloner.audio.files.tags import read_tags
        from voicecloner.use_cases.speaking.verify_file import VerifyFile

        return VerifyFile(stream_sound, read_tags, self.seal.read, self.library)

    @Part
    def _spare_takes(self) -> "TakeStore":
        """Where takes lie that cannot be kept; gone when the program ends."""
        from voicecloner.library.takes import TakeStore
        from voicecloner.scratch import scratch_folder

        return TakeStore(self._undo.enter_context(scratch_folder()))

    @Part
    def manage_takes(self) -> "ManageTakes":
        """Find, save and delete what was spoken."""
        from voicecloner.library.drafts import DraftStore
        from voicecloner.use_cases.speaking.manage_takes import ManageTakes

        return ManageTakes(self.takes, DraftStore(self.folders.data / "draft.json"), self.publishing)

    @Part
    def export_takes(self) -> "ExportTakes":
        """Save takes as files the way other programs want them."""
        from voicecloner.use_cases.speaking.export_takes import ExportTakes

        return ExportTakes(self.manage_takes)
