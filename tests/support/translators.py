"""What makes the files of the translators, and a language nobody speaks: English between brackets."""

import importlib.util
from pathlib import Path
from types import ModuleType
from xml.sax.saxutils import escape

from tests.support.sources import ROOT

LANGUAGE_VARIABLE = "VOICECLONER_TEST_LANGUAGE"
BEGIN, END = "⟦", "⟧"


def load_maker() -> ModuleType:
    """`packaging/translations.py`."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_brackets(folder: Path) -> None:
    """Write a translation, called German, in which each text stands between brackets."""
    maker = load_maker()
    source = maker.source_of("de")
    filled = {key: f"{BEGIN}{key[1]}{END}" for key in maker.translations_in(source)}
    contexts: dict[str, list[str]] = {}
    for (context, text), translation in filled.items():
        line = f"<message><source>{escape(text)}</source><translation>{escape(translation)}</translation></message>"
        contexts.setdefault(context, []).append(line)
    parts = "".join(f"<context><name>{name}</name>{''.join(lines)}</context>" for name, lines in contexts.items())
    path = folder / source.name
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE TS><TS version="2.1" language="de">{parts}</TS>', "utf-8")
    maker.compile_to(path, path.with_suffix(".qm"))
