"""How long a run with nothing to do takes, against `import prefect` beside it, and how soon an interrupted one ends.

    python benchmarks/startup.py seeds/INDEX.md [--api http://127.0.0.1:4200/api] [--rounds 3]

Prints the least of the rounds: wall seconds, seconds of CPU (children included), and both against `import prefect`.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a command to its end; returns its seconds of wall time and of CPU."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def interrupt(command: list[str], environment: dict[str, str], seconds: float) -> float:
    """Interrupt a run so many seconds after its start; returns the seconds until it has ended."""
    run = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    time.sleep(seconds)
    start = time.perf_counter()
    os.killpg(run.pid, signal.SIGINT)
    run.wait()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--api", help="also measure with this server")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    alone = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    with tempfile.TemporaryDirectory() as folder:
        alone["DATELINE_DATA_DIR"] = folder
        run = [sys.executable, "-m", "flows", "ingest", str(options.index)]
        subprocess.run(run, env=alone, check=True, stdout=subprocess.DEVNULL)
        cases = {"import prefect": ([sys.executable, "-c", "import prefect"], alone), "its own server": (run, alone)}
        if options.api:
            cases["a server that runs"] = (run, alone | {"PREFECT_API_URL": options.api})
        base_wall, base_cpu = 0.0, 0.0
        for name, (command, environment) in cases.items():
            rounds = [measure(command, environment) for _ in range(options.rounds)]
            wall, cpu = (min(column) for column in zip(*rounds, strict=True))
            base_wall, base_cpu = base_wall or wall, base_cpu or cpu
            print(f"{name}: {wall:.2f} s wall ({wall / base_wall:.1f}), {cpu:.2f} s CPU ({cpu / base_cpu:.1f})")
        again = [sys.executable, "-m", "flows", "reprocess", str(options.index)]
        for seconds in (0.5, 2.0, 4.0, 6.0, 8.0):
            print(f"interrupted after {seconds} s: ended {interrupt(again, alone, seconds):.2f} s later")


if __name__ == "__main__":
    main()
