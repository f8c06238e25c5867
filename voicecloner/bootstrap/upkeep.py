"""The use cases that look after the whole program: settings, engines, models, and a look at all of it."""

from functools import cache
from typing import TYPE_CHECKING

from voicecloner.bootstrap.speaking import SpeakingParts
from voicecloner.bootstrap.voices import VoiceParts
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.once import Part
from voicecloner.paths import resource

if TYPE_CHECKING:
    from voicecloner.domain.audio import AudioClip
    from voicecloner.settings import EngineOption
    from voicecloner.use_cases.speaking.list_languages import Languages
    from voicecloner.use_cases.upkeep.answer_programs import AnswerPrograms
    from voicecloner.use_cases.upkeep.back_up_library import BackUpLibrary
    from voicecloner.use_cases.upkeep.change_setting import ChangeSetting, KnownSettings
    from voicecloner.use_cases.upkeep.demonstrate import Demonstrate
    from voicecloner.use_cases.upkeep.examine import Examine
    from voicecloner.use_cases.upkeep.manage_engines import ManageEngines
    from voicecloner.use_cases.upkeep.manage_models import ManageModels
    from voicecloner.use_cases.upkeep.suit_model import Computer
    from voicecloner.use_cases.upkeep.try_models import TryModels


class UpkeepParts(VoiceParts, SpeakingParts):
    """Looking after the program; the demonstration goes through making a voice and speaking with it."""

    @Part
    def change_setting(self) -> "ChangeSetting":
        """Change a setting, for this program too while it runs."""
        from voicecloner.use_cases.upkeep.change_setting import ChangeSetting

        return ChangeSetting(self.settings_store, engine_options, self._use_settings)

    @Part
    def known_settings(self) -> "KnownSettings":
        """See what can be set, and what it is set to."""
        from voicecloner.use_cases.upkeep.change_setting import KnownSettings

        return KnownSettings(lambda: self.settings, engine_options)

    @Part
    def manage_engines(self) -> "ManageEngines":
        """See which engines there are, and install what the neural ones need."""
        # what installs is not needed for the window's first picture
        from voicecloner.engines.host.environment_install import EnvironmentInstaller, SetupTools
        from voicecloner.engines.host.registry import EngineRegistry, discover
        from voicecloner.use_cases.upkeep.manage_engines import ManageEngines

        registry = EngineRegistry(discover(BUNDLED_ENGINES))
        installer = EnvironmentInstaller(self._environments, SetupTools(network=self._network))
        return ManageEngines(registry.infos, self.host, self._environments, installer, self.manage_models.list)

    @Part
    def languages(self) -> "Languages":
        """Which languages there are, and who speaks them."""
        from voicecloner.use_cases.speaking.list_languages import Languages  # what installs comes with it

        return Languages(self.manage_engines.list)

    @Part
    def manage_models(self) -> "ManageModels":
        """Fetch, check and remove the neural engines' models."""
        # what reaches the network is not needed for the window's first picture
        from voicecloner.models.access_tokens import TokenKeeper
        from voicecloner.models.catalogue_reader import read_catalogue
        from voicecloner.models.install import Installer, InstallTools
        from voicecloner.models.store import WeightsStore
        from voicecloner.use_cases.upkeep.manage_models import ManageModels

        store = WeightsStore(self.folders.data / "models")
        installer = Installer(store, InstallTools(network=self._network))
        return ManageModels(read_catalogue(resource("models/catalogue.json")), store, installer, TokenKeeper())

    def this_computer(self) -> "Computer":
        """What counts of this computer for the choice of a model; takes a tenth of a second at the first time."""
        from voicecloner.engines.host.memory import free_memory
        from voicecloner.engines.host.speed import slowness
        from voicecloner.use_cases.upkeep.suit_model import Computer

        memory = free_memory()
        return Computer(memory.computer_bytes, memory.graphics_bytes, slowness(self.folders.cache))

    @Part
    def try_models(self) -> "TryModels":
        """Fetch models, use them once, and measure what comes out."""
        from voicecloner.bootstrap.review import hear_words
        from voicecloner.bootstrap.voices import compare_with_recording
        from voicecloner.use_cases.upkeep.try_models import TryModels, TryTools

        tools = TryTools(self.manage_models, lambda: self.host, _read, compare_with_recording, hear_words)
        return TryModels(tools)

    @Part
    def answer_programs(self) -> "AnswerPrograms":
        """Answer other programs while this one runs; their service is a shell, which is known here by name alone."""
        from voicecloner.children.child import Start
        from voicecloner.children.environment import own_command
        from voicecloner.passwords import ServiceToken
        from voicecloner.use_cases.upkeep.answer_programs import AnswerPrograms

        start = Start(own_command("--service-child", "voicecloner.server.child"))
        return AnswerPrograms(start, ServiceToken())

    @Part
    def back_up_library(self) -> "BackUpLibrary":
        """Keep copies of the library elsewhere, and bring voices back from them."""
        from voicecloner.use_cases.upkeep.back_up_library import BackUpLibrary

        return BackUpLibrary(self.library, self.folders.data, self.words)

    @Part
    def examine(self) -> "Examine":
        """See whether everything the program keeps is there and as it should be."""
        from voicecloner.use_cases.upkeep.examine import Examine, ExaminedPlaces

        places = ExaminedPlaces(self.folders.data, self.private_paths)
        return Examine(lambda: self.manage_voices, lambda: self.takes, places)

    @Part
    def demonstrate(self) -> "Demonstrate":
        """The whole way once."""
        from voicecloner.use_cases.upkeep.demonstrate import Demonstrate, DemoParts

        parts = DemoParts(
            _say, self.check_references, self.create_voice, self.speak, self.manage_voices, self.manage_takes
        )
        return Demonstrate(parts)


@cache
def engine_options() -> "tuple[EngineOption, ...]":
    """What the engines of this installation let the user set once and for all; their modules are imported for that."""
    from voicecloner.engines.host.registry import EngineRegistry, discover
    from voicecloner.settings import EngineOption

    engines = EngineRegistry(discover(BUNDLED_ENGINES)).infos()
    return tuple(EngineOption(engine.id, option) for engine in engines for option in engine.load_options)


def _read(text: str, language: str) -> "AudioClip":
    """A made-up person who reads; espeak lives in this process then."""
    from voicecloner.speech.demo_speech import demo_speech

    return demo_speech(text, "en-us" if language == "en" else language)


def _say(text: str) -> "AudioClip":
    """A made-up person's reference, for the demonstration; espeak lives in this process then."""
    from voicecloner.speech.demo_speech import demo_speech

    return demo_speech(text)
