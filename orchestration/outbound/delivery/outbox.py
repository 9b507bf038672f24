"""outbox.sqlite in the home: what is delivered, every attempt, what was answered, and what is left.

It holds ids of decisions and the receiver's words, no row of a plan: those are read from the ledger for each batch, so
that what an erasure takes out of it is not sent. Each step is one transaction, on the disk before the next begins.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ingest.home import Home
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.delivery.outbox_tables import SCHEMA

ANSWER_LENGTH = 2_000


@dataclass(frozen=True)
class Batch:
    """What is posted at once."""

    batch_id: str
    as_of: date
    number: int
    kind: str
    body: str | None

    def __str__(self) -> str:
        return f"Batch {self.number} of {'the plan' if self.kind == 'plan' else 'audiences'} as of {self.as_of}"


@contextmanager
def open_outbox(home: Home) -> Iterator["Outbox"]:
    """Give the outbox of a home, made where there is none. Raises DeliveryError where it cannot be used.

    Only the owner of the home may read it, and what is deleted in it is overwritten.
    """
    try:
        home.outbox.touch(mode=0o600)
        with closing(sqlite3.connect(home.outbox)) as connection:
            for pragma in ("secure_delete = on", "synchronous = full", "foreign_keys = on"):
                connection.execute(f"pragma {pragma}")
            connection.executescript(SCHEMA)
            yield Outbox(connection)
    except sqlite3.Error as error:
        raise DeliveryError(
            f"{home.outbox} cannot be used ({error}): free space or mend its permissions. Put a damaged one back from a"
            " backup, or delete it: then the newest plan is sent again, under the same ids."
        ) from error


class Outbox:
    """The open outbox. Moments are UTC."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add_plan(self, as_of: date, batches: dict[str, list[str]]) -> None:
        """Add the batches of a plan: by batch id the ids of its decisions."""
        with self._connection as connection:
            for number, (batch_id, decision_ids) in enumerate(batches.items(), 1):
                connection.execute(
                    "insert into batches (batch_id, as_of_date, number, kind) values (?, ?, ?, 'plan')",
                    (batch_id, str(as_of), number),
                )
                connection.executemany(
                    "insert into decisions (decision_id, batch_id) values (?, ?)",
                    [(decision_id, batch_id) for decision_id in decision_ids],
                )

    def add_manifest(self, as_of: date, batch_id: str, body: str) -> None:
        """Add an audience's manifest, unless it is there."""
        with self._connection as connection:
            connection.execute(
                "insert into batches (batch_id, as_of_date, number, kind, body)"
                " select ?, ?, count(*) + 1, 'audience', ? from batches where as_of_date = ? and kind = 'audience'"
                " on conflict (batch_id) do nothing",
                (batch_id, str(as_of), body, str(as_of)),
            )

    def list_open(self) -> list[Batch]:
        """Return what is left to send, oldest first, and notices of audiences last: messages have hours."""
        rows = self._connection.execute(
            "select batch_id, as_of_date, number, kind, body from batches where state = 'open'"
            " order by kind = 'audience', as_of_date, number"
        )
        return [Batch(batch_id, date.fromisoformat(as_of), *rest) for batch_id, as_of, *rest in rows]

    def was_tried(self, batch_id: str) -> bool:
        """Return whether an attempt to post a batch may have reached the receiver."""
        rows = self._connection.execute("select 1 from attempts where batch_id = ? limit 1", (batch_id,))
        return bool(rows.fetchall())

    def list_waiting(self, batch_id: str) -> list[str]:
        """Return the ids of a batch's decisions that have no answer yet."""
        rows = self._connection.execute(
            "select decision_id from decisions where batch_id = ? and outcome is null order by rowid", (batch_id,)
        )
        return [decision_id for (decision_id,) in rows]

    def expire(self, decision_ids: Iterable[str], reason: str) -> None:
        """Note of decisions that they are not sent any more, and why."""
        with self._connection as connection:
            connection.executemany(
                "update decisions set outcome = 'expired', reason = ? where decision_id = ? and outcome is null",
                [(reason, decision_id) for decision_id in decision_ids],
            )

    def close(self, batch_id: str) -> None:
        """Note of a batch that nothing of it is left to send."""
        with self._connection as connection:
            connection.execute("update batches set state = 'done' where batch_id = ?", (batch_id,))

    def begin_attempt(self, batch_id: str) -> int:
        """Note that a batch is about to be posted; return the attempt's number."""
        with self._connection as connection:
            return connection.execute(
                "insert into attempts (batch_id, began_at) values (?, ?)", (batch_id, _now())
            ).lastrowid

    def end_attempt(
        self,
        attempt: int,
        batch_id: str,
        outcome: str,
        status: int | None,
        answer: str,
        wait_until: datetime | None = None,
        rejected: dict[str, str] | None = None,
    ) -> None:
        """Note how an attempt ended, and what is known of its batch by that, in one step.

        outcome: `accepted` but for the rejected decisions (id: why); `refused` whole; `repeated` later, from a moment
        on; `stopped`, since the receiver takes nothing from us. The last two leave the batch open.
        """
        with self._connection as connection:
            counts = (None, None)
            if outcome == "accepted":
                words = {decision_id: reason[:ANSWER_LENGTH] for decision_id, reason in (rejected or {}).items()}
                update = "update decisions set outcome = ?, reason = ? where batch_id = ? and outcome is null"
                connection.executemany(
                    f"{update} and decision_id = ?",
                    [("rejected", reason, batch_id, decision_id) for decision_id, reason in words.items()],
                )
                counts = (connection.execute(update, ("accepted", None, batch_id)).rowcount, len(words))
            until = wait_until and wait_until.isoformat(timespec="microseconds")
            connection.execute(
                "update attempts set ended_at = ?, status = ?, outcome = ?, answer = ?, wait_until = ?,"
                " accepted_count = ?, rejected_count = ? where attempt_id = ?",
                (_now(), status, outcome, answer[:ANSWER_LENGTH], until, *counts, attempt),
            )
            if state := {"accepted": "done", "refused": "refused"}.get(outcome):
                connection.execute("update batches set state = ? where batch_id = ?", (state, batch_id))

    def read_wait(self) -> datetime | None:
        """Return until when the receiver's last answer asks to wait; None where it asks nothing."""
        rows = self._connection.execute("select wait_until from attempts order by attempt_id desc limit 1").fetchall()
        return datetime.fromisoformat(rows[0][0]) if rows and rows[0][0] else None

    def read_outcomes(self, as_of: date) -> dict[str, str]:
        """Return what is known of the decisions of a date: accepted, rejected, expired, refused or waiting, by id."""
        rows = self._connection.execute(
            "select decision_id, coalesce(outcome, iif(state = 'refused', 'refused', 'waiting'))"
            " from decisions join batches using (batch_id) where as_of_date = ?",
            (str(as_of),),
        )
        return dict(rows.fetchall())

    def reopen(self) -> int:
        """Open the batches that were refused whole; return how many."""
        with self._connection as connection:
            return connection.execute("update batches set state = 'open' where state = 'refused'").rowcount

    def forget(self, as_of: date, kept: Iterable[str]) -> int:
        """Delete the decisions of a date that are not kept, and answers that may name them; return how many.

        Their batches keep their ids.
        """
        gone = [(decision_id,) for decision_id in self.read_outcomes(as_of).keys() - set(kept)]
        with self._connection as connection:
            connection.executemany(
                "update attempts set answer = null"
                " where batch_id = (select batch_id from decisions where decision_id = ?)",
                gone,
            )
            connection.executemany("delete from decisions where decision_id = ?", gone)
        return len(gone)

    def list_plans(self) -> list[date]:
        """Return the dates of the plans in it, oldest first."""
        rows = self._connection.execute("select distinct as_of_date from batches where kind = 'plan' order by 1")
        return [date.fromisoformat(as_of) for (as_of,) in rows]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
