"""Pure functions from fetched bytes to validated frames; no file, clock, environment, database or network.

Reading order: `batch` (documents in, frames out), `values` (what travels between the steps), then the rooms in the
order in which a document passes them: `pages` (bytes to article), `language` (text to parse), `names` (mentions and
which are one), `quotes` (who said what), `copies` (signatures of near-duplicates), `tables` (the contract). `dates`,
`words`, `urls` and `whitespace` serve them all. Arrows point one way; import-linter holds them.
"""
