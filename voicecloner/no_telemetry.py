"""What the libraries beneath the program would send home, switched off before any of them is imported.

onnxruntime from 1.31 on keeps a device id in the user's cache folder and uploads events, huggingface_hub tells what it
is used by. They look at these variables when they are loaded, and processes started from here inherit them.
"""

import os

SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime: no uploader, no events, no device id
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, and transformers through it
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "DO_NOT_TRACK": "1",  # the common switch, https://donottrack.sh
}


def switch_off() -> None:
    """Set the switches for this process and all it starts."""
    os.environ.update(SWITCHES)
