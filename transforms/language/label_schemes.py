"""Entity labels of other models in OntoNotes' words, which everything else uses.

Schemes of the models that spaCy packages: WikiNER (PER, LOC, ORG, MISC: German, French, Spanish, Italian, Portuguese,
Danish, Catalan, Russian, Ukrainian, multi-language), hr500k and ssj500k (DERIV_PER: Croatian, Slovenian), NorNE
(Norwegian), NKJP (Polish), SUC (Swedish), RONEC (Romanian), KLUE (Korean). Where a scheme has one label for places with
and without a government, the gazetteer parts them; of "miscellaneous" only peoples are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Span

from transforms.language.ner import TYPES_KEY, TypeScores
from transforms.vocabularies import LABELS
from transforms.words.lists import read_table
from transforms.words.places import find_country, find_demonym, rank_place

PLACE, OTHER = "LOC", "MISC"
LABEL_OF = {row["model_label"]: row["label"] for row in read_table(__package__, "labels")}
PARTED = {PLACE: ("GPE", PLACE), OTHER: ("NORP",)}  # what the gazetteer makes of them
OWN = frozenset({"PERSON", "GPE", "NORP"})  # a scheme with all of these is OntoNotes', whose LOC is no city


def is_foreign(labels: Sequence[str]) -> bool:
    """Say whether a model's labels need translating.

    >>> is_foreign(("LOC", "MISC", "ORG", "PER")), is_foreign(("GPE", "LOC", "NORP", "ORG", "PERSON"))
    (True, False)
    """
    return not set(labels) >= OWN and any(label in LABEL_OF for label in labels)


def list_given(labels: Sequence[str]) -> frozenset[str]:
    """List OntoNotes' labels that a model's labels can become; those of no known scheme become none.

    >>> sorted(list_given(["PER", "LOC", "MISC", "GENE"]))
    ['GPE', 'LOC', 'NORP', 'PERSON']
    """
    if is_foreign(labels):
        own = [LABEL_OF.get(label, label) for label in labels]
        labels = [part for label in own for part in PARTED.get(label, (label,))]
    return frozenset(labels) & set(LABELS)


def translate_labels(docs: Sequence[Doc]) -> None:
    """Give the entities of docs, and the probabilities kept of them, OntoNotes' labels."""
    for doc in docs:
        doc.set_ents([Span(doc, ent.start, ent.end, label=translate(ent)) for ent in doc.ents], default="outside")
        scores = doc.user_data.get(TYPES_KEY)
        if isinstance(scores, TypeScores):
            labels = tuple(LABEL_OF.get(label, label) for label in scores.labels)
            doc.user_data[TYPES_KEY] = TypeScores(labels, scores.probabilities)


def translate(ent: Span) -> str:
    """Find the label of one entity."""
    label = LABEL_OF.get(ent.label_, ent.label_)
    if label == PLACE and (find_country(ent.text) or rank_place(ent.text)):
        return "GPE"
    if label == OTHER and find_demonym(ent.text):
        return "NORP"
    return label
