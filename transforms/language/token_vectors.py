"""spaCy's convolutional token vectors, computed with fewer and larger numpy calls.

Same weights and same results as thinc's layers up to rounding (tests/transforms/language compares them),
for two reasons faster. A word's embedding knows no context, so it is computed once a process and then looked up. And
maxout and layer normalisation run over whole columns in place instead of layer by layer with fresh arrays.
A model built otherwise (a transformer, another window) is left to spaCy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from thinc.api import Model

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
# Layers that treat each token by itself, and attributes that form, norm and following space settle.
CONTEXT_FREE_LAYERS = frozenset(
    {"extract_features", "list2ragged", "ints-getitem", "hashembed", "static_vectors", "maxout", "layernorm"}
    | {"dropout", "ragged2list", "list2array", "concatenate"}
)
CONTEXT_FREE_COLUMNS = frozenset({"ORTH", "LOWER", "NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE", "SPACY"})
WORD: list[int | str] = ["ORTH", "NORM", "SPACY"]
CACHED_WORDS = 50_000
ROWS_AT_ONCE = 800  # what the second-level cache holds of a layer's arrays
EPSILON = np.float32(1e-8)


@dataclass(frozen=True, slots=True)
class Convolution:
    """One residual layer: window of three, maxout, layer normalisation. `weights` is (pieces x width, 3 x width)."""

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats

    @property
    def pieces(self) -> int:
        """Count the pieces of the maxout."""
        return int(self.weights.shape[0] // self.gain.shape[0])

    def add_to(self, vectors: Floats, scratch: Scratch) -> None:
        """Add the layer's output to its input, in place."""
        width, count = self.gain.shape[0], len(vectors)
        window, pieces, best = scratch.window[:count], scratch.pieces[:count], scratch.best[:count]
        window[1:, :width] = vectors[:-1]
        window[:, width : 2 * width] = vectors
        window[:-1, 2 * width :] = vectors[1:]
        window[0, :width] = 0
        window[-1, 2 * width :] = 0
        np.matmul(window, self.weights.T, out=pieces)
        pieces += self.bias
        best[:] = pieces[:, :width]
        for piece in range(1, self.pieces):
            np.maximum(best, pieces[:, piece * width : (piece + 1) * width], out=best)
        normalise_rows(best)
        best *= self.gain
        best += self.shift
        vectors += best


def normalise_rows(rows: Floats) -> None:
    """Bring each row to mean 0 and variance 1, in place."""
    mean = np.full(rows.shape[1], 1 / rows.shape[1], dtype=np.float32)
    rows -= (rows @ mean)[:, None]
    variance = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1])
    rows *= np.reciprocal(np.sqrt(variance + EPSILON))[:, None]


class Scratch:
    """Arrays that the layers write over again and again; fresh ones would cost more than the arithmetic."""

    def __init__(self, rows: int, layer: Convolution) -> None:
        width = layer.gain.shape[0]
        self.window = np.empty((rows, 3 * width), dtype=np.float32)
        self.pieces = np.empty((rows, layer.pieces * width), dtype=np.float32)
        self.best = np.empty((rows, width), dtype=np.float32)


class TokenVectors:
    """The token vectors of one component; `predict` takes docs of one vocabulary to one array, doc after doc."""

    def __init__(self, embed: Model[Any, Any], layers: Sequence[Convolution], padding: int) -> None:
        self.embed = embed
        self.layers = layers
        self.padding = padding
        self.rows: dict[tuple[int, ...], int] = {}
        self.scratch = Scratch(ROWS_AT_ONCE, layers[0])
        self.table = np.zeros((1024, layers[0].gain.shape[0]), dtype=np.float32)

    def predict(self, docs: Sequence[Doc]) -> Floats:
        """Compute the vectors of all tokens of `docs`."""
        embedded = self.look_up(docs)
        lengths = [len(doc) for doc in docs]
        out = np.empty_like(embedded)
        done = 0
        for count in split_lengths(lengths, ROWS_AT_ONCE):
            size = sum(count)
            out[done : done + size] = self.convolve(embedded[done : done + size], count)
            done += size
        return out

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Set each doc's tensor, where the components that share these vectors read them."""
        docs = [doc for doc in docs if len(doc)]
        if docs:
            vectors: Any = self.predict(docs)
            ends = np.cumsum([len(doc) for doc in docs])
            for doc, end in zip(docs, ends, strict=True):
                doc.tensor = vectors[end - len(doc) : end]

    def convolve(self, embedded: Floats, lengths: Sequence[int]) -> Floats:
        """Run the layers over docs laid end to end with padding between them, as thinc's `with_array` does."""
        gaps = self.padding * np.arange(1, len(lengths) + 1)
        places = np.arange(len(embedded)) + np.repeat(gaps, lengths)
        padded = np.zeros((len(embedded) + self.padding * (len(lengths) + 1), embedded.shape[1]), dtype=np.float32)
        padded[places] = embedded
        if len(padded) > len(self.scratch.best):
            self.scratch = Scratch(len(padded), self.layers[0])
        for layer in self.layers:
            layer.add_to(padded, self.scratch)
        return padded[places]

    def look_up(self, docs: Sequence[Doc]) -> Floats:
        """Give each token its word's embedding, computing those of new words."""
        keys = [key for doc in docs for key in map(tuple, doc.to_array(WORD).tolist())]
        unseen = [key for key in dict.fromkeys(keys) if key not in self.rows]
        if unseen:
            if len(self.rows) + len(unseen) > CACHED_WORDS:
                self.rows.clear()
                unseen = list(dict.fromkeys(keys))
            self.learn(docs[0], unseen)
        return self.table[[self.rows[key] for key in keys]]

    def learn(self, example: Doc, keys: Sequence[tuple[int, ...]]) -> None:
        """Embed words never met, as one made-up doc of the vocabulary of `example`."""
        strings = example.vocab.strings
        doc = Doc(example.vocab, [strings[orth] for orth, _, _ in keys], [bool(space) for _, _, space in keys])
        norms: Any = np.array([[norm] for _, norm, _ in keys], dtype=np.uint64)
        doc.from_array(["NORM"], norms)
        first, last = len(self.rows), len(self.rows) + len(keys)
        if last > len(self.table):
            grown = np.zeros((2 * last, self.table.shape[1]), dtype=np.float32)
            grown[:first] = self.table[:first]
            self.table = grown
        self.table[first:last] = self.embed.predict([doc])[0]
        self.rows.update(zip(keys, range(first, last), strict=True))


def split_lengths(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Split a list of lengths into runs whose sum is at most `size`, or of one item.

    >>> list(split_lengths([3, 4, 9, 2], 8))
    [[3, 4], [9], [2]]
    """
    run: list[int] = []
    for length in lengths:
        if run and sum(run) + length > size:
            yield run
            run = []
        run.append(length)
    if run:
        yield run


def read_token_vectors(model: Model[Any, Any]) -> TokenVectors | None:
    """Read the weights out of a thinc model of embeddings and convolutions; None where it is built otherwise."""
    if len(model.layers) != 2:
        return None
    embed, encode = model.layers
    if not is_context_free(embed) or not encode.name.startswith("with_array("):
        return None
    layers = [read_convolution(layer) for layer in iterate_chain(encode.layers[0])]
    known = [layer for layer in layers if layer is not None]
    if len(known) != len(layers) or "pad" not in encode.attrs:
        return None
    return TokenVectors(embed, known, int(encode.attrs["pad"]))


def is_context_free(model: Model[Any, Any]) -> bool:
    """Say whether every layer of an embedding looks at one token at a time, and at nothing but its form."""
    leaves = [layer for layer in model.walk() if not layer.layers]
    columns = [column for leaf in leaves for column in leaf.attrs.get("columns", ())]
    return {leaf.name for leaf in leaves} <= CONTEXT_FREE_LAYERS and set(columns) <= CONTEXT_FREE_COLUMNS


def iterate_chain(model: Model[Any, Any]) -> Iterator[Model[Any, Any]]:
    """Yield the links of a chain, nested chains unrolled."""
    if len(model.layers) > 1:
        for layer in model.layers:
            yield from iterate_chain(layer)
    else:
        yield model


def read_convolution(model: Model[Any, Any]) -> Convolution | None:
    """Read one residual layer, None where it is none of the kind."""
    if not model.name.startswith("residual("):
        return None
    links = {link.name: link for link in iterate_chain(model.layers[0])}
    if set(links) - {"dropout"} != {"expand_window", "maxout", "layernorm"}:
        return None
    if links["expand_window"].attrs["window_size"] != 1:
        return None
    maxout, norm = links["maxout"], links["layernorm"]
    weights: Any = maxout.get_param("W")  # width, pieces, 3 x width
    bias, gain, shift = (
        cast(Any, value) for value in (maxout.get_param("b"), norm.get_param("G"), norm.get_param("b"))
    )
    by_piece = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]))
    return Convolution(by_piece, bias.T.reshape(-1).copy(), gain, shift)
