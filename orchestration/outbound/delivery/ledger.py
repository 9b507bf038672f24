"""What the ledger of plans decided to send."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pyarrow.compute as pc

from ingest.home import Home
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.plan_files import find_path, read_rows
from orchestration.settings import read_time_zone

# What a receiver is given of a row, by the name it has there: what a message needs, not how it was decided on.
COLUMNS = {
    "decision_id": "decision_id",
    "user_id": "external_id",
    "trigger": "trigger",
    "item_id": "item_id",
    "item_name": "item_name",
    "category_id": "category_id",
    "channel": "channel",
    "offer": "offer",
    "depth_share": "depth_share",
    "send_at": "send_at",
    "expires_at": "expires_at",
    "quiet_from": "quiet_from",
    "quiet_to": "quiet_to",
    "time_zone": "time_zone",
    "recheck_rules": "recheck_rules",
    "recheck": "recheck",
}
# Who is called so is named to nobody outside: a guest's key, an e-mail address, a phone number. The macro is_named says
# the same.
UNNAMED = re.compile(r"guest:|.*.@.+\..|(tel:\+?|\+)[-0-9 ()./]{7,}\Z", re.DOTALL)


@dataclass(frozen=True)
class Send:
    """One message to be sent: what the receiver is given of it, and from when on it does not go out any more."""

    row: dict[str, object]
    expires_at: datetime

    @property
    def decision_id(self) -> str:
        """By which the message is known for ever."""
        return str(self.row["decision_id"])

    @property
    def is_named(self) -> bool:
        """Whether a receiver may be told the user's id."""
        return not UNNAMED.match(str(self.row["external_id"]))

    def is_expired(self, now: datetime) -> bool:
        """Whether the message does not go out any more."""
        return self.expires_at <= now


def find_end(as_of: date, zone: str) -> datetime:
    """Return when the shop day ends in a zone for which the plan of a date was made: the day after it.

    From then on nothing of the plan goes out: the next plan counts a contact on its day alone, and caps would not hold.
    """
    return datetime.combine(as_of + timedelta(days=2), time(), ZoneInfo(zone))


def read_sends(home: Home, as_of: date) -> dict[str, Send]:
    """Return what the plan of a date sends, by decision id, soonest first. Raises OutboundError."""
    path = find_path(home, as_of)
    columns = [*COLUMNS, "decision"]  # The filter's column has to be read, too.
    table = read_rows(path, pc.field("decision") == "send", columns).select(list(COLUMNS)).rename_columns(COLUMNS)
    table = table.sort_by([("send_at", "ascending"), ("decision_id", "ascending")])
    # Who delivers may have set another zone than whoever made the plan.
    end = find_end(as_of, pc.min(table["time_zone"]).as_py() or read_time_zone())
    ends = [(row, min(end, _read_moment(row["expires_at"]) or end)) for row in table.to_pylist()]
    sends = [Send(row | {"expires_at": expires_at}, expires_at) for row, expires_at in ends]
    by_id = {send.decision_id: send for send in sends}
    if len(by_id) != len(sends) or table["decision_id"].null_count:
        raise DeliveryError(f"{path} has a decision id twice, or none: nobody could tell its messages apart.")
    return by_id


def _read_moment(value: datetime | None) -> datetime | None:
    """Moments of the plan without a zone are UTC."""
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)
