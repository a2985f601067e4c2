"""Files listed in the index: one document a file, read in place."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from flows.sources.documents import FoundDocument
from flows.sources.index import Source
from transforms.values import hashed_key


def discover_files(sources: Iterable[Source], index_dir: Path) -> Iterator[FoundDocument]:
    """Yield each file of each `file` source, in the order of the index, with its digest.

    An absent file is a document too: "skipped" where the row is optional, "failed" where it is not. A file that
    two rows list is two documents, of two sources.
    """
    for source in sources:
        if source.kind != "file":
            continue
        try:
            paths = expand_location(source, index_dir)
        except (OSError, ValueError) as error:  # a name that no file can have, a folder that may not be read
            yield replace(describe_absent(source, index_dir), state="failed", reason="unreadable", detail=str(error))
            continue
        if not paths:
            yield describe_absent(source, index_dir)
        for path in paths:
            yield describe_file(source, path, index_dir, is_alone=path == index_dir / source.location)


def is_touched_since(sources: Iterable[Source], index: Path, snapshot: Path) -> bool:
    """Guess from times alone, before anything is read, whether a run will find something that the snapshot lacks.

    The web always may have something. Good enough to start workers early or not to; what is new is decided by digests.
    """
    sources = list(sources)
    if any(source.is_on_web for source in sources):
        return True
    paths = [path for source in sources for path in expand_location(source, index.parent)]
    made = snapshot.stat().st_mtime if snapshot.exists() else 0.0
    return bool(paths) and any(path.stat().st_mtime >= made for path in (index, *paths))


def expand_location(source: Source, index_dir: Path) -> list[Path]:
    """List the files that a location stands for, in order of name; an existing path is never a pattern."""
    path = index_dir / source.location
    if path.is_file():
        return [path]
    if not source.is_glob:
        return []
    pattern = os.path.join(glob.escape(str(index_dir)), source.location)  # noqa: PTH118  Path would fold "**"
    return sorted(Path(found) for found in glob.iglob(pattern, recursive=True) if Path(found).is_file())  # noqa: PTH207


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
    location = source.location if source.is_glob else relative_location(index_dir / source.location, index_dir)
    return FoundDocument(
        document_id=hashed_key("document", source.id, location),
        source_id=source.id,
        location=location,
        path=str((index_dir / source.location).absolute()),
        state="skipped" if source.is_optional else "failed",
        reason="absent",
        detail=f"line {source.line} of the index: {source.location} {what}",
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
