"""The page in a real browser with a real engine: a voice is recorded, made, heard and deleted, and pictures are taken.

    python -m benchmarks.page --reading FILE [--out FOLDER]

Needs Chromium. The browser's microphone hears FILE, a WAV file of somebody reading. Prints how long each step takes,
what the page said in its console, and what axe holds against it; the pictures show it light, dark, and on a phone.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks._service import Running, running_service
from tests.support.browser import Window, opened_browser, window

_SIZES = {"wide": (1440, 900), "phone": (360, 740)}
_STEP_MS = 300_000
_TEXT = "Good morning. " * 3 + "The train to the coast leaves at a quarter past seven, and I shall be on it."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reading", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("page-pictures"))
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with running_service() as service, opened_browser(wanted.reading) as browser:
        _use(service, browser, wanted.out)
        for scheme in ("light", "dark"):
            for size in _SIZES:
                _show(service, browser, wanted.out, scheme, size)


def _open(service: Running, shown: Window) -> Page:
    shown.page.set_default_timeout(_STEP_MS)
    shown.page.goto(f"{service.address}/#token={service.token}")
    shown.page.get_by_role("heading", name="Speak").wait_for()
    return shown.page


def _use(service: Running, browser: Browser, out: Path) -> None:
    with window(browser, viewport={"width": 1440, "height": 900}) as shown:
        page = _open(service, shown)
        page.get_by_role("button", name="Record", exact=True).click()
        with _timed("20 s of speech counted"):
            page.locator("#record-words", has_text="enough").wait_for()
        page.screenshot(path=out / "recording.png", full_page=True)
        page.get_by_role("button", name="Stop recording").click()
        with _timed("reviewed"):
            page.locator("#review").wait_for()
        page.screenshot(path=out / "reviewed.png", full_page=True)
        page.get_by_label("Name", exact=True).fill("Reader")
        page.get_by_label("The recording is in the public domain").check()
        page.get_by_role("button", name="Make the voice").click()
        page.locator("#clone-progress").wait_for()
        page.screenshot(path=out / "making.png", full_page=True)
        with _timed("made"):
            page.get_by_text("“Reader” is ready.").wait_for()
        _hear(page, out)
        with _timed("measured"):
            page.get_by_role("button", name="Measure Reader").click()
            page.get_by_text("Score ").wait_for()
        page.screenshot(path=out / "measured.png", full_page=True)
        page.get_by_role("button", name="Delete Reader").click()
        page.screenshot(path=out / "question.png")
        page.get_by_role("button", name="Delete", exact=True).click()
        page.get_by_text("1 of 30 voices.").wait_for()
        print(f"console: {shown.said}; asked beyond the service: {_elsewhere(shown, service)}")


def _hear(page: Page, out: Path) -> None:
    page.get_by_label("Text", exact=True).fill(_TEXT)
    page.get_by_role("button", name="Speak", exact=True).click()
    with _timed("first sound"):
        page.locator("#speak-state", has_text="Speaking").wait_for()
    page.screenshot(path=out / "speaking.png", full_page=True)
    with _timed("heard to its end"):
        page.locator("#speak-state", has_text="s of speech").wait_for()


def _show(service: Running, browser: Browser, out: Path, scheme: str, size: str) -> None:
    width, height = _SIZES[size]
    with window(browser, color_scheme=scheme, viewport={"width": width, "height": height}) as shown:
        shown.page.goto(f"{service.address}/#token=wrong-{scheme}")
        shown.page.get_by_role("alert").wait_for()
        shown.page.screenshot(path=out / f"refused-{scheme}-{size}.png", full_page=True)
        shown.page.evaluate("sessionStorage.clear()")
        page = _open(service, shown)
        page.get_by_label("Text", exact=True).fill("…")
        page.get_by_role("button", name="Speak", exact=True).click()
        page.locator("#speak-error").wait_for()
        page.screenshot(path=out / f"error-{scheme}-{size}.png", full_page=True)
        print(f"{scheme}, {size}: axe finds {shown.obstacles() or 'nothing serious'}")


@contextmanager
def _timed(title: str) -> Iterator[None]:
    began_s = time.monotonic()
    yield
    print(f"{title}: {time.monotonic() - began_s:.1f} s", flush=True)


def _elsewhere(shown: Window, service: Running) -> list[str]:
    return [each for each in shown.asked if not each.startswith((service.address, "blob:"))]


if __name__ == "__main__":
    main()
