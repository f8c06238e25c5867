"""Composition root: the only place that names concrete classes and wires them together."""

import logging
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.errors import LibraryError, StorageError
from voicecloner.once import Part
from voicecloner.paths import Folders, resource, user_folders
from voicecloner.privacy import close_to_others

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from voicecloner.domain.audio import AudioClip, ImportedAudio
    from voicecloner.domain.listening import HeardWord, ReadText
    from voicecloner.domain.quality import Span
    from voicecloner.engines.contract.engine import EngineHost
    from voicecloner.engines.host.environments import Environments
    from voicecloner.jobs import CancelToken, Progress
    from voicecloner.library.consent_log import ConsentLog
    from voicecloner.library.exports import Exports
    from voicecloner.library.takes import TakeStore
    from voicecloner.library.voices import VoiceLibrary
    from voicecloner.models.network import NetworkOptions
    from voicecloner.provenance.marking import Marker
    from voicecloner.quality.judging.judge import Judging
    from voicecloner.settings import Settings, SettingsStore
    from voicecloner.speech.language import LanguageDetector, OtherLanguage
    from voicecloner.use_cases.recording.check_room import CheckRoom
    from voicecloner.use_cases.recording.record_reference import RecordReference
    from voicecloner.use_cases.recording.recording_work import RecordingWork
    from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings
    from voicecloner.use_cases.review.check_references import CheckReferences
    from voicecloner.use_cases.review.check_words import CheckText, CheckTranscript
    from voicecloner.use_cases.review.compare_repair import CompareRepair
    from voicecloner.use_cases.review.find_window import FindWindow
    from voicecloner.use_cases.review.propose_transcript import ProposeTranscript
    from voicecloner.use_cases.review.read_stretch import ReadStretch
    from voicecloner.use_cases.speaking.audition import Audition
    from voicecloner.use_cases.speaking.convert import Convert
    from voicecloner.use_cases.speaking.list_languages import Languages
    from voicecloner.use_cases.speaking.manage_takes import ManageTakes
    from voicecloner.use_cases.speaking.speak import Speak
    from voicecloner.use_cases.speaking.take_maker import TakeMaker
    from voicecloner.use_cases.speaking.verify_file import VerifyFile
    from voicecloner.use_cases.upkeep.change_setting import ChangeSetting
    from voicecloner.use_cases.upkeep.demonstrate import Demonstrate
    from voicecloner.use_cases.upkeep.examine import Examine
    from voicecloner.use_cases.upkeep.manage_engines import ManageEngines
    from voicecloner.use_cases.upkeep.manage_models import ManageModels
    from voicecloner.use_cases.voices.create_voice import CreateVoice
    from voicecloner.use_cases.voices.create_voices import CreateVoices
    from voicecloner.use_cases.voices.manage_consent import ManageConsent
    from voicecloner.use_cases.voices.manage_voices import ManageVoices
    from voicecloner.use_cases.voices.rebuild_voice import RebuildVoice
    from voicecloner.use_cases.voices.spoken_consent import ConsentSentences, HearConsent

_log = logging.getLogger(__name__)


class Application:
    """Everything a shell needs. Parts are imported and made on first use, so that a command pays only for what it
    touches, and the window's first picture for none.

    Args:
        folders: where the user's files live.
        host: another way to reach engines than the worker process, for tests.
        judging: another place to judge sound than this process.
    """

    def __init__(
        self, folders: Folders | None = None, host: "EngineHost | None" = None, judging: "Judging | None" = None
    ) -> None:
        self.folders = folders or user_folders()
        close_to_others(self.private_paths)
        self._given_host, self._given_judging = host, judging
        self.lock = threading.RLock()
        self._undo = ExitStack()

    @property
    def private_paths(self) -> tuple[Path, ...]:
        """Files and folders that only the user may read."""
        folders = self.folders
        return (folders.data, folders.config, folders.cache, folders.log, folders.config / "settings.json")

    @Part
    def settings_store(self) -> "SettingsStore":
        """Reads and writes the settings file."""
        from voicecloner.settings import SettingsStore

        return SettingsStore(self.folders.config / "settings.json")

    @Part
    def settings(self) -> "Settings":
        """The settings as they were at the first look, with what this program has changed since."""
        return self.settings_store.load()

    @Part
    def change_setting(self) -> "ChangeSetting":
        """Change a setting, for this program too while it runs."""
        from voicecloner.use_cases.upkeep.change_setting import ChangeSetting

        return ChangeSetting(self.settings_store, self._use_settings)

    def _use_settings(self, settings: "Settings") -> None:
        """Parts that are made later find the settings; those that are there already are told."""
        with self.lock:
            made = vars(self)
            made["settings"] = settings
            if "library" in made:
                self.library.quota = settings.voice_quota
            if "takes" in made:
                self.takes.keep_days = settings.keep_takes_days

    @Part
    def library(self) -> "VoiceLibrary":
        """The saved voices; what lay in the trash for too long is erased when they are first looked at."""
        from voicecloner.library.voices import VoiceLibrary
        from voicecloner.scratch import clear_leftovers

        clear_leftovers()
        _exports = self.exports  # made now: the window opens the library at its start, and saves much later
        library = VoiceLibrary(self.folders.data, quota=self.settings.voice_quota, is_damaged=_is_damaged)
        try:
            library.purge()
        except (LibraryError, StorageError) as error:  # it is tried again at the next start
            library.notes += (error.message,)
        return library

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of the library and the settings, as far as they were looked at."""
        of_library = self.library.notes if "library" in vars(self) else ()
        return (*of_library, *(self.settings_store.notes if "settings_store" in vars(self) else ()))

    @Part
    def host(self) -> "EngineHost":
        """The engines, in their own process."""
        if self._given_host:
            return self._given_host
        # what it takes to start processes is not needed for the window's first picture
        from voicecloner.engines.host.client import WorkerHost
        from voicecloner.engines.host.registry import discover
        from voicecloner.engines.host.worker_process import WorkerLimits

        return WorkerHost(
            discover(BUNDLED_ENGINES),
            self.folders.log,
            environments=self._environments,
            device=lambda: self.settings_store.load().device,
            chosen=self.settings_store.chosen,
            limits=WorkerLimits(idle_s=60.0 * self.settings.keep_engine_min),
        )

    @Part
    def _environments(self) -> "Environments":
        from voicecloner.engines.host.environments import Environments

        return Environments(self.folders.data / "environments")

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
    def check_references(self) -> "CheckReferences":
        """Read and judge recordings."""
        from voicecloner.use_cases.review.check_references import CheckReferences

        return CheckReferences(self._import, self.judging.review, self.find_window)

    @Part
    def find_window(self) -> "FindWindow":
        """Find the best stretch of a long recording."""
        from voicecloner.audio.files.streaming import stream_sound
        from voicecloner.use_cases.review.find_window import FindWindow

        return FindWindow(stream_sound, self.judging.new_meter)

    @cached_property
    def compare_repair(self) -> "CompareRepair":
        """Show and hear what repairing a recording changes."""
        from voicecloner.use_cases.review.compare_repair import CompareRepair

        return CompareRepair()

    @cached_property
    def read_stretch(self) -> "ReadStretch":
        """Hear and see a stretch of a long recording."""
        from voicecloner.use_cases.review.read_stretch import ReadStretch

        return ReadStretch(self._import)

    @Part
    def propose_transcript(self) -> "ProposeTranscript":
        """Propose the words of a recording."""
        from voicecloner.use_cases.review.propose_transcript import ProposeTranscript

        return ProposeTranscript(self._import, self.judging.find_speech, _hear_words)

    @Part
    def check_transcript(self) -> "CheckTranscript":
        """Compare a transcript with its recording."""
        from voicecloner.use_cases.review.check_words import CheckTranscript, WordTools

        return CheckTranscript(WordTools(self.judging.find_speech, _hear_words, _read, self._other_language))

    @Part
    def check_text(self) -> "CheckText":
        """Look at a text before it is spoken."""
        from voicecloner.use_cases.review.check_words import CheckText

        return CheckText(self._other_language)

    @Part
    def judging(self) -> "Judging":
        """Judges sound."""
        if self._given_judging:
            return self._given_judging
        from voicecloner.quality.judging.judging_here import JudgingHere  # not needed where a process of its own judges

        return JudgingHere()

    @Part
    def _languages(self) -> "LanguageDetector":
        from voicecloner.speech.language import LanguageDetector

        return LanguageDetector()

    def _other_language(self, text: str, language: str) -> "OtherLanguage | None":
        return self._languages.clearly_other(text, language)

    @Part
    def create_voice(self) -> "CreateVoice":
        """Make a voice."""
        from voicecloner.use_cases.voices.create_voice import CreateVoice

        return CreateVoice(
            self.check_references, self.host, self.library, self.check_transcript, self.hear_consent, self.consent_log
        )

    @Part
    def consent_log(self) -> "ConsentLog":
        """What was ever stated about consent."""
        from voicecloner.library.consent_log import ConsentLog

        return ConsentLog(self.folders.data / "consent-log.jsonl")

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
    def speak(self) -> "Speak":
        """Say something with a voice."""
        from voicecloner.use_cases.speaking.speak import Speak

        return Speak(self._take_maker, self.host, self.library)

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
        from voicecloner.use_cases.speaking.take_maker import TakeMaker

        return TakeMaker(self.host, self.library, self.takes, self._new_marker, lambda: self._spare_takes)

    def _new_marker(self, sample_rate: int) -> "Marker | None":
        if self.settings.watermark == "off":
            return None
        from voicecloner.provenance.marking import Marker

        return Marker(sample_rate)

    @Part
    def verify_file(self) -> "VerifyFile":
        """Tell whether a file is synthetic speech, as far as it can be told."""
        from voicecloner.audio.files.streaming import stream_sound
        from voicecloner.audio.files.tags import read_tags
        from voicecloner.use_cases.speaking.verify_file import VerifyFile

        return VerifyFile(stream_sound, read_tags, self.library)

    @Part
    def _spare_takes(self) -> "TakeStore":
        """Where takes lie that cannot be kept; gone when the program ends."""
        from voicecloner.library.takes import TakeStore
        from voicecloner.scratch import scratch_folder

        return TakeStore(self._undo.enter_context(scratch_folder()))

    @Part
    def takes(self) -> "TakeStore":
        """What was spoken; what was kept for long enough is erased when it is first looked at."""
        from voicecloner.library.takes import TakeStore

        takes = TakeStore(self.folders.data / "takes", keep_days=self.settings.keep_takes_days)
        try:
            takes.adopt(self.folders.cache / "takes")  # where they lay in earlier versions
            takes.settle()
        except StorageError as error:  # it is tried again at the next start
            _log.warning("the takes could not be looked through: %s", error.message)
        return takes

    @Part
    def manage_takes(self) -> "ManageTakes":
        """Find, save and delete what was spoken."""
        from voicecloner.library.drafts import DraftStore
        from voicecloner.use_cases.speaking.manage_takes import ManageTakes

        return ManageTakes(self.takes, DraftStore(self.folders.data / "draft.json"), self.exports)

    @Part
    def exports(self) -> "Exports":
        """What is being saved in the user's own folders; what a kill left there is removed at the first look."""
        from voicecloner.library.exports import Exports

        exports = Exports(self.folders.data / "exports")
        try:
            exports.clear_leftovers()
        except StorageError as error:  # it is tried again at the next start
            _log.warning("what was left in other folders could not be cleared away: %s", error.message)
        return exports

    @Part
    def manage_voices(self) -> "ManageVoices":
        """Find, rename, delete voices."""
        from voicecloner.use_cases.voices.manage_voices import ManageVoices

        return ManageVoices(self.library, self.host, self.takes)

    @Part
    def examine(self) -> "Examine":
        """See whether everything the program keeps is there and as it should be."""
        from voicecloner.use_cases.upkeep.examine import Examine, ExaminedPlaces

        places = ExaminedPlaces(self.folders.data, self.private_paths)
        return Examine(lambda: self.manage_voices, lambda: self.takes, places)

    @Part
    def rebuild_voice(self) -> "RebuildVoice":
        """Make a voice anew from its kept recordings."""
        from voicecloner.use_cases.voices.rebuild_voice import RebuildVoice

        return RebuildVoice(self.host, self.library, self._import)

    @Part
    def manage_models(self) -> "ManageModels":
        """Fetch, check and remove the neural engines' models."""
        # what reaches the network is not needed for the window's first picture
        from voicecloner.models.catalogue_reader import read_catalogue
        from voicecloner.models.install import Installer, InstallTools
        from voicecloner.models.store import WeightsStore
        from voicecloner.models.tokens import TokenKeeper
        from voicecloner.use_cases.upkeep.manage_models import ManageModels

        store = WeightsStore(self.folders.data / "models")
        installer = Installer(store, InstallTools(network=self._network))
        return ManageModels(read_catalogue(resource("models/catalogue.json")), store, installer, TokenKeeper())

    def _network(self) -> "NetworkOptions":
        """How the network is reached, as the settings say just now."""
        from voicecloner.models.network import NetworkOptions

        store = self.settings_store
        mirror, proxy = store.usable_address("download_mirror"), store.usable_address("download_proxy")
        return NetworkOptions(mirror, proxy, store.load().certificate_file)

    @Part
    def record_reference(self) -> "RecordReference":
        """Record from the microphone."""
        from voicecloner.use_cases.recording.record_reference import RecordReference

        return RecordReference(
            self._recordings_folder, self.settings.recording_minimum_s, make_gate=self.judging.new_gate
        )

    @cached_property
    def check_room(self) -> "CheckRoom":
        """Listen to the room before a recording."""
        from voicecloner.use_cases.recording.check_room import CheckRoom

        return CheckRoom(self.judging.judge_room)

    @Part
    def recording_work(self) -> "RecordingWork":
        """Do what a recording's flow asks for."""
        from voicecloner.use_cases.recording.recording_work import RecordingWork

        return RecordingWork(self.record_reference, self.check_room, self.recover_recordings)

    @Part
    def recover_recordings(self) -> "RecoverRecordings":
        """Find recordings that were left unfinished or unused."""
        from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings

        return RecoverRecordings(self._recordings_folder)

    @Part
    def demonstrate(self) -> "Demonstrate":
        """The whole way once."""
        from voicecloner.use_cases.upkeep.demonstrate import Demonstrate, DemoParts

        parts = DemoParts(
            _say, self.check_references, self.create_voice, self.speak, self.manage_voices, self.manage_takes
        )
        return Demonstrate(parts)

    def _import(
        self, path: Path, *, start_s: float | None, max_seconds: float, channel: int | None, cancel: "CancelToken"
    ) -> "ImportedAudio":
        from voicecloner.audio.files.reading import import_audio
        from voicecloner.quality.channel_choice import channel_with_clearest_speech

        def listen(sound: "npt.NDArray[np.float32]", sample_rate: int) -> int | None:
            return channel_with_clearest_speech(sound, sample_rate, lambda clip: self.judging.find_speech(clip, cancel))

        wanted = listen if channel is None else channel
        return import_audio(path, start_s=start_s, max_seconds=max_seconds, channel=wanted, cancel=cancel)

    @property
    def _recordings_folder(self) -> Path:
        return self.folders.data / "recordings"

    def close(self) -> None:
        """End the worker, keep a recording that is under way for the next start, and close the library."""
        made = vars(self)
        try:
            if "record_reference" in made:
                self.record_reference.leave()
        finally:
            if "takes" in made:
                self._erase_discarded()
            for part in ("recover_recordings", "judging", "host", "library"):
                if part in made:
                    made[part].close()
            self._undo.close()

    def _erase_discarded(self) -> None:
        try:
            self.takes.erase_discarded()
        except StorageError as error:  # it is tried again at the next start
            _log.warning("deleted takes could not be erased: %s", error.message)


def _hear_words(
    clip: "AudioClip", pieces: Sequence["Span"], *, progress: "Progress", cancel: "CancelToken"
) -> tuple["HeardWord", ...]:
    from voicecloner.speech.recognizer import hear_words

    return hear_words(clip, pieces, progress=progress, cancel=cancel)


def _read(text: str, language: str) -> "ReadText | None":
    """How a text sounds; espeak lives in this process then."""
    from voicecloner.speech.reading import read_text

    return read_text(text, language)


def _say(text: str) -> "AudioClip":
    """A made-up person's reference, for the demonstration; espeak lives in this process then."""
    from voicecloner.speech.demo_speech import demo_speech

    return demo_speech(text)


def _is_damaged(voice_file: Path) -> bool:
    from voicecloner.engines.contract.voice_file import is_damaged

    return is_damaged(voice_file)
