"""Answers about consent and synthetic speech."""

from typing import Literal, TypedDict

from voicecloner.api.forms.common import VoiceName


class SpokenConsentFields(TypedDict):
    """A reading of the sentence of consent."""

    sentence: str
    heard: str
    likeness: float
    spoken_at: str


class ConsentFields(TypedDict):
    """What is stated about consent."""

    kind: Literal["own", "given", "public-domain"]
    stated_by: str
    speaker: str
    stated_at: str
    stated_via: str
    note: str
    uses: list[str]
    spoken: SpokenConsentFields | None


class ConsentAnswer(VoiceName):
    """What is stated of one voice."""

    consent: ConsentFields


class ConsentEventFields(TypedDict):
    """One line of the log of consent."""

    at: str
    event: Literal["stated", "changed", "spoken", "received", "erased"]
    voice_id: str
    name: str
    via: str
    consent: ConsentFields | None


class ConsentLogAnswer(TypedDict):
    """What was ever stated."""

    events: list[ConsentEventFields]


class ConsentSentenceAnswer(TypedDict):
    """A sentence in which consent is spoken."""

    text: str
    words: list[str]


class TimeSpan(TypedDict):
    """A stretch, in seconds."""

    start: float
    end: float


class MarkFields(TypedDict):
    """The inaudible mark in a sound."""

    is_found: bool
    confidence: float
    speed: float
    spans: list[TimeSpan]


class StatementFields(TypedDict):
    """What a file says of itself."""

    voice_id: str
    name: str
    software: str
    date: str


class CredentialsFields(TypedDict):
    """What the content credentials (C2PA) of a file say."""

    is_intact: bool
    is_known: bool
    is_synthetic: bool
    signer: str
    software: str


class VerifyAnswer(TypedDict):
    """Whether a file is synthetic speech."""

    file: str
    is_synthetic: bool
    mark: MarkFields
    statement: StatementFields | None
    voice: VoiceName | None
    credentials: CredentialsFields | None
    notes: list[str]
