"""How what is stated about consent, and where a file comes from, are called in JSON; see `answers`."""

from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.api.forms.consent import ConsentEventFields, ConsentFields, VerifyAnswer
from voicecloner.domain.consent import Consent, Use

if TYPE_CHECKING:
    from voicecloner.library.consent_log import ConsentEvent
    from voicecloner.use_cases.speaking.verify_file import Provenance


def consent_fields(consent: Consent) -> ConsentFields:
    """What is stated about consent."""
    spoken = consent.spoken
    return {
        "kind": consent.kind.value,
        "stated_by": consent.stated_by.value,
        "speaker": consent.speaker,
        "stated_at": consent.stated_at.isoformat(),
        "stated_via": consent.stated_via,
        "note": consent.note,
        "uses": [use.value for use in Use if consent.allows(use)],
        "spoken": {
            "sentence": spoken.sentence,
            "heard": spoken.heard,
            "likeness": spoken.likeness,
            "spoken_at": spoken.spoken_at.isoformat(),
        }
        if spoken
        else None,
    }


def consent_event_fields(event: "ConsentEvent") -> ConsentEventFields:
    """One line of the log of consent."""
    return {
        "at": event.at.isoformat(),
        "event": event.kind.value,
        "voice_id": event.voice_id,
        "name": event.voice_name,
        "via": event.via,
        "consent": consent_fields(event.consent) if event.consent else None,
    }


def verified_fields(file: Path, found: "Provenance") -> VerifyAnswer:
    """Whether a file is synthetic speech, as far as it can be told."""
    mark, statement, credentials = found.mark, found.statement, found.credentials
    return {
        "file": str(file),
        "is_synthetic": found.is_synthetic,
        "mark": {
            "is_found": mark.is_found,
            "confidence": mark.confidence,
            "speed": mark.speed,
            "spans": [{"start": span.start_s, "end": span.end_s} for span in mark.spans],
        },
        "statement": {
            "voice_id": statement.voice_id,
            "name": statement.voice_name,
            "software": statement.software,
            "date": statement.date,
        }
        if statement
        else None,
        "voice": {"voice_id": found.voice.id, "name": found.voice.name} if found.voice else None,
        "credentials": {
            "is_intact": credentials.is_intact,
            "is_known": credentials.is_known,
            "is_synthetic": credentials.is_synthetic,
            "signer": credentials.signer,
            "software": credentials.software,
        }
        if credentials
        else None,
        "notes": list(found.sentences),
    }
