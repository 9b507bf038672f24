"""`make dev` under test: the UI and its daemon, started for one home and ended whole."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from shop_home import ROOT, ShopHome


class DagsterServer:
    """A running UI, asked over GraphQL."""

    def __init__(self, port: int):
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, query: str, **variables: object) -> dict:
        request = urllib.request.Request(
            f"{self.url}/graphql",
            data=json.dumps({"query": query, "variables": variables}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]

    def runs(self) -> list[dict]:
        """Runs, the newest first: runId, status, tags."""
        return self.ask("{ runsOrError { ... on Runs { results { runId status tags { key value } } } } }")[
            "runsOrError"
        ]["results"]

    def launch(self, first: str, last: str) -> str:
        """Launch the job `daily` over a range of load days, as its page does; return the run's id."""
        parameters = {
            "selector": {
                "repositoryLocationName": "cartograph",
                "repositoryName": "__repository__",
                "jobName": "daily",
            },
            "executionMetadata": {
                "tags": [
                    {"key": "dagster/asset_partition_range_start", "value": first},
                    {"key": "dagster/asset_partition_range_end", "value": last},
                ]
            },
        }
        answer = self.ask(
            """
            mutation ($parameters: ExecutionParams!) {
                launchRun(executionParams: $parameters) {
                    ... on LaunchRunSuccess { run { runId } }
                    ... on PythonError { message }
                }
            }
            """,
            parameters=parameters,
        )
        return answer["launchRun"]["run"]["runId"]

    def launch_backfill(self, load_days: list[str]) -> str:
        """Backfill every asset over load days, as the asset graph's button does; return the backfill's id."""
        assets = self.ask("{ assetNodes { assetKey { path } isMaterializable } }")["assetNodes"]
        parameters = {
            "assetSelection": [{"path": node["assetKey"]["path"]} for node in assets if node["isMaterializable"]],
            "partitionNames": load_days,
        }
        answer = self.ask(
            """
            mutation ($parameters: LaunchBackfillParams!) {
                launchPartitionBackfill(backfillParams: $parameters) {
                    ... on LaunchBackfillSuccess { backfillId }
                    ... on PythonError { message }
                }
            }
            """,
            parameters=parameters,
        )
        return answer["launchPartitionBackfill"]["backfillId"]

    def await_backfill(self, backfill_id: str, seconds: float = 900) -> str:
        """Wait until a backfill is over; return its status."""
        until, status = time.monotonic() + seconds, ""
        while time.monotonic() < until:
            status = self.ask(
                "query ($id: String!)"
                " { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill { status } } }",
                id=backfill_id,
            )["partitionBackfillOrError"]["status"]
            if status not in {"REQUESTED", "CANCELING", "FAILING"}:
                return status
            time.sleep(1)
        raise AssertionError(f"the backfill was not over within {seconds} s: {status}")

    def words(self, run_id: str) -> list[str]:
        """What a run has logged so far."""
        answer = self.ask(
            "query ($id: ID!) { logsForRun(runId: $id) { ... on EventConnection"
            " { events { ... on MessageEvent { message } } } } }",
            id=run_id,
        )
        return [event["message"] for event in answer["logsForRun"]["events"] if event]

    def steps(self, run_id: str) -> dict[str, str]:
        """The status of each step of a run that has begun."""
        answer = self.ask(
            "query ($id: ID!) { runOrError(runId: $id) { ... on Run { stepStats { stepKey status } } } }", id=run_id
        )
        return {step["stepKey"]: step["status"] for step in answer["runOrError"]["stepStats"]}

    def await_run(self, count: int = 1, seconds: float = 900) -> dict:
        """Wait until there are so many runs and all have ended; return the newest."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            runs = self.runs()
            if len(runs) >= count and all(run["status"] in {"SUCCESS", "FAILURE", "CANCELED"} for run in runs):
                return runs[0]
            time.sleep(1)
        raise AssertionError(f"no run ended within {seconds} s: {self.runs()}")


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve_home(home: ShopHome, **settings: str) -> Iterator[DagsterServer]:
    """Start the dev command as a shell does in the background, wait until it answers, and end it with its session.

    Raises subprocess.TimeoutExpired where it does not end when asked to.
    """
    port = find_free_port()
    log = (home.path / "dev.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.commands.dev"],
        cwd=ROOT,
        env=home.environment | {"PORT": str(port)} | settings,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=ignore_interrupts,
    )
    server = DagsterServer(port)
    try:
        await_location(server, process, home)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            log.close()


def ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def await_location(server: DagsterServer, process: subprocess.Popen, home: ShopHome, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, (home.path / "dev.log").read_text()
        try:
            answer = server.ask("{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }")
            if answer["repositoriesOrError"].get("nodes"):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.5)
    raise AssertionError((home.path / "dev.log").read_text())
