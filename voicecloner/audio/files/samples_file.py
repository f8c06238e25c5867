"""Sound that a script has as numbers, as a file that is read like any other."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from voicecloner.errors import InvalidRequest
from voicecloner.scratch import temporary_error

RATE_RANGE_HZ = (1_000, 384_000)
_MOST_CHANNELS = 32


def write_samples(path: Path, samples: npt.ArrayLike, sample_rate: int) -> None:
    """Write sound bit for bit as it is: 32-bit float WAV.

    Args:
        path: of the new file.
        samples: shape (frames,) or (frames, channels); floats of -1..1, or whole numbers over the range of their type.
        sample_rate: Hz, within `RATE_RANGE_HZ`.

    Raises:
        InvalidRequest: that is no sound.
        StorageError: there is no room for it.
    """
    sound = _checked(np.asarray(samples), sample_rate)
    try:
        soundfile.write(path, sound, sample_rate, subtype="FLOAT", format="WAV")
    except OSError as error:
        raise temporary_error(error) from error
    except soundfile.LibsndfileError as error:
        raise temporary_error(OSError(str(error))) from error


def _checked(sound: npt.NDArray[Any], sample_rate: int) -> npt.NDArray[np.float32]:
    lowest_hz, highest_hz = RATE_RANGE_HZ
    if not lowest_hz <= sample_rate <= highest_hz:
        raise InvalidRequest(f"A sample rate lies between {lowest_hz} and {highest_hz} Hz.")
    if sound.dtype.kind not in "fiu" or sound.dtype.itemsize < 2:  # 8 bits are told in two ways
        raise InvalidRequest(f"Numbers of the type {sound.dtype} are no sound.", "Give float32, or int16.")
    if sound.ndim not in {1, 2} or not len(sound) or sound.size // len(sound) > _MOST_CHANNELS:
        shape = "Its shape is (frames,) or (frames, channels)."
        raise InvalidRequest(f"An array of the shape {sound.shape} is no sound.", shape)
    scaled = sound / -float(np.iinfo(sound.dtype).min or -1) if sound.dtype.kind == "i" else sound
    if sound.dtype.kind == "u":
        raise InvalidRequest("Numbers without a sign are no sound.", "Give float32, or int16.")
    if not np.isfinite(scaled).all():
        raise InvalidRequest("The sound holds values that are not numbers.")
    return np.asarray(scaled, np.float32)
