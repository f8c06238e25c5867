"""Write the manual page of the command line from its parser: ``python packaging/make_man_page.py``.

``./dev man`` calls it; tests/unit/test_man_page.py tells when it has to be called again.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "packaging" / "linux" / "voicecloner.1"

_EXIT_CODES = (
    ("0", "done"),
    ("1", "the job failed"),
    ("2", "wrong usage, or something that makes no sense"),
    ("3", "check --strict, record or doctor found what does not do, or lines of a batch failed"),
    ("130", "stopped by Ctrl-C or SIGTERM"),
)
_ENVIRONMENT = (
    (
        "VOICECLONER_HOME",
        "the folder that voices, settings and models are kept in, in place of the system's usual ones",
    ),
    ("HTTPS_PROXY, HF_ENDPOINT, HF_TOKEN", "how models are fetched"),
)


def man_page(parser: argparse.ArgumentParser, version: str) -> str:
    """The page in the macros of man(7)."""
    lines = [
        f'.TH VOICECLONER 1 "" "VoiceCloner {version}" "User Commands"',
        *_section("NAME", ["voicecloner \\- clone voices and say texts with them, on your own machine"]),
        *_section("SYNOPSIS", [".B voicecloner", "[FILE ...]", ".br", ".B voicecloner", r"\fICOMMAND\fR [OPTION ...]"]),
        *_section("DESCRIPTION", [_text(parser.description or ""), ".PP", _text(parser.epilog or "")]),
        *_section("OPTIONS OF EVERY COMMAND", list(_arguments(parser))),
        *_section("COMMANDS", list(_commands(parser, ()))),
        *_section("EXIT STATUS", list(_definitions(_EXIT_CODES))),
        *_section("ENVIRONMENT", list(_definitions(_ENVIRONMENT))),
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    return [f'.SH "{title}"', *lines]


def _definitions(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, text in pairs:
        yield from (".TP", rf"\fB{_text(name)}\fR", _text(text))


def _commands(parser: argparse.ArgumentParser, words: tuple[str, ...]) -> Iterator[str]:
    """Each command that does something, with its own arguments."""
    for group in (each for each in parser._actions if isinstance(each, argparse._SubParsersAction)):  # noqa: SLF001
        helps = {choice.dest: choice.help or "" for choice in group._choices_actions}  # noqa: SLF001
        for name, child in group.choices.items():
            yield from _command(child, (*words, name), helps.get(name, ""))


def _command(parser: argparse.ArgumentParser, words: tuple[str, ...], text: str) -> Iterator[str]:
    below = list(_commands(parser, words))
    if below:
        yield from below
        return
    yield f'.SS "{_text(" ".join(words))}"'
    yield _text(f"{text[:1].upper()}{text[1:]}.")
    yield from _arguments(parser, own=True)


def _arguments(parser: argparse.ArgumentParser, *, own: bool = False) -> Iterator[str]:
    """Those of one parser; `own` leaves out what every command has."""
    common = {"help", "json", "portable", "quiet", "version"}
    for action in parser._actions:  # noqa: SLF001 - argparse has no other list of them
        is_common = action.dest in common
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS or is_common is own:  # noqa: SLF001
            continue
        yield from (".TP", _heading(action), _text((action.help or "").replace("%%", "%")))


def _heading(action: argparse.Action) -> str:
    value = _value(action)
    if not action.option_strings:
        return rf"\fI{_text(value)}\fR"
    names = ", ".join(rf"\fB{_text(name)}\fR" for name in action.option_strings)
    return names if action.nargs == 0 else rf"{names} \fI{_text(value)}\fR"


def _value(action: argparse.Action) -> str:
    if action.metavar:
        return str(action.metavar)
    return "{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper()


def _text(text: str) -> str:
    """Without what man would take for a macro; its hyphens can be searched for and copied."""
    escaped = " ".join(text.split()).replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


def main() -> int:
    """Write the page."""
    sys.path.insert(0, str(ROOT))
    from voicecloner import __version__
    from voicecloner.cli.main import build_parser

    PAGE.write_text(man_page(build_parser(), __version__), "utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
