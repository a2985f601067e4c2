"""Bytes to article: what a page says, who wrote it, when, and where its body begins and ends.

Reading order: `extract` (`extract_article`); `decode` and `page` (bytes to a tree, read once); `body` with
`candidates`, `article_zone`, `furniture`, `trimming`, `annexes` and `series`; `metadata` with `titles`, `authors`,
`bylines`, `dates`, `canonicals` and `images`; `page_kind` (what is no article, and why).
"""
