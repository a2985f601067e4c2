"""What a killed run leaves running: Prefect's temporary server outlives the process that started it."""

from __future__ import annotations

import os

import psutil

OWNER = "DATELINE_OWNER"  # inherited by every child: the id and time of birth of the process that a run belongs to


def mark_children() -> None:
    """Let every process that this one starts from now on carry its mark."""
    os.environ[OWNER] = describe_process(psutil.Process())


def describe_process(process: psutil.Process) -> str:
    """Name a process so that another one that is given its id later has another name."""
    return f"{process.pid} {process.create_time()}"


def end_orphans() -> int:
    """End the processes that carry the mark of a run whose process is gone; returns how many that were."""
    ended = 0
    for process in psutil.process_iter():
        try:
            owner = process.environ().get(OWNER)
            if owner and not is_alive(owner):
                process.terminate()
                ended += 1
        except psutil.Error:
            continue  # it ended meanwhile, or belongs to somebody else
    return ended


def is_alive(owner: str) -> bool:
    """Tell whether the process of a mark still lives."""
    try:
        return describe_process(psutil.Process(int(owner.split()[0]))) == owner
    except psutil.NoSuchProcess:
        return False
