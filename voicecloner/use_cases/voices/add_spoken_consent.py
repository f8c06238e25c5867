"""Have the speaker of a voice that is in the library already give consent aloud."""

from dataclasses import dataclass, replace

from voicecloner.audio.files.encoding import flac_bytes
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.library.consent_log import ConsentEvent, ConsentLog, EventKind
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.voices.kept_recording import kept_recording
from voicecloner.use_cases.voices.spoken_consent import ConsentReading, ConsentRequest, HearConsent
from voicecloner.wording import day


@dataclass(frozen=True, eq=False)
class AddConsentRequest:
    """A reading for a voice that is there.

    Attributes:
        voice: its id or name.
        reading: what was read.
        via: the shell in which it was handed in.
    """

    voice: str
    reading: ConsentReading
    via: str = "python"


class AddSpokenConsent:
    """The use case: call it with an `AddConsentRequest`.

    Args:
        hear: matches what was read to the voice's recordings.
        library: keeps it.
        log: notes it.
    """

    def __init__(self, hear: HearConsent, library: VoiceLibrary, log: ConsentLog) -> None:
        self._hear = hear
        self._library = library
        self._log = log

    def __call__(
        self, request: AddConsentRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> Voice:
        """Match the reading, and keep it with the voice; what else is stated stays as it is.

        Raises:
            VoiceNotFound: there is no such voice.
            InvalidRequest: a reading is kept with it already, which is never replaced.
            ConsentRequired: the sentence is too old, something else was read, or by somebody else.
            UnreadableAudio, StorageError: a recording cannot be read, or nothing can be written.
            RecognizerError: the recognizer is missing or died.
            Cancelled: stopped by the user.
        """
        require_types(request)
        voice = self._library.find(request.voice)
        if voice.consent.spoken:
            when = day(voice.consent.spoken.spoken_at)
            raise InvalidRequest(
                f"The consent to “{voice.name}” was spoken already, on {when}.", "It is kept as it is."
            )
        recording = kept_recording(self._library, voice, cancel)
        heard = self._hear(ConsentRequest(request.reading, recording), progress=progress, cancel=cancel)
        consent = replace(voice.consent, spoken=heard.spoken)
        changed = self._library.update(voice.id, consent=consent, consent_flac=flac_bytes(heard.clip))
        self._log.add(ConsentEvent.of(EventKind.SPOKEN, changed, request.via))
        return changed
