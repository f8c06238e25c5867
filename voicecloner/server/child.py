"""The service as a child of the window's process, which holds neither uvicorn nor an engine.

It is told its port and its token in a message, not on the command line, where others on this computer could read them,
and ends when the window does.
"""

import threading
from contextlib import closing
from typing import Any

from voicecloner.api import Application
from voicecloner.api.answers import error_fields
from voicecloner.api.service import Line, line_to_program
from voicecloner.errors import VoiceClonerError
from voicecloner.jobs import CancelToken
from voicecloner.server.missing import packages_missing


def main(_arguments: list[str] | None = None) -> int:
    """Answer until the window closes the line."""
    with line_to_program() as line:
        asked = line.receive()
        if asked is None:
            return 0
        try:
            _answer(asked.head, line)
        except VoiceClonerError as error:
            line.send({"error": {**error_fields(error), "hint": error.hint}})
            return 1
    return 0


def _answer(asked: dict[str, Any], line: Line) -> None:
    try:
        from voicecloner.server.options import ServerOptions
        from voicecloner.server.running import serve
    except ImportError as error:
        raise packages_missing(error) from error
    cancel = CancelToken()
    threading.Thread(target=_wait_for_end, args=(line, cancel), daemon=True).start()
    options = ServerOptions(port=asked["port"], token=asked["token"])
    with closing(Application()) as app:
        serve(app, options, cancel=cancel, on_ready=lambda address: line.send({"address": address}))


def _wait_for_end(line: Line, cancel: CancelToken) -> None:
    line.receive()  # there is nothing more to say: this is the end of the window
    cancel.cancel()


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
