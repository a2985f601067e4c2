"""What the transforms raise. An expected refusal is data (`values.Refusal`), never one of these."""


class TransformError(Exception):
    """Base of every error of this package."""


class DocumentTimeoutError(TransformError):
    """One document took longer than allowed; raised inside the transforms by the caller's guard."""


class BatchHaltedError(TransformError):
    """What the caller handed in cannot do its work, such as for want of room: no document is to blame for it."""


class SchemaDriftError(TransformError):
    """A frame lacks a column of its table or has one of another type: a mistake in the code, not in the data."""

    def __init__(self, table: str, problem: str) -> None:
        super().__init__(f"{table}: {problem}")
        self.table = table
        self.problem = problem
