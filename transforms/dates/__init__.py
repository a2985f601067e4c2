"""Days and instants as pages, feeds and programs write them.

Reading order: `instants` (ISO 8601 and English prose), `days` (days in figures and words, in many languages),
`printed` (what programs print), `solar_hijri` (the Persian calendar). Each takes text and gives a value or None.
"""
