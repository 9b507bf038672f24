"""What an audience is, and which columns of it may leave the house: these and no others."""

import re
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import column
from orchestration.outbound.exports.errors import ExportError

# By name, since names become folders.
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
SEND_LIST = "send_list"
KINDS = ("group", "segment", "cluster", "tag", SEND_LIST)
# Files beside the Parquet ones, which are always there: the next changes are found by them.
WHOLE_FORMATS = ("csv", "jsonl")
# Each by the consent that somebody has to have given.
TOOL_FORMATS = {"newsletter": "consent_email", "customer_list": "consent_ads"}

MEMBERS = pa.schema(
    [
        column("external_id", pa.string(), "The user id, as the shop names it."),
        column(
            "email_hash", pa.string(), "The keyed hash of the e-mail address, as the shop delivers it.", nullable=True
        ),
        column("consent_email", pa.bool_(), "Whether the user agreed to e-mails; false where that is unknown."),
        column("consent_ads", pa.bool_(), "Whether the user agreed to personal advertising; false where unknown."),
        column("user_group", pa.string(), "The group of users.user_groups.", nullable=True),
        column("rfm_segment", pa.string(), "The segment of users.user_rfm; empty without an order.", nullable=True),
    ]
)
SENDS = pa.schema(
    [
        column("external_id", pa.string(), "The user id, as the shop names it."),
        column("decision_id", pa.string(), "The decision of the plan: who sends it twice has sent one message."),
        column("trigger", pa.string(), "Why to write."),
        column("channel", pa.string(), "By which channel."),
        column("offer", pa.string(), "The offer in it; empty for none.", nullable=True),
        column("depth_share", pa.float64(), "The share of the price that the offer takes off.", nullable=True),
        column("item_id", pa.string(), "The item that it is about; empty for none.", nullable=True),
        column("item_name", pa.string(), "Its name: the shop's own text.", nullable=True),
        column("category_id", pa.string(), "The category that it is about; empty for none.", nullable=True),
        column("send_at", pa.timestamp("us"), "When to send it (UTC)."),
        column("send_at_local", pa.timestamp("us"), "The same by the shop's clock."),
        column("expires_at", pa.timestamp("us"), "From when on it is not to be sent any more (UTC)."),
        column("quiet_from", pa.string(), "From this time of the day on nobody is written to (HH:MM).", nullable=True),
        column(
            "quiet_to", pa.string(), "Until this time of the day, over midnight where it is earlier.", nullable=True
        ),
        column("time_zone", pa.string(), "The zone of these two and of send_at_local: the shop's.", nullable=True),
        column("recheck_rules", pa.string(), "Rules to check right before sending, joined by `;`.", nullable=True),
        column("recheck", pa.string(), "The same in words.", nullable=True),
    ]
)


@dataclass(frozen=True)
class Audience:
    """A row of the seed `audiences`. Raises ExportError where it cannot be used.

    >>> Audience("high_value", "group", "high_value", ("csv",)).key
    'external_id'
    """

    name: str
    kind: str
    value: str
    formats: tuple[str, ...]

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ExportError(
                f"The audience {self.name!r} of seeds/reference/audiences.csv cannot name a folder: use small letters,"
                " digits and _ alone, and begin with a letter."
            )
        if self.name in {*MEMBERS.names, *SENDS.names}:
            raise ExportError(
                f"The audience {self.name!r} of seeds/reference/audiences.csv is named like a column of the files: a"
                " newsletter tool gets a column named like the audience; name it otherwise."
            )
        if self.kind not in KINDS:
            raise ExportError(f"The audience {self.name} is of kind {self.kind!r}: give one of {', '.join(KINDS)}.")
        known = WHOLE_FORMATS if self.kind == SEND_LIST else (*WHOLE_FORMATS, *TOOL_FORMATS)
        if unknown := [text for text in self.formats if text not in known]:
            raise ExportError(
                f"The audience {self.name} asks for the format {unknown[0]!r}: a {self.kind} has {', '.join(known)}."
            )

    @property
    def shape(self) -> pa.Schema:
        """The columns that leave the house."""
        return SENDS if self.kind == SEND_LIST else MEMBERS

    @property
    def key(self) -> str:
        """The column by which a row is the same row in two generations."""
        return "decision_id" if self.kind == SEND_LIST else "external_id"


@dataclass(frozen=True)
class AudienceList:
    """Who is on an audience as of a day: `rows` in its shape, one row a key, in the order of the keys."""

    audience: Audience
    as_of_date: date
    rows: pa.Table


def make_list(audience: Audience, as_of_date: date, rows: pa.Table) -> AudienceList:
    """Return the list. Raises ValueError where columns or types are not those of its kind, or a key repeats."""
    if not rows.schema.equals(audience.shape):
        raise ValueError(
            f"{audience.name} has the columns {', '.join(rows.column_names)}; only {', '.join(audience.shape.names)}"
            " leave the house."
        )
    keys = rows[audience.key]
    if keys.null_count or pc.count_distinct(keys).as_py() != len(keys):
        raise ValueError(f"{audience.name} has rows whose {audience.key} is empty or repeats.")
    return AudienceList(audience, as_of_date, rows.cast(audience.shape).sort_by(audience.key))
