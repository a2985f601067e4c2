"""One run over sources on the web.

Reading order: `web_run` (what a run needs), `rounds` (listings, then the pages they name), `listings` and
`sitemap_walk`, `schedule` (when to ask again), `history` (what the ledger knows), `readers` (beside the workers),
`preview` (the same without loading).
"""
