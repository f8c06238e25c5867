"""Neural networks in ONNX files, run on the processor: the one place where onnxruntime is told how."""

import os
from pathlib import Path
from typing import Any


def usable_cores() -> int:
    """How many of the processor's cores this program may use: a container, or the user, may keep some from it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def loaded_network(path: Path, threads: int = 1, *, has_many_lengths: bool = False) -> Any:
    """A session of onnxruntime.

    Args:
        path: the ONNX file.
        threads: how many of the processor's cores it may use.
        has_many_lengths: whether its inputs differ in length: no plan of memory is kept for each of them then.

    Raises:
        onnxruntime's own errors, which have no common class: the file is missing or damaged.
    """
    import onnxruntime  # 0.2 s that only its first user should pay

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    options.enable_mem_pattern = not has_many_lengths
    # a core that waits for work would otherwise look busy
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
