"""The recordings a voice was made of, to hold something against them."""

import numpy as np

from voicecloner.audio.files.encoding import read_audio
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.voice import Voice
from voicecloner.jobs import CancelToken
from voicecloner.library.voices import VoiceLibrary
from voicecloner.sound.resampling import resample


def kept_recording(library: VoiceLibrary, voice: Voice, cancel: CancelToken) -> AudioClip:
    """All recordings of a voice as they were prepared, one after the other.

    Raises:
        UnreadableAudio, StorageError: they are damaged or gone.
        Cancelled
    """
    clips = []
    for reference in voice.references:
        cancel.raise_if_cancelled()
        clips.append(read_audio(library.reference_path(voice, reference)))
    rate = clips[0].sample_rate
    return AudioClip(np.concatenate([resample(clip.samples, clip.sample_rate, rate) for clip in clips]), rate)
