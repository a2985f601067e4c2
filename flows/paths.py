"""Where everything that belongs to one database lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The files and folders that belong to one database: beside its snapshot, and named after it."""

    snapshot: Path

    @property
    def name(self) -> str:
        """The name that everything carries; snapshots that differ only in their ending do not share it."""
        return self.snapshot.stem if self.snapshot.suffix == ".duckdb" else self.snapshot.name

    @property
    def writer(self) -> Path:
        """The writer's own database."""
        return self.snapshot.with_name(f"{self.name}.writer.duckdb")

    @property
    def staging(self) -> Path:
        """Staged parts: <run>/<batch>."""
        return self.snapshot.parent / "staging" / self.name

    @property
    def archive(self) -> Path:
        """Raw responses: one WARC file a run, kept for good."""
        return self.snapshot.parent / "raw"

    @property
    def downloads(self) -> Path:
        """Web archives that were fetched as sources; two databases that fetched into one file would spoil it."""
        return self.archive / "sources" / self.name
