"""What a delivery would send, in words and counts; nothing is sent or written."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from ingest.home import Home
from orchestration.outbound.delivery.batches import word_unnamed
from orchestration.outbound.delivery.ledger import read_sends
from orchestration.outbound.delivery.outbox import open_outbox
from orchestration.outbound.plan_ledger import list_days
from orchestration.settings import Receiver

OFF = "Delivery is off: set CARTOGRAPH_RECEIVER_URL and CARTOGRAPH_RECEIVER_SECRET to turn it on."


def preview(home: Home, receiver: Receiver | None, now: datetime) -> Iterator[str]:
    """Yield the lines of a dry run."""
    yield f"The receiver is {receiver.host}." if receiver else OFF
    days = list_days(home)
    if not days:
        yield "There is no plan yet: run `make daily`."
        return
    as_of = days[-1]
    sends = read_sends(home, as_of)
    named = {name: send for name, send in sends.items() if send.is_named}
    outcomes, is_open = {}, 0
    if home.outbox.exists():
        with open_outbox(home) as outbox:
            outcomes = outbox.read_outcomes(as_of)
            is_open = sum(batch.as_of != as_of for batch in outbox.list_open())
    left = [send for name, send in named.items() if outcomes.get(name, "waiting") == "waiting"]
    alive = [send for send in left if not send.is_expired(now)]
    yield f"The plan as of {as_of} sends {len(sends):,} messages."
    if len(sends) > len(named):
        yield f"  {word_unnamed(len(sends) - len(named))}"
    for outcome, count in sorted(Counter(outcomes.values()).items()):
        if outcome != "waiting":
            yield f"  {count:>9,} {outcome} already"
    if len(left) > len(alive):
        yield f"  {len(left) - len(alive):>9,} expired by now: they will not be sent"
    for (trigger, channel), count in sorted(Counter((s.row["trigger"], s.row["channel"]) for s in alive).items()):
        yield f"  {count:>9,} to send: {trigger} by {channel}"
    if is_open:
        yield f"{is_open:,} batches of earlier plans and of audiences are left, too."
    yield "Nothing was sent: this was a dry run. `make deliver CONFIRM=1` sends."
