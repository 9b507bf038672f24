"""Notices to the webhook, where one is set: a run failed, warns, or no new load day came."""

import json
import logging
from dataclasses import asdict
from datetime import datetime

from orchestration.outbound.client import Client, NoAnswer
from orchestration.runs.warnings import RunWarning
from orchestration.settings import read_webhook

TIMEOUT_SECONDS = 10


def notify_of_failure(job: str, run_id: str, reasons: list[str]) -> None:
    """Post why a run failed."""
    post({"job": job, "run_id": run_id, "status": "failed", "reasons": reasons})


def notify_of_warnings(job: str, run_id: str, warnings: list[RunWarning]) -> None:
    """Post what a run that published warns of: names of checks, sentences and counts; nothing where it is nothing."""
    if warnings:
        post({"job": job, "run_id": run_id, "status": "warned", "warnings": [asdict(warning) for warning in warnings]})


def notify_of_silence(newest: str, came_at: datetime) -> None:
    """Post that no new load day has come since the newest one did."""
    post({"job": "daily", "status": "silent", "newest_load_day": newest, "came_at": came_at.isoformat()})


def post(message: dict[str, object]) -> None:
    """Post a message to CARTOGRAPH_WEBHOOK_URL as JSON, where it is set.

    A notice that cannot be sent is logged and fails nothing: what it reports has its own consequences.
    """
    url = read_webhook()
    if url is None:
        return
    try:
        with Client(url, TIMEOUT_SECONDS) as client:
            answer = client.post(json.dumps(message).encode())
    except NoAnswer as error:
        reason = str(error)
    else:
        if answer.status < 300:
            return
        reason = f"it answered {answer.status}"
    logging.getLogger(__name__).error("The webhook did not take the message: %s", reason)
