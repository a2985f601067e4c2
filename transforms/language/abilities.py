"""What the rules read from a model, and which of it a model does not give.

The rules were written for the English models that spaCy packages: Penn Treebank tags, ClearNLP's dependencies, lemmas,
sentences, and the entity labels of OntoNotes. Another model gives what it can, and an article says what that was not.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from transforms.language.label_schemes import list_given
from transforms.vocabularies import LABELS

PROBE = "Ada Lund told them on Monday that it had rained."
TAGS = frozenset({"NNP", "VBD"})
DEPENDENCIES = frozenset({"nsubj", "dobj"})  # Universal Dependencies have nsubj and obj


def list_lacks(pipeline: Language, probe: Doc) -> tuple[str, ...]:
    """List what a model lacks: tags, dependencies, lemmas, sentences, entities, or single entity labels.

    Args:
        pipeline: The model.
        probe: `PROBE` as the model parses it, for components that do not list their labels.
    """
    labels = {name: set(found) for name, found in pipeline.pipe_labels.items() if name in pipeline.pipe_names}
    declared = set().union(*labels.values())
    given = {
        "tags": declared | {token.tag_ for token in probe} >= TAGS,
        "dependencies": declared | {token.dep_ for token in probe} >= DEPENDENCIES,
        "lemmas": probe.has_annotation("LEMMA", require_complete=True),
        "sentences": probe.has_annotation("SENT_START"),
    }
    return (*(name for name, is_given in given.items() if not is_given), *list_missing_labels(pipeline))


def list_missing_labels(pipeline: Language) -> Iterable[str]:
    """List the entity labels that a model does not give; where it gives none, that is said in one word."""
    given = list_given(find_entity_labels(pipeline))
    return [label for label in LABELS if label not in given] if given else ["entities"]


def find_entity_labels(pipeline: Language) -> list[str]:
    """Find the labels of all components that find entities, whatever their names."""
    labels = pipeline.pipe_labels
    return [
        label
        for name in pipeline.pipe_names
        if name in ("ner", "entity_ruler") or "doc.ents" in pipeline.get_pipe_meta(name).assigns
        for label in labels.get(name, ())
    ]
