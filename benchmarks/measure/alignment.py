"""When each word of a recording begins and ends, by a forced alignment: pocketsphinx, whose package brings its model.

    python -m benchmarks.measure.alignment REQUEST ANSWER

REQUEST is a JSON list of ``{"path", "words"}``, the words as they stand in the text. ANSWER gets a list of the same
length: for each file a list of ``[start_s, end_s]``, or null where its dictionary lacks a word or nothing was aligned.
Only English.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

_RATE_HZ = 16_000
_FRAME_S = 0.01
_NO_LETTER = re.compile(r"[^a-z']")
_VARIANT = re.compile(r"\(\d+\)$")


def main() -> None:
    from pocketsphinx import Decoder  # type: ignore[import-not-found]  # in the measuring environment only

    request, answer = map(Path, sys.argv[1:])
    decoder = Decoder(lm=None, loglevel="FATAL")
    found = [_aligned(decoder, each) for each in json.loads(request.read_text("utf-8"))]
    answer.write_text(json.dumps(found), "utf-8")


def _aligned(decoder: Any, asked: dict[str, Any]) -> list[tuple[float, float]] | None:
    words = [plain_word(word) for word in asked["words"]]
    if any(decoder.lookup_word(word) is None for word in words):
        return None
    samples, rate = soundfile.read(asked["path"], dtype="float32")
    loud = soxr.resample(samples, rate, _RATE_HZ) * (0.5 / max(np.abs(samples).max(), 1e-6))
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    decoder.process_raw((loud * 32_767).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    if not decoder.hyp():
        return None
    spans = [each for each in decoder.seg() if each.word[0] not in "<["]
    if [_VARIANT.sub("", each.word) for each in spans] != words:
        return None
    return [(each.start_frame * _FRAME_S, (each.end_frame + 1) * _FRAME_S) for each in spans]


def plain_word(word: str) -> str:
    """As the dictionary has it."""
    return _NO_LETTER.sub("", word.lower().replace("’", "'"))


if __name__ == "__main__":
    main()
