"""Build the program for people without Python, try it, and make of it what people install.

    python packaging/build.py [--skip STEP ...]

`./dev package` calls it with what it needs installed and with a display. The steps are in `STEPS`, in this order; the
first that fails is the last. The time of each is told.
"""

import functools
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "dist" / "voicecloner"


def main(arguments: Sequence[str]) -> int:
    """Carry out the steps that are not left out; the exit code."""
    skipped = {*arguments[1:]}
    if arguments[:1] not in ([], ["--skip"]) or not skipped <= STEPS.keys():
        _say(f"Say --skip and one or more of: {', '.join(STEPS)}.")
        return 2
    for step, carry_out in STEPS.items():
        if step not in skipped and (code := _timed(step, carry_out)):
            return code
    return 0


def _timed(step: str, carry_out: Callable[[], int]) -> int:
    _say(f"Step {step} …")
    begun = time.monotonic()
    code = carry_out()
    _say(f"Step {step} failed." if code else f"Step {step} took {time.monotonic() - begun:.0f} s.")
    return code


def _build() -> int:
    return _python("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "pyinstaller.spec")


def _try() -> int:
    """Try it where it has neither the checkout nor a network; what it asks of other computers is counted, and fails."""
    closed = ["-m", "tests.support.closed_network", sys.executable] if sys.platform == "linux" else []
    return _python(*closed, "packaging/try_program.py", str(BUILT))


def _pack(kind: str) -> int:
    return _python("packaging/linux/packages.py", kind, str(BUILT), str(BUILT.parent))


def _python(*arguments: str) -> int:
    return subprocess.call([sys.executable, *arguments], cwd=ROOT)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


STEPS: dict[str, Callable[[], int]] = {"build": _build, "try": _try}
if sys.platform == "linux":
    STEPS |= {kind: functools.partial(_pack, kind) for kind in ("deb", "archive", "appimage")}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
