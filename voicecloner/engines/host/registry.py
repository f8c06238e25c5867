"""Which engines there are: the bundled ones and those that other packages offer as plug-ins.

A package offers an engine through an entry point in the group ``voicecloner.engines``: the name is the engine's id, the
value the import string of a class that fulfils `Engine` and can be made without arguments. An *engine table* maps ids
to such import strings; it is plain text, so that it can be handed to the worker process.
"""

import logging
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from voicecloner.engines.contract.engine import Engine, EngineInfo
from voicecloner.errors import EngineError, EngineNotFound

GROUP = "voicecloner.engines"

_log = logging.getLogger(__name__)


def discover(bundled: Mapping[str, str]) -> dict[str, str]:
    """The engine table of this installation: the program's own engines in their order, then the others by name.

    Args:
        bundled: the program's own engines. They need no entry points, which a frozen program does not have, and no
            plug-in can take their place.
    """
    plugins = {point.name: point.value for point in entry_points(group=GROUP)}
    return {**bundled, **{name: plugins[name] for name in sorted(plugins.keys() - bundled.keys())}}


class EngineRegistry:
    """Makes engines by their id.

    Args:
        table: id to import string, e.g. ``{"natural": "package.module:Class"}``.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = dict(table)

    def create(self, engine_id: str) -> Engine:
        """A new engine, not yet loaded.

        Raises:
            EngineNotFound: no engine has this id.
            EngineError: the engine cannot be imported or made, or calls itself differently.
        """
        if engine_id not in self._table:
            raise EngineNotFound(
                f"There is no engine named “{engine_id}”.", f"Known engines: {', '.join(self._table)}."
            )
        point = EntryPoint(engine_id, self._table[engine_id], GROUP)
        try:
            engine = cast(Engine, point.load()())
            info = engine.info()
        except Exception as error:
            raise EngineError(
                f"The engine “{engine_id}” cannot be used: {error}", "Reinstall the package it came with."
            ) from error
        if info.id != engine_id:
            raise EngineError(
                f"The engine “{engine_id}” calls itself “{info.id}”.", "Report this to the engine's author."
            )
        return engine

    def infos(self) -> tuple[EngineInfo, ...]:
        """All engine descriptions. Those that cannot be used are left out, and named in the log if something is wrong.

        Engines are imported for this, in the calling process; engine modules import heavy libraries in `load` only.
        """
        return tuple(engine.info() for engine in map(self._created, self._table) if engine is not None)

    def _created(self, engine_id: str) -> Engine | None:
        try:
            return self.create(engine_id)
        except EngineError as error:
            _log.warning("%s", error.message, exc_info=error)
            return None
