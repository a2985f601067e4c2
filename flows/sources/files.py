"""Files listed in the index: one document a file, read in place."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from flows.sources.documents import FoundDocument
from flows.sources.index.read import GLOB, Source
from transforms.values import hashed_key


def discover_files(sources: Iterable[Source], index_dir: Path) -> Iterator[FoundDocument]:
    """Yield each file of each `file` source, in the order of the index, with its digest.

    An absent file is a document too: "skipped" where the row is optional, "failed" where it is not. A file that
    two rows list is two documents, of two sources.
    """
    for source in sources:
        if source.kind != "file":
            continue
        paths, missed = expand_location(source, index_dir)
        yield from missed
        for path in paths:
            yield describe_file(source, path, index_dir, is_alone=path == index_dir / source.location)


def is_touched_since(sources: Iterable[Source], index: Path, snapshot: Path) -> bool:
    """Guess from times alone, before anything is read, whether a run will find something that the snapshot lacks.

    The web always may have something. Good enough to start workers early or not to; what is new is decided by digests.
    """
    sources = list(sources)
    if any(source.is_on_web for source in sources):
        return True
    paths = [path for source in sources for path in expand_location(source, index.parent)[0]]
    made = snapshot.stat().st_mtime if snapshot.exists() else 0.0
    return bool(paths) and any(path.stat().st_mtime >= made for path in (index, *paths))


def expand_location(source: Source, index_dir: Path) -> tuple[list[Path], list[FoundDocument]]:
    """List the files that a location stands for, in order of name; an existing path is never a pattern.

    Returns:
        The files, and as documents what cannot be had: the one file that is absent, links that lead nowhere, folders
        and names that cannot be read.
    """
    paths: list[Path] = []
    missed: list[FoundDocument] = []
    try:
        found = list_matches(source, index_dir)
        missed += (describe_unreadable(source, index_dir, error) for error in find_closed_folders(source, index_dir))
    except (OSError, ValueError) as error:  # a name that no file can have
        return [], [replace(describe_absent(source, index_dir), state="failed", reason="unreadable", detail=str(error))]
    for path in found:
        try:
            if path.is_file():
                paths.append(path)
            elif not path.exists():
                missed.append(describe_lost_link(source, path, index_dir))
        except OSError as error:
            missed.append(describe_unreadable(source, index_dir, error))
    return paths, missed if paths or missed else [describe_absent(source, index_dir)]


def list_matches(source: Source, index_dir: Path) -> list[Path]:
    """List what the disk has under a location: files, and under a pattern folders and links too."""
    path = index_dir / source.location
    if path.is_file():
        return [path]
    if not source.is_glob:
        return []
    pattern = os.path.join(glob.escape(str(index_dir)), source.location)  # noqa: PTH118  Path would fold "**"
    return sorted(Path(found) for found in glob.iglob(pattern, recursive=True))  # noqa: PTH207


def find_closed_folders(source: Source, index_dir: Path) -> list[OSError]:
    """Find the folders that a pattern leads into and that cannot be listed: `glob` passes over them in silence."""
    errors: list[OSError] = []
    parts = Path(source.location).parts if source.is_glob else ()
    first = next((number for number, part in enumerate(parts) if GLOB.search(part)), 0)
    if "**" in parts:
        for _, folders, _ in os.walk(index_dir.joinpath(*parts[:first]), onerror=errors.append):
            folders[:] = [name for name in folders if not name.startswith(".")]  # as `glob` does
    else:
        for depth in range(first, len(parts)):
            for folder in glob.iglob(str(Path(glob.escape(str(index_dir)), *parts[:depth]))):  # noqa: PTH207
                try:
                    os.scandir(folder).close()
                except OSError as error:
                    errors.append(error)
    return [error for error in errors if not isinstance(error, FileNotFoundError | NotADirectoryError)]


def describe_file(source: Source, path: Path, index_dir: Path, *, is_alone: bool) -> FoundDocument:
    """Describe a file with its digest; one that cannot be read has failed, and the run goes on.

    `is_alone`: the row names this file and no pattern, so that its address is this file's.
    """
    location = relative_location(path, index_dir)
    try:
        digest, state, reason, detail = digest_file(path), None, None, None
    except OSError as error:
        digest, state, reason, detail = None, "failed", "unreadable", str(error)
    return FoundDocument(
        document_id=hashed_key("document", source.id, location),
        source_id=source.id,
        location=location,
        path=str(path.absolute()),
        content_sha256=digest,
        expected_sha256=source.sha256,
        url=source.url if is_alone else None,
        publisher=source.publisher,
        published=source.published,
        language=source.language,
        state=state,
        reason=reason,
        detail=detail,
    )


def describe_absent(source: Source, index_dir: Path) -> FoundDocument:
    """Describe the file that a row names and that is not there."""
    what = "matches no file" if source.is_glob else "does not exist"
    path = index_dir / source.location
    location = source.location if source.is_glob else relative_location(path, index_dir)
    words = f"{source.location} {what} (line {source.line} of the index)"
    return describe_missing(source, location, path, "absent", words)


def describe_lost_link(source: Source, path: Path, index_dir: Path) -> FoundDocument:
    """Describe a link under a pattern that leads to no file."""
    location = relative_location(path, index_dir)
    return describe_missing(source, location, path, "absent", f"{location} is a link that leads nowhere")


def describe_unreadable(source: Source, index_dir: Path, error: OSError) -> FoundDocument:
    """Describe a folder or a name under a pattern that cannot be read; the rest of the pattern is taken."""
    path = Path(os.fsdecode(error.filename))
    return describe_missing(source, relative_location(path, index_dir), path, "unreadable", str(error))


def describe_missing(source: Source, location: str, path: Path, reason: str, detail: str) -> FoundDocument:
    """Describe what an index names and what cannot be had; only what is absent may be optional."""
    return FoundDocument(
        document_id=hashed_key("document", source.id, location),
        source_id=source.id,
        location=location,
        path=str(path.absolute()),
        state="skipped" if source.is_optional and reason == "absent" else "failed",
        reason=reason,
        detail=detail,
    )


def relative_location(path: Path, index_dir: Path) -> str:
    """Give a file's path relative to the index, with forward slashes; what is no UTF-8 in a name is replaced."""
    return os.fsencode(Path(os.path.relpath(path, index_dir)).as_posix()).decode("utf-8", "replace")


def digest_file(path: Path) -> str:
    """Digest a file of any size in constant memory.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
