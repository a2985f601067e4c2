"""The names of an article: mentions with exact spans, and which of them are one person, organisation or place.

Order of work: the model's spans are repaired and overlooked names recalled (`mentions`), each name gets one type
by the evidence of the whole article (`labels`, `cues`), names known by now are found wherever else they stand,
the headline is re-read in the light of the body (`headlines`), places that play are teams (`teams`), the names are
resolved (`resolution`), and what the text says of a person is kept (`roles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from transforms.language.pipeline import ParsedArticle
from transforms.names.entity_types import Group, is_firm, list_firms, settle_labels
from transforms.names.headlines import read_headlines
from transforms.names.mentions import (
    CLASS_OF_LABEL,
    ArticleLines,
    Name,
    collect_names,
    drop_overlaps,
    make_name,
    read_source,
)
from transforms.names.resolution import resolve_names
from transforms.names.roles import find_roles, is_metonym
from transforms.names.run_together import cut_run_ons, join_branches, join_owner
from transforms.names.scoreboards import find_sides
from transforms.names.teams import is_sports_report, name_sides, read_teams
from transforms.names.type_evidence import read_cues
from transforms.values import ArticleEntities, Mention


def find_entities(title: str, text: str, parsed: ParsedArticle) -> ArticleEntities:
    """Find all names and values of an article, typed by its whole evidence and resolved to its entities."""
    source = read_source(title, text, parsed)
    collected = list(cut_run_ons(source, [join_owner(source, name) for name in collect_names(source)]))
    values = [name for name in collected if name.is_value]
    names = [name for name in collected if not name.is_value]
    groups = settle_labels(names, source)
    names = [name for name in names if name.label != "NONE"]
    is_sport = is_sports_report(source)
    names = name_sides(source, names) if is_sport else names
    names = list(join_branches(source, names))
    names += find_again(source, names, groups)
    names += read_headlines(source, known_labels(names))
    kept = drop_overlaps(find_sides(source) + names + values)
    if is_sport:
        read_teams(kept, source)
    entities, indexes = resolve_names(kept, parsed)
    mentions = tuple(
        Mention(name.field, name.start, name.end, name.text, name.label, index, name.rule, is_metonym(name))
        for name, index in zip(kept, indexes, strict=True)
    )
    return ArticleEntities(mentions, entities, find_roles(source, kept, indexes))


def known_labels(names: list[Name]) -> dict[str, str]:
    """Make the table from folded name to label, surnames of people included."""
    labels = {name.key: name.label for name in names}
    for name in names:
        if name.label == "PERSON" and " " in name.key:
            labels.setdefault(name.key.split()[-1], "PERSON")
    return labels


def find_again(source: ArticleLines, names: list[Name], groups: Mapping[str, Group]) -> Iterator[Name]:
    """Yield the places where a name of the article stands in the body again and was overlooked."""
    forms = {name.text: name.label for name in names if len(name.text) > 2 and name.text not in source.small_words}
    for name in names:
        if name.label == "PERSON" and " " in name.text and len(name.text.split()[-1]) > 2:
            surname = name.text.split()[-1]
            if surname[0].isupper() and surname.casefold() not in source.small_words:
                forms.setdefault(surname, "PERSON")
    if not forms:
        return
    firms = list_firms(groups)
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    known = re.compile(rf"(?<![\w.@#-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])")
    for line in source.lines:
        if line.field == "text":
            for match in known.finditer(line.text):
                label = forms[match[0]]
                if label in CLASS_OF_LABEL:
                    name = make_name(source, line, *match.span(), label, "again")
                    name.cues = read_again(source, name)
                    name.label = "ORG" if name.cues and is_firm(name, firms) else label
                    yield name


def read_again(source: ArticleLines, name: Name) -> frozenset[str]:
    """Read the cues of a lone surname that was overlooked: it may be the firm's that bears it."""
    if name.label != "PERSON" or " " in name.key:
        return frozenset()
    return frozenset(read_cues(name, source.texts[name.field], source.small_words))
