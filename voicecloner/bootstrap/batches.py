"""The use cases of batches, and of texts of which several attempts are made."""

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from voicecloner.bootstrap.review import hear_words
from voicecloner.bootstrap.voices import VoiceParts
from voicecloner.once import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecloner.engines.contract.engine import EngineHost
    from voicecloner.library.takes import TakeStore
    from voicecloner.library.voices import VoiceLibrary
    from voicecloner.use_cases.batch.batch_line import BatchLine, SayLines
    from voicecloner.use_cases.batch.batch_request import BatchRequest
    from voicecloner.use_cases.batch.clone_table import CloneTable
    from voicecloner.use_cases.batch.line_speaker import LineSpeaker
    from voicecloner.use_cases.batch.speak_lines import SpeakLines
    from voicecloner.use_cases.speaking.judge_take import JudgeTake
    from voicecloner.use_cases.speaking.speak_best import BestTake, SpeakBest
    from voicecloner.use_cases.speaking.take_maker import NewMarker, PronunciationsOf


class BatchParts(VoiceParts):
    """Saying many lines, making voices of tables, and choosing among several attempts."""

    @Part
    def speak_lines(self) -> "SpeakLines":
        """Say the lines of a table."""
        from voicecloner.library.batches import BatchRecords
        from voicecloner.use_cases.batch.planning import PlanLines
        from voicecloner.use_cases.batch.speak_lines import SpeakLines
        from voicecloner.use_cases.batch.unfinished import UnfinishedBatches

        plan = PlanLines(self.speak, self.library, lambda: self.settings.watermark != "off")
        unfinished = UnfinishedBatches(BatchRecords(self.folders.data / "batches"))
        return SpeakLines(plan, self._line_workers, unfinished)

    @Part
    def clone_table(self) -> "CloneTable":
        """Make the voices of a table."""
        from voicecloner.use_cases.batch.clone_table import CloneTable

        return CloneTable(self.create_voices, self.manage_voices)

    @Part
    def speak_best(self) -> "SpeakBest":
        """Say something several times and keep the best."""
        from voicecloner.use_cases.speaking.speak_best import SpeakBest

        kept = self.pronounce.for_voice
        best = best_take(self.host, self.library, self._spare_takes, self._new_marker, self._judge_take, kept)
        return SpeakBest(best, lambda: self.takes)

    @Part
    def _judge_take(self) -> "JudgeTake":
        return judge_of(self.library)

    def _line_workers(self, request: "BatchRequest", lines: "Sequence[BatchLine]") -> "SayLines":
        if request.scheduler:
            from voicecloner.bootstrap.cluster_worker import say_line
            from voicecloner.use_cases.batch.lines_on_cluster import ClusterWork, LinesOnCluster

            work = ClusterWork(say_line, self._bundle_of, {"watermark": self.settings.watermark}, self.publishing)
            return LinesOnCluster(request.scheduler, work)
        from voicecloner.engines.host.memory import free_memory
        from voicecloner.use_cases.batch.lines_here import LinesHere, usable_processes

        voices = {line.request.voice for line in lines}
        engines = [self.host.engine(self.library.find(voice).engine_id) for voice in voices]
        return LinesHere(
            self._line_speaker, request.processes or usable_processes(engines, free_memory().computer_bytes)
        )

    @contextmanager
    def _line_speaker(self) -> "Iterator[LineSpeaker]":
        """What says lines one after the other, with an engine's process of its own."""
        from voicecloner.library.takes import TakeStore
        from voicecloner.scratch import scratch_folder
        from voicecloner.use_cases.batch.line_speaker import LineSpeaker

        with ExitStack() as undo:
            host = self._given_host or undo.enter_context(closing(self.new_host()))
            attempts = TakeStore(undo.enter_context(scratch_folder()))
            kept = self.pronounce.for_voice
            best = best_take(host, self.library, attempts, self._new_marker, self._judge_take, kept)
            yield LineSpeaker(best, self.publishing)

    def _bundle_of(self, voice_id: str) -> bytes:
        """The file of a voice, as it is given to others."""
        from voicecloner.scratch import scratch_folder
        from voicecloner.use_cases.voices.exchange_voices import ExportRequest

        with scratch_folder() as folder:
            return self.exchange_voices.export(ExportRequest((voice_id,), folder / "travels.voice")).path.read_bytes()


def best_take(
    host: "EngineHost",
    library: "VoiceLibrary",
    attempts: "TakeStore",
    new_marker: "NewMarker",
    judge: "JudgeTake",
    pronunciations: "PronunciationsOf",
) -> "BestTake":
    """What says a text several times and chooses; its attempts lie in `attempts`."""
    from voicecloner.use_cases.speaking.speak import Speak
    from voicecloner.use_cases.speaking.speak_best import BestTake
    from voicecloner.use_cases.speaking.take_maker import TakeMaker

    maker = TakeMaker(host, library, attempts, new_marker, pronunciations=pronunciations)
    return BestTake(Speak(maker, host, library), attempts, judge, library)


def judge_of(library: "VoiceLibrary") -> "JudgeTake":
    """What measures takes of a library's voices."""
    from voicecloner.speech.speaker import SpeakerEncoder
    from voicecloner.use_cases.speaking.judge_take import JudgeTake

    return JudgeTake(library, hear_words, SpeakerEncoder())
