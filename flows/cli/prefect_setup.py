"""What has to be settled before Prefect is imported: its home, its database, its quiet."""

from __future__ import annotations

import atexit
import logging
import os
import re
import warnings
from pathlib import Path
from tempfile import NamedTemporaryFile

from flows.errors import storing
from flows.settings import Settings
from flows.workers.processes import end_servers, mark_children

DATABASE_SETTINGS = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")
NEEDED_BYTES = 1_000_000  # of room for Prefect's database


def prepare_prefect(settings: Settings) -> None:
    """Set what Prefect reads at import: its home in our data folder, a quiet console, no telemetry."""
    defaults = {
        "PREFECT_HOME": str((settings.data_dir / "prefect").absolute()),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the UI has the log; the console has our report
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",  # and says itself what the UI does not have
        "PREFECT_API_REQUEST_TIMEOUT": "20",  # a server that hangs holds a run up no longer than a few of these
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
        "DO_NOT_TRACK": "1",
    }
    mark_children()
    atexit.register(end_servers)  # before Prefect registers what still talks to the server, and so after it
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    home = Path(os.environ["PREFECT_HOME"])
    with storing(home):  # told now, in a sentence, and not by a server that dies of it
        home.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=home) as probe:
            probe.write(bytes(NEEDED_BYTES))
            probe.flush()
    address_database(home)
    for name in ("NO_PROXY", "no_proxy"):  # the server is on this machine, whatever proxy leads out of it
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost")))
    logging.raiseExceptions = False  # else each log that the server does not take is told on the terminal
    warnings.simplefilter("ignore")
    logging.captureWarnings(True)


def address_database(home: Path) -> None:
    """Set the address of Prefect's database where its folder's name has characters that must be escaped in one."""
    if re.fullmatch(r"[\w./ -]*", str(home)) or any(name in os.environ for name in DATABASE_SETTINGS):
        return
    from sqlalchemy import URL

    database = URL.create("sqlite+aiosqlite", database=str(home / "prefect.db"))
    os.environ[DATABASE_SETTINGS[0]] = database.render_as_string(hide_password=False)
