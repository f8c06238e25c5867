"""What a voice is made of before the library keeps it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from voicecloner import __version__
from voicecloner.domain.consent import Consent, ConsentKind
from voicecloner.domain.quality import Review
from voicecloner.domain.voice import Voice, VoiceMode
from voicecloner.errors import ConsentRequired, InvalidRequest
from voicecloner.library.asset_store import NewReference
from voicecloner.library.names import clean_name, clean_tags, clean_text


@dataclass(frozen=True, eq=False)
class NewVoice:
    """A voice to be kept. The fields are those of `Voice`.

    Attributes:
        name: what the user calls it; kept without surrounding space.
        language: BCP 47 tag of the reference speech.
        engine_id: the engine that cloned it.
        engine_revision: the revision of that engine's model.
        mode: the mode it was cloned in.
        transcript: the words of the references, or empty.
        references: the recordings, in order; at least one.
        review: the verdict on them.
        consent: whose voice it is.
        voice_data: the engine's VoiceData, a safetensors file.
        tags: free words.
        notes: free text.
        program_version: version of the program that made it.
        consent_flac: the recording of spoken consent, a FLAC file; None where there is none.
        outline: how loud it is along its first recording, for a small picture; see `sound.outline.thumbnail`.
    """

    name: str
    language: str
    engine_id: str
    engine_revision: str
    mode: VoiceMode
    transcript: str
    references: tuple[NewReference, ...]
    review: Review
    consent: Consent
    voice_data: bytes
    tags: tuple[str, ...] = ()
    notes: str = ""
    program_version: str = __version__
    outline: bytes = b""
    consent_flac: bytes | None = None


def checked_consent(consent: Consent) -> Consent:
    """The consent with its texts as they are kept.

    Raises:
        ConsentRequired: somebody gave it, and it does not say who.
    """
    speaker = clean_text(consent.speaker).strip()
    if consent.kind is ConsentKind.GIVEN and not speaker:
        raise ConsentRequired("Somebody gave consent, but it was not said who.", "Give the name of the speaker.")
    return replace(consent, speaker=speaker, note=clean_text(consent.note))


def voice_of(new: NewVoice, created_at: datetime) -> Voice:
    """The voice it becomes, with an id of its own and without its recordings, which are not kept yet.

    Raises:
        InvalidRequest: the name cannot be used, or there is no recording.
        ConsentRequired: nobody said whose voice it is.
    """
    if not new.references:
        raise InvalidRequest("A voice needs at least one recording.", "Record or import one first.")
    if not isinstance(new.consent, Consent) or not isinstance(new.consent.kind, ConsentKind):
        raise ConsentRequired("Nobody has said whose voice this is.")
    return Voice(
        id=uuid4().hex,
        name=clean_name(new.name),
        language=new.language,
        engine_id=new.engine_id,
        engine_revision=new.engine_revision,
        mode=new.mode,
        transcript=clean_text(new.transcript),
        references=(),
        review=new.review,
        consent=checked_consent(new.consent),
        created_at=created_at,
        tags=clean_tags(new.tags),
        notes=clean_text(new.notes),
        program_version=new.program_version,
    )
