"""``voicecloner models list|pull|remove|verify|check|import|path``: look after the neural engines' models."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.api.answers import model_fields
from voicecloner.api.program_answers import listed_model_fields, pulled_model_fields, verified_model_fields
from voicecloner.cli.command import NOT_GOOD_ENOUGH, Command, Context
from voicecloner.cli.text_files import read_text_file
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken
from voicecloner.wording import licence_words, size_words

if TYPE_CHECKING:
    from voicecloner.api.engines import ListedModel, PulledModel, Suits, TriedModel


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="what there is, with size, licence and languages")
    pull = actions.add_parser("pull", help="fetch a model; what an interrupted download left is gone on with")
    remove = actions.add_parser("remove", help="take a model off this computer")
    verify = actions.add_parser("verify", help="compare a model’s files with their checksums")
    trial = actions.add_parser("check", help="fetch, load and use models once, and write a report of how they came out")
    importing = actions.add_parser("import", help="take a model from a folder or archive, without a network")
    path = actions.add_parser("path", help="print the folder of a model, or of all models")
    for action in (pull, remove, verify, importing):
        action.add_argument("model", metavar="MODEL", help="id of the model, as “list” shows it")
    path.add_argument("model", metavar="MODEL", nargs="?", help="id of a model that is on this computer")
    importing.add_argument("source", metavar="SOURCE", type=Path, help="a folder, or a zip or tar archive")
    trial.add_argument("models", metavar="MODEL", nargs="*", help="ids of models (default: those on this computer)")
    trial.add_argument(
        "--out", metavar="FOLDER", type=Path, default=Path(), help="where the report goes (default: the current folder)"
    )
    for action in (pull, trial, importing):
        action.add_argument("--accept-licence", action="store_true", help="say that you accept the model’s licence")
    _add_download_options(pull)
    _add_token_option(trial)
    _add_engine_option(trial)


def _add_download_options(pull: argparse.ArgumentParser) -> None:
    _add_token_option(pull)
    pull.add_argument(
        "--keep-part", action="store_true", help="keep what has arrived if you press Ctrl-C, to go on later"
    )
    _add_engine_option(pull)


def _add_token_option(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--token-file",
        metavar="FILE",
        type=Path,
        help="a file with your access token, for a model that needs one; - reads it from standard input "
        "(default: the one kept in the system’s keyring, or HF_TOKEN)",
    )


def _add_engine_option(action: argparse.ArgumentParser) -> None:
    action.add_argument(
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
        "check": _check,
        "import": _import,
        "path": _path,
    }
    return actions[arguments.action](arguments, context) or 0


def _list(_arguments: argparse.Namespace, context: Context) -> None:
    from voicecloner.api.engines import recommended_model, suits

    listed, computer = context.app.manage_models.list(), context.app.this_computer()
    language = context.app.settings.default_language
    best = recommended_model([one.model for one in listed], language, computer.graphics_bytes)
    here = [(one, suits(one.model, computer)) for one in listed]
    fields = [listed_model_fields(one, found, is_recommended=one.model.id == best) for one, found in here]
    lines = [_as_line(one, found, is_recommended=one.model.id == best) for one, found in here]
    context.output.result({"models": fields}, "\n".join(lines))


def _pull(arguments: argparse.Namespace, context: Context) -> None:
    from voicecloner.api.engines import PullRequest

    _warn_of_slowness(arguments.model, context)
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


def _warn_of_slowness(model_id: str, context: Context) -> None:
    """Said before gigabytes are fetched, not after."""
    from voicecloner.api.engines import suits

    here = suits(context.app.manage_models.find(model_id).model, context.app.this_computer())
    if here.is_slow or not here.fits:
        context.output.notes([f"On this computer: {here.words}."])


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


def _check(arguments: argparse.Namespace, context: Context) -> int:
    from voicecloner.api.engines import TryRequest, report_document, write_report

    for model_id in arguments.models if arguments.with_engine else ():
        engine_id = context.app.manage_models.find(model_id).model.engine
        _see_to_engine(engine_id, context, installs=True)
    token = _token(arguments.token_file, context.cancel) if arguments.token_file else ""
    request = TryRequest(tuple(arguments.models), arguments.accept_licence, token)
    tried = context.app.try_models(request, progress=context.output.progress, cancel=context.cancel)
    files = write_report(tried, arguments.out)
    lines = [line for each in tried for line in _as_tried(each)]
    said = "\n".join([*lines, f"The report is in {files[0]} and {files[1].name}."])
    context.output.result({**report_document(tried), "report": [str(path) for path in files]}, said)
    return 0 if all(each.is_good for each in tried) else NOT_GOOD_ENOUGH


def _as_tried(tried: "TriedModel") -> list[str]:
    verdict = "works" if tried.is_good else "does not work"
    steps = [f"  {step.name}: {step.fault or f'{step.seconds:.1f} s'}" for step in tried.steps]
    figures = [f"  {name}: {value:.3g}" for name, value in tried.figures.items()]
    return [f"{tried.model.title}: {verdict}", *steps, *figures, *(f"  {note}" for note in tried.notes)]


def _path(arguments: argparse.Namespace, context: Context) -> None:
    folder = context.app.manage_models.folder(arguments.model)
    context.output.result({"model_id": arguments.model, "path": str(folder)}, str(folder))


def _tell(pulled: "PulledModel", context: Context) -> None:
    context.output.result(pulled_model_fields(pulled), f"{pulled.model.title} is in {pulled.folder}.")
    if pulled.note:
        context.output.warn([pulled.note])


def _as_line(listed: "ListedModel", here: "Suits", *, is_recommended: bool) -> str:
    model = listed.model
    state = (
        "installed" if listed.installed else f"{size_words(listed.waiting_bytes)} here" if listed.waiting_bytes else "-"
    )
    about = "" if model.is_size_exact else "about "
    size = f"{about}{size_words(model.size_bytes)}" if model.size_bytes else "size unknown"
    gate = ", needs a token" if model.gated else ""
    languages = " ".join(model.languages) if len(model.languages) < 8 else f"{len(model.languages)} languages"
    licence = f"{model.licence.id.removeprefix('LicenseRef-')}, {licence_words(model.licence.id)}"
    best = "Recommended for this computer. " if is_recommended else ""
    head = f"{model.id:<16} {state:<12} {size:>14}  {licence}{gate}  ({languages})"
    return f"{head}\n{'':<16} {best}Here: {here.words}.\n{'':<16} {model.quality}"


def _token(path: Path, cancel: CancelToken) -> str:
    return sys.stdin.readline() if str(path) == "-" else read_text_file(path, cancel)


COMMAND = Command("models", "list, fetch, import, check or remove the neural engines’ models", _add_arguments, _run)
