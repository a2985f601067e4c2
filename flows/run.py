"""One run: its options and settings, and where its files lie. Every step of a run gets this one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flows.paths import Places
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class Run:
    """One run over an index.

    `is_retry`: what stands in quarantine is read again. `is_due_only`: only what may have changed is asked for.
    `is_again`: what is stored is read again, and the network left alone.
    """

    settings: Settings
    index_dir: Path
    places: Places
    is_retry: bool = False
    is_due_only: bool = False
    is_again: bool = False
    run_id: str = field(default_factory=lambda: uuid4().hex)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def staging(self) -> Path:
        """The run's own folder of staged parts, which goes with it."""
        return self.places.staging / self.run_id

    @property
    def unpacked(self) -> Path:
        """What web archives are unpacked to that lie in a package, or in which no record can be sought."""
        return self.staging / "unpacked"

    @property
    def passing(self) -> Path:
        """Pages of which no copy is to be kept, for as long as they are read."""
        return self.staging / "passing"
