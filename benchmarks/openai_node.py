"""OpenAI's client for Node asks the service: all formats, whole and streamed, voices of its own kind, a wrong key.

    python -m benchmarks.openai_node [--package openai@latest]

Needs node and npm; npm fetches the client into a folder that is gone afterwards. What curl is told in izwi's manual is
tried as well, with this service's address, token and consent. The engine answers at once: only the way there is tried.
"""

import argparse
import base64
import os
import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from tests.support.fake_host import FakeHost
from tests.support.service import TOKEN, served
from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.paths import Folders
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

_SCRIPT = Path(__file__).parent / "openai_node.mjs"
_IZWIS = (
    '{"model": "Qwen3-TTS-12Hz-0.6B-Base", "input": "Hello world", "voice": "Anna"}',
    """{
    "model": "Qwen3-TTS-12Hz-0.6B-Base",
    "input": "Hello, this is my cloned voice",
    "reference_audio": "<base64-audio>",
    "reference_text": "Hello, this is my cloned voice sample.",
    "consent": "own"
  }""",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", default="openai@latest")
    package = parser.parse_args().package
    if not shutil.which("npm"):
        raise SystemExit("There is no npm on this computer.")
    with tempfile.TemporaryDirectory() as folder:
        raise SystemExit(_try(Path(folder), package))


def _try(folder: Path, package: str) -> int:
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", package], cwd=folder, check=True)
    shutil.copy(_SCRIPT, folder)
    reference = speech_file(folder / "anna.wav", seconds=12)
    host, home = FakeHost(), folder / "home"
    with closing(Application(Folders(home, home / "config", home / "cache", home / "log"), host)) as app:
        app.create_voice(CreateVoiceRequest("Anna", (reference,), ConsentKind.OWN))
        with served(app, host) as service:
            environment = {**os.environ, "ADDRESS": service.address, "TOKEN": TOKEN}
            code = subprocess.call(["node", _SCRIPT.name], cwd=folder, env=environment)
            return code or sum(_curl(service.address, asked, reference) for asked in _IZWIS)


def _curl(address: str, asked: str, reference: Path) -> int:
    body = reference.parent / "asked.json"
    body.write_text(asked.replace("<base64-audio>", base64.b64encode(reference.read_bytes()).decode()))
    said = reference.parent / "said.mp3"
    headers = ["-H", "Content-Type: application/json", "-H", f"Authorization: Bearer {TOKEN}"]
    command = ["curl", "-sS", "--fail-with-body", "-X", "POST", f"{address}/v1/audio/speech", *headers]
    code = subprocess.call([*command, "-d", f"@{body}", "--output", str(said)])
    print(f"curl as in izwi's manual: exit {code}, {said.stat().st_size} bytes")
    return code


if __name__ == "__main__":
    main()
