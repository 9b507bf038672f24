"""The table of audiences: its columns, and a row of it."""

import pyarrow as pa

from ml_assets.columns import column
from orchestration.outbound.exports.decision import Decision

AUDIENCES = pa.schema(
    [
        column("audience", pa.string(), "The audience, as the seed names it."),
        column("as_of_date", pa.date32(), "The newest load day; the list is as of its end."),
        column(
            "kind", pa.string(), "Of whom it is made: group, segment, cluster, tag, or send_list (of what to send)."
        ),
        column("value", pa.string(), "Which group, segment, cluster, tag or channel."),
        column("row_count", pa.int64(), "Rows of the list: users, or messages to send."),
        column(
            "unnamed_count",
            pa.int64(),
            "Users left out since no receiver could know them, or their id is an e-mail address or a phone number: "
            "guests, mostly.",
        ),
        column(
            "acknowledged_generation",
            pa.int64(),
            "The newest generation that the receiver acknowledged; empty where it acknowledged none.",
            nullable=True,
        ),
        column("added_count", pa.int64(), "Rows that the acknowledged generation has not."),
        column("removed_count", pa.int64(), "Rows that the acknowledged generation alone has."),
        column("changed_count", pa.int64(), "Rows that both have with other values."),
        column(
            "status",
            pa.string(),
            "written; waits_for_confirmation: suddenly empty or halved; too_small: of too few users; empty; damaged:"
            " what went out before cannot be read.",
        ),
        column("generation", pa.int64(), "The generation that was written; empty where none was.", nullable=True),
        column("reason", pa.string(), "The status in words, and what to do."),
    ]
)


def describe_decision(decision: Decision, row_count: int, unnamed_count: int) -> dict[str, object]:
    """Return the row of an audience. row_count: rows of its list, also where nobody is given out."""
    listed, changes = decision.listed, decision.changes
    return {
        "audience": listed.audience.name,
        "as_of_date": listed.as_of_date,
        "kind": listed.audience.kind,
        "value": listed.audience.value,
        "row_count": row_count,
        "unnamed_count": unnamed_count,
        "acknowledged_generation": decision.acknowledged.number if decision.acknowledged else None,
        "added_count": changes.added.num_rows,
        "removed_count": changes.removed.num_rows,
        "changed_count": changes.changed.num_rows,
        "status": decision.status,
        "generation": decision.generation,
        "reason": decision.reason,
    }
