"""Sound as values."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""Shape (frames,), mono, -1..1."""
LONGEST_STRETCH_S = 600.0
"""More of a recording is never used, read or looked at in one go."""


@dataclass(frozen=True, eq=False)
class AudioClip:
    """A stretch of mono sound.

    Attributes:
        samples: float32, shape (frames,), nominally -1..1, always finite.
        sample_rate: Hz.
    """

    samples: Samples
    sample_rate: int

    @property
    def frames(self) -> int:
        """Number of samples."""
        return len(self.samples)

    @property
    def seconds(self) -> float:
        """Duration in seconds."""
        return len(self.samples) / self.sample_rate


@dataclass(frozen=True)
class SourceInfo:
    """What an audio file was before it was decoded.

    Attributes:
        name: file name without folders, shown to the user.
        container: what the content is, e.g. ``"WAV"``, ``"MP3"``, ``"M4A"``; never guessed from the name.
        codec: e.g. ``"PCM_16"``, ``"aac"``.
        sample_rate: Hz.
        channels: number of channels in the file.
        size_bytes: size of the file.
        sha256: hex digest of the file.
    """

    name: str
    container: str
    codec: str
    sample_rate: int
    channels: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, eq=False)
class ImportedAudio:
    """A decoded file: mono sound at the file's own rate and what is worth telling about how it was read.

    Attributes:
        clip: the sound, mono, at the file's sample rate.
        source: facts about the file.
        notes: one sentence each for the user, e.g. which channel was used or how much of a damaged file was lost.
        is_whole: whether the clip goes to the end of the file; False where only a part was wanted.
        channel: which channel of the file it is, counted from 1; None where all were mixed.
    """

    clip: AudioClip
    source: SourceInfo
    notes: tuple[str, ...] = ()
    is_whole: bool = True
    channel: int | None = 1


@dataclass(frozen=True, eq=False)
class ReferenceClip:
    """Prepared reference audio as engines get it: one speaker, level and offset corrected.

    Attributes:
        clip: the sound, mono.
        transcript: the words spoken in it, or empty.
        language: BCP 47 tag of the speech, e.g. ``"en"`` or ``"en-GB"``.
    """

    clip: AudioClip
    transcript: str = ""
    language: str = "en"


@dataclass(frozen=True)
class WordTime:
    """When a word is said.

    Attributes:
        first_character: of the word in the text.
        end_character: the one after its last.
        start_s: where it begins in the sound, seconds.
        end_s: where it ends.
    """

    first_character: int
    end_character: int
    start_s: float
    end_s: float


@dataclass(frozen=True, eq=False)
class AudioChunk:
    """A piece of synthesized sound, in order, straight from an engine.

    Attributes:
        samples: float32, shape (frames,).
        sample_rate: Hz, the same for all chunks of one result.
        words: words of the text that are said in this chunk or in later ones, timed from the first chunk's start; each
            comes once, in order. Engines that do not know leave it empty.
        way: in which way speech was said again, one of `ConversionWay`; empty for text, and where there is only one.
    """

    samples: Samples
    sample_rate: int
    words: tuple[WordTime, ...] = ()
    way: str = ""


@dataclass(frozen=True)
class AudioDevice:
    """A microphone or loudspeaker as the device picker shows it.

    Attributes:
        index: PortAudio's number, valid until the next rescan.
        name: name shown to the user and kept in the settings.
        is_default: whether the system uses it by default.
        channels: how many channels it offers.
        input_number: of a microphone, which of its inputs to use, counted from 1; 0: the one that is heard.
    """

    index: int
    name: str
    is_default: bool = False
    channels: int = 1
    input_number: int = 0


@dataclass(frozen=True)
class RecordingOrigin:
    """Where a recording comes from that was made here.

    Attributes:
        microphone: what it was recorded with, for the user; empty for a file, or where nobody knows.
        recorded_at: when it began, with its time zone; None for a file, or where nobody knows.
    """

    microphone: str = ""
    recorded_at: datetime | None = None


UNKNOWN_ORIGIN = RecordingOrigin()


@dataclass(frozen=True)
class Level:
    """Meter reading of a block of sound.

    Attributes:
        peak_dbfs: highest absolute sample, dB relative to full scale; -inf for digital silence.
        rms_dbfs: root mean square, dB relative to a full-scale square wave.
        clipped: whether a sample reached full scale.
    """

    peak_dbfs: float
    rms_dbfs: float
    clipped: bool = field(default=False)
