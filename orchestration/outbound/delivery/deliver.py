"""Deliver: mark the newest plan, put its batches into the outbox, and post what is left until all is answered."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

from ingest.home import Home
from orchestration.outbound.client import Client
from orchestration.outbound.delivery.audiences import find_manifests
from orchestration.outbound.delivery.batches import name_batch, split, word_manifest, word_plan, word_unnamed
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.delivery.ledger import Send, find_end, read_sends
from orchestration.outbound.delivery.outbox import Batch, Outbox, open_outbox
from orchestration.outbound.delivery.posting import Again, Content, Pace, Poster
from orchestration.outbound.plan_ledger import is_delivered, list_days, mark_delivered
from orchestration.runs.lock import hold_lock
from orchestration.settings import Receiver

# Where a day ends last.
LAST_ZONE = "Etc/GMT+12"
EXPIRED = "expired before it was sent"
EXPIRED_UNSURE = "expired; an earlier attempt was not answered, so the receiver may have it"


def deliver(
    home: Home,
    receiver: Receiver,
    log: Callable[[str], None],
    pace: Pace | None = None,
    find_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    *,
    again: bool = False,
) -> Counter[str]:
    """Post everything that is left to a receiver; return how many messages were accepted, rejected, expired, refused.

    Killed at any moment it is finished by the next call, under the same ids. again: batches that were refused are
    posted once more. Raises DeliveryError where it has to stop before all is answered.
    """
    pace = pace or Pace()
    with hold_lock(home.delivery_lock, "deliver", log), open_outbox(home) as outbox:
        with hold_lock(home.lock, "deliver", log):  # No run may write what is read here.
            add_plans(home, outbox, pace, find_now(), log)
            for name, (as_of, text) in find_manifests(home, receiver.audiences, log).items():
                outbox.add_manifest(as_of, name_batch([name, text]), text)
        if again:
            log(f"Refused before, and posted again: {outbox.reopen():,} batches.")
        wait_as_asked(outbox, pace, receiver)
        counts: Counter[str] = Counter()
        sends: dict[date, dict[str, Send]] = {}
        batches = outbox.list_open()
        with Client(receiver.url, pace.attempt_seconds) as client:
            poster = Poster(client, receiver.keys, outbox, pace, log)
            for at, batch in enumerate(batches):
                if batch.kind == "plan" and batch.as_of not in sends:
                    sends = {batch.as_of: read_sends(home, batch.as_of)}
                    outbox.forget(batch.as_of, sends[batch.as_of])
                try:
                    counts += post_batch(poster, batch, sends.get(batch.as_of, {}), find_now)
                except Again as error:
                    raise DeliveryError(
                        f"The receiver {receiver.host} does not take batches: {error}. Batches left:"
                        f" {len(batches) - at:,} of {len(batches):,}; run `make deliver CONFIRM=1` again."
                    ) from None
    return counts


def add_plans(home: Home, outbox: Outbox, pace: Pace, now: datetime, log: Callable[[str], None]) -> None:
    """Mark the newest plan as delivered, then put its batches into the outbox, unless they are there.

    So are those of an older plan that was marked, and killed before its batches were written. A plan that has nothing
    to send any more stays unmarked. Messages to users whom a receiver may not be told are left out.
    """
    days = list_days(home)
    known = set(outbox.list_plans())
    for as_of in [day for day in days if day == days[-1] or is_delivered(home, day)]:
        if as_of in known or find_end(as_of, LAST_ZONE) <= now:
            continue
        sends = read_sends(home, as_of).values()
        named = [send for send in sends if send.is_named]
        if len(sends) > len(named):
            log(f"The plan as of {as_of}: {word_unnamed(len(sends) - len(named))}")
        if any(not send.is_expired(now) for send in named):
            mark_delivered(home, as_of)
            outbox.add_plan(as_of, split([send.decision_id for send in named], pace.batch_rows))


def wait_as_asked(outbox: Outbox, pace: Pace, receiver: Receiver) -> None:
    """Wait where the receiver asked an earlier delivery to; DeliveryError where that is long."""
    wait_until = outbox.read_wait()
    seconds = (wait_until - datetime.now(UTC)).total_seconds() if wait_until else 0
    if seconds > pace.longest_pause:
        raise DeliveryError(f"The receiver {receiver.host} asked to come again after {wait_until:%Y-%m-%d %H:%M} UTC.")
    time.sleep(max(0, seconds))


def post_batch(poster: Poster, batch: Batch, plan: dict[str, Send], find_now: Callable[[], datetime]) -> Counter[str]:
    """Post what is left of a batch; return how many messages came to which end. Raises Again and DeliveryError."""
    counts: Counter[str] = Counter()

    def word() -> Content | None:
        if batch.body is not None:
            return Content(word_manifest(batch.body))
        rows, expired_count = find_rows(poster.outbox, batch, plan, find_now())
        counts["expired"] += expired_count
        ids = frozenset(send.decision_id for send in rows)
        return Content(word_plan(batch.as_of, rows), ids) if rows else None

    posted = poster.post(batch, word)
    if posted is None:
        poster.outbox.close(batch.batch_id)
        return counts
    verdict, row_count = posted.verdict, len(posted.content.decision_ids)
    if verdict.outcome == "stopped":
        raise DeliveryError(f"The receiver {verdict.reason}; nothing of what is left was lost.")
    rejected = len(verdict.rejected)
    if verdict.outcome == "refused":
        poster.log(f"{batch}: refused whole, {verdict.reason}. The answer is in the outbox; AGAIN=1 posts it again.")
        return counts + Counter(refused=row_count or 1)
    poster.log(f"{batch}: {row_count - rejected:,} messages accepted, {rejected:,} rejected.")
    return counts + Counter(accepted=row_count - rejected, rejected=rejected)


def find_rows(outbox: Outbox, batch: Batch, plan: dict[str, Send], now: datetime) -> tuple[list[Send], int]:
    """Return the messages of a batch that may go out at a moment, and how many have expired; those are noted."""
    waiting = [plan[decision_id] for decision_id in outbox.list_waiting(batch.batch_id)]
    expired = [send.decision_id for send in waiting if send.is_expired(now)]
    if expired:
        outbox.expire(expired, EXPIRED_UNSURE if outbox.was_tried(batch.batch_id) else EXPIRED)
    return [send for send in waiting if not send.is_expired(now)], len(expired)
