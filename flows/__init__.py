"""Orchestration: the only package that imports prefect.

Reading order: `ingest` (the main flow: recover, discover, fetch, transform, load, derive, publish, report),
`tasks` (its steps as Prefect tasks), `runners` (where batches run, and how they are supervised), `worker` (what runs
there), `sources` (where documents come from), `report`, `settings`, `cli`.
"""
