"""``voicecloner serve``: the service for other programs on this computer."""

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicecloner.cli.command import Command, Context, whole_number
from voicecloner.domain.consent import ConsentKind
from voicecloner.errors import InvalidRequest, StorageError

if TYPE_CHECKING:
    from voicecloner.server.options import ServerOptions

TOKEN_VARIABLE = "VOICECLONER_TOKEN"  # noqa: S105 - the name of a variable
_FEWEST_CHARACTERS = 16


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this computer)")
    parser.add_argument(
        "--port", type=whole_number(0, 65_535), default=8123, help="port (default: 8123; 0 takes a free one)"
    )
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help=f"holds the token (default: {TOKEN_VARIABLE}, or a random one)"
    )
    parser.add_argument(
        "--name", dest="names", metavar="NAME", action="append", default=[], help="another name it is called by"
    )
    parser.add_argument("--workers", type=whole_number(1), default=1, help="texts said side by side (default: 1)")
    parser.add_argument("--queue", type=whole_number(0), default=16, help="requests that may wait (default: 16)")
    parser.add_argument(
        "--consent",
        choices=[kind.value for kind in ConsentKind],
        help="whose voices recordings hold that come with requests, as you state it (default: each request says it)",
    )
    parser.add_argument(
        "--allow-urls",
        action="store_true",
        help="fetch recordings from addresses that requests name, never from this computer's own network",
    )
    parser.add_argument("--rate", type=whole_number(1), default=240, help="requests of one client in a minute")


def _run(arguments: argparse.Namespace, context: Context) -> int:
    try:
        from voicecloner.server.running import serve
    except ImportError as error:
        from voicecloner.server.missing import packages_missing

        raise packages_missing(error) from error

    given = _token(arguments.token_file)
    options = _options(arguments, given)

    def tell(address: str) -> None:
        # a token that was given is known to whom it concerns; what is printed may end up in a log
        shown = "" if given else options.token
        page = f"{address}/#token={quote(shown, safe='')}" if shown else f"{address}/"
        token = f"Token: {shown}" if shown else "Token: the one that was given"
        words = f"The service answers at {address}\n{token}\nPage: {page}\nCtrl-C ends it."
        context.output.result({"address": address, "token": shown or None, "page": page}, words)

    serve(context.app, options, cancel=context.cancel, on_ready=tell)
    return 0


def _options(arguments: argparse.Namespace, token: str) -> "ServerOptions":
    from voicecloner.server.options import ServerOptions

    options = ServerOptions(
        arguments.host,
        arguments.port,
        names=tuple(arguments.names),
        most_waiting=arguments.queue,
        requests_per_minute=arguments.rate,
        engine_processes=arguments.workers,
        consent=ConsentKind(arguments.consent) if arguments.consent else None,
        allow_urls=arguments.allow_urls,
    )
    return replace(options, token=token) if token else options


def _token(file: Path | None) -> str:
    """The token that was given; empty: none was.

    Raises:
        StorageError: the file cannot be read.
        InvalidRequest: it is too short to keep anybody out.
    """
    try:
        token = file.read_text("utf-8").strip() if file else os.environ.get(TOKEN_VARIABLE, "")
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"“{file}” cannot be read.", "Name a text file with the token.") from error
    if (token or file) and len(token) < _FEWEST_CHARACTERS:
        raise InvalidRequest(f"The token has less than {_FEWEST_CHARACTERS} characters.", "Choose a longer one.")
    return token


COMMAND = Command("serve", "answer other programs over HTTP, as OpenAI's speech service does", _add_arguments, _run)
