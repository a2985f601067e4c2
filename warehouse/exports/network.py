"""Who is quoted with whom, for Gephi and other tools for networks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from warehouse.connection import Connection, read_sql
from warehouse.exports.results import fetch

# What XML 1.0 has no place for, https://www.w3.org/TR/xml/#charsets
NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def write_networks(con: Connection, folder: Path) -> Iterator[tuple[str, int]]:
    """Write one undirected network twice, as GEXF 1.2 and as GraphML.

    A node is an entity that is quoted (`label` its name, `kind` its type, `quotes`, `articles`); an edge joins two that
    are quoted in one article, and its `weight` is the number of such articles, copies aside.
    """
    import networkx as nx  # takes a quarter of a second, which no other form needs

    network = nx.Graph()
    for entity_id, name, label, quotes, articles in fetch(con, read_sql("export", "quoted_people")):
        network.add_node(
            entity_id,
            label=NOT_XML.sub("\N{REPLACEMENT CHARACTER}", name),
            kind=label,
            quotes=quotes,
            articles=articles,
        )
    for entity_id, other_id, articles in fetch(con, read_sql("export", "quoted_together")):
        network.add_edge(entity_id, other_id, weight=articles)
    nx.write_gexf(network, folder / "quoted_together.gexf")
    yield "quoted_together.gexf", network.number_of_edges()
    nx.write_graphml(network, folder / "quoted_together.graphml")
    yield "quoted_together.graphml", network.number_of_edges()
