"""The closed vocabularies of the public contract: what a column that names a kind may hold."""

from __future__ import annotations

QUOTE_TYPES = ["direct", "indirect", "mixed"]
SPEAKER_KINDS = ["person", "organisation", "described", "anonymous", "unresolved"]
CUE_CLASSES = ["neutral", "assertive", "doubting", "promising"]
ORIGINS = ["web", "feed", "archive", "file"]
LABELS = [
    "PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE",
    "MONEY", "DATE", "TIME", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL",
]  # fmt: skip
VALUE_LABELS = frozenset({"MONEY", "DATE", "TIME", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"})
