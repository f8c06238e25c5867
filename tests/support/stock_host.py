"""An engine host that clones at once and speaks with a stock voice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.support.fake_host import FakeHost
from tests.support.stock_voice import stock_voice
from voicecloner.domain.audio import AudioChunk, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.adapters.natural.engine import NaturalEngine
from voicecloner.engines.adapters.natural.model.network import Network
from voicecloner.engines.adapters.natural.speaking import Speaker
from voicecloner.engines.contract.engine import EncodedVoice, EngineInfo
from voicecloner.errors import EngineNotFound
from voicecloner.jobs import CancelToken, Progress


class StockHost(FakeHost):
    """Speaks with a stock voice of the natural engine, without listening to the reference; clones at once."""

    def __init__(self) -> None:
        super().__init__(NaturalEngine().info())
        self.installed = (self.info, BasicEngine().info())
        self._speaker: Speaker | None = None

    def engines(self) -> tuple[EngineInfo, ...]:
        """Those that come with the program."""
        return self.installed

    def engine(self, engine_id: str) -> EngineInfo:
        """One of them."""
        found = next((info for info in self.installed if info.id == engine_id), None)
        if found is None:
            raise EngineNotFound(f"There is no engine named “{engine_id}”.", "Choose another.")
        return found

    def clone(
        self,
        engine_id: str,
        references: Sequence[ReferenceClip],
        mode: VoiceMode,
        *,
        progress: Progress,
        cancel: CancelToken,
    ) -> EncodedVoice:
        """Wait for the gate, then be done."""
        made = super().clone(engine_id, references, mode, progress=progress, cancel=cancel)
        return replace(made, engine_revision=self.engine(engine_id).revision)

    def synthesize(
        self,
        engine_id: str,
        voice_file: Path,
        text: str,
        options: SpeechOptions,
        *,
        cancel: CancelToken,
    ) -> Iterator[AudioChunk]:
        """Say it with the stock voice."""
        self._wait(cancel)
        self.spoken.append((text, options))
        if self._speaker is None:
            network = Network()
            self._speaker = Speaker(network, stock_voice(network))
        yield from self._speaker.say(text, options.language, options.speed, cancel)
