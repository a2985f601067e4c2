"""`dateline ui`: a server, the deployment, and a runner that does what is asked for in the UI."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import httpx

from tests.conftest import BACKSTOP, DATELINE, ROOT, make_environment

SCHEDULED = {"state": {"type": "SCHEDULED"}}


def wait_until(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + BACKSTOP
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.5)
    return found


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refuse_strangers(address: str) -> None:
    """A page of another site that the operator's browser shows gets nothing, and may not ask with a password."""
    origin = {"Origin": "https://evil.example"}
    with httpx.Client(base_url=f"{address}/api", timeout=BACKSTOP, headers=origin) as page:
        wanted = {"name": "evil", "flow_id": "0" * 32, "job_variables": {"command": "touch /tmp/evil"}}
        for answer in (
            page.post("/deployments/", json=wanted),
            page.get("/version"),
            page.post("/flows/filter", json={}),
        ):
            assert answer.status_code in (401, 403)
            assert "access-control-allow-origin" not in answer.headers
        asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        assert "access-control-allow-origin" not in page.options("/deployments/", headers=asking).headers
    with httpx.Client(timeout=BACKSTOP) as rebound:  # a name of the attacker's that has come to mean this machine
        port = address.rpartition(":")[2]
        answer = rebound.get(f"{address}/api/deployments/name/ingest/ingest", headers={"Host": f"evil.example:{port}"})
        assert answer.status_code == 401


def ask_for_foreign_run(api: httpx.Client) -> str:
    """Ask for a run of something else, as one could who has the password; returns its id."""
    flow = wait_until(lambda: (answer := api.post("/flows/", json={"name": "evil"})).is_success and answer)
    wanted = {"name": "evil", "flow_id": flow.json()["id"], "entrypoint": "os.py:system", "path": "/usr/lib/python3"}
    deployment = wait_until(lambda: (answer := api.post("/deployments/", json=wanted)).is_success and answer)
    start = f"/deployments/{deployment.json()['id']}/create_flow_run"
    run = wait_until(lambda: (answer := api.post(start, json=SCHEDULED)).is_success and answer)
    return str(run.json()["id"])


def test_a_run_started_from_the_ui_works_and_leaves_its_artifacts(tmp_path: Path, prefect_home: Path):
    house = tmp_path / "house"
    (house / "seeds").mkdir(parents=True)
    (house / "seeds" / "INDEX.md").write_text("| id | location |\n|---|---|\n| a | a.txt |\n| b | b.txt |\n")
    story = (ROOT / "seeds" / "documents" / "ledger-skarrow-mine.txt").read_text()
    (house / "seeds" / "a.txt").write_text(story)
    (house / "seeds" / "b.txt").write_bytes(b"\0\1\2" * 100)
    port = find_port()
    address = f"http://127.0.0.1:{port}"
    log = (tmp_path / "ui.log").open("w+")
    environment = make_environment(tmp_path) | {"DATELINE_WORKERS": "1", "PREFECT_HOME": str(prefect_home)}
    environment["DATELINE_END_TIMEOUT"] = str(BACKSTOP)  # it ends in good order, however busy the machine is
    command = [
        *DATELINE,
        "ui",
        "--port",
        str(port),
        "--cron",
        "7 3 29 2 *",
    ]  # else a run that is due could come between
    ui = subprocess.Popen(command, cwd=house, env=environment, stdout=log, stderr=log)
    try:
        wait_until(lambda: "password: " in (tmp_path / "ui.log").read_text() or ui.poll() is not None)
        assert ui.poll() is None, (tmp_path / "ui.log").read_text()
        refuse_strangers(address)
        password = (tmp_path / "ui.log").read_text().partition("password: ")[2].split()[0]
        name, _, word = password.partition(":")
        with httpx.Client(base_url=f"{address}/api", timeout=BACKSTOP, auth=(name, word)) as api:
            assert api.post("/flow_runs/filter", json={}).status_code == 403  # without the UI's token
            token = api.get("/csrf-token", params={"client": "ui"}).json()["token"]
            api.headers.update({"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "ui"})
            deployment = api.get("/deployments/name/ingest/ingest").json()
            assert [schedule["schedule"]["cron"] for schedule in deployment["schedules"]] == ["7 3 29 2 *"]
            foreign = ask_for_foreign_run(api)
            start = f"/deployments/{deployment['id']}/create_flow_run"
            # A server that is busy with its database asks to be asked again, as the UI does.
            run = wait_until(lambda: (answer := api.post(start, json=SCHEDULED)).is_success and answer)
            path = f"/flow_runs/{run.json()['id']}"
            ends = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
            state = wait_until(lambda: (found := api.get(path).json()["state"]["type"]) in ends and found)
            assert state == "COMPLETED", api.get(path).json()["state"]["message"]
            assert api.get(f"/flow_runs/{foreign}").json()["state"]["type"] == "SCHEDULED"  # for nobody runs it
            kept = api.post("/artifacts/filter", json={"flow_runs": {"id": {"any_": [run.json()["id"]]}}}).json()
            names = api.post("/task_runs/filter", json={"flow_runs": {"id": {"any_": [run.json()["id"]]}}}).json()
    finally:
        ui.send_signal(signal.SIGTERM)
        status = ui.wait(timeout=BACKSTOP)
        log.close()
    assert status == 0, (tmp_path / "ui.log").read_text()
    assert {artifact["key"] for artifact in kept} == {
        "ingest-summary", "ingest-documents", "ingest-quarantine", "ingest-progress"
    }  # fmt: skip
    steps = {
        "recover",
        "discover",
        "transform batch-00001",
        "load batch-00001",
        "derive",
        "check",
        "publish news.duckdb",
    }
    assert steps <= {task["name"] for task in names}
    with duckdb.connect(str(tmp_path / "data" / "news.duckdb"), read_only=True) as con:
        assert con.execute("SELECT loaded, quarantined FROM runs").fetchall() == [(1, 1)]
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
