"""What a run reports: progress and a closing summary on the console, artifacts and a line of log in the Prefect UI."""

from __future__ import annotations

import shlex
import shutil
import sys
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

from flows.prefect_server import tell_server
from flows.printable import in_markdown, printable
from flows.status import describe_left_out, print_left_out
from transforms.reasons import describe_reason

STATES = ("loaded", "unchanged", "duplicate", "quarantined", "skipped", "failed")
ARTIFACT_SECONDS = 2.0  # an update of the progress artifact is a call of the Prefect API
PLAIN_SECONDS = 5.0
SHOWN_QUOTATIONS = 3
FOLLOWING = ("sql who_said_what", "sql cookbook", "status")


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: counts by state, what it did not load and why, and how long each step took (seconds)."""

    run_id: str
    database: Path
    counts: Mapping[str, int]
    by_source: Sequence[Mapping[str, Any]] = ()
    quarantine: Sequence[Mapping[str, Any]] = ()
    skipped: Sequence[Mapping[str, Any]] = ()
    failed: Sequence[Mapping[str, Any]] = ()
    flagged_sources: Sequence[Mapping[str, Any]] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    recovered_parts: int = 0
    left_out: Sequence[Mapping[str, Any]] = ()  # what listings have that was not taken, by source
    findings: Sequence[str] = ()  # what the checks of the warehouse refused or could not repair
    quotations: Sequence[Mapping[str, Any]] = ()


class RunProgress:
    """How many documents are done, of how many: shown as a live bar, as plain lines and as a Prefect artifact.

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
        made = tell_server(lambda: create_progress_artifact(0.0, key="ingest-progress", description=self.describe()))
        self._artifact = made if isinstance(made, UUID) else None
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
        self.send_artifact()

    def expect(self, documents: int) -> None:
        """Announce more documents."""
        self.total += documents
        self._bar.update(self._row, total=self.total)

    def describe(self) -> str:
        """Describe how far the run has come."""
        return f"{self.done} of {self.total} documents"

    def advance(self, documents: int) -> None:
        """Count documents as done and show it; those that were not announced are added to the total."""
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
        artifact = self._artifact
        if artifact is not None:
            percent = 100.0 * self.done / max(self.total, 1)
            tell_server(lambda: update_progress_artifact(artifact, percent, description=self.describe()))


def publish_artifacts(report: RunReport) -> None:
    """Create the run's artifacts: its summary, documents by source and state, quarantine by reason."""
    create_markdown_artifact(render_summary(report), key="ingest-summary", description="What the run did")
    create_table_artifact(
        [clean_row(row) for row in report.by_source],
        key="ingest-documents",
        description="Documents by source and state",
    )
    create_table_artifact(
        [clean_row(row) | {"meaning": describe_reason(row["reason"])} for row in report.quarantine],
        key="ingest-quarantine",
        description="Documents put in quarantine, by reason",
    )
    if report.flagged_sources:
        create_table_artifact(
            [{name: printable(str(value)) for name, value in row.items()} for row in report.flagged_sources],
            key="ingest-flagged-sources",
            description="Sources that fell silent or changed",
        )


def clean_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row for a table in the UI, its texts without control characters; the UI shows them as text."""
    return {name: printable(value) if isinstance(value, str) else value for name, value in row.items()}


def render_summary(report: RunReport) -> str:
    """Write the run's summary as Markdown."""
    lines = [
        f"# Run {report.run_id[:8]}",
        "",
        f"{in_markdown(str(report.database))} holds {list_counts(report.totals)}.",
        "",
        *render_table(["state", "documents"], [(state, report.counts.get(state, 0)) for state in STATES]),
        "",
        *render_table(["step", "seconds"], [(step, f"{seconds:.2f}") for step, seconds in report.seconds.items()]),
    ]
    if report.recovered_parts:
        lines.append(f"\nLoaded first: {report.recovered_parts} batches that an interrupted run had left behind.")
    if report.flagged_sources:
        lines += ["", "## Sources that need a look", ""]
        lines += [f"- `{row['source_id']}`: {in_markdown(row['flags'])}" for row in report.flagged_sources]
    if report.left_out:
        lines += ["", "## Left out or damaged", ""]
        lines += [f"- {in_markdown(line)}" for row in report.left_out for line in describe_left_out(row)]
    if report.findings:
        lines += ["", "## Failed checks", ""]
        lines += [f"- {in_markdown(line)}" for line in report.findings]
    if report.failed:
        lines += ["", "## Failed", ""]
        lines += [f"- `{row['source_id']}` {in_markdown(describe_failure(row))}" for row in report.failed]
    return "\n".join(lines)


def render_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Write a Markdown table."""
    return [
        f"| {' | '.join(header)} |",
        f"|{'---|' * len(header)}",
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
    ]


def list_counts(counts: Mapping[str, int]) -> str:
    """List counts in words.

    >>> list_counts({"articles": 1200, "entities": 3, "quotations": 0})
    '1,200 articles, 3 entities and 0 quotations'
    """
    *first, last = [f"{count:,} {name}" for name, count in counts.items()] or ["nothing"]
    return f"{', '.join(first)} and {last}" if first else last


def describe_states(counts: Mapping[str, int]) -> str:
    """Say what became of the documents of a run.

    >>> describe_states({"discovered": 30, "loaded": 27, "unchanged": 0, "quarantined": 3})
    '30 documents: 27 loaded, 3 quarantined'
    """
    states = ", ".join(f"{counts[state]:,} {state}" for state in STATES if counts.get(state))
    return f"{counts.get('discovered', 0):,} documents" + (f": {states}" if states else "")


def print_report(report: RunReport, console: Console, *, is_default: bool = True) -> None:
    """Print what became of the documents, what the warehouse holds now, and what to type next.

    `is_default` is whether commands that name no database mean this one.
    """
    steps = " · ".join(f"{step} {seconds:.1f}" for step, seconds in report.seconds.items())
    total = sum(report.seconds.values())
    console.print(f"run {report.run_id[:8]} took {total:.1f} s: {steps}", highlight=False)
    table = Table(show_edge=False)
    table.add_column("documents", justify="right")
    table.add_column("state")
    for state in STATES:
        if report.counts.get(state, 0):
            table.add_row(f"{report.counts[state]:,}", state)
    table.add_row(f"{report.counts.get('discovered', 0):,}", "in all", style="bold")
    console.print(table)
    for line in list_exceptions(report):
        print_line(console, line)
    print_left_out(report.left_out, console)
    console.print(f"the warehouse holds {list_counts(report.totals)}", highlight=False)
    shown = choose_quotations(report.quotations)
    print_quotations(shown, console)
    console.print("\ntry next:")
    for command in list_next_commands(report.database, shown, is_default=is_default):
        console.print(f"  {command}", highlight=False, markup=False, soft_wrap=True)


def list_exceptions(report: RunReport) -> list[str]:
    """List what was not loaded and why, and what somebody should look at."""
    lines = []
    for state, rows in (("quarantined", report.quarantine), ("skipped", report.skipped)):
        for row in rows:
            meaning = describe_reason(row["reason"])
            lines.append(f"{state}: {row['documents']:,} {row['reason']}" + (f" ({meaning})" if meaning else ""))
    lines += [f"needs a look: {line}" for line in report.findings]
    lines += [f"failed: {row['source_id']}: {describe_failure(row)}" for row in report.failed]
    return lines + [f"needs a look: {row['source_id']}: {row['flags']}" for row in report.flagged_sources]


def list_next_commands(database: Path, shown: Sequence[Mapping[str, Any]], *, is_default: bool) -> list[str]:
    """List commands worth trying, as they can be typed here: one explains the first quotation shown."""
    place = database.relative_to(Path.cwd()) if database.is_relative_to(Path.cwd()) else database
    option = "" if is_default else f" --db {shlex.quote(str(place))}"
    explained = [f"explain {row['quote_id'][:8]}" for row in shown[:1]]
    return [f"{name_program()} {command}{option}" for command in (*explained, *FOLLOWING)]


def name_program() -> str:
    """Name this program as it can be typed here: by its path where it is not on the PATH."""
    program = Path(sys.argv[0]).absolute()
    if program.name != "dateline" or shutil.which("dateline"):
        return "dateline"
    return shlex.quote(str(program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program))


def print_line(console: Console, line: str) -> None:
    """Print a line that stays one, whatever is in it."""
    console.print(Text(printable(line)), soft_wrap=True)


def choose_quotations(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Choose a few quotations to show, best first: of different outlets and speakers where there are enough.

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
    """Print quotations with their speakers and outlets."""
    if rows:
        console.print("\nwho said what, for example:")
    for row in rows:
        words = Text(f"“{printable(row['text']).rstrip(' ,;')}”", style="italic")
        day = f", {row['published_at']:%Y-%m-%d}" if row["published_at"] else ""
        said = Text.assemble("— ", (printable(row["speaker_name"]), "bold"), f" in {printable(row['outlet'])}{day}")
        console.print(Padding(words, (0, 0, 0, 2), expand=False))
        console.print(Padding(said, (0, 0, 0, 4), expand=False))


def describe_failure(row: Mapping[str, Any]) -> str:
    """Say which document failed and why; most reasons name it already.

    >>> describe_failure({"location": "http://a.example/x", "detail": "http://a.example/x answers 500"})
    'http://a.example/x answers 500'
    >>> describe_failure({"location": "pages/a.html", "detail": "no such file"})
    'pages/a.html: no such file'
    """
    location, detail = row["location"], (row["detail"] or "no reason is known").partition("\n")[0]
    return detail if detail.startswith(location) else f"{location}: {detail}"
