"""A real browser for tests of the page: Chromium without a screen, whose microphone is a file."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, sync_playwright

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    # it is to ask nobody but the service
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-features=OptimizationHints,MediaRouter,DialMediaRouteProvider",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def chromium() -> str:
    """Its program; skips the calling test where there is none."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        pytest.skip("there is no Chromium on this computer (Debian's package is called chromium)")
    return found


@dataclass
class Browsed:
    """A browser's window.

    Attributes:
        context: makes further pages.
        page: the page in it.
        said: what stands in the console: warnings and errors.
        asked: the addresses that were asked for.
    """

    context: BrowserContext
    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin to note what the page says and asks for."""
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)


@contextmanager
def browser(microphone: Path | None = None, **window: Any) -> Iterator[Browsed]:
    """A browser for the time of the block.

    Args:
        microphone: a WAV file that is heard from it again and again; a beeping tone otherwise.
        window: see playwright's `new_context`, e.g. ``color_scheme``, ``viewport``.
    """
    heard = [f"--use-file-for-audio-capture={microphone}"] if microphone else []
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # it refuses root otherwise
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=[*_ARGUMENTS, *heard, *sandbox])
        context = opened.new_context(permissions=["microphone"], **window)
        try:
            browsed = Browsed(context, context.new_page())
            browsed.watch()
            yield browsed
        finally:
            context.close()
            opened.close()
