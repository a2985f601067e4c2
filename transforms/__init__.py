"""Pure functions from fetched bytes to validated frames; no file, clock, environment, database or network.

Reading order: `batch` (documents in, frames out), `values` (what travels between the steps), then the steps
themselves: `extract` (page to article), `nlp` (text to parse), `entities` (mentions and which are one),
`quotes` (who said what), `duplicates` (signatures of copies), and last the contract: `schemas`, `validate`.
"""
