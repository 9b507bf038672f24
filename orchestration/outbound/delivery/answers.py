"""What a receiver's answer means for a batch."""

import json
from dataclasses import dataclass, field

from orchestration.outbound.client import Answer

# The receiver is busy or broken: the same batch again later. So is every 5xx.
REPEATED = {408, 425, 429}
# The batch itself is wrong to the receiver. Every other 4xx, and a redirect, says that nothing of ours is taken there.
REFUSED = {400, 409, 413, 415, 422}


@dataclass(frozen=True)
class Verdict:
    """outcome: accepted but for the `rejected` decisions (id: why), refused, repeated (again later), or stopped."""

    outcome: str
    reason: str
    rejected: dict[str, str] = field(default_factory=dict)


def judge(answer: Answer, decision_ids: frozenset[str]) -> Verdict:
    """Return what an answer says of a batch with these decisions.

    A 2xx accepts the batch. Its body may be JSON that names rows not taken:
    `{"rejected": [{"decision_id": "...", "reason": "..."}]}`. What calls itself JSON and is not was cut off.
    """
    words = f"it answered {answer.status}"
    if answer.status in REPEATED or answer.status >= 500:
        return Verdict("repeated", words)
    if answer.status in REFUSED:
        return Verdict("refused", words)
    if not 200 <= answer.status < 300:
        return Verdict("stopped", words)
    if not answer.is_json or not answer.text.strip():
        return Verdict("accepted", words)
    try:
        content = json.loads(answer.text)
    except (ValueError, RecursionError):
        return Verdict("repeated", "its answer was cut off")
    rows = content.get("rejected", []) if isinstance(content, dict) else []
    try:
        rejected = {row["decision_id"]: str(row.get("reason") or "no reason given") for row in rows}
    except (TypeError, KeyError, AttributeError):
        return Verdict("refused", "its list of rejected rows is no list of objects with a decision_id")
    # A repeated answer may name what was erased since.
    return Verdict("accepted", words, {name: reason for name, reason in rejected.items() if name in decision_ids})
