"""What every page works with, handed to it when it is made."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from voicecloner.api.review import DEFAULT_PROFILE, profile_named
from voicecloner.api.speaking import TakeList
from voicecloner.api.voices import best_engine, languages_for_new_voices, title_without_words
from voicecloner.domain.quality import Severity
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.translation import said
from voicecloner.gui.window.job_bridge import JobBridge, Queue, Reply, Task
from voicecloner.gui.window.messages import HERE, Message, Messages, Undo
from voicecloner.gui.window.playback import Playback
from voicecloner.gui.window.preferences import Preferences
from voicecloner.gui.window.program_service import ProgramService
from voicecloner.paths import sounds_folder

if TYPE_CHECKING:
    from voicecloner.api import Application
    from voicecloner.api.engines import EngineInfo
    from voicecloner.api.speaking import KeptTake, Player
    from voicecloner.api.voices import VoiceList
    from voicecloner.domain.voice import Voice
    from voicecloner.settings import Settings

__all__ = ["EngineList", "Message", "Messages", "PageTools", "TakeCatalogue", "VoiceCatalogue", "make_page_tools"]

MOST_CHOICES = 500
"""So many voices one may want to choose from by a list that drops down; others are found on the page Voices."""


Purpose = Literal["save_folder", "import_folder"]
"""The setting that keeps it."""


class VoiceCatalogue(QObject):
    """The saved voices that one can choose from, as last looked up: all, or where there are many those used last.

    Signals:
        changed: a `VoiceList` of them by name.
    """

    changed = Signal(object)

    def __init__(self, app: "Application", bridge: JobBridge) -> None:
        super().__init__(bridge)
        self._app = app
        self._bridge = bridge
        self._included: dict[str, None] = {}
        self.listed: VoiceList | None = None

    def voice(self, voice_id: str) -> "Voice | None":
        """A voice by its id, as far as they are looked up."""
        return next((v for v in self.listed.voices if v.id == voice_id), None) if self.listed else None

    def reason_to_rebuild(self, voice_id: str) -> str:
        """Why a voice has to be made anew before it can speak, as far as is known; empty if it has not."""
        return self.listed.needs_rebuild.get(voice_id, "") if self.listed else ""

    def refresh(self) -> None:
        """Look them up anew."""
        also = tuple(self._included)
        task = Task(
            lambda _progress, _cancel: self._app.manage_voices.choices(MOST_CHOICES, also),
            Queue.LIBRARY,
            topic="all-voices",
        )
        self._bridge.submit(task, Reply(done=self._arrived))

    def include(self, voice: "Voice") -> None:
        """Have this voice among them, however long it was not used."""
        if self.listed and all(voice.id != each.id for each in self.listed.voices):
            self._included[voice.id] = None
            self._arrived(replace(self.listed, voices=(*self.listed.voices, voice)))

    def _arrived(self, voices: "VoiceList") -> None:
        self.listed = voices
        self.changed.emit(voices)


class TakeCatalogue(QObject):
    """What was spoken last and is still there, as last looked up; older takes are asked for when they are wanted.

    Attributes:
        PAGE: how many.

    Signals:
        changed: a `TakeList`, the last spoken first.
    """

    PAGE = 200
    changed = Signal(object)

    def __init__(self, app: "Application", bridge: JobBridge) -> None:
        super().__init__(bridge)
        self._app = app
        self._bridge = bridge
        self.listed = TakeList()

    @property
    def kept(self) -> "tuple[KeptTake, ...]":
        """The takes alone."""
        return self.listed.takes

    @property
    def kept_days(self) -> int:
        """On how many days of use a take is kept."""
        return self.listed.kept_days

    def refresh(self) -> None:
        """Look them up anew."""
        task = Task(
            lambda _progress, _cancel: self._app.manage_takes.list(limit=self.PAGE), Queue.LIBRARY, topic="takes"
        )
        self._bridge.submit(task, Reply(done=self._arrived))

    def _arrived(self, takes: TakeList) -> None:
        self.listed = takes
        self.changed.emit(takes)


class EngineList(QObject):
    """The engines, looked up when first asked for: their modules are imported then, which the window does not wait for.

    Signals:
        changed: a tuple of `EngineInfo`, the program's own first.
    """

    changed = Signal(object)

    def __init__(self, app: "Application", bridge: JobBridge, preferences: Preferences) -> None:
        super().__init__(bridge)
        self._app = app
        self._bridge = bridge
        self._preferences = preferences
        self._is_asked = False
        self.engines: tuple[EngineInfo, ...] = ()

    def request(self) -> None:
        """Look them up, unless that was done."""
        if not self._is_asked:
            self.look_again()

    def look_again(self) -> None:
        """Look them up anew: some were installed or removed."""
        self._is_asked = True
        task = Task(lambda _progress, _cancel: self._app.host.engines(), Queue.ENGINE, topic="engines")
        self._bridge.submit(task, Reply(done=self._arrived, failed=self._failed))

    def languages_for_new_voices(self) -> tuple[str, ...]:
        """BCP 47 tags, as far as the engines are known; ``"mul"`` is any."""
        return languages_for_new_voices(self.engines, self._preferences.settings.default_engine)

    def profile_for_new_voices(self) -> str:
        """What recordings are held against: the profile of the engine that is to make a voice of them."""
        engine = self._for_new_voices(self._preferences.settings.default_language)
        return engine.requirements.profile if engine else DEFAULT_PROFILE

    def no_words_used(self, language: str) -> str:
        """The title of the engine that is to make a voice, if it makes it of the sound alone; else empty."""
        engine = self._for_new_voices(language)
        return title_without_words(engine) if engine else ""

    def _for_new_voices(self, language: str) -> "EngineInfo | None":
        wanted = self._preferences.settings.default_engine
        named = next((engine for engine in self.engines if engine.id == wanted), None)
        # one that was chosen may have been removed since
        return named or best_engine(self.engines, language)

    def shortest_recording_s(self) -> float:
        """How much speech a recording must hold: what the settings say, or less if the engine is content with less."""
        profile = profile_named(self.profile_for_new_voices())
        return profile.shortest_recording_s(self._preferences.settings.recording_minimum_s)

    def shortest_file_s(self) -> float:
        """How long a file must be that a voice is made of."""
        return profile_named(self.profile_for_new_voices()).min_seconds

    def _arrived(self, engines: "tuple[EngineInfo, ...]") -> None:
        self.engines = engines
        self.changed.emit(engines)

    def _failed(self, error: VoiceClonerError) -> None:
        # asked again when a page wants them next
        self._is_asked = False
        self._bridge.failed.emit(error)


class FileFolders:
    """In which folder a file dialog opens: the one used last for the same purpose, at first that of the user's sounds.

    Args:
        preferences: the settings.
    """

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def folder(self, purpose: Purpose) -> Path:
        """Where to begin; a folder that is gone does not count."""
        last = str(self._preferences.settings.value(purpose))
        return Path(last) if last and Path(last).is_dir() else sounds_folder()

    def used(self, purpose: Purpose, path: Path) -> None:
        """A file was chosen: begin in its folder from now on."""
        self._preferences.change(purpose, str(path.absolute().parent))


@dataclass(frozen=True, eq=False)
class PageTools:
    """The window's common tools.

    Attributes:
        app: the program below the window: its use cases and settings.
        bridge: sends work away.
        messages: the message bar.
        preferences: the settings.
        playback: the loudspeaker.
        voices: all saved voices.
        engines: the engines.
        takes: what was spoken.
        undo: what can be taken back.
        folders: where file dialogs open.
        service: answers other programs.
    """

    app: "Application"
    bridge: JobBridge
    messages: Messages
    preferences: Preferences
    playback: Playback
    voices: VoiceCatalogue
    engines: EngineList
    takes: TakeCatalogue
    undo: Undo
    folders: FileFolders
    service: ProgramService

    @property
    def settings(self) -> "Settings":
        """The settings as they are now; `preferences` changes them."""
        return self.preferences.settings

    def of_page(self, page: int) -> "PageTools":
        """The same tools for a page, by its number: what it tells belongs to it."""
        return replace(self, messages=self.messages.of_page(page))

    @property
    def data_folder(self) -> Path:
        """Where the user's voices, recordings and takes lie."""
        return self.app.folders.data


def make_page_tools(app: "Application", parent: QObject, player: "Player | None" = None) -> PageTools:
    """The tools, which live as long as `parent`."""
    bridge = JobBridge(parent)
    preferences = Preferences(app, bridge)
    playback = Playback(bridge, preferences, player)
    messages = Messages(bridge)
    here = messages.of_page(HERE)
    bridge.failed.connect(here.tell_error)
    playback.failed.connect(here.tell_error)
    playback.noted.connect(lambda note: here.tell(Message(said(note), "", Severity.WARN)))
    voices, engines = VoiceCatalogue(app, bridge), EngineList(app, bridge, preferences)
    takes, undo = TakeCatalogue(app, bridge), Undo(messages, bridge)
    engines.changed.connect(lambda _found: voices.refresh())  # voices whose engine came or went
    folders = FileFolders(preferences)
    service = ProgramService(app, bridge, preferences)
    return PageTools(app, bridge, messages, preferences, playback, voices, engines, takes, undo, folders, service)
