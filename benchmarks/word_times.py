"""Whether the times of words that are kept with a take are right: held against a forced alignment of its sound.

    ./dev bench word_times [FOLDER] [--speakers 2]

FOLDER (or VOICECLONER_SPEECH_SET) holds real speech with a `manifest.csv`. Of each of its first English speakers a
voice is made, and what English people read there is said again by it. The alignment knows nothing of the engine. It is
proven on the same takes with 0.3 s of silence before them: every word must come 0.3 s later. Aim: 50 ms in the median.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import soundfile

from benchmarks._speech_set import VARIABLE, Speaker, manifest_rows, speakers
from benchmarks.measure.start import measuring_python
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.synthesis import Take
from voicecloner.paths import Folders
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

_ROOT = Path(__file__).resolve().parents[1]
_SILENCE_S = 0.3
Spans = list[tuple[float, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("speech_set", type=Path, nargs="?", default=os.environ.get(VARIABLE))
    parser.add_argument("--speakers", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(Application(Folders(*(folder / each for each in ("data", "config", "cache", "log"))))) as app:
            takes = list(_takes(app, arguments.speech_set, arguments.speakers))
            _compare(takes, folder)


def _takes(app: Application, speech_set: Path, count: int) -> Iterator[Take]:
    """What English people read, said again by voices of the first of them."""
    rows = [row for row in manifest_rows(speech_set) if row["kind"] == "good-clip" and row["language"].startswith("en")]
    texts = [row["transcript"] for row in rows if row["transcript"]]
    for speaker in [each for each in speakers(speech_set) if each.language.startswith("en")][:count]:
        voice = _voice_of(app, speaker)
        for text in texts:
            yield app.speak(SpeakRequest(text, voice, "en"))


def _voice_of(app: Application, speaker: Speaker) -> str:
    request = CreateVoiceRequest(speaker.name, (speaker.path,), ConsentKind.OWN)
    return app.create_voice(request).voice.id


def _compare(takes: Sequence[Take], folder: Path) -> None:
    later = [_with_silence(take, folder / f"{number}.wav") for number, take in enumerate(takes)]
    aligned, aligned_later = _aligned(takes, [take.path for take in takes], folder), _aligned(takes, later, folder)
    own = [[(word.start_s, word.end_s) for word in take.words] for take in takes]
    both = [(mine, theirs) for mine, theirs in zip(own, aligned, strict=True) if theirs]
    print(f"{len(both)} of {len(takes)} takes aligned, {sum(len(mine) for mine, _theirs in both)} words")
    for place, name in enumerate(("start", "end")):
        _tell(name, [mine[n][place] - theirs[n][place] for mine, theirs in both for n in range(len(mine))])
    pairs = [(a, b) for a, b in zip(aligned, aligned_later, strict=True) if a and b]
    moved = [after[0] - before[0] - _SILENCE_S for a, b in pairs for before, after in zip(a, b, strict=True)]
    _tell("proof, start after 0.3 s of silence", moved)


def _tell(name: str, differences_s: Sequence[float]) -> None:
    off = np.abs(differences_s)
    median_ms, most_ms, bias_ms = (
        1000 * each for each in (np.median(off), np.percentile(off, 90), np.median(differences_s))
    )
    print(
        f"{name}: {median_ms:.0f} ms off in the median, 90 % within {most_ms:.0f} ms; {bias_ms:+.0f} ms in the middle"
    )


def _with_silence(take: Take, path: Path) -> Path:
    samples, rate = soundfile.read(take.path, dtype="float32")
    soundfile.write(path, np.pad(samples, (round(_SILENCE_S * rate), 0)), rate)
    return path


def _aligned(takes: Sequence[Take], paths: Sequence[Path], folder: Path) -> list[Spans | None]:
    request, answer = folder / "request.json", folder / "answer.json"
    words = [[take.text[word.first_character : word.end_character] for word in take.words] for take in takes]
    asked = [{"path": str(path.absolute()), "words": said} for path, said in zip(paths, words, strict=True)]
    request.write_text(json.dumps(asked), "utf-8")
    command = [measuring_python(), "-m", "benchmarks.measure.alignment", str(request), str(answer)]
    subprocess.run(command, cwd=_ROOT, env=os.environ | {"PYTHONPATH": str(_ROOT)}, check=True)
    found: list[Spans | None] = json.loads(answer.read_text("utf-8"))
    return found


if __name__ == "__main__":
    main()
