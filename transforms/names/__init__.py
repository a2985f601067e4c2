"""The names of an article: mentions with exact spans, their types, and which of them are one.

Reading order: `entities` (`find_entities`), `mentions` (where names stand) with `edges` and `run_together`,
`entity_types` (one name, one type) with `type_evidence`, `resolution` (which names are one) with `strings`, then
`roles`, `teams` and `headlines`.
"""
