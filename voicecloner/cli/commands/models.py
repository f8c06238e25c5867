"""``voicecloner models list|pull|remove|verify|import|path``: look after the neural engines' models."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.api.answers import model_fields
from voicecloner.api.program_answers import listed_model_fields, pulled_model_fields, verified_model_fields
from voicecloner.cli.command import Command, Context
from voicecloner.cli.text_files import read_text_file
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken
from voicecloner.wording import size_words

if TYPE_CHECKING:
    from voicecloner.api.engines import ListedModel, PulledModel


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="what there is, with size, licence and languages")
    pull = actions.add_parser("pull", help="fetch a model; what an interrupted download left is gone on with")
    remove = actions.add_parser("remove", help="take a model off this computer")
    verify = actions.add_parser("verify", help="compare a model’s files with their checksums")
    importing = actions.add_parser("import", help="take a model from a folder or archive, without a network")
    path = actions.add_parser("path", help="print the folder of a model, or of all models")
    for action in (pull, remove, verify, importing):
        action.add_argument("model", metavar="MODEL", help="id of the model, as “list” shows it")
    path.add_argument("model", metavar="MODEL", nargs="?", help="id of a model that is on this computer")
    importing.add_argument("source", metavar="SOURCE", type=Path, help="a folder, or a zip or tar archive")
    for action in (pull, importing):
        action.add_argument("--accept-licence", action="store_true", help="say that you accept the model’s licence")
    _add_download_options(pull)


def _add_download_options(pull: argparse.ArgumentParser) -> None:
    pull.add_argument(
        "--token-file",
        metavar="FILE",
        type=Path,
        help="a file with your access token, for a model that needs one; - reads it from standard input "
        "(default: the one kept in the system’s keyring, or HF_TOKEN)",
    )
    pull.add_argument(
        "--keep-part", action="store_true", help="keep what has arrived if you press Ctrl-C, to go on later"
    )
    pull.add_argument(
        "--with-engine",
        action="store_true",
        help="also install the packages of the model’s engine, if they are missing",
    )


def _run(arguments: argparse.Namespace, context: Context) -> int:
    actions = {
        "list": _list,
        "pull": _pull,
        "remove": _remove,
        "verify": _verify,
        "import": _import,
        "path": _path,
    }
    actions[arguments.action](arguments, context)
    return 0


def _list(_arguments: argparse.Namespace, context: Context) -> None:
    listed = context.app.manage_models.list()
    context.output.result({"models": [listed_model_fields(one) for one in listed]}, "\n".join(map(_as_line, listed)))


def _pull(arguments: argparse.Namespace, context: Context) -> None:
    from voicecloner.api.engines import PullRequest

    request = PullRequest(
        arguments.model,
        arguments.accept_licence,
        _token(arguments.token_file, context.cancel) if arguments.token_file else "",
    )
    try:
        pulled = context.app.manage_models.pull(request, progress=context.output.progress, cancel=context.cancel)
    except Cancelled:
        if arguments.keep_part:
            raise
        context.app.manage_models.discard(arguments.model)
        raise Cancelled from None
    _tell(pulled, context)
    _see_to_engine(pulled.model.engine, context, installs=arguments.with_engine)


def _see_to_engine(engine_id: str, context: Context, *, installs: bool) -> None:
    """A model is of no use without its engine's packages; they are large, so they are installed only when asked for."""
    spec = context.app.manage_engines.environment_for(engine_id)
    if spec and installs:
        context.app.manage_engines.install(spec.id, progress=context.output.progress, cancel=context.cancel)
    elif spec:
        about = size_words(spec.about_bytes)
        context.output.notes([f"To use it, install its engine (about {about}): voicecloner engines install {spec.id}"])


def _import(arguments: argparse.Namespace, context: Context) -> None:
    from voicecloner.api.engines import ImportRequest

    request = ImportRequest(arguments.model, arguments.source, arguments.accept_licence)
    models = context.app.manage_models
    _tell(models.import_files(request, progress=context.output.progress, cancel=context.cancel), context)


def _remove(arguments: argparse.Namespace, context: Context) -> None:
    model = context.app.manage_models.remove(arguments.model)
    context.output.result({**model_fields(model), "removed": True}, f"{model.title} is no longer on this computer.")


def _verify(arguments: argparse.Namespace, context: Context) -> None:
    models = context.app.manage_models
    installed = models.verify(arguments.model, progress=context.output.progress, cancel=context.cancel)
    context.output.result(verified_model_fields(installed), f"All {len(installed.files)} files are as they should be.")


def _path(arguments: argparse.Namespace, context: Context) -> None:
    folder = context.app.manage_models.folder(arguments.model)
    context.output.result({"model_id": arguments.model, "path": str(folder)}, str(folder))


def _tell(pulled: "PulledModel", context: Context) -> None:
    context.output.result(pulled_model_fields(pulled), f"{pulled.model.title} is in {pulled.folder}.")
    if pulled.note:
        context.output.warn([pulled.note])


def _as_line(listed: "ListedModel") -> str:
    model = listed.model
    state = (
        "installed" if listed.installed else f"{size_words(listed.waiting_bytes)} here" if listed.waiting_bytes else "-"
    )
    about = "" if model.is_size_exact else "about "
    size = f"{about}{size_words(model.size_bytes)}" if model.size_bytes else "size unknown"
    gate = ", needs a token" if model.gated else ""
    languages = " ".join(model.languages) if len(model.languages) < 8 else f"{len(model.languages)} languages"
    return f"{model.id:<16} {state:<12} {size:>14}  {model.licence.id}{gate}  ({languages})\n{'':<16} {model.quality}"


def _token(path: Path, cancel: CancelToken) -> str:
    return sys.stdin.readline() if str(path) == "-" else read_text_file(path, cancel)


COMMAND = Command("models", "list, fetch, import, check or remove the neural engines’ models", _add_arguments, _run)
