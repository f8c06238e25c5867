"""For which computers the packages of the neural engines exist; asks the index of packages, and fetches none of them.

The table of docs/engines.md, "For which computers", is what this finds.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.closed_network import LOG_VARIABLE
from tests.support.sources import ROOT
from voicecloner.engines.host.environment_install import find_uv

LISTS = ROOT / "resources" / "environments"
LINUX, LINUX_ARM, WINDOWS = "x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-pc-windows-msvc"
MAC, INTEL_MAC = "aarch64-apple-darwin", "x86_64-apple-darwin"
FROM_SOURCE = ("docopt", "sox", "unidic-lite")
"""Come as Python to be unpacked: no compiler is needed."""


def resolved(name: str, platform: str, python: str, folder: Path) -> tuple[set[str], str]:
    """What of a list is to be installed on a platform, and what stands in the way, if anything does."""
    lines = (LISTS / name).read_text("utf-8").splitlines()
    kept = [line for line in lines if line.partition("==")[0] not in FROM_SOURCE]
    (folder / "list.txt").write_text("\n".join(kept), "utf-8")
    options = ["--quiet", "--no-header", "--no-annotate", "--no-deps", "--only-binary", ":all:"]
    where = ["--python-platform", platform, "--python-version", python]
    done = subprocess.run(
        [find_uv(), "pip", "compile", *options, *where, folder / "list.txt"],
        env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": "14.0"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return {line.partition("==")[0] for line in done.stdout.splitlines()}, done.stderr


@pytest.mark.slow
@pytest.mark.skipif(LOG_VARIABLE in os.environ, reason="it asks the index of packages")
@pytest.mark.parametrize(
    ("name", "platform", "python", "lacks"),
    [
        *(("neural.txt", platform, "3.12", set()) for platform in (LINUX, WINDOWS, MAC)),
        *(("neural.txt", platform, "3.14", {"mojimoji"}) for platform in (LINUX, WINDOWS, MAC)),
        ("neural.txt", LINUX_ARM, "3.12", {"mojimoji", "monotonic-alignment-search"}),
        *(("neural-light.txt", platform, "3.11", set()) for platform in (LINUX, LINUX_ARM, WINDOWS, MAC)),
        *(("neural-light.txt", platform, "3.14", set()) for platform in (LINUX, LINUX_ARM, WINDOWS, MAC)),
        ("neural-light.txt", INTEL_MAC, "3.12", {"onnxruntime", "sentencepiece"}),
    ],
)
def test_there_are_packages_for_a_computer_but_these(tmp_path, name, platform, python, lacks):
    found, fault = resolved(name, platform, python, tmp_path)
    assert not fault
    watched = {"mojimoji", "monotonic-alignment-search", "onnxruntime", "sentencepiece", "sherpa-onnx", "torch"}
    listed = {line.partition("==")[0] for line in (LISTS / name).read_text("utf-8").splitlines()}
    assert watched & listed - found == lacks


@pytest.mark.slow
@pytest.mark.skipif(LOG_VARIABLE in os.environ, reason="it asks the index of packages")
def test_intel_macs_have_no_torch(tmp_path):
    assert "has no" in resolved("neural.txt", INTEL_MAC, "3.12", tmp_path)[1]


def test_what_is_not_everywhere_is_marked_so():
    marked = dict(
        line.split(" ; ", 1)
        for name in ("neural.txt", "neural-light.txt")
        for line in (LISTS / name).read_text("utf-8").splitlines()
        if " ; " in line
    )
    told = {package.partition("==")[0] for package in marked}
    assert told >= {"mojimoji", "monotonic-alignment-search", "onnxruntime", "sentencepiece"}
