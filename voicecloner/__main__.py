"""Entry point: no arguments (or only files) open the window, anything else is the command line.

Four flags are for the program's own child processes, which a frozen program cannot start with ``python -m``.
"""

import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["--engine-worker"]:
        from voicecloner.engines.worker import main as worker_main

        return worker_main(arguments[1:])
    if arguments[:1] == ["--decode-child"]:
        from voicecloner.audio.decode_child import main as decode_main

        return decode_main(arguments[1:])
    if arguments[:1] == ["--recognizer-child"]:
        from voicecloner.speech.recognizer_child import main as recognizer_main

        return recognizer_main(arguments[1:])
    if arguments[:1] == ["--judging-child"]:
        from voicecloner.quality.judging_child import main as judging_main

        return judging_main(arguments[1:])
    if all(Path(a).is_file() for a in arguments):
        from voicecloner.gui.app import main as window_main

        return window_main([Path(a) for a in arguments])
    from voicecloner.cli.main import main as cli_main

    return cli_main(arguments)


if __name__ == "__main__":
    sys.exit(main())
