"""Deliveries under test: quick ones, to a receiver of receivers.py."""

import sqlite3
from dataclasses import replace
from datetime import datetime

from plans import NOON
from receivers import KEY, FailingReceiver

from ingest.home import Home
from orchestration.outbound.delivery.deliver import deliver
from orchestration.outbound.delivery.posting import Pace
from orchestration.settings import Receiver

QUICK = Pace(batch_rows=4, attempts=12, attempt_seconds=60, first_wait=0.01, longest_wait=0.05, jitter=0.01)
# For a receiver that stalls.
SHORT = replace(QUICK, attempt_seconds=2)


def send(home: Home, server: FailingReceiver, pace: Pace = QUICK, now: datetime = NOON, log=print, **options) -> dict:
    """Deliver what the home has, at a moment."""
    return deliver(home, Receiver(server.url, (KEY,)), log, pace, lambda: now, **options)


def query(home: Home, sql: str) -> list[tuple]:
    """Ask the outbox."""
    with sqlite3.connect(home.outbox) as outbox:
        return outbox.execute(sql).fetchall()
