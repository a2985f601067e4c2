"""How much memory the main process of a run takes, over archives of short reports of growing size.

    python benchmarks/memory.py [1000 4000 12000]

Writes each archive (made-up reports of some ninety words with names and a quotation), ingests it, and prints the most
that the main process held (VmHWM, which Linux counts), and the most of any other process of the run.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

NAMES = ("Maren", "Corwin", "Ada", "Jonas", "Ilse", "Robert", "Tamsin", "Oskar", "Petra", "Henrik", "Liv", "Magnus")
SURNAMES = ("Solvik", "Blyde", "Odell", "Rask", "Ferrand", "Korr", "Noll", "Tarn", "Vester", "Hald", "Brandt", "Moe")
PLACES = ("Skarrow", "Varn", "Holm", "Estwick", "Norra", "Tidewell", "Garrow", "Lunde", "Pell", "Sund")
SUBJECTS = ("ferry", "bridge", "harbour", "school", "reef", "mine", "railway", "library", "market", "clinic", "dam")
VERBS = ("closed", "opened", "flooded", "failed", "doubled", "moved", "paused", "returned", "shrank", "burned")


def write_report(path: Path, dice: random.Random) -> None:
    """Write one report: a title and three paragraphs."""
    person = f"{dice.choice(NAMES)} {dice.choice(SURNAMES)}"
    place, subject, verb = dice.choice(PLACES), dice.choice(SUBJECTS), dice.choice(VERBS)
    filling = " ".join(
        f"The {dice.choice(SUBJECTS)} of {dice.choice(PLACES)} {dice.choice(VERBS)} in week {dice.randrange(52)}."
        for _ in range(8)
    )
    path.write_text(
        f"The {subject} of {place} {verb} again, {dice.randrange(10**6)}\n\n"
        f"{person}, mayor of {place}, visited the {subject} on Monday and spoke to reporters there.\n\n"
        f'"The {subject} {verb} because nobody looked after it," {person} said. '
        f'"We will pay {dice.randrange(99)} crowns."\n\n'
        f"{filling}\n"
    )


def measure(folder: Path, count: int) -> tuple[float, float, float]:
    """Ingest an archive; returns megabytes of the main process, of the largest other one, and the seconds."""
    dice = random.Random(count)
    pages = folder / "pages"
    pages.mkdir()
    for number in range(count):
        write_report(pages / f"{number:06d}.txt", dice)
    index = folder / "INDEX.md"
    index.write_text("| id | location |\n|---|---|\n| made | pages/*.txt |\n")
    environment = os.environ | {"DATELINE_DATA_DIR": str(folder / "data")}
    start = time.perf_counter()
    command = [sys.executable, "-m", "flows", "ingest", str(index)]
    run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    main = others = 0
    while run.poll() is None:
        main = max(main, read_peak(run.pid))
        try:
            others = max(
                [others, *(read_peak(child.pid) for child in psutil.Process(run.pid).children(recursive=True))]
            )
        except psutil.NoSuchProcess:
            break
        time.sleep(0.2)
    if run.wait():
        sys.exit(f"the run over {count} reports ended with {run.returncode}")
    return main / 1000, others / 1000, time.perf_counter() - start


def read_peak(pid: int) -> int:
    """Read the most kilobytes that a process ever held; 0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) if "VmHWM:" in status else 0


def main() -> None:
    for count in map(int, sys.argv[1:] or ("1000", "4000", "12000")):
        with tempfile.TemporaryDirectory() as folder:
            held, others, seconds = measure(Path(folder), count)
        print(
            f"{count:,} reports: main process {held:.0f} MB, largest other {others:.0f} MB, {seconds:.0f} s", flush=True
        )


if __name__ == "__main__":
    main()
