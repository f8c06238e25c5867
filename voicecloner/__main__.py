"""Entry point: no arguments (or only files) open the window, anything else is the command line.

The name of a command means the command, also where a file of that name lies about; ``./check`` means the file.

What is imported here is little, since Ctrl-C makes Python print a traceback until `main` has begun.

`--portable` as the first word keeps everything beside the program; see `voicecloner.portable`.

The flags of `CHILDREN` are for the program's own child processes, which a frozen program cannot start with
``python -m``.
"""

import os
import signal
import sys
from importlib import import_module

CHILDREN = {
    "--engine-worker": "voicecloner.engines.host.worker",
    "--decode-child": "voicecloner.audio.files.decode_child",
    "--document-child": "voicecloner.speech.documents.document_child",
    "--recognizer-child": "voicecloner.speech.recognizer_child",
    "--judging-child": "voicecloner.quality.judging.judging_child",
    "--comparing-child": "voicecloner.quality.scoring.comparing_child",
    "--service-child": "voicecloner.server.child",
}
_INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments and arguments[0] in CHILDREN:
        return int(import_module(CHILDREN[arguments[0]]).main(arguments[1:]))
    former = signal.getsignal(signal.SIGINT)
    if former is not signal.SIG_IGN:  # a shell's job in the background
        signal.signal(signal.SIGINT, _end)  # before anything large is imported: that takes long on a busy computer
    settled = _settle(arguments)
    if isinstance(settled, int):
        return settled
    arguments = settled
    if not _begins_with_command(arguments) and all(map(os.path.isfile, arguments)):  # unlike Path's it never raises
        signal.signal(signal.SIGINT, former)
        from pathlib import Path

        from voicecloner.gui.window.app import main as window_main

        return window_main([Path(a) for a in arguments])
    from voicecloner.cli.main import main as cli_main

    return cli_main(arguments)


def _settle(arguments: list[str]) -> list[str] | int:
    """Where everything is kept is decided before anything is read: the other arguments, or the exit code."""
    from voicecloner.errors import InvalidRequest, VoiceClonerError
    from voicecloner.portable import settle

    try:
        return settle(arguments)
    except VoiceClonerError as error:
        print(f"voicecloner: {error.message}\n  {error.hint}", file=sys.stderr)  # noqa: T201 - there is no shell yet
        return 2 if isinstance(error, InvalidRequest) else 1


def _begins_with_command(arguments: list[str]) -> bool:
    import re

    if not arguments or not re.fullmatch("[a-z-]+", arguments[0]):  # so files need not wait for the command line
        return False
    from voicecloner.cli.main import is_command

    return is_command(arguments[0])


def _end(_number: int, _frame: object) -> None:
    """Ctrl-C while the program loads, and once its command is over: there is nothing to stop, to tidy or to tell."""
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    sys.exit(main())
