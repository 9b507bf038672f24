"""The plan by trigger, for people."""

from collections import Counter, defaultdict

import pyarrow as pa

from ml_assets.campaign_plan.table import CAMPAIGN_PLAN, DEFER, HOLD_BACK, REFUSE, SEND
from ml_assets.columns import require_columns

SUMMARY = pa.schema(
    [
        ("trigger", pa.string()),
        *((name, pa.int64()) for name in ("candidate_count", "sent_count", "held_back_count", "deferred_count")),
        *(("refused_count", pa.int64()), ("expected_margin", pa.float64()), ("refused_by", pa.string())),
        ("deferred_by", pa.string()),
    ]
)


def summarize_plan(plan: pa.Table) -> pa.Table:
    """Return SUMMARY, a row a trigger, those of most expected margin first.

    plan: CAMPAIGN_PLAN. expected_margin: of what is sent. refused_by, deferred_by: counts in words, the largest first.
    """
    require_columns(plan, CAMPAIGN_PLAN.names, "plan")
    names = ["trigger", "decision", "refused_by", "deferred_by"]
    groups = plan.group_by(names).aggregate([([], "count_all"), ("expected_margin", "sum")]).to_pylist()
    decisions: dict[str, Counter] = defaultdict(Counter)
    refused, deferred, margins = defaultdict(Counter), defaultdict(Counter), Counter()
    for group in groups:
        trigger, count = group["trigger"], group["count_all"]
        decisions[trigger][group["decision"]] += count
        if group["decision"] == SEND:
            margins[trigger] += float(group["expected_margin_sum"] or 0)
        if group["refused_by"]:
            refused[trigger][group["refused_by"]] += count
        if group["deferred_by"]:
            deferred[trigger][group["deferred_by"]] += count
    rows = [
        {"trigger": trigger, "candidate_count": sum(counts.values()), "sent_count": counts[SEND]}
        | {"held_back_count": counts[HOLD_BACK], "deferred_count": counts[DEFER], "refused_count": counts[REFUSE]}
        | {"expected_margin": round(margins[trigger], 4), "refused_by": _list_counts(refused[trigger])}
        | {"deferred_by": _list_counts(deferred[trigger])}
        for trigger, counts in decisions.items()
    ]
    rows.sort(key=lambda row: (-row["expected_margin"], row["trigger"]))
    return pa.Table.from_pylist(rows, SUMMARY)


def describe_summary(summary: pa.Table) -> str:
    """Return SUMMARY as a table in Markdown."""
    head = (
        "| trigger | candidates | sent | held back | deferred | refused | expected margin | refused by | deferred by |"
    )
    lines = [
        f"| {row['trigger']} | {row['candidate_count']:,} | {row['sent_count']:,} | {row['held_back_count']:,}"
        f" | {row['deferred_count']:,} | {row['refused_count']:,} | {row['expected_margin']:,.2f}"
        f" | {row['refused_by']} | {row['deferred_by']} |"
        for row in summary.to_pylist()
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|---|---|", *lines])


def _list_counts(counts: Counter) -> str:
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return ", ".join(f"{name} {count:,}" for name, count in ordered)
