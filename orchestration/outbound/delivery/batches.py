"""What is put into batches, what a batch is called, and how it is worded."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from orchestration.outbound.delivery.ledger import Send

SENDS = "campaign_plan.sends"


def split(decision_ids: Sequence[str], size: int) -> dict[str, list[str]]:
    """Return batches of at most `size` decisions, by their ids. The same decisions give the same ids.

    >>> [len(batch) for batch in split(["a", "b", "c"], 2).values()]
    [2, 1]
    """
    batches = [list(decision_ids[at : at + size]) for at in range(0, len(decision_ids), size)]
    return {name_batch(batch): batch for batch in batches}


def name_batch(parts: Iterable[str]) -> str:
    """Return the id of a batch: a hash of what is in it, so that a lost outbox gives the same ids again."""
    return "msg_" + hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def word_unnamed(count: int) -> str:
    """Return the sentence that says how many messages no receiver gets."""
    return (
        f"{count:,} messages are left out, since the user's id is an e-mail address, a phone number or a guest's key."
    )


def word_plan(as_of: date, sends: Iterable[Send]) -> bytes:
    """Return the body of a batch of messages, as JSON; moments in UTC."""
    data = {"as_of_date": as_of, "rows": [send.row for send in sends]}
    return _to_json({"type": SENDS, "data": data})


def word_trial(as_of: date, row: dict[str, object]) -> bytes:
    """Return the body of a test batch: that of a plan, but for `"test": true`."""
    return _to_json({"type": SENDS, "test": True, "data": {"as_of_date": as_of, "rows": [row]}})


def word_manifest(text: str) -> bytes:
    """Return the body that says which files of an audience were written."""
    return _to_json({"type": "audience.written", "data": json.loads(text)})


def _to_json(value: object) -> bytes:
    return json.dumps(value, default=_word, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _word(value: object) -> str | float:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no words in JSON")
