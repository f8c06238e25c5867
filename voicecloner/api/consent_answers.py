"""How what is stated about consent is called in JSON; see `answers`."""

from typing import TYPE_CHECKING, Any

from voicecloner.domain.consent import Consent, Use

if TYPE_CHECKING:
    from voicecloner.library.consent_log import ConsentEvent


def consent_fields(consent: Consent) -> dict[str, Any]:
    """What is stated about consent."""
    spoken = consent.spoken
    return {
        "kind": consent.kind.value,
        "speaker": consent.who,
        "stated_at": consent.stated_at.isoformat(),
        "stated_via": consent.stated_via,
        "note": consent.note,
        "uses": [use.value for use in Use if consent.allows(use)],
        "spoken": spoken
        and {
            "sentence": spoken.sentence,
            "heard": spoken.heard,
            "likeness": spoken.likeness,
            "spoken_at": spoken.spoken_at.isoformat(),
        },
    }


def consent_event_fields(event: "ConsentEvent") -> dict[str, Any]:
    """One line of the log of consent."""
    return {
        "at": event.at.isoformat(),
        "event": event.kind.value,
        "voice_id": event.voice_id,
        "name": event.voice_name,
        "via": event.via,
        "consent": dict(event.consent),
    }
