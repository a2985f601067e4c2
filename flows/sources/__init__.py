"""Where documents come from: each source yields documents, and knows nothing of what becomes of them.

Reading order: `documents` (what every source yields), `files`; `index` (the list of sources), `formats` (feeds,
sitemaps and the like, parsed without asking for anything), `http` (asking, politely), `archives` (web archives as
sources, and the raw archive), `web` (one run over sources on the web).
"""
