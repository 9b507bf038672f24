"""One made-up message, marked as a test, to see whether the receiver takes what we send. It is in no outbox."""

import secrets
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from orchestration.outbound.client import Client, NoAnswer
from orchestration.outbound.delivery.answers import CHECK_SETTINGS, Verdict, judge
from orchestration.outbound.delivery.batches import word_trial
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.delivery.ledger import COLUMNS
from orchestration.outbound.delivery.posting import Pace
from orchestration.outbound.delivery.signature import sign
from orchestration.settings import Receiver, read_time_zone

# A test posted to a receiver that knows no tests must reach nobody: no shop has a user of this name.
NOBODY = "cartograph-test-nobody"
SHOWN_LENGTH = 500
TAKEN = "It takes what we send. Nothing of a plan was sent, and nothing is counted."
NOT_UNDERSTOOD = "Its answer is not understood: see docs/delivery.md, point 11 of what the receiver does."


def post_trial(receiver: Receiver, now: datetime, seconds: float = Pace().attempt_seconds) -> tuple[bool, list[str]]:
    """Post a test batch once; return whether the receiver took it, and lines that say what it answered.

    No plan is marked and no outbox written by it. Raises DeliveryError where no whole answer comes within `seconds`.
    """
    row = make_row(now)
    body = word_trial(now.date(), row)
    webhook_id = f"msg_test_{secrets.token_hex(16)}"
    try:
        with Client(receiver.url, seconds) as client:
            answer = client.post(body, sign(receiver.keys, webhook_id, int(time.time()), body))
    except NoAnswer as error:
        raise DeliveryError(f"The receiver {receiver.host} did not take the test batch: {error}.") from None
    verdict = judge(answer, frozenset({str(row["decision_id"])}))
    lines = [f"The receiver {receiver.host} answered {answer.status}: {quote(answer.text, receiver) or 'nothing more'}"]
    lines.append(_explain(verdict, is_success=200 <= answer.status < 300))
    if verdict.rejected:
        lines.append("It rejected the message in it, which is right: nobody has that id.")
    return verdict.outcome == "accepted", lines


def _explain(verdict: Verdict, *, is_success: bool) -> str:
    if verdict.outcome == "repeated":
        return f"It is busy or broken ({verdict.reason}): try again later."
    if verdict.outcome == "refused":
        return "It was reached, and does not understand the batch."
    if verdict.outcome == "stopped":
        return NOT_UNDERSTOOD if is_success else f"It was reached, and takes nothing from us. {CHECK_SETTINGS}."
    return TAKEN


def quote(text: str, receiver: Receiver) -> str:
    """Return what a receiver said, for a terminal: one short line, without our address, since that may hold a secret.

    >>> quote("Cannot POST /hooks/secret\\n", Receiver("https://crm.example/hooks/secret", ()))
    'Cannot POST (our address)'
    """
    parts = urlsplit(receiver.url)
    for secret in (receiver.url, f"{parts.path}?{parts.query}", parts.path, parts.query):
        if secret.strip("/?"):
            text = text.replace(secret, "(our address)")
    words = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    return words[:SHOWN_LENGTH] + "..." * (len(words) > SHOWN_LENGTH)


def make_row(now: datetime) -> dict[str, object]:
    """Return a message with the columns of a real one, to nobody, and expired already."""
    row: dict[str, object] = dict.fromkeys(COLUMNS.values())
    moment = now.astimezone(UTC).replace(microsecond=0)
    return row | {
        "decision_id": f"test-{secrets.token_hex(8)}",
        "external_id": NOBODY,
        "trigger": "test",
        "channel": "email",
        "offer": "none",
        "depth_share": 0.0,
        "send_at": moment,
        "expires_at": moment,
        "quiet_from": "21:00",
        "quiet_to": "08:00",
        "time_zone": read_time_zone(),
        "recheck": "This is a test of the delivery: send nothing.",
    }
