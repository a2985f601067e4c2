"""Text to quotations with their sources: who said what, each from a named rule.

Reading order: `passes` (sentences with marks, clauses, joining, dropping), `marks`, `lines`, `marked_speech` and
`beside_marks` (attributions beside marks), `clauses` and `noun_reports` (reports inside a clause), `joining` (parts of
one quotation), `sources`, `speakers` with `salience`, `assemble`; `reporting_verbs` is the lexicon, `rules` the table
of rules. `docs/quotations.md` explains them.
"""

from transforms.quotes.passes import find_quotes

__all__ = ["find_quotes"]
