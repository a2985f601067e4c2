"""Text to a parse: the spaCy pipeline, its token vectors and its entity recogniser.

Reading order: `pipeline` (`load_pipeline`, `parse_article`), `abilities` (what a model gives), `label_schemes` (its
labels in OntoNotes' words), `token_vectors` and `ner` (spaCy's own results, computed for all lines at once),
`long_texts` (what is beyond the longest parse).
"""
