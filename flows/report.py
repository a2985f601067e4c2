"""What a run tells: a progress bar and a closing table on the console, artifacts in the Prefect UI."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from flows.printable import printable
from flows.status import describe_left_out, print_left_out

STATES = ("loaded", "unchanged", "duplicate", "quarantined", "skipped", "failed")
ARTIFACT_SECONDS = 2.0  # an update of the progress artifact is a call of the Prefect API
PLAIN_SECONDS = 5.0
SHOWN_QUOTATIONS = 3
FOLLOWING = ("dateline sql who_said_what", 'dateline sql "SHOW TABLES"', "dateline status")


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: counts by state, what was refused or failed, and how long each step took (seconds)."""

    run_id: str
    database: Path
    counts: Mapping[str, int]
    by_source: Sequence[Mapping[str, Any]] = ()
    quarantine: Sequence[Mapping[str, Any]] = ()
    failed: Sequence[Mapping[str, Any]] = ()
    flagged_sources: Sequence[Mapping[str, Any]] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    recovered_parts: int = 0
    left_out: Sequence[Mapping[str, Any]] = ()  # what listings have that was not taken, by source
    findings: Sequence[str] = ()  # what the checks of the warehouse refused or could not mend
    quotations: Sequence[Mapping[str, Any]] = ()


class RunProgress:
    """Documents done of documents to do, shown three ways: a live bar, plain lines, a Prefect artifact.

    Use as a context manager around the work.
    """

    def __init__(self, total: int, console: Console) -> None:
        self.total, self.done = total, 0
        self.console = console
        self._bar = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._artifact: UUID | None = None
        self._said_at = self._sent_at = time.monotonic()

    def __enter__(self) -> RunProgress:
        self._bar.start()
        self._row = self._bar.add_task("documents", total=self.total)
        made = create_progress_artifact(0.0, key="ingest-progress", description=self.describe())
        self._artifact = made if isinstance(made, UUID) else None
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
        self.send_artifact()

    def expect(self, documents: int) -> None:
        """Say that so many more documents are to come."""
        self.total += documents
        self._bar.update(self._row, total=self.total)

    def describe(self) -> str:
        """Say how far the run is."""
        return f"{self.done} of {self.total} documents"

    def advance(self, documents: int) -> None:
        """Count documents as done and show it; those that nobody announced count as expected now."""
        if not documents:
            return
        self.done += documents
        self.expect(max(0, self.done - self.total))
        self._bar.advance(self._row, documents)
        now = time.monotonic()
        if now - self._sent_at >= ARTIFACT_SECONDS:
            self._sent_at = now
            self.send_artifact()
        if not self.console.is_terminal and (now - self._said_at >= PLAIN_SECONDS or self.done == self.total):
            self._said_at = now
            self.console.print(f"dateline: {self.describe()}")

    def send_artifact(self) -> None:
        """Bring the artifact up to date."""
        if self._artifact is not None:
            update_progress_artifact(
                self._artifact, 100.0 * self.done / max(self.total, 1), description=self.describe()
            )


def publish_artifacts(report: RunReport) -> None:
    """Create the run's artifacts: its summary, documents by source and state, quarantine by reason."""
    create_markdown_artifact(render_summary(report), key="ingest-summary", description="What the run did")
    create_table_artifact(
        [dict(row) for row in report.by_source], key="ingest-documents", description="Documents by source and state"
    )
    create_table_artifact(
        [dict(row) for row in report.quarantine], key="ingest-quarantine", description="Quarantine by reason"
    )
    if report.flagged_sources:
        create_table_artifact(
            [{name: str(value) for name, value in row.items()} for row in report.flagged_sources],
            key="ingest-flagged-sources",
            description="Sources that fell silent or changed their shape",
        )


def render_summary(report: RunReport) -> str:
    """Write the run's summary as Markdown."""
    lines = [
        f"# Run {report.run_id}",
        "",
        f"`{report.database}`: " + ", ".join(f"{count:,} {name}" for name, count in report.totals.items()),
        "",
        *render_table(["state", "documents"], [(state, report.counts.get(state, 0)) for state in STATES]),
        "",
        *render_table(["step", "seconds"], [(step, f"{seconds:.2f}") for step, seconds in report.seconds.items()]),
    ]
    if report.recovered_parts:
        lines.append(f"\nLoaded {report.recovered_parts} parts that an interrupted run had left.")
    if report.flagged_sources:
        lines += ["", "## Sources that need a look", ""]
        lines += [f"- `{row['source_id']}`: {row['flags']}" for row in report.flagged_sources]
    if report.left_out:
        lines += ["", "## Left out or damaged", ""]
        lines += [f"- {line}" for row in report.left_out for line in describe_left_out(row)]
    if report.findings:
        lines += ["", "## Broken promises", ""]
        lines += [f"- {line}" for line in report.findings]
    if report.failed:
        lines += ["", "## Failed", ""]
        lines += [f"- `{row['source_id']}` {describe_failure(row)}" for row in report.failed]
    return "\n".join(lines)


def render_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Write a Markdown table."""
    return [
        f"| {' | '.join(header)} |",
        f"|{'---|' * len(header)}",
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
    ]


def print_report(report: RunReport, console: Console, *, is_default: bool = True) -> None:
    """Print the closing table, what was refused or failed, and what to type next.

    `is_default` is whether commands that name no database mean this one.
    """
    seconds = ", ".join(f"{step} {seconds:.1f}" for step, seconds in report.seconds.items())
    console.print(f"run {report.run_id[:8]}: seconds: {seconds}", highlight=False, soft_wrap=True)
    table = Table(show_edge=False)
    table.add_column("documents", justify="right")
    table.add_column("state")
    for state in STATES:
        if report.counts.get(state, 0):
            table.add_row(f"{report.counts[state]:,}", state)
    table.add_row(f"{report.counts.get('discovered', 0):,}", "in all", style="bold")
    console.print(table)
    for row in report.quarantine:
        print_line(console, f"quarantined: {row['documents']:,} {row['reason']}")
    print_left_out(report.left_out, console)
    for line in report.findings:
        print_line(console, f"needs a look: {line}")
    for row in report.failed:
        print_line(console, f"failed: {row['source_id']}: {describe_failure(row)}")
    for row in report.flagged_sources:
        print_line(console, f"needs a look: {row['source_id']}: {row['flags']}")
    totals = ", ".join(f"{count:,} {name}" for name, count in report.totals.items())
    console.print(f"the warehouse holds {totals}", highlight=False)
    shown = choose_quotations(report.quotations)
    print_quotations(shown, console)
    database = report.database
    place = database.relative_to(Path.cwd()) if database.is_relative_to(Path.cwd()) else database
    option = "" if is_default else f" --db {shlex.quote(str(place))}"
    commands = [f"dateline explain {row['quote_id'][:8]}" for row in shown[:1]] + list(FOLLOWING)
    following = ", ".join(f"{command}{option}" for command in commands)
    console.print(f"next: {following}", highlight=False, markup=False, soft_wrap=True)


def print_line(console: Console, line: str) -> None:
    """Print a line that stays one, whatever is in it."""
    console.print(Text(printable(line)), soft_wrap=True)


def choose_quotations(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Choose a few quotations to show: of different outlets and speakers as far as there are such, best first.

    >>> rows = [{"outlet": o, "speaker_name": s} for o, s in ("aA", "aB", "bA", "bC", "cD")]
    >>> ["".join(row.values()) for row in choose_quotations(rows)]
    ['aA', 'bC', 'cD']
    """
    chosen: list[Mapping[str, Any]] = []
    for columns in (("outlet", "speaker_name"), ("speaker_name",), ()):
        for row in rows:
            is_other = all(row[column] != before[column] for column in columns for before in chosen)
            if len(chosen) < SHOWN_QUOTATIONS and is_other and row not in chosen:
                chosen.append(row)
    return chosen


def print_quotations(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print quotations with the one who said them and the outlet that printed them."""
    if rows:
        console.print("who said what, for example:")
    for row in rows:
        words = Text(f"“{printable(row['text']).rstrip(' ,;')}”", style="italic")
        day = f", {row['published_at']:%Y-%m-%d}" if row["published_at"] else ""
        said = Text.assemble("— ", (printable(row["speaker_name"]), "bold"), f" in {printable(row['outlet'])}{day}")
        console.print(Padding(words, (0, 0, 0, 2)))
        console.print(Padding(said, (0, 0, 0, 4)))


def describe_failure(row: Mapping[str, Any]) -> str:
    """Say which document failed and why; the reason mostly names it already.

    >>> describe_failure({"location": "http://a.example/x", "detail": "http://a.example/x answers 500"})
    'http://a.example/x answers 500'
    >>> describe_failure({"location": "pages/a.html", "detail": "no such file"})
    'pages/a.html: no such file'
    """
    location, detail = row["location"], (row["detail"] or "no reason is known").partition("\n")[0]
    return detail if detail.startswith(location) else f"{location}: {detail}"
