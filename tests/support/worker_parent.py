"""A program with a worker, for tests that kill the program: speaks with a voice file until it is killed.

python -m tests.support.worker_parent ENGINE_ID VOICE_FILE TEXT LOG_FOLDER
"""

import sys
from pathlib import Path

from tests.support import fake_engines
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.host.client import WorkerHost
from voicecloner.jobs import CancelToken

if __name__ == "__main__":
    engine_id, voice_file, text, log_folder = sys.argv[1:]
    host = WorkerHost(fake_engines.TABLE, Path(log_folder))
    for _chunk in host.synthesize(engine_id, Path(voice_file), text, SpeechOptions(), cancel=CancelToken()):
        sys.stdout.write("speaking\n")
        sys.stdout.flush()
