"""A real browser for tests of the page: Chromium without a screen, whose microphone is a file."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

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
_PATIENCE_MS = 30_000
expect.set_options(timeout=_PATIENCE_MS)  # playwright's own five seconds are short on a busy computer
_SERIOUS = ("serious", "critical")


def chromium() -> str:
    """Its program; skips the calling test where there is none."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        pytest.skip("there is no Chromium on this computer (Debian's package is called chromium)")
    return found


@contextmanager
def opened_browser(microphone: Path | None = None) -> Iterator[Browser]:
    """A browser for the time of the block.

    Args:
        microphone: a WAV file that is heard from it again and again; a beeping tone otherwise.
    """
    heard = [f"--use-file-for-fake-audio-capture={microphone}"] if microphone else []
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # it refuses root otherwise
    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*_ARGUMENTS, *heard, *sandbox])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """A window of the browser, which shares nothing with others.

    Attributes:
        page: the page in it.
        said: warnings and errors in its console.
        asked: the addresses that were asked for.
    """

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin to note what the page says and asks for."""
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def obstacles(self) -> list[str]:
        """What keeps some people from using the page as it is now, by axe's judgement: the serious ones."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{each['id']}: {node['html']}: {node['failureSummary']}"
            for each in found
            if each["impact"] in _SERIOUS
            for node in each["nodes"]
        ]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[Window]:
    """A window for the time of the block; `options` are those of playwright's `new_context`."""
    context = browser.new_context(permissions=["microphone"], **options)
    context.set_default_timeout(_PATIENCE_MS)
    try:
        opened = Window(context.new_page())
        opened.watch()
        yield opened
    finally:
        context.close()
