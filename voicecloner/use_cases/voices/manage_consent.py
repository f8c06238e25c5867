"""See and change what is stated about consent, and hold a voice's uses against it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from voicecloner.domain.consent import ConsentKind, StatedBy, Use
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import Voice
from voicecloner.errors import ConsentRequired, either
from voicecloner.library.consent_log import ConsentEvent, ConsentLog, EventKind
from voicecloner.library.voices import VoiceLibrary


@dataclass(frozen=True)
class ConsentChange:
    """What is to be stated anew; None leaves each as it is.

    Attributes:
        voice: id or name of a saved voice.
        kind: on what ground it was cloned; stated so by the user from then on, who may have got the voice in a file.
        speaker: name of the person who speaks.
        note: what else is said of the consent.
        uses: what the speaker allows.
        via: the shell in which it is stated.
    """

    voice: str
    kind: ConsentKind | None = None
    speaker: str | None = None
    note: str | None = None
    uses: tuple[Use, ...] | None = None
    via: str = "python"


class ManageConsent:
    """What can be done with consent. All methods are fast enough for any thread but the window's own.

    Args:
        library: the voices.
        log: notes every change.
    """

    def __init__(self, library: VoiceLibrary, log: ConsentLog) -> None:
        self._library = library
        self._log = log

    def change(self, change: ConsentChange) -> Voice:
        """State consent anew; spoken consent stays beside it.

        Raises:
            VoiceNotFound: there is no such voice.
            ConsentRequired: it would not say any more who gave consent.
            StorageError: it could not be written down.
        """
        require_types(change)
        voice = self._library.find(change.voice)
        consent = replace(
            voice.consent,
            stated_at=datetime.now(UTC),
            stated_via=change.via,
            kind=change.kind or voice.consent.kind,
            stated_by=StatedBy.USER if change.kind else voice.consent.stated_by,
            speaker=voice.consent.speaker if change.speaker is None else change.speaker,
            note=voice.consent.note if change.note is None else change.note,
            uses=voice.consent.uses if change.uses is None else change.uses,
        )
        changed = self._library.update(voice.id, consent=consent)
        self._log.add(ConsentEvent.of(EventKind.CHANGED, changed, change.via))
        return changed

    def events(self, voice: str = "") -> tuple[ConsentEvent, ...]:
        """What was ever stated, in order; of one voice, be it erased, by its id or the name it had then.

        Raises:
            StorageError: the log cannot be read.
        """
        wanted = voice.casefold()
        events = self._log.events()
        return tuple(each for each in events if not wanted or wanted in {each.voice_id, each.voice_name.casefold()})


def require_use(voice: Voice, use: Use) -> None:
    """See that the voice may be used so; every use case that lets others have or use a voice asks this first.

    Raises:
        ConsentRequired: its speaker did not allow it.
    """
    if not voice.consent.allows(use):
        command = f"consent set {voice.as_argument} --allow {use}"
        raise ConsentRequired(
            f"“{voice.name}” may not {use.words}: its speaker has not allowed it.",
            either(
                "If the speaker does allow it, state that with the voice",
                command,
            ),
        )
