"""What a voice is made of before the library keeps it."""

from dataclasses import dataclass

from voicecloner import __version__
from voicecloner.domain.consent import Consent
from voicecloner.domain.quality import Review
from voicecloner.domain.voice import VoiceMode
from voicecloner.library.asset_store import NewReference


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
