"""How often spoken consent is matched to the wrong person, and how often the right one is refused.

    python -m benchmarks.consent [FOLDER]

FOLDER (or VOICECLONER_SPEECH_SET) holds real speech with a `manifest.csv`. Six seconds of speech of every clip, as long
as the sentence of consent takes to say, are compared with the reference of every speaker. Printed are false accepts and
rejects at thresholds around the one that is used. Aims there: 1 % and 5 % at most.
"""

import argparse
import os
from pathlib import Path

import numpy as np

from benchmarks._speech_set import VARIABLE, gallery, read_clip, speakers
from voicecloner.domain.audio import AudioClip
from voicecloner.sound.resampling import resample
from voicecloner.speech.same_speaker import SAME_SPEAKER_FROM, lead, speech_alone, voiceprint
from voicecloner.speech.speaker import ENCODER_RATE_HZ, Embedding, SpeakerEncoder
from voicecloner.speech.vad import SpeechDetector, speech_spans

_SENTENCE_S = 6.0
_THRESHOLDS = np.arange(0.125, 0.26, 0.01)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("speech_set", type=Path, nargs="?", default=os.environ.get(VARIABLE))
    folder = parser.parse_args().speech_set
    listener = _Listener()
    references = {name: listener.print_of(path) for name, path in gallery(folder).items()}
    same, different = list[float](), list[float]()
    for speaker in speakers(folder):
        for clip in speaker.clips:
            said = listener.print_of(clip.path, _SENTENCE_S)
            for name, reference in references.items():
                (same if name == speaker.name else different).append(lead(said, reference))
    print(f"same person: {len(same)} pairs, least lead {min(same):.3f}, median {np.median(same):.3f}")
    print(f"others: {len(different)} pairs, greatest lead {max(different):.3f}, median {np.median(different):.3f}")
    for threshold in _THRESHOLDS:
        accepted, rejected = np.mean(np.array(different) >= threshold), np.mean(np.array(same) < threshold)
        used = "  <- used" if abs(threshold - SAME_SPEAKER_FROM) < 1e-6 else ""
        print(f"{threshold:.3f}  false accepts {accepted:6.2%}  false rejects {rejected:6.2%}{used}")


class _Listener:
    def __init__(self) -> None:
        self._detector, self._encoder = SpeechDetector(), SpeakerEncoder()

    def print_of(self, path: Path, seconds: float = np.inf) -> Embedding:
        clip = read_clip(path)
        low = AudioClip(resample(clip.samples, clip.sample_rate, ENCODER_RATE_HZ), ENCODER_RATE_HZ)
        spans = speech_spans(self._detector.probabilities(low.samples), low.seconds)
        speech = speech_alone(low, spans)
        frames = int(min(speech.frames, seconds * speech.sample_rate))
        return voiceprint(AudioClip(speech.samples[:frames], speech.sample_rate), self._encoder)


if __name__ == "__main__":
    main()
