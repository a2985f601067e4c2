"""spaCy's greedy entity recogniser, decoded for all lines at once, with the probability of each type.

The transition system gives each token one action: out, begin, in, last or unit (Ratinov and Roth 2009, the BILUO
scheme). While no entity is open the scores depend on the token alone, so those of all tokens come from one
matrix product; from each token that may begin an entity its end is then found, all of them a step at a time.
The actions taken are spaCy's own, and the softmax over them says how sure it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

from transforms.language.token_vectors import Floats, Integers, TokenVectors, read_token_vectors

TYPES_KEY = "entity_types"
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TypeScores:
    """For each token the probability that a name of each type starts there; the last column is "no name"."""

    labels: tuple[str, ...]
    probabilities: Floats


@dataclass(frozen=True, slots=True)
class Batch:
    """The tokens of all docs laid end to end: where each doc starts, and where an entity may not go on."""

    offsets: Integers
    may_extend: Flags  # a next token exists, in the same sentence
    is_space: Flags


@dataclass(frozen=True, slots=True)
class Weights:
    """The recogniser's layers; `features` is (role of the token, pieces x hidden, vector)."""

    features: Floats
    feature_bias: Floats
    padding: Floats
    bias: Floats
    scores: Floats
    score_bias: Floats


class Recogniser:
    """Stands in for a spaCy `ner` component of the common architecture."""

    def __init__(self, vectors: TokenVectors, weights: Weights, actions: Sequence[str]) -> None:
        self.vectors = vectors
        self.weights = weights
        self.hidden = weights.scores.shape[1]
        self.labels = tuple(sorted({action[2:] for action in actions if action[:2] == "B-"}))
        index = {action: i for i, action in enumerate(actions)}
        self.columns = {move: np.array([index[f"{move}-{label}"] for label in self.labels]) for move in "BILU"}
        self.start_columns = np.concatenate([self.columns["B"], self.columns["U"], [index["O"]]])

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Set the entities of parsed docs, and the types' probabilities in their `user_data`."""
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        batch = lay_out(docs)
        vectors = self.vectors.predict(docs)
        starts = self.score_starts(vectors, batch)
        spans = self.find_spans(starts, vectors, batch)
        types = self.sum_types(starts)
        for doc, start, end in zip(docs, batch.offsets, batch.offsets[1:], strict=False):
            doc.user_data[TYPES_KEY] = TypeScores(self.labels, types[start:end])
            low, high = np.searchsorted(spans[:, 0], (start, end))
            ents = [Span(doc, s - start, e - start, label=self.labels[label]) for s, e, label in spans[low:high]]
            doc.set_ents(ents, default="outside")

    def project(self, vectors: Floats, role: int) -> Floats:
        """Compute tokens' share in the hidden layer: as current token (0), first (1) or last (2) of an entity."""
        shares = vectors @ self.weights.features[role].T
        shares += self.weights.feature_bias[role]
        return np.asarray(shares, dtype=np.float32)

    def apply_maxout(self, shares: Floats) -> Floats:
        """Add the bias and take the larger of each pair of pieces."""
        pieces = (shares + self.weights.bias).reshape(len(shares), -1, self.hidden)
        return np.asarray(pieces.max(axis=1), dtype=np.float32)

    def score_starts(self, vectors: Floats, batch: Batch) -> Floats:
        """Score begin and unit of each type, and out, for each token as if no entity were open before it."""
        hidden = self.apply_maxout(self.project(vectors, 0) + self.weights.padding)
        scores = hidden @ self.weights.scores[self.start_columns].T + self.weights.score_bias[self.start_columns]
        kinds = len(self.labels)
        scores[batch.is_space | ~batch.may_extend, :kinds] = -np.inf
        scores[batch.is_space, kinds : 2 * kinds] = -np.inf
        return np.asarray(scores, dtype=np.float32)

    def find_spans(self, starts: Floats, vectors: Floats, batch: Batch) -> Integers:
        """Walk through the tokens as the greedy parser does: rows of start, end and type."""
        kinds = len(self.labels)
        best = starts.argmax(axis=1)
        begins = np.flatnonzero(best < kinds)
        ends = dict(zip(begins.tolist(), self.find_ends(begins, best[begins], vectors, batch).tolist(), strict=True))
        spans: list[tuple[int, int, int]] = []
        free = 0
        for start in np.flatnonzero(best < 2 * kinds).tolist():
            if start >= free:
                free = ends.get(start, start + 1)
                spans.append((start, free, int(best[start]) % kinds))
        return np.array(spans, dtype=np.int64).reshape(-1, 3)

    def find_ends(self, begins: Integers, types: Integers, vectors: Floats, batch: Batch) -> Integers:
        """Find the end of the entity that begins at each of `begins`, all one token further at each step."""
        ends = begins + 1
        within, last = (self.columns[move][types] for move in "IL")
        active = np.arange(len(begins))
        while len(active):
            place = ends[active]
            shares = self.project(vectors[place], 0)
            shares += self.project(vectors[begins[active]], 1)
            shares += self.project(vectors[place - 1], 2)
            hidden = self.apply_maxout(shares)
            go_on = batch.may_extend[place] & (
                self.score_actions(hidden, within[active]) >= self.score_actions(hidden, last[active])
            )
            ends[active] += 1
            active = active[go_on]
        return ends

    def score_actions(self, hidden: Floats, actions: Integers) -> Floats:
        """Score one action for each row."""
        scores = np.einsum("ij,ij->i", hidden, self.weights.scores[actions]) + self.weights.score_bias[actions]
        return np.asarray(scores, dtype=np.float32)

    def sum_types(self, starts: Floats) -> Floats:
        """Turn scores of actions into probabilities of types, begin and unit added up."""
        weights = np.exp(starts - starts.max(axis=1, keepdims=True))
        kinds = len(self.labels)
        types = np.concatenate([weights[:, :kinds] + weights[:, kinds : 2 * kinds], weights[:, 2 * kinds :]], axis=1)
        return np.asarray(types / types.sum(axis=1, keepdims=True), dtype=np.float32)


def lay_out(docs: Sequence[Doc]) -> Batch:
    """Lay the tokens of docs end to end."""
    offsets = np.cumsum([0, *map(len, docs)])
    flags = np.concatenate([doc.to_array(["SENT_START", "IS_SPACE"]) for doc in docs])
    starts_sentence = flags[:, 0] == 1
    starts_sentence[offsets[:-1]] = True
    may_extend = np.append(~starts_sentence[1:], False)
    return Batch(offsets, may_extend, flags[:, 1] == 1)


def read_recogniser(component: object) -> Recogniser | None:
    """Read the weights of a greedy recogniser with its own token vectors; None where it is built otherwise."""
    if not isinstance(component, EntityRecognizer) or component.cfg["beam_width"] != 1:
        return None
    model = component.model
    if [layer.name for layer in model.layers[1:]] != ["precomputable_affine", "linear"] or model.attrs[
        "unseen_classes"
    ]:
        return None
    chain, lower, upper = model.layers
    if len(chain.layers) < 3 or [layer.name for layer in chain.layers[-2:]] != ["list2array", "linear"]:
        return None
    vectors = read_token_vectors(chain.layers[0])
    if vectors is None or lower.get_dim("nF") != 3:
        return None
    actions = [component.moves.get_class_name(i) for i in range(component.moves.n_moves)]
    return Recogniser(vectors, read_weights(chain.layers[-1], lower, upper), actions)


def read_weights(linear: Any, lower: Any, upper: Any) -> Weights:
    """Fold the linear layer into the features and order the rows by piece."""
    features = lower.get_param("W")  # feature, hidden, piece, input
    rows = features.transpose(0, 2, 1, 3).reshape(3, -1, features.shape[3])
    padding = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(3, -1)
    return Weights(
        features=rows @ linear.get_param("W"),
        feature_bias=rows @ linear.get_param("b"),
        padding=padding[1] + padding[2],
        bias=lower.get_param("b").T.reshape(-1).copy(),
        scores=upper.get_param("W"),
        score_bias=upper.get_param("b"),
    )
