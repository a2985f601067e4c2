# /// script
# [tool.marimo.display]
# theme = "system"
# ///
"""The notebook that marimo serves: an address in, a page out. `navigation.js` writes into the field `address`."""

import marimo

app = marimo.App(width="full", app_title="dateline")


@app.cell
def _():
    import marimo as mo

    from flows.app.addresses import make_address, read_address
    from flows.app.serve import show_page

    return make_address, mo, read_address, show_page


@app.cell
def _(mo):
    address = mo.ui.text(label="address")
    mo.Html(f'<div id="address" hidden>{address.text}</div>')
    return (address,)


@app.cell
def _(address, make_address, mo, read_address, show_page):
    _given = mo.query_params()
    _pairs = [(name, value) for name in _given for value in _given.get_all(name)]
    _wanted = read_address(address.value) if address.value else make_address(_pairs)
    mo.Html(show_page(_wanted, mo.app_meta().request.meta["database"]))
    return


if __name__ == "__main__":
    app.run()
