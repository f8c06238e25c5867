"""What must be there before Qt is started: without it Qt does not complain, it ends the process."""

import ctypes
import os
import sys
from collections.abc import Mapping

_NO_DISPLAY_NEEDED = {"offscreen", "minimal", "vnc"}
_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_X11_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libX11-xcb.so.1": "libx11-xcb1",
}
_WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}


def what_is_missing(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """One sentence on what keeps the window from opening and what to do; empty if nothing does.

    Other systems than Linux bring all of it along.
    """
    if not platform.startswith("linux"):
        return ""
    is_headless = environment.get("QT_QPA_PLATFORM", "").partition(":")[0] in _NO_DISPLAY_NEEDED
    has_display = bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    if not is_headless and not has_display:
        return (
            "VoiceCloner cannot open its window: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). "
            "Start it on a desktop, or use the commands: voicecloner --help."
        )
    packages = [package for library, package in _needed(environment, is_headless).items() if not _loads(library)]
    if not packages:
        return ""
    return (
        f"VoiceCloner cannot open its window, because the system lacks {', '.join(packages)}. "
        f"On Debian and Ubuntu: sudo apt install {' '.join(packages)}"
    )


def _needed(environment: Mapping[str, str], is_headless: bool) -> dict[str, str]:
    if is_headless:
        return _LIBRARIES
    if environment.get("WAYLAND_DISPLAY"):
        return _LIBRARIES | _WAYLAND_LIBRARIES
    return _LIBRARIES | _X11_LIBRARIES


def _loads(library: str) -> bool:
    try:
        # it stays loaded, as Qt is about to load it anyway
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
