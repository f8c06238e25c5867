"""Voices of the basic engine that speak, made in no time."""

from dataclasses import replace
from pathlib import Path

from tests.support.library_makers import CONSENT, new_reference, new_voice
from tests.support.speech import espeak_speech
from voicecloner.audio.files.encoding import flac_bytes
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import Consent
from voicecloner.domain.voice import Voice, VoiceMode
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.adapters.basic.voice_model import Manner, VoiceModel, pack
from voicecloner.engines.contract.voice_file import StoredVoice, VoiceStamp, to_bytes


def kept_voice(app: Application, folder: Path, name: str, consent: Consent = CONSENT) -> Voice:
    """A voice of the basic engine that no recording was fitted for, which would take most of the time."""
    manner = Manner("mike2", "en", formants=1.0, pitch_st=14.0, pitch_factor=1.0, rate_wpm=160.0)
    info = BasicEngine().info()
    stamp = VoiceStamp(info.id, info.revision, VoiceMode.EMBEDDING)
    reference = replace(new_reference(folder), prepared_flac=flac_bytes(espeak_speech()))
    new = new_voice(
        folder,
        name,
        language="en",
        engine_revision=info.revision,
        mode=VoiceMode.EMBEDDING,
        transcript="",
        references=(reference,),
        consent=consent,
        voice_data=to_bytes(StoredVoice(stamp, pack(VoiceModel(manner)))),
    )
    return app.library.create(new)
