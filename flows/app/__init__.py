"""The app of `dateline app`: pages on the published snapshot, served by marimo or written as plain HTML.

Reading order:

1. `addresses`   which page and which filters an address names. Every state of the app is an address.
2. `pages`       READ FIRST: `render_page(view, address)`, one function a page: rows of warehouse/sql/app, a template.
3. `marking`     text with its quotations, sources and cues marked; `differences` of two texts, word by word; both pure.
4. `charts`      rows to altair charts.
5. `snapshot`    the published database, opened anew when a run replaces it.
6. `serve`       marimo's server with `notebook.py`, in which `navigation.js` goes from page to page without a reload.
7. `export`      the same pages as files that need no server.

All text of pages, names and titles is other people's: templates escape it, and a link leads to http or https alone.
"""
