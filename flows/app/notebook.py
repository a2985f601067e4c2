# /// script
# [tool.marimo.display]
# theme = "system"
# ///
"""The notebook that marimo serves: an address in, a page out. `navigation.js` writes into the field `address`."""

import marimo

app = marimo.App(width="full", app_title="dateline")


@app.cell
def _():
    from urllib.parse import urlencode

    import marimo as mo

    from flows.app.serve import show_page

    return mo, show_page, urlencode


@app.cell
def _(mo):
    address = mo.ui.text(label="address")
    mo.Html(f'<div id="address" hidden>{address.text}</div>')
    return (address,)


@app.cell
def _(address, mo, show_page, urlencode):
    _given = mo.query_params()
    _pairs = [(name, value) for name in _given for value in _given.get_all(name)]
    mo.Html(show_page(address.value or "?" + urlencode(_pairs), mo.app_meta().request.meta["database"]))
    return


if __name__ == "__main__":
    app.run()
