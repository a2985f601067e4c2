"""What a killed run leaves running: Prefect's temporary server outlives the process that started it."""

from __future__ import annotations

import json
from pathlib import Path

import psutil

NOTE = "processes.json"


def note_processes(run: Path) -> None:
    """Note the children of this process in the run's staging directory, with their times of birth."""
    run.mkdir(parents=True, exist_ok=True)
    children = [(child.pid, child.create_time()) for child in psutil.Process().children()]
    (run / NOTE).write_text(json.dumps(children))


def end_orphans(staging: Path) -> int:
    """End what runs that are gone noted and that still lives; returns how many processes that were.

    The caller holds the writer's lock, so that no run but its own is alive. A process id that was given to
    another program since has another time of birth, and is left alone.
    """
    ended = 0
    for note in staging.glob(f"*/{NOTE}"):
        for pid, born_at in json.loads(note.read_text()):
            try:
                process = psutil.Process(pid)
                if process.create_time() == born_at:
                    process.terminate()
                    ended += 1
            except psutil.NoSuchProcess:
                continue
    return ended
