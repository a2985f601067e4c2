"""Text to quotations with their sources: who said what, each from a named rule.

Reading order: `attribution` (the passes), `marks`, `lines`, `quoted` (attributions beside marks), `clauses` (reports
inside a clause), `joining` (parts of one quotation), `sources`, `speakers` with `salience`, `finish`; `cues` is the
lexicon, `rules` the table of rules. `docs/quotations.md` explains them.
"""

from transforms.quotes.attribution import find_quotes

__all__ = ["find_quotes"]
