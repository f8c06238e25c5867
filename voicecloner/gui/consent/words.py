"""The grounds and uses of consent as people read them."""

from voicecloner.domain.consent import ConsentKind, Use

CONSENT_WORDS = {
    ConsentKind.OWN: "This is my own voice",
    ConsentKind.GIVEN: "The speaker gave me consent",
    ConsentKind.PUBLIC_DOMAIN: "The recording is in the public domain",
}
USE_WORDS = {Use.EXPORT: "It may be given to others as a file", Use.HTTP: "It may be used over HTTP"}
