"""Turn the 54 stock voices of Kokoro-82M into `resources/natural/stock_voices.safetensors`.

    python packaging/convert_stock_voices.py VOICES_FOLDER resources/natural/stock_voices.safetensors

Not needed to run the program. VOICES_FOLDER is `package/voices` of the npm package that `resources/natural/README.md`
names. Each voice there is a style for every number of tokens. The timbre hardly changes with it, so one row is kept.
The manner changes smoothly: all 54 x 128 courses over the rows are mixtures of twelve, up to rounding.
"""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

ROWS, STYLE, TIMBRE = 510, 256, 128
USUAL_TOKENS = 60
COURSES = 12
LARGEST_ERROR = 2e-4

Numbers = npt.NDArray[np.float32]


def main() -> None:
    """Convert the folder named first into the file named second."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    paths = sorted(source.glob("*.bin"))
    styles = np.stack([np.fromfile(path, "<f4").reshape(ROWS, STYLE) for path in paths])
    manners, courses = compressed(styles[:, :, TIMBRE:])
    error = np.abs(manners @ courses - styles[:, :, TIMBRE:].transpose(0, 2, 1)).max()
    print(f"{len(paths)} voices, largest error of the manner {error:.1e}")
    if error > LARGEST_ERROR:
        sys.exit("The manner is not as smooth as it was.")
    arrays = {"timbres": styles[:, USUAL_TOKENS, :TIMBRE], "manners": manners, "courses": courses}
    contiguous = {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}
    save_file(contiguous, target, {"names": " ".join(path.stem for path in paths)})


def compressed(manners: Numbers) -> tuple[Numbers, Numbers]:
    """Mixtures, shape (voices, 128, 12), of courses over the rows, shape (12, 510): truncated singular values."""
    flat = manners.transpose(0, 2, 1).reshape(-1, ROWS).astype(np.float64)
    left, strengths, right = np.linalg.svd(flat, full_matrices=False)
    mixtures = (left[:, :COURSES] * strengths[:COURSES]).reshape(len(manners), TIMBRE, COURSES)
    return mixtures.astype(np.float32), right[:COURSES].astype(np.float32)


if __name__ == "__main__":
    main()
