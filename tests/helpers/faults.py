"""Faults of disks for the tests: real ones, such as any user can bring about."""

from __future__ import annotations

import ctypes
import resource
from collections.abc import Iterator
from contextlib import contextmanager

PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes in a block."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def obey_modes() -> None:
    """Let the program that a child process becomes heed the modes of files and folders, even as root (`preexec_fn`)."""
    system = ctypes.CDLL(None)
    if hasattr(system, "prctl"):  # of Linux; it refuses those who have no such power to give up
        for power in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            system.prctl(PR_CAPBSET_DROP, power, 0, 0, 0)
